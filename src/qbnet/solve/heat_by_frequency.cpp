#include "qbnet/solve/heat_by_frequency.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <optional>

#include "qbnet/solve/adjoint.hpp"

namespace qbnet {
namespace {

using Complex = std::complex<double>;

// Where normal modes can lie: |Im lambda - centre| <= width, Re lambda >= decay.
struct Region {
  double centre = 0, width = 0, decay = 0;
  double scale = 0;  // between the fastest rate and the slowest
};

Region region_of(const Resolvent& resolvent, const Baths& baths) {
  const Pattern& p = resolvent.pattern;
  const Entries::Rounded<Complex> m(resolvent.m);
  constexpr double infinite = std::numeric_limits<double>::infinity();
  double low = infinite, high = -infinite, slow = infinite, fast = 0;
  Region region;
  region.decay = *std::ranges::min_element(baths.loss) / 2;
  for (std::size_t i = 0; i < p.size(); ++i) {
    double turned = 0, all = 0;
    const std::size_t own = p.diagonal(i);
    for (std::size_t s = p.row_start[i]; s < p.row_start[i + 1]; ++s) {
      if (s == own) continue;
      // The anti-Hermitian part alone turns.
      const Complex back = m[p.slot(static_cast<std::size_t>(p.column[s]), i)];
      turned += 0.5 * std::abs(m[s] - std::conj(back));
      all += std::abs(m[s]);
    }
    low = std::min(low, m[own].imag() - turned);
    high = std::max(high, m[own].imag() + turned);
    slow = std::min(slow, m[own].real() + all);
    fast = std::max(fast, m[own].real() + all);
  }
  region.centre = 0.5 * (low + high);
  region.width = 0.5 * (high - low);
  region.scale = std::max(std::sqrt(slow * fast), region.width);
  return region;
}

// Nodes of the line w = centre + scale tan(theta/2), theta = 2 pi k/n - pi.
class Quadrature {
 public:
  // From the warm baths to the modes wanted; or `back` from the one that is wanted, of the reversed
  // network, to the baths.
  Quadrature(const Resolvent& resolvent, const Baths& baths, const Region& region,
             const std::vector<std::size_t>& wanted, bool back)
      : resolvent_(resolvent),
        baths_(baths),
        region_(region),
        wanted_(wanted),
        back_(back),
        sum_(wanted.size()),
        off_(wanted.size()) {}

  // Adds nodes first, first + step, ... of n; false if one cannot be solved.
  bool add(std::size_t n, std::size_t first, std::size_t step) {
    const std::size_t sources = back_ ? wanted_.size() : baths_.warm.size();
    varied_.assign(wanted_.size(), {});
    last_.assign(sources * wanted_.size(), {});
    for (std::size_t k = first; k < n; k += step) {
      if (!(k == 0 ? add_end() : add_node(n, k))) return false;
    }
    return true;
  }

  ScaledReal value(std::size_t j, std::size_t n) const {
    return sum_[j] * ScaledReal(region_.scale / (2 * static_cast<double>(n)));
  }
  // Relative, of what solving and the rounding of frequencies have left. Nodes moved by `moved` of
  // theta change the integral by at most that times the variation of what is integrated.
  double error(std::size_t j, std::size_t n) const {
    if (sum_[j].is_zero()) return 0;
    const double moved = 0x1p-49 * (std::abs(region_.centre) / region_.scale + 1);
    const double per_node = moved * static_cast<double>(n) / (2 * std::numbers::pi);
    return ((off_[j] + varied_[j] * ScaledReal(per_node)) / sum_[j]).value() + 0x1p-47;
  }

 private:
  // (1 + u^2) |G_bb|^2 at infinity; others fall off faster.
  bool add_end() {
    for (std::size_t j = 0; j < wanted_.size(); ++j) {
      if (std::ranges::find(baths_.warm, wanted_[j]) == baths_.warm.end()) continue;
      sum_[j] += rate(wanted_[j]) / (ScaledReal(region_.scale) * ScaledReal(region_.scale));
    }
    return true;
  }

