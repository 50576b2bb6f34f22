#include "qbnet/resolvent/ball_factors.hpp"

namespace qbnet {

bool BallFactors::factor(const std::vector<Ball>& m, const Ball& z) {
  constexpr std::size_t most_pivoted = 400;
  dense_.reset();
  if (elimination_.factor(m, z)) return true;
  const Pattern& p = pattern_;
  if (p.size() > most_pivoted) return false;
  dense_.emplace(p.size());
  for (std::size_t i = 0; i < p.size(); ++i) {
    for (std::size_t s = p.row_start[i]; s < p.row_start[i + 1]; ++s) {
      acb_set(dense_->at(i, static_cast<std::size_t>(p.column[s])), m[s].get());
    }
    acb_add(dense_->at(i, i), dense_->at(i, i), z.get(), Ball::precision());
  }
  return true;
}

bool BallFactors::solve(std::vector<Ball>& x) const {
  if (dense_) return solve_pivoted(dense_->m, x);
  elimination_.solve(x);
  return true;
}

bool BallFactors::solve_transposed(std::vector<Ball>& x) const {
  if (dense_) {
    BallMatrix transposed(pattern_.size());
    acb_mat_transpose(transposed.m, dense_->m);
    return solve_pivoted(transposed.m, x);
  }
  elimination_.solve_transposed(x);
  return true;
}

bool BallFactors::solve_pivoted(const acb_mat_t& a, std::vector<Ball>& x) const {
  const auto n = static_cast<slong>(x.size());
  acb_mat_t b;
  acb_mat_init(b, n, 1);
  for (slong i = 0; i < n; ++i) {
    acb_set(acb_mat_entry(b, i, 0), x[static_cast<std::size_t>(i)].get());
  }
  const bool solved = acb_mat_solve(b, a, b, Ball::precision()) != 0;
  for (slong i = 0; solved && i < n; ++i) {
    acb_set(x[static_cast<std::size_t>(i)].get(), acb_mat_entry(b, i, 0));
  }
  acb_mat_clear(b);
  return solved;
}

}  // namespace qbnet
