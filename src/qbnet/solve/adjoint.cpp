#include "qbnet/solve/adjoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <complex>

namespace qbnet {
namespace {

double largest(const Pages<double>& values) {
  double result = 0;
  for (const double value : values) {
    if (!(value <= result)) result = value;
  }
  return result;
}

// x refined, plus one more correction d that is kept beside it. Elimination leaves relative errors
// of about `first`; the corrections inherit them, so x + d is off by about first * |d|.
template <class T>
bool solve_twice_as_far(const Resolvent& resolvent, std::vector<Ball>& out) {
  constexpr double in_hand = 100, least = 0x1p-50, rounding = 0x1p-92;
  Solver<T> solver(resolvent);
  Pages<T> x;
  Pages<double> relative, error;
  if (!solver.solve(0, x)) return false;
  solver.first_correction(0, x, relative);
  const double first = std::max(largest(relative), least);
  if (!solver.refine(0, x, error)) return false;
  solver.first_correction(0, x, relative);
  const double last = largest(relative);
  if (!(last <= 1e-14)) return false;
  const ScaledReal off(in_hand * first * last + rounding);
  out.clear();
  for (std::size_t j = 0; j < x.size(); ++j) {
    const ScaledComplex value(x[j]), rest(solver.correction()[j]);
    out.push_back(Ball::around(value, abs(value) * off) + Ball::around(rest, ScaledReal()));
  }
  return true;
}

}  // namespace

Network reversed(const Network& network, std::size_t mode) {
  NetworkParts parts = network.parts();
  for (Mode& each : parts.modes) each.drive = 0;
  parts.modes[mode].drive = {0, -1};
  for (Coupling& coupling : parts.couplings) coupling.phase = -coupling.phase;
  for (Dissipator& dissipator : parts.dissipators) {
    for (auto& [each, weight] : dissipator.weights) weight = std::conj(weight);
  }
  return Network(std::move(parts));
}

SteadyAdjoint::SteadyAdjoint(const Network& network, std::size_t mode, int max_precision)
    : reversed_(reversed(network, mode)),
      forward_(network),
      backward_(reversed_),
      position_(static_cast<std::size_t>(forward_.pattern.position[mode])),
      most_bits_(max_precision) {}

bool SteadyAdjoint::advance() {
  const Ball::Precision precision(128);
  if (stage_ == Stage::none) {
    stage_ = Stage::doubles;
    using Double = std::complex<double>;
    if (forward_.moderate && solve_twice_as_far<Double>(forward_, amplitude_) &&
        solve_twice_as_far<Double>(backward_, adjoint_)) {
      return true;
    }
  }
  if (stage_ == Stage::doubles) {
    stage_ = Stage::scaled;
    if (forward_.moderate && solve_twice_as_far<ScaledComplex>(forward_, amplitude_) &&
        solve_twice_as_far<ScaledComplex>(backward_, adjoint_)) {
      return true;
    }
  }
  if (stage_ == Stage::scaled) {
    stage_ = Stage::balls;
    precision_ = 64;
  }
  return solve_in_balls();
}

bool SteadyAdjoint::solve_in_balls() {
  while (2 * precision_ <= most_bits_) {
    precision_ *= 2;
    const Ball::Precision precision(precision_);
    BallSolver forward(forward_), backward(backward_);
    if (forward.solve(Ball(), amplitude_) && backward.solve(Ball(), adjoint_)) return true;
  }
  return false;
}

bool SteadyAdjoint::dark() const {
  const Ball& v = amplitude_[position_];
  if (v.is_zero()) return true;
  if (stage_ != Stage::balls || 2 * precision_ <= most_bits_ || !v.contains_zero()) return false;
  ScaledReal most;
  for (const Ball& each : amplitude_) {
    if (most < each.upper_bound()) most = each.upper_bound();
  }
  return v.upper_bound() < most * ScaledReal(1, -9 * precision_ / 10);
}

std::string SteadyAdjoint::arithmetic() const {
  switch (stage_) {
    case Stage::none:
      return "none";
    case Stage::doubles:
      return "double";
    case Stage::scaled:
      return "scaled";
    case Stage::balls:
      return fmt::format("balls of {} bits", precision_);
  }
  return "none";
}

}  // namespace qbnet
