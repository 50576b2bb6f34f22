#include "qbnet/solve/power_balance.hpp"

#include <cmath>

#include "qbnet/resolvent/solver.hpp"
#include "qbnet/solve/enclosure.hpp"

namespace qbnet {
namespace {

template <class Real>
struct Sum {
  Real value{}, error{};
};

using std::abs;
using std::isfinite;

template <class Amplitude>
auto supplied(const Network& network, const Amplitude& amplitude, double each) {
  using Number = decltype(amplitude(0));
  using Real = decltype(norm(Number()));
  Sum<Real> sum;
  for (std::size_t j = 0; j < network.size(); ++j) {
    const std::complex<double> xi = network.rates(j).drive;
    if (xi == 0.0) continue;
    const Number term = amplitude(j) * Number(xi);
    sum.value += Real(-2) * imag(term);
    sum.error += Real(2 * each) * abs(term);
  }
  return sum;
}

// Of terms that all have one sign unless something is fed.
template <class Amplitude, class Real>
Sum<Real> lost(const Network& network, const Amplitude& amplitude, double each, const Real& own) {
  using Number = decltype(amplitude(0));
  Sum<Real> sum{own, Real(2 * each) * abs(own)};
  if (is_active(network)) {
    for (std::size_t j = 0; j < network.size(); ++j) {
      sum.error += Real(4 * each * network.rates(j).gain) * norm(amplitude(j));
    }
  }
  for (const Dissipator& bath : network.dissipators()) {
    Number jump{};
    Real jump_error{};
    for (const auto& [mode, weight] : bath.weights) {
      const Number term = Number(weight) * amplitude(mode);
      jump += term;
      jump_error += Real(each) * abs(term);
    }
    sum.value += Real(bath.rate) * norm(jump);
    sum.error += Real(bath.rate) * jump_error * (Real(2) * abs(jump) + jump_error);
  }
  for (const Squeezer& squeezer : network.squeezers()) {
    const double times = squeezer.first == squeezer.second ? 2 : 4;
    const Number s(std::polar(1.0, -squeezer.phase) * squeezer.strength);
    const Number term = s * amplitude(squeezer.first) * amplitude(squeezer.second);
    sum.value += Real(times) * imag(term);
    sum.error += Real(2 * times * each) * abs(term);
  }
  return sum;
}

template <class Amplitude, class Real>
PowerBalance balance(const Network& network, const Amplitude& amplitude, const Real& own,
                     double error, double tolerance) {
  constexpr double roundings = 0x1p-50;
  const auto in = supplied(network, amplitude, error + roundings);
  const Sum<Real> out = lost(network, amplitude, error + roundings, own);
  const auto good = [&](const Sum<Real>& sum) {
    return isfinite(sum.error) && !(Real(tolerance) * abs(sum.value) < sum.error);
  };
  PowerBalance result{ScaledReal(in.value), ScaledReal(out.value)};
  const bool in_is_good = good(in), out_is_good = good(out);
  result.accurate = in_is_good || out_is_good;
  if (out_is_good && !in_is_good) result.supplied = result.lost;
  if (in_is_good && !out_is_good) result.lost = result.supplied;
  return result;
}

}  // namespace

PowerBalance power_balance(const Network& network, std::span<const ScaledComplex> amplitude,
                           double own, double error, double tolerance) {
  constexpr double least = 1e-250, most = 1e250;
  if (own > least && own < most) {
    return balance(
        network, [&](std::size_t j) { return amplitude[j].value(); }, own, error, tolerance);
  }
  const auto scaled = [&](std::size_t j) { return amplitude[j]; };
  return balance(network, scaled, own_losses(network, scaled, 0, network.size(), ScaledReal()),
                 error, tolerance);
}

std::optional<ScaledReal> supplied_in_balls(const Resolvent& resolvent, double accuracy,
                                            int max_precision) {
  std::optional<ScaledReal> power;
  solve_in_balls(resolvent, max_precision, [&](const InBalls& found) {
    const auto amplitude = [&](std::size_t j) {
      return found.x[static_cast<std::size_t>(resolvent.pattern.position[j])];
    };
    const auto [sum, apparent] = supplied_in_balls(resolvent.network, amplitude);
    if (!(ScaledReal(accuracy) * abs(sum.real_midpoint()) < sum.real_radius())) {
      power = sum.real_midpoint();
    } else if (found.vanishes(sum, apparent)) {
      power = ScaledReal();
    }
    return power.has_value();
  });
  return power;
}

}  // namespace qbnet
