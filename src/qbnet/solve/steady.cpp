#include "qbnet/solve/steady.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>

#include "qbnet/resolvent/mantissas.hpp"
#include "qbnet/resolvent/solver.hpp"

namespace qbnet {
namespace {

template <class T>
struct Solution {
  Pages<T> x;
  Pages<double> error;
  double backward_error = 0;
};

// Every amplitude within the accuracy, by its own correction and by the residual of what is given
// out: corrections come from the factors that they correct, the residual does not.
template <class Factor>
bool solve_and_refine(const Resolvent& resolvent, double accuracy, Solution<Ranged>& solution) {
  constexpr double most_backward_error = 1e-14;
  {
    Solver<Ranged, Factor> solver(resolvent);
    if (!solver.solve(0, solution.x) || !solver.refine(0, solution.x, solution.error)) {
      return false;
    }
  }
  solution.backward_error = backward_error(resolvent, 0, solution.x);
  return solution.backward_error <= most_backward_error &&
         *std::max_element(solution.error.begin(), solution.error.end()) <= accuracy;
}

// Whether doubles could have held every amplitude, its square and the errors of both.
bool in_doubles(const Pages<Ranged>& x) {
  constexpr double least = 1e-120, most = 1e120;
  return std::all_of(x.begin(), x.end(), [](const Ranged& v) {
    const double size = std::max(std::abs(v.digits.real()), std::abs(v.digits.imag()));
    return size == 0 || (v.step == 0 ? size < most && size > least
                                     : v.step == -1 && size / Ranged::unit > least);
  });
}

// Balls of growing precision until every component is known, or known to be zero for all purposes.
bool solve_in_balls(const Resolvent& resolvent, const SteadyOptions& options,
                    Pages<ScaledComplex>& x, Pages<double>& error, slong& bits) {
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

template <class T>
void take(const Resolvent& resolvent, const Solution<T>& solution, Steady& result) {
  result.amplitude.resize(solution.x.size());
  result.error.resize(solution.x.size());
  for (std::size_t p = 0; p < solution.x.size(); ++p) {
    const auto mode = static_cast<std::size_t>(resolvent.pattern.mode_at[p]);
    result.amplitude[mode] = scaled(solution.x[p]);
    result.error[mode] = solution.error[p];
  }
  result.backward_error = solution.backward_error;
}

void balance_energy(const Network& network, Steady& result) {
  for (std::size_t j = 0; j < network.size(); ++j) {
    const ModeRates& mode = network.rates(j);
    const std::complex<double> v = result.amplitude[j].value();
    if (mode.drive != 0.0) result.input_power += 2 * std::imag(std::conj(v * mode.drive));
    result.lost_power += mode.loss * std::norm(v);
  }
  for (const Dissipator& dissipator : network.dissipators()) {
    std::complex<double> sum = 0;
    for (const auto& [mode, weight] : dissipator.weights) {
      sum += weight * result.amplitude[mode].value();
    }
    result.lost_power += dissipator.rate * std::norm(sum);
  }
}

}  // namespace

Steady steady(const Network& network, const SteadyOptions& options) {
  require_vacuum_baths(network);
  const KeepPages keep;
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
  result.status = Status::ok;
  Solution<Ranged> solution;
  const bool solved =
      resolvent.moderate &&
      (solve_and_refine<std::complex<double>>(resolvent, options.accuracy, solution) ||
       solve_and_refine<Ranged>(resolvent, options.accuracy, solution));
  if (solved) {
    result.arithmetic = in_doubles(solution.x) ? "double" : "scaled";
    take(resolvent, solution, result);
  } else {
    Solution<ScaledComplex> enclosed;
    slong bits = 0;
    if (!solve_in_balls(resolvent, options, enclosed.x, enclosed.error, bits)) {
      result.status = Status::inaccurate;
    }
    result.arithmetic = fmt::format("balls of {} bits", bits);
    if (enclosed.x.empty()) {
      result.status = Status::failed;
      result.message = fmt::format("elimination broke down at {} bits", bits);
      return result;
    }
    Pages<ScaledComplex> rest;
    enclosed.backward_error = resolvent.moderate
                                  ? residual(resolvent, 0, enclosed.x, rest)
                                  : *std::max_element(enclosed.error.begin(), enclosed.error.end());
    take(resolvent, enclosed, result);
  }
  balance_energy(network, result);
  result.message = resolvent.stable.reason + "; solved in " + result.arithmetic;
  if (result.status == Status::inaccurate) {
    result.message += fmt::format(": relative error up to {:.1e}",
                                  *std::max_element(result.error.begin(), result.error.end()));
  }
  return result;
}

}  // namespace qbnet