  bool add_node(std::size_t n, std::size_t k) {
    const double theta =
        std::numbers::pi * (2 * static_cast<double>(k) / static_cast<double>(n) - 1);
    const double u = std::tan(theta / 2);
    const Complex z(0, -(region_.centre + region_.scale * u));
    const ScaledReal weight(1 + u * u);
    ScaledReal* last = last_.data();
    for (const std::size_t source : back_ ? wanted_ : baths_.warm) {
      resolvent_.b.position = {source};
      resolvent_.b.value = {1.0};
      if (!solve(z)) return false;
      if (back_) {
        ScaledReal all;
        for (const std::size_t bath : baths_.warm) all += add_term(0, weight * rate(bath), bath);
        add_variation(0, all, *last++);
        continue;
      }
      const ScaledReal factor = weight * rate(source);
      for (std::size_t j = 0; j < wanted_.size(); ++j) {
        add_variation(j, add_term(j, factor, wanted_[j]), *last++);
      }
    }
    return true;
  }

  ScaledReal add_term(std::size_t j, const ScaledReal& factor, std::size_t at) {
    const ScaledReal term = factor * norm(x_[at].scaled());
    if (term.is_zero()) return term;
    sum_[j] += term;
    off_[j] += term * ScaledReal(2 * error_[at]);
    return term;
  }
  void add_variation(std::size_t j, const ScaledReal& now, ScaledReal& last) {
    varied_[j] += abs(now - last);
    last = now;
  }

  bool solve(Complex z) {
    if (!doubles_) doubles_.emplace(resolvent_);
    if (doubles_->solve(z, x_) && doubles_->refine(z, x_, error_)) return true;
    if (!ranged_) ranged_.emplace(resolvent_);
    return ranged_->solve(z, x_) && ranged_->refine(z, x_, error_);
  }
  ScaledReal rate(std::size_t bath) const { return baths_.rate[bath].real_midpoint(); }

  Resolvent resolvent_;
  const Baths& baths_;
  const Region& region_;
  const std::vector<std::size_t>& wanted_;
  bool back_;
  std::vector<ScaledReal> sum_, off_;
  std::vector<ScaledReal> varied_, last_;  // of the last nodes added, by source and mode
  std::optional<Solver<Ranged, Complex>> doubles_;
  std::optional<Solver<Ranged, Ranged>> ranged_;
  UnsetPages<Ranged> x_;
  Pages<double> error_;
};

std::vector<HeatAtMode> integrate(const Resolvent& resolvent, const Baths& baths,
                                  const std::vector<std::size_t>& wanted, bool back,
                                  double accuracy) {
  constexpr double most_work = 2e9, most_nodes = 1 << 17;
  std::vector<HeatAtMode> result(wanted.size());
  if (!baths.lossy || !resolvent.moderate || wanted.empty()) return result;
  const Region region = region_of(resolvent, baths);
  // Nodes are scale (1 + u^2) 2 pi/n / 2 apart at w = centre + scale u.
  const double at_edge = 1 + std::pow(region.width / region.scale, 2);
  const double resolving = std::numbers::pi * region.scale * at_edge / region.decay;
  const double a_node = static_cast<double>(resolvent.pattern.size()) *
                        static_cast<double>(back ? wanted.size() : baths.warm.size());
  const double most = std::min(most_nodes, most_work / a_node);
  if (!(4 * resolving < most)) return result;
  std::size_t n = 16;
  while (static_cast<double>(n) < resolving) n *= 2;
  Quadrature sums(resolvent, baths, region, wanted, back);
  if (!sums.add(n, 0, 1)) return result;
  std::vector<ScaledReal> before(wanted.size());
  for (bool done = false; !done;) {
    for (std::size_t j = 0; j < wanted.size(); ++j) before[j] = sums.value(j, n);
    n *= 2;
    if (static_cast<double>(n) > most || !sums.add(n, 1, 2)) return result;
    done = true;
    for (std::size_t j = 0; j < wanted.size(); ++j) {
      result[j].value = sums.value(j, n);
      const ScaledReal moved = abs(result[j].value - before[j]);
      const double change = moved.is_zero() ? 0 : (moved / result[j].value).value();
      result[j].error = change + sums.error(j, n);
      done = done && change <= accuracy / 2;
    }
  }
  return result;
}

}  // namespace

std::vector<HeatAtMode> heat_by_frequency(const Resolvent& resolvent, const Baths& baths,
                                          const std::vector<std::size_t>& wanted, double accuracy) {
  return integrate(resolvent, baths, wanted, false, accuracy);
}

HeatAtMode heat_by_frequency(const Network& network, std::size_t mode, double accuracy) {
  const Network back = reversed(network, mode);
  const Resolvent resolvent(back);
  const Baths baths(network, resolvent.pattern);
  const auto position = static_cast<std::size_t>(resolvent.pattern.position[mode]);
  return integrate(resolvent, baths, {position}, true, accuracy).front();
}

}  // namespace qbnet
