#include "qbnet/solve/adjoint_steps.hpp"

#include <algorithm>
#include <cmath>

#include "qbnet/base/stop.hpp"

namespace qbnet {
namespace {

ScaledReal largest(const std::vector<Ball>& vector) {
  ScaledReal size;
  for (const Ball& each : vector) size = std::max(size, each.upper_bound());
  return size;
}

}  // namespace

AdjointSteps::AdjointSteps(const BallMatrix& a)
    : minus_adjoint_(static_cast<std::size_t>(acb_mat_nrows(a.m))) {
  const auto n = static_cast<std::size_t>(acb_mat_nrows(a.m));
  for (std::size_t i = 0; i < n; ++i) {
    ScaledReal row, column;
    for (std::size_t j = 0; j < n; ++j) {
      row += a.copy(i, j).upper_bound();
      column += a.copy(j, i).upper_bound();
    }
    speed_ = std::max(speed_, std::max(row, column));
  }
  acb_mat_conjugate_transpose(minus_adjoint_.m, a.m);
  acb_mat_neg(minus_adjoint_.m, minus_adjoint_.m);
  drop_radii(minus_adjoint_);
  if (speed_.is_zero()) return;
  exponent_ = static_cast<int>(std::floor(-log(speed_) / std::log(2.0))) - 4;
}

const BallMatrix& AdjointSteps::exponential(int level) {
  const auto wanted = static_cast<std::size_t>(level);
  const slong bits = Ball::precision();
  while (exponentials_.size() <= wanted) {
    stop_if_asked();
    auto next =
        std::make_unique<BallMatrix>(static_cast<std::size_t>(acb_mat_nrows(minus_adjoint_.m)));
    if (exponentials_.empty()) {
      acb_mat_scalar_mul_2exp_si(next->m, minus_adjoint_.m, exponent_);
      acb_mat_exp(next->m, next->m, bits);
    } else {
      acb_mat_approx_mul(next->m, exponentials_.back()->m, exponentials_.back()->m, bits);
    }
    drop_radii(*next);
    exponentials_.push_back(std::move(next));
  }
  return *exponentials_[wanted];
}

void AdjointSteps::step(int level, std::vector<Ball>& x) {
  if (level >= 0) {
    x = times(exponential(level), x);
  } else {
    series(std::ldexp(1.0, exponent_ + level), x);
  }
}

void AdjointSteps::carry(double time, std::vector<Ball>& x) {
  stop_if_asked();
  while (time > 0) {
    const int level = std::ilogb(time) - exponent_;
    if (level < 0) return series(time, x);
    x = times(exponential(level), x);
    time -= std::ldexp(1.0, exponent_ + level);
  }
}

void AdjointSteps::series(double time, std::vector<Ball>& x) const {
  const Ball t(time);
  const ScaledReal last_bit = largest(x) * ScaledReal(1, -Ball::precision() - 8);
  std::vector<Ball> term = x;
  for (int k = 1; last_bit < largest(term); ++k) {
    term = times(minus_adjoint_, term);
    for (std::size_t i = 0; i < term.size(); ++i) {
      term[i] *= t;
      acb_div_si(term[i].get(), term[i].get(), k, Ball::precision());
      acb_get_mid(term[i].get(), term[i].get());
      x[i] += term[i];
    }
  }
  drop_radii(x);
}

}  // namespace qbnet
