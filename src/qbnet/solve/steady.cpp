#include "qbnet/solve/steady.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>

#include "qbnet/resolvent/solver.hpp"

namespace qbnet {
namespace {

template <class T>
bool solve_and_refine(const Resolvent& resolvent, double accuracy, std::vector<ScaledComplex>& x,
                      std::vector<double>& error) {
  Solver<T> solver(resolvent);
  std::vector<T> solution;
  if (!solver.solve(0, solution) || !solver.refine(0, solution, error)) return false;
  x.assign(solution.begin(), solution.end());
  return *std::max_element(error.begin(), error.end()) <= accuracy;
}

// Balls of growing precision until every component is known, or known to be zero for all purposes.
bool solve_in_balls(const Resolvent& resolvent, const SteadyOptions& options,
                    std::vector<ScaledComplex>& x, std::vector<double>& error, slong& bits) {
  BallSolver solver(resolvent);
  std::vector<Ball> solution;
  for (bits = 128; bits <= options.max_precision; bits *= 2) {
    const Ball::Precision precision(bits);
    if (!solver.solve(Ball(), solution)) continue;
    ScaledReal largest;
    for (const Ball& value : solution) {
      if (largest < value.upper_bound()) largest = value.upper_bound();
    }
    const ScaledReal nothing = largest * ScaledReal(1, -9 * bits / 10);
    const bool last = 2 * bits > options.max_precision;
    x.clear();
    error.clear();
    for (const Ball& value : solution) {
      const bool vanishes = last && value.contains_zero() && value.upper_bound() < nothing;
      x.push_back(vanishes ? ScaledComplex() : value.midpoint());
      error.push_back(vanishes ? 0 : value.relative_radius() + 0x1p-52);
    }
    if (*std::max_element(error.begin(), error.end()) <= options.accuracy) return true;
  }
  bits /= 2;
  return false;
}

std::complex<double> at(const std::vector<ScaledComplex>& x, std::size_t j) { return x[j].value(); }

void balance_energy(const Network& network, Steady& result) {
  for (std::size_t j = 0; j < network.size(); ++j) {
    const std::complex<double> v = at(result.amplitude, j);
    result.input_power += 2 * std::imag(std::conj(v * network.mode(j).drive));
    result.lost_power += network.mode(j).loss * std::norm(v);
  }
  for (const Dissipator& dissipator : network.dissipators()) {
    std::complex<double> sum = 0;
    for (const auto& [mode, weight] : dissipator.weights)
      sum += weight * at(result.amplitude, mode);
    result.lost_power += dissipator.rate * std::norm(sum);
  }
}

}  // namespace

Steady steady(const Network& network, const SteadyOptions& options) {
  require_vacuum_baths(network);
  Steady result;
  if (network.size() == 0) {
    result.status = Status::ok;
    result.message = "there are no modes";
    return result;
  }
  const Resolvent resolvent(network);
  if (resolvent.stable.status != Status::ok) {
    result.status = resolvent.stable.status;
    result.message = resolvent.stable.reason;
    return result;
  }
  std::vector<ScaledComplex> x;
  std::vector<double> error;
  result.status = Status::ok;
  slong bits = 0;
  if (resolvent.moderate &&
      solve_and_refine<std::complex<double>>(resolvent, options.accuracy, x, error)) {
    result.arithmetic = "double";
  } else if (resolvent.moderate &&
             solve_and_refine<ScaledComplex>(resolvent, options.accuracy, x, error)) {
    result.arithmetic = "scaled";
  } else {
    if (!solve_in_balls(resolvent, options, x, error, bits)) result.status = Status::inaccurate;
    result.arithmetic = fmt::format("balls of {} bits", bits);
  }
  if (x.empty()) {
    result.status = Status::failed;
    result.message = fmt::format("elimination broke down at {} bits", bits);
    return result;
  }
  result.amplitude.resize(network.size());
  result.error.resize(network.size());
  for (std::size_t p = 0; p < network.size(); ++p) {
    const auto mode = static_cast<std::size_t>(resolvent.pattern.mode_at[p]);
    result.amplitude[mode] = x[p];
    result.error[mode] = error[p];
  }
  if (resolvent.moderate) {
    std::vector<ScaledComplex> rest;
    result.backward_error = residual(resolvent, 0, x, rest);
  } else {
    result.backward_error = *std::max_element(error.begin(), error.end());
  }
  balance_energy(network, result);
  result.message = resolvent.stable.reason + "; solved in " + result.arithmetic;
  if (result.status == Status::inaccurate) {
    result.message +=
        fmt::format(": relative error up to {:.1e}", *std::max_element(error.begin(), error.end()));
  }
  return result;
}

}  // namespace qbnet
