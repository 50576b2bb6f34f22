#include "qbnet/solve/power_balance.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "qbnet/base/ball.hpp"
#include "qbnet/resolvent/solver.hpp"

namespace qbnet {
namespace {

template <class Real>
struct Sum {
  Real value{}, error{};
};

double size_of(std::complex<double> z) { return std::abs(z); }
ScaledReal size_of(const ScaledComplex& z) { return abs(z); }
double size_of(double x) { return std::abs(x); }
ScaledReal size_of(const ScaledReal& x) { return abs(x); }

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
    sum.error += Real(2 * each) * size_of(term);
  }
  return sum;
}

// Of terms that all have one sign unless something is fed.
template <class Amplitude, class Real>
Sum<Real> lost(const Network& network, const Amplitude& amplitude, double each, const Real& own) {
  using Number = decltype(amplitude(0));
  Sum<Real> sum{own, Real(2 * each) * size_of(own)};
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
      jump_error += Real(each) * size_of(term);
    }
    sum.value += Real(bath.rate) * norm(jump);
    sum.error += Real(bath.rate) * jump_error * (Real(2) * size_of(jump) + jump_error);
  }
  for (const Squeezer& squeezer : network.squeezers()) {
    const double times = squeezer.first == squeezer.second ? 2 : 4;
    const Number s(std::polar(1.0, -squeezer.phase) * squeezer.strength);
    const Number term = s * amplitude(squeezer.first) * amplitude(squeezer.second);
    sum.value += Real(times) * imag(term);
    sum.error += Real(2 * times * each) * size_of(term);
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
    using std::isfinite;
    return isfinite(sum.error) && !(Real(tolerance) * size_of(sum.value) < sum.error);
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
  constexpr int first = 128;
  BallSolver solver(resolvent);
  for (int bits = first; bits <= max_precision; bits *= 2) {
    const Ball::Precision precision(bits);
    std::vector<Ball> x;
    if (!solver.solve(Ball(), x)) continue;
    // 2 Re sum conj(v) b, since b = -i conj(xi).
    Ball sum;
    ScaledReal apparent;
    resolvent.b.each(x.size(), [&](std::size_t i, std::complex<double> b) {
      if (b == 0.0) return;
      const Ball term = conj(x[i]) * Ball(2.0 * b);
      sum += term;
      apparent += term.upper_bound();
    });
    sum = real_part(sum);
    if (!(ScaledReal(accuracy) * abs(sum.real_midpoint()) < sum.real_radius())) {
      return sum.real_midpoint();
    }
    const bool last = 2 * bits > max_precision;
    const ScaledReal nothing = apparent * ScaledReal(1, -9 * std::int64_t{bits} / 10);
    if (last && sum.contains_zero() && sum.upper_bound() < nothing) return ScaledReal();
  }
  return std::nullopt;
}

}  // namespace qbnet
