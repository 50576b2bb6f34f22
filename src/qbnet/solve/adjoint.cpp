#include "qbnet/solve/adjoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>

namespace qbnet {
namespace {

// |a| / |b|: infinite or 0 where that is beyond the doubles.
double ratio(const Ranged& a, const Ranged& b) {
  if (a.is_zero()) return 0;
  if (b.is_zero() || a.step > b.step) return std::numeric_limits<double>::infinity();
  return std::abs(a.digits_at(b.step)) / std::abs(b.digits);
}

// x refined, plus one more correction d that is kept beside it. Elimination leaves relative errors
// of about the first correction; those of d are as large beside d, so x + d is off by about
// first * |d|. Where terms cancel, as in all that nonreciprocal links hold back, an amplitude's own
// first correction says how far; the others share the largest, for one may be small by chance. And
// what d misses of the roundings of other amplitudes is missed.
template <class Factor>
bool solve_twice_as_far(const Resolvent& resolvent, std::complex<double> z,
                        std::vector<Estimated>& out) {
  constexpr double in_hand = 100, least = 0x1p-50, rounding = 0x1p-92, cancelled = 1e-6,
                   half_ulp = 0x1p-53;
  Solver<Ranged, Factor> solver(resolvent);
  UnsetPages<Ranged> x;
  Pages<double> first, last, misses;
  if (!solver.solve(z, x)) return false;
  solver.first_correction(z, x, first);
  double shared = least, most = 0;
  for (std::size_t j = 0; j < x.size(); ++j) {
    Ranged corrected = x[j];
    corrected += solver.correction()[j];
    first[j] = ratio(solver.correction()[j], corrected);
    if (first[j] < cancelled) shared = std::max(shared, first[j]);
  }
  if (!solver.refine(z, x, last)) return false;
  misses.assign(x.size(), 0);
  if (solver.much_cancels()) solver.missed(z, x, misses);
  solver.first_correction(z, x, last);
  for (const double each : last) most = each <= most ? most : each;
  if (!(most <= 1e-12)) return false;
  out.clear();
  out.reserve(x.size());
  for (std::size_t j = 0; j < x.size(); ++j) {
    if (!std::isfinite(misses[j])) return false;  // where all cancels, 0 is no answer
    const double missed = 3 * misses[j] * std::max(most, half_ulp);
    const double off = std::max(in_hand * std::max(first[j], shared) * most, missed) + rounding;
    out.emplace_back(x[j], solver.correction()[j], off);
  }
  return true;
}

bool in_doubles(const std::vector<Estimated>& x) {
  return std::all_of(x.begin(), x.end(),
                     [](const Estimated& v) { return v.is_zero() || v.step == 0; });
}

Ball ball_of(const Estimated& x) {
  const WideComplex& z = x.digits;
  const std::int64_t exponent = std::int64_t{512} * x.step;
  return Ball::around({z.rounded(), exponent}, {x.error, exponent}) +
         Ball::around({{z.re.low, z.im.low}, exponent}, ScaledReal());
}

}  // namespace

void drive_alone(NetworkData& data, std::size_t mode) {
  data.mode_kinds.change([](ModeRates& rates) { rates.drive = 0; });
  ModeRates driven = data.mode_kinds[data.mode_kind[mode]];
  driven.drive = {0, -1};
  data.mode_kind[mode] = data.mode_kinds.place_of(driven);
}

Network reversed(const Network& network, std::size_t mode) {
  NetworkData data = network.data();
  drive_alone(data, mode);
  data.coupling_kinds.change([](CouplingRates& rates) { rates.phase = -rates.phase; });
  for (Dissipator& dissipator : data.dissipators) {
    for (auto& [each, weight] : dissipator.weights) weight = std::conj(weight);
  }
  return Network(std::move(data), Network::KnownShape{});
}

SteadyAdjoint::SteadyAdjoint(const Network& network, std::size_t mode, int max_precision,
                             std::complex<double> z)
    : network_(network),
      forward_(network),
      mode_(mode),
      position_(static_cast<std::size_t>(forward_.pattern.position[mode])),
      most_bits_(max_precision),
      z_(z) {}

template <class Factor>
bool SteadyAdjoint::solve_in(Stage stage) {
  constexpr double largest_moderate = 1e70;
  stage_ = stage;
  if (!forward_.moderate || !(std::abs(z_) < largest_moderate) ||
      !solve_twice_as_far<Factor>(forward_, z_, estimated_amplitude_)) {
    return false;
  }
  const Network back = reversed(network_, mode_);
  return solve_twice_as_far<Factor>(Resolvent(back), z_, estimated_adjoint_);
}

bool SteadyAdjoint::advance() {
  if (stage_ == Stage::none && solve_in<std::complex<double>>(Stage::doubles)) return true;
  if (stage_ == Stage::doubles && solve_in<Ranged>(Stage::ranged)) return true;
  if (stage_ == Stage::ranged) {
    stage_ = Stage::balls;
    estimated_amplitude_ = estimated_adjoint_ = {};
    precision_ = 64;
  }
  return solve_in_balls();
}

bool SteadyAdjoint::solve_in_balls() {
  if (2 * precision_ > most_bits_) return false;
  const Network back = reversed(network_, mode_);
  const Resolvent backward(back);
  while (2 * precision_ <= most_bits_) {
    precision_ *= 2;
    const Ball::Precision precision(precision_);
    if (BallSolver(forward_).solve(Ball(z_), amplitude_) &&
        BallSolver(backward).solve(Ball(z_), adjoint_)) {
      return true;
    }
  }
  return false;
}

bool SteadyAdjoint::dark() const {
  if (stage_ != Stage::balls) return estimated_amplitude_[position_].is_zero();
  const Ball& v = amplitude_[position_];
  if (v.is_zero()) return true;
  if (2 * precision_ <= most_bits_ || !v.contains_zero()) return false;
  ScaledReal most;
  for (const Ball& each : amplitude_) {
    if (most < each.upper_bound()) most = each.upper_bound();
  }
  return v.upper_bound() < most * ScaledReal(1, -9 * precision_ / 10);
}

void SteadyAdjoint::enclose() {
  if (stage_ == Stage::balls) return;
  amplitude_.clear();
  adjoint_.clear();
  for (const Estimated& v : estimated_amplitude_) amplitude_.push_back(ball_of(v));
  for (const Estimated& lambda : estimated_adjoint_) adjoint_.push_back(ball_of(lambda));
}

std::string SteadyAdjoint::arithmetic() const {
  switch (stage_) {
    case Stage::none:
      return "none";
    case Stage::doubles:
      return in_doubles(estimated_amplitude_) && in_doubles(estimated_adjoint_) ? "double"
                                                                                : "scaled";
    case Stage::ranged:
      return "scaled";
    case Stage::balls:
      return fmt::format("balls of {} bits", precision_);
  }
  return "none";
}

}  // namespace qbnet
