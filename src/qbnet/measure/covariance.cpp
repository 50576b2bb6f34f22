#include "qbnet/measure/covariance.hpp"

#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <numeric>
#include <utility>

#include "qbnet/base/ball_matrix.hpp"
#include "qbnet/measure/energy.hpp"
#include "qbnet/solve/number_moments.hpp"
#include "qbnet/solve/occupations.hpp"
#include "qbnet/solve/steady.hpp"

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

Ball log_of_one_and(const Ball& x) {
  Ball result;
  arb_log1p(acb_realref(result.get()), acb_realref(x.get()), Ball::precision());
  return result;
}

// (n + 1) log(n + 1) - n log n
Ball thermal_entropy(const Ball& n) {
  return log_of_one_and(n) + n * log_of_one_and(Ball(1.0) / n);
}

// Of as many equal modes with the entropy of all together. It is concave in n, so that from below
// Newton's steps never pass what they look for.
Ball equal_occupation(const std::vector<Ball>& occupations) {
  const Ball count(static_cast<double>(occupations.size()));
  Ball n, entropy;
  for (const Ball& each : occupations) {
    if (!(ScaledReal() < each.real_midpoint())) continue;
    n += each / count;
    entropy += thermal_entropy(each) / count;
  }
  if (n.is_zero()) return n;
  const auto missing = [&] { return real_part(entropy - thermal_entropy(n)).real_midpoint(); };
  while (missing() < ScaledReal()) n *= Ball(0.5);
  const ScaledReal last_bits(1, 8 - Ball::precision());
  for (ScaledReal step = n.upper_bound(); n.upper_bound() * last_bits < step;) {
    acb_get_mid(n.get(), n.get());
    const Ball move = (entropy - thermal_entropy(n)) / log_of_one_and(Ball(1.0) / n);
    step = std::min(step * ScaledReal(0.9), abs(move.midpoint()));
    n += move;
  }
  return real_part(n);
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
  // Differences of what heat stores, beside which coherent energies may be small.
  Ball gaussian, any = Ball(-static_cast<double>(modes.size())) * equal_occupation(symplectic);
  for (const std::size_t i : modes) {
    const Ball own = state.amplitude(i).squared_size() + real_part(state.number(i, i));
    gaussian += own;
    any += own;
  }
  for (const Ball& n : symplectic) gaussian -= n;
  constexpr double beside_heat = 1e-20;
  all.push_back({gaussian, largest * ScaledReal(beside_heat)});
  all.push_back({any, largest * ScaledReal(beside_heat)});
  return all;
}

// A part below its own error is 0, and never negative for rounding.
ScaledReal at_least_nothing(const ScaledReal& x) { return x < ScaledReal() ? ScaledReal() : x; }

// The same numbers of a large network in which heat is all there is.
Agreed numbers_of(const NumberMoments& moments, const Steady& mean,
                  const std::vector<std::size_t>& modes) {
  Agreed all;
  const auto put = [&](const ScaledComplex& value) { all.value.push_back(value); };
  const auto put_real = [&](const ScaledReal& value) {
    put(ScaledComplex(value.mantissa(), value.exponent()));
  };
  const auto s = static_cast<Eigen::Index>(modes.size());
  Eigen::MatrixXcd together(s, s);
  ScaledReal coherent, heat;
  for (Eigen::Index i = 0; i < s; ++i) {
    const std::size_t mode = modes[static_cast<std::size_t>(i)];
    put(mean.amplitude[mode]);
    for (Eigen::Index j = 0; j < s; ++j) {
      together(i, j) = moments.at(mode, modes[static_cast<std::size_t>(j)]);
      put(together(i, j));
      put(ScaledComplex());
    }
    const ScaledReal x(moments.at(mode, mode).real());
    heat += x;
    coherent += energy(mean.amplitude[mode]);
    put_real(x);
    put_real(ScaledReal());
    put_real(x * x + x + energy(mean.amplitude[mode]) * (ScaledReal(2) * x + ScaledReal(1)));
    all.error.push_back(std::max(moments.error, 2 * mean.error[mode]));
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXcd> solver(together, Eigen::EigenvaluesOnly);
  std::vector<Ball> symplectic;
  for (const double n : solver.eigenvalues()) {
    put(ScaledComplex(n));
    symplectic.emplace_back(n);
  }
  put_real(coherent);  // without squeezing the occupations add up to the heat
  const Ball::Precision precision(128);
  const ScaledReal count(static_cast<double>(s));
  const ScaledReal passive = count * equal_occupation(symplectic).real_midpoint();
  // Rounded up by what doubles leave in heat and occupations, so that it stays a bound.
  const ScaledReal rounding = heat * (ScaledReal(2 * moments.error) + count * ScaledReal(0x1p-50));
  put_real(coherent + at_least_nothing(heat - passive) + rounding);
  return all;
}

void read(const Agreed& numbers, Covariance& result) {
  std::size_t k = 0;
  const auto next = [&] { return numbers.value[k++]; };
  const std::size_t s = result.modes.size();
  ScaledReal own_ergotropies;
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
    own_ergotropies += result.ergotropy_of(i);
  }
  for (std::size_t i = 0; i < s; ++i) {
    result.symplectic.push_back(at_least_nothing(real(next())));
    result.purity_together /= 1 + 2 * result.symplectic.back().value();
  }
  result.ergotropy = std::max(own_ergotropies, real(next()));
  result.ergotropy_bound = std::max(result.ergotropy, real(next()));
  result.error = numbers.worst();
}

// False where doubles do not prove what they find, and for few modes, of which bits tell more.
bool of_heat_alone(const Network& network, Covariance& result) {
  if (network.size() <= most_moment_modes || !has_heat_alone(network)) return false;
  if (network.size() > most_number_moments) {
    throw Error(Refusal::too_large,
                fmt::format("covariances are computed for at most {} modes, but the network has "
                            "{}: about {} GiB",
                            most_number_moments, network.size(),
                            network.size() * network.size() * 64 >> 30));
  }
  const Resolvent resolvent(network);
  Steady mean = steady(resolvent);
  result.status = mean.status;
  result.message = std::move(mean.message);
  if (mean.amplitude.empty()) return true;
  const NumberMoments moments = number_moments(resolvent);
  if (moments.x.empty()) return false;
  read(numbers_of(moments, mean, result.modes), result);
  return true;
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
  if (!time && protocol.empty() && of_heat_alone(network, result)) return result;
  const Extract extract = [&](const MomentView& state) { return numbers_of(state, result.modes); };
  Moments found =
      time ? moments_at(network, {*time}, extract, {}, protocol) : steady_moments(network, extract);
  result.status = found.status;
  result.message = std::move(found.message);
  if (!found.numbers.value.empty()) read(found.numbers, result);
  return result;
}

}  // namespace qbnet
