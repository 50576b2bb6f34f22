#include "qbnet/solve/response.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace qbnet {
namespace {

constexpr double rounding = 0x1p-52;  // to what is given out

Sources sources_of(const Terms& source, const Pattern& pattern) {
  Sources result;
  std::vector<std::pair<std::size_t, std::complex<double>>> placed;
  for (const auto& [mode, value] : source) {
    if (value != 0.0) placed.emplace_back(static_cast<std::size_t>(pattern.position[mode]), value);
  }
  std::ranges::sort(placed, {}, [](const auto& each) { return each.first; });
  for (const auto& [position, value] : placed) {
    result.position.push_back(position);
    result.value.push_back(value);
  }
  return result;
}

Ball root_of_product(double a, double b) {
  Ball result = Ball(a) * Ball(b);
  acb_sqrt(result.get(), result.get(), Ball::precision());
  return result;
}

// A reading in balls, and an upper bound of the sum of its terms' moduli.
Ball ball_reading(const Reading& reading, const Pattern& pattern, const std::vector<Ball>& x,
                  ScaledReal& terms) {
  const Ball factor = root_of_product(reading.rate_in, reading.rate_out);
  Ball sum(reading.offset);
  terms = ScaledReal(std::abs(reading.offset));
  for (const auto& [mode, weight] : reading.weights) {
    const Ball term = factor * Ball(weight) * x[static_cast<std::size_t>(pattern.position[mode])];
    terms += term.upper_bound();
    sum -= term;
  }
  return sum;
}

}  // namespace

ResponseSolver::ResponseSolver(const Resolvent& resolvent, const ResponseOptions& options)
    : resolvent_(resolvent), options_(options) {}

Amplitude ResponseSolver::read_one(const Reading& reading) const {
  const ScaledReal factor = sqrt(ScaledReal(reading.rate_in) * ScaledReal(reading.rate_out));
  ScaledComplex sum(reading.offset);
  ScaledReal off = ScaledReal(std::abs(reading.offset) * rounding);
  bool exact = true;
  for (const auto& [mode, weight] : reading.weights) {
    const auto p = static_cast<std::size_t>(resolvent_.pattern.position[mode]);
    const ScaledComplex term = ScaledComplex({factor.mantissa(), 0}, factor.exponent()) *
                               ScaledComplex(weight) * x_[p].scaled();
    sum -= term;
    if (term.is_zero()) continue;
    exact = false;
    off += abs(term) * ScaledReal(error_[p] + 4 * rounding);
  }
  if (exact) return {sum, 0};
  if (sum.is_zero()) return {sum, std::numeric_limits<double>::infinity()};
  return {sum, (off / abs(sum)).value()};
}

template <class Factor>
bool ResponseSolver::read_in(std::optional<Solver<Ranged, Factor>>& solver, double frequency,
                             std::span<const Reading> readings, std::vector<Amplitude>& found) {
  constexpr double most_backward_error = 1e-14;
  const std::complex<double> z(0, -frequency);
  if (!solver) solver.emplace(resolvent_);
  if (!solver->solve(z, x_) || !solver->refine(z, x_, error_)) return false;
  if (!(backward_error(resolvent_, z, x_) <= most_backward_error)) return false;
  found.clear();
  bool accurate = true;
  for (const Reading& reading : readings) {
    found.push_back(read_one(reading));
    accurate = accurate && found.back().error <= options_.accuracy;
  }
  return accurate;
}

std::vector<Amplitude> ResponseSolver::read_in_balls(double frequency,
                                                     std::span<const Reading> readings) {
  constexpr int first_bits = 128, cancelled_bits = 512;
  if (!balls_) balls_.emplace(resolvent_);
  std::vector<Amplitude> found;
  arithmetic_.clear();
  for (int bits = first_bits; bits <= options_.max_precision; bits *= 2) {
    const Ball::Precision precision(bits);
    std::vector<Ball> x;
    if (!balls_->solve(Ball(std::complex<double>(0, -frequency)), x)) continue;
    arithmetic_ = fmt::format("balls of {} bits", bits);
    ScaledReal largest;
    for (const Ball& each : x) {
      if (largest < each.upper_bound()) largest = each.upper_bound();
    }
    const bool last = 2 * bits > options_.max_precision;
    bool accurate = true;
    found.clear();
    for (const Reading& reading : readings) {
      ScaledReal terms;
      const Ball ball = ball_reading(reading, resolvent_.pattern, x, terms);
      const ScaledReal bound = ball.upper_bound();
      const bool nothing =
          ball.contains_zero() &&
          (ball.is_zero() ||
           (bits >= cancelled_bits && bound < terms * ScaledReal(1, -9 * cancelled_bits / 10)) ||
           (last && bound < largest *
                                root_of_product(reading.rate_in, reading.rate_out).upper_bound() *
                                ScaledReal(1, -9 * std::int64_t{bits} / 10)));
      found.push_back(nothing ? Amplitude()
                              : Amplitude{ball.midpoint(), ball.relative_radius() + rounding});
      accurate = accurate && found.back().error <= options_.accuracy;
    }
    if (accurate) break;
  }
  return found;
}

std::vector<Amplitude> ResponseSolver::read(const Terms& source, double frequency,
                                            std::span<const Reading> readings) {
  constexpr double largest_moderate = 1e70;
  if (!std::isfinite(frequency)) {
    throw Error(Refusal::input, fmt::format("frequency must be finite, but is {}", frequency));
  }
  resolvent_.b = sources_of(source, resolvent_.pattern);
  std::vector<Amplitude> found;
  if (resolvent_.moderate && std::abs(frequency) < largest_moderate) {
    arithmetic_ = "double";
    if (read_in(doubles_, frequency, readings, found)) return found;
    arithmetic_ = "scaled";
    if (read_in(ranged_, frequency, readings, found)) return found;
  }
  return read_in_balls(frequency, readings);
}

Response response(const Network& network, std::size_t from, double frequency,
                  const ResponseOptions& options) {
  if (from >= network.size()) {
    throw Error(Refusal::input,
                fmt::format("the source must be one of the {} modes, but is number {}",
                            network.size(), from));
  }
  const KeepPages keep;
  Response result;
  const Resolvent resolvent(network);
  result.status = resolvent.stable.status;
  result.message = resolvent.stable.reason;
  if (result.status != Status::ok) return result;
  std::vector<Reading> readings(network.size());
  for (std::size_t j = 0; j < network.size(); ++j) readings[j].weights = {{j, -1.0}};
  ResponseSolver solver(resolvent, options);
  const std::vector<Amplitude> found = solver.read({{from, 1.0}}, frequency, readings);
  if (found.empty()) {
    result.status = Status::failed;
    result.message = "elimination broke down";
    return result;
  }
  double worst = 0;
  for (const Amplitude& each : found) {
    result.amplitude.push_back(each.value);
    result.error.push_back(each.error);
    worst = std::max(worst, each.error);
  }
  result.message += "; solved in " + solver.arithmetic();
  if (!(worst <= options.accuracy)) {
    result.status = Status::inaccurate;
    result.message += fmt::format(": relative error up to {:.1e}", worst);
  }
  return result;
}

}  // namespace qbnet
