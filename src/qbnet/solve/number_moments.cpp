#include "qbnet/solve/number_moments.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "qbnet/base/stop.hpp"
#include "qbnet/network/reach.hpp"
#include "qbnet/resolvent/part.hpp"
#include "qbnet/solve/baths.hpp"
#include "qbnet/solve/decay_shifts.hpp"
#include "qbnet/solve/proven_occupations.hpp"

namespace qbnet {
namespace {

using Complex = std::complex<double>;
using Column = std::vector<Complex>;

constexpr double infinite = std::numeric_limits<double>::infinity();

// With v_k and w_k of alternating directions from e_j, conjugated, and C_k = 1 - a_k R(p_k):
//   X e_j = sum_k C_1 ... C_(k-1) a_k R(p_k) Q v_k + C_1 ... C_m X w_m,
// from the last step to the first.
class Columns {
 public:
  Columns(const Resolvent& resolvent, const Baths& baths, double accuracy)
      : pattern_(resolvent.pattern),
        baths_(baths),
        accuracy_(accuracy),
        m_(resolvent.m),
        heat_(baths.relative()),
        surroundings_(resolvent.pattern) {}

  // Adds X e_j / 2 to the column, and its conjugate to the row, of x by position. False if it takes
  // too many steps.
  bool add(std::size_t j, Column& x) {
    for (;; modes_ *= 2) {
      const Part part = surroundings_.of(j, modes_);
      const Column y = solve(part);
      if (y.empty() && part.cuts.empty()) return false;
      if (!part.cuts.empty() &&
          (y.empty() || !(off_at_cuts(part, y) < accuracy_ / 16 * y[part.centre].real()))) {
        continue;
      }
      const std::size_t n = pattern_.size();
      for (std::size_t k = 0; k < y.size(); ++k) {
        const auto i = static_cast<std::size_t>(part.at[k]);
        x[i * n + j] += 0.5 * y[k];
        x[j * n + i] += 0.5 * std::conj(y[k]);
      }
      return true;
    }
  }

 private:
  // Empty if it takes too many steps.
  Column solve(const Part& part) {
    // What rings through a part rings through its surroundings, too.
    const std::size_t most_steps = part.cuts.empty() ? 1000 : 500;
    const std::size_t n = part.at.size();
    Column m, w(n);
    for (const std::uint32_t s : part.slot) m.push_back(m_[s]);
    std::vector<Elimination<Complex>> factors;
    std::vector<double> twice;
    std::vector<Column> v;
    w[part.centre] = 1;
    double left = 1, value = 0;
    const auto from_here = [&](DecayShifts::Effort effort) {
      return DecayShifts(part.pattern, m, w, effort);
    };
    // Those of another column serve this one mostly.
    constexpr std::size_t patience = 40;
    if (!shifts_) shifts_ = from_here(DecayShifts::Effort::little);
    DecayShifts shifts = *shifts_;
    while (!(std::sqrt(left) < accuracy_ / 16 * value)) {
      if (v.size() == most_steps) return {};
      if (v.size() == patience) {
        shifts = from_here(DecayShifts::Effort::little);
        shifts_ = shifts;
      } else if (v.size() == 2 * patience) {
        shifts = from_here(DecayShifts::Effort::ordinary);
      } else if (v.size() == 5 * patience) {
        if (part.cuts.empty() && !shifts_of_all_)
          shifts_of_all_ = from_here(DecayShifts::Effort::great);
        shifts = part.cuts.empty() ? *shifts_of_all_ : from_here(DecayShifts::Effort::ordinary);
      }
      const Complex p = shifts.next();
      factors.emplace_back(part.pattern);
      if (!factors.back().factor(m, p)) return {};
      twice.push_back(2 * p.real());
      v.push_back(w);
      factors.back().solve_transposed(v.back());
      left = 0;
      double heat = 0;
      for (std::size_t i = 0; i < n; ++i) {
        heat += heat_[static_cast<std::size_t>(part.at[i])] * std::norm(v.back()[i]);
        w[i] -= twice.back() * v.back()[i];
        left += std::norm(w[i]);
      }
      value += twice.back() * heat;
    }
    Column y(n), z(n);
    for (std::size_t k = v.size(); k-- > 0;) {
      for (std::size_t i = 0; i < n; ++i) {
        z[i] = heat_[static_cast<std::size_t>(part.at[i])] * std::conj(v[k][i]) - y[i];
      }
      factors[k].solve(z);
      for (std::size_t i = 0; i < n; ++i) y[i] += twice[k] * z[i];
    }
    return y;
  }

  double off_at_cuts(const Part& part, const Column& y) const {
    std::vector<double> outside(part.rim);
    for (const Part::Cut& cut : part.cuts) {
      const auto row = static_cast<std::size_t>(pattern_.column[cut.slot]);
      outside[cut.outside] += std::abs(m_[cut.slot]) * std::abs(y[cut.row]) / baths_.loss[row];
    }
    return *std::ranges::max_element(outside);
  }

