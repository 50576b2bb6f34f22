#include "qbnet/measure/covariance.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "qbnet/base/ball_matrix.hpp"
#include "qbnet/measure/energy.hpp"

namespace qbnet {
namespace {

Ball variance_of(const MomentView& state, std::size_t j) {
  const Ball &v = state.amplitude(j), x = state.number(j, j), y = state.anomalous(j, j);
  const Ball one(1.0), two(2.0);
  return real_part(x * x + x + y.squared_size() + v.squared_size() * (two * x + one) +
                   two * real_part(conj(v) * conj(v) * y));
}

// Of X + 1/2 and Y: half of the symplectic spectrum is +nu/2, the other half -nu/2.
std::vector<Ball> symplectic_occupations(const MomentView& state,
                                         const std::vector<std::size_t>& modes) {
  const std::size_t s = modes.size();
  const slong bits = Ball::precision();
  const Ball half(0.5);
  BallMatrix a(2 * s);
  for (std::size_t i = 0; i < s; ++i) {
    for (std::size_t j = 0; j < s; ++j) {
      Ball x = state.number(modes[i], modes[j]);
      if (i == j) x += half;
      const Ball y = state.anomalous(modes[i], modes[j]);
      acb_set(a.at(i, j), x.get());
      acb_set(a.at(i, s + j), y.get());
      acb_neg(a.at(s + i, j), conj(y).get());
      acb_neg(a.at(s + i, s + j), conj(x).get());
    }
  }
  BallVector found(2 * s);
  if (acb_mat_approx_eig_qr(found.v, nullptr, nullptr, a.m, nullptr, 0, bits) == 0) return {};
  std::vector<Ball> all;
  for (std::size_t k = 0; k < 2 * s; ++k) all.push_back(found.copy(k));
  std::ranges::sort(all, [](const Ball& p, const Ball& q) {
    return arf_cmp(arb_midref(acb_realref(p.get())), arb_midref(acb_realref(q.get()))) < 0;
  });
  all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(s));
  for (Ball& nu : all) nu = real_part(nu - half);
  return all;
}

// In the order in which read() takes them.
std::vector<Quantified> numbers_of(const MomentView& state, const std::vector<std::size_t>& modes) {
  std::vector<Quantified> all;
  ScaledReal largest;
  for (const std::size_t i : modes) {
    largest = std::max(largest, state.number(i, i).upper_bound());
    all.push_back({state.amplitude(i), ScaledReal()});
    for (const std::size_t j : modes) {
      const ScaledReal scale =
          sqrt(state.number(i, i).upper_bound() * state.number(j, j).upper_bound());
      all.push_back({state.number(i, j), scale});
      all.push_back({state.anomalous(i, j), scale});
    }
    for (Quantified& part : fluctuations_of(state, i)) all.push_back(std::move(part));
    all.push_back({variance_of(state, i), ScaledReal()});
  }
  const std::vector<Ball> symplectic = symplectic_occupations(state, modes);
  if (symplectic.size() < modes.size()) return {};
  for (const Ball& n : symplectic) all.push_back({n, largest});
  return all;
}

// A part below its own error is 0, and never negative for rounding.
ScaledReal at_least_nothing(const ScaledReal& x) { return x < ScaledReal() ? ScaledReal() : x; }

void read(const Agreed& numbers, Covariance& result) {
  std::size_t k = 0;
  const auto next = [&] { return numbers.value[k++]; };
  const std::size_t s = result.modes.size();
  for (std::size_t i = 0; i < s; ++i) {
    result.amplitude.push_back(next());
    for (std::size_t j = 0; j < s; ++j) {
      result.number.push_back(next());
      result.anomalous.push_back(next());
    }
    const ScaledReal thermal = at_least_nothing(real(next()));
    result.parts.push_back({thermal, at_least_nothing(real(next()))});
    result.variance.push_back(real(next()));
    result.purity.push_back(1 / (1 + 2 * thermal.value()));
    result.energy += result.energy_of(i);
  }
  result.ergotropy = result.energy;
  for (std::size_t i = 0; i < s; ++i) {
    result.symplectic.push_back(at_least_nothing(real(next())));
    result.ergotropy -= result.symplectic.back();
    result.purity_together /= 1 + 2 * result.symplectic.back().value();
  }
  result.ergotropy = at_least_nothing(result.ergotropy);
  result.error = numbers.worst();
}

}  // namespace

ScaledReal Covariance::energy_of(std::size_t k) const {
  return qbnet::energy(amplitude[k]) + parts[k].thermal + parts[k].squeezed;
}

ScaledReal Covariance::ergotropy_of(std::size_t k) const {
  return qbnet::energy(amplitude[k]) + parts[k].squeezed;
}

Covariance covariance(const Network& network, std::vector<std::size_t> modes,
                      std::optional<double> time, const Protocol& protocol) {
  Covariance result;
  result.modes = std::move(modes);
  if (result.modes.empty()) {
    result.modes.resize(network.size());
    std::iota(result.modes.begin(), result.modes.end(), std::size_t{0});
  }
  const Extract extract = [&](const MomentView& state) { return numbers_of(state, result.modes); };
  Moments found =
      time ? moments_at(network, {*time}, extract, {}, protocol) : steady_moments(network, extract);
  result.status = found.status;
  result.message = std::move(found.message);
  if (!found.numbers.value.empty()) read(found.numbers, result);
  return result;
}

}  // namespace qbnet