  const Pattern& pattern_;
  const Baths& baths_;
  double accuracy_;
  Entries::Rounded<Complex> m_;
  std::vector<double> heat_;  // kappa n, in units of the warmest n as x is
  Surroundings surroundings_;
  std::optional<DecayShifts> shifts_, shifts_of_all_;
  std::size_t modes_ = 48;
};

// Noise p with -diag(p) <= Q - M x - x M^+ <= diag(p): by diagonal dominance, sums of the rows of
// that rest, and of all that rounding can have made of it, weighted with 1/sqrt(kappa_j x_jj): so
// no mode gets much more of it beside its own heat than another.
std::vector<double> noise_above_rest(const Resolvent& resolvent, const Baths& baths,
                                     const std::vector<std::size_t>& heated, const Column& x) {
  const Pattern& p = resolvent.pattern;
  const std::vector<double> heat = baths.relative();
  const std::size_t n = p.size();
  const Entries::Rounded<Complex> m(resolvent.m);
  const auto each_of_row = [&](std::size_t i, const auto& visit) {
    for (std::size_t s = p.row_start[i]; s < p.row_start[i + 1]; ++s) {
      visit(static_cast<std::size_t>(p.column[s]), m[s]);
    }
  };
  // Weighted sums of sizes: of the rows of x, and of the columns of M.
  std::vector<double> t(n), row(n), column(n), noise(n);
  for (const std::size_t j : heated) t[j] = 1 / std::sqrt(baths.loss[j] * x[j * n + j].real());
  std::size_t longest = 0;
  Column product(n * n);  // M x
  for (const std::size_t i : heated) {
    longest = std::max<std::size_t>(longest, p.row_start[i + 1] - p.row_start[i]);
    for (const std::size_t j : heated) row[i] += std::abs(x[i * n + j]) * t[j];
    each_of_row(i, [&](std::size_t l, Complex entry) {
      column[l] += std::abs(entry) * t[i];
      for (std::size_t j = 0; j < n; ++j) {
        subtract_product(product[i * n + j], -entry, x[l * n + j]);
      }
    });
  }
  const double rounding = 2 * (static_cast<double>(longest) + 4) * 0x1p-53;
  for (const std::size_t i : heated) {
    double size = heat[i] * t[i], sum = 0;
    each_of_row(i, [&](std::size_t l, Complex entry) { size += std::abs(entry) * row[l]; });
    for (const std::size_t j : heated) {
      const Complex rest = product[i * n + j] + std::conj(product[j * n + i]);
      sum += std::abs(i == j ? rest - heat[i] : rest) * t[j];
      size += std::abs(x[i * n + j]) * column[j];
    }
    constexpr double in_hand = 1.01;
    noise[i] = in_hand * (sum + rounding * size) / t[i];
  }
  return noise;
}

// Bound of |x - X|_ij / sqrt(X_ii X_jj). Noise p makes Y of the same equation, and -Y <= x - X <= Y
// then, so |x - X|_ij <= sqrt(Y_ii Y_jj). No Y_jj is above the largest p_i / kappa_i; where that is
// not enough, Y_jj is computed like any occupation.
double bound(const Resolvent& resolvent, const Baths& baths, const std::vector<std::size_t>& heated,
             double accuracy, const Column& x) {
  const std::size_t n = resolvent.pattern.size();
  const std::vector<double> noise = noise_above_rest(resolvent, baths, heated, x);
  Baths above = baths;
  above.warmest = 0;
  for (const std::size_t j : heated) {
    if (!std::isfinite(noise[j])) return infinite;
    above.rate[j] = Ball(noise[j]);
    if (noise[j] > 0) above.warmest = std::max(above.warmest, noise[j] / baths.loss[j]);
  }
  constexpr double roughly = 0.1;
  ProvenOccupations solver(resolvent, above, roughly);
  double worst = 0;
  for (const std::size_t j : heated) {
    const double value = x[j * n + j].real();
    double most = above.warmest;
    if (!(most < accuracy / 2 * value)) {
      const ProvenOccupation found = solver.of(j);
      most = std::min(most, found.value.value() * (1 + 2 * found.error));
    }
    if (!(most < value / 2)) return infinite;
    worst = std::max(worst, most / (value - most));
  }
  return worst;
}

}  // namespace

NumberMoments number_moments(const Resolvent& resolvent, double accuracy) {
  const Pattern& p = resolvent.pattern;
  const std::size_t n = p.size();
  const Baths baths(resolvent.network, p);
  const std::vector<int> distance = distance_from(resolvent.network, [&](std::size_t j) {
    return resolvent.network.rates(j).loss * resolvent.network.rates(j).thermal > 0;
  });
  std::vector<std::size_t> heated;  // positions; elsewhere all is 0
  for (std::size_t j = 0; j < n; ++j) {
    if (distance[static_cast<std::size_t>(p.mode_at[j])] >= 0) heated.push_back(j);
  }
  NumberMoments nothing, result;
  nothing.size = result.size = n;
  if (!resolvent.moderate) return nothing;
  if (heated.empty()) {
    result.error = 0;
    result.x.resize(n * n);
    return result;
  }
  Column x;
  // Rows of small losses make more of what columns leave out: then these must be better.
  constexpr double finest = 1e-16;
  for (double of_column = accuracy; !(result.error <= accuracy);) {
    if (of_column < finest) return nothing;
    x.assign(n * n, Complex());
    Columns columns(resolvent, baths, of_column);
    for (const std::size_t j : heated) {
      stop_if_asked();
      if (!columns.add(j, x)) return nothing;
    }
    constexpr double of_unit = 0x1p-52;
    result.error = bound(resolvent, baths, heated, accuracy, x) + of_unit;
    of_column *= std::clamp(accuracy / result.error / 4, 1e-3, 0.1);
  }
  result.x.resize(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      result.x[i * n + j] =
          baths.warmest *
          x[static_cast<std::size_t>(p.position[i]) * n + static_cast<std::size_t>(p.position[j])];
    }
  }
  return result;
}

}  // namespace qbnet
