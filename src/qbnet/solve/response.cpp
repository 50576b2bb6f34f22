#include "qbnet/solve/response.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "qbnet/solve/ball_readings.hpp"
#include "qbnet/solve/fed_response.hpp"
#include "qbnet/solve/settling.hpp"

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
  constexpr int first_bits = 128;
  if (!balls_) balls_.emplace(resolvent_);
  std::vector<Amplitude> found;
  arithmetic_.clear();
  for (int bits = first_bits; bits <= options_.max_precision; bits *= 2) {
    const Ball::Precision precision(bits);
    std::vector<Ball> x;
    if (!balls_->solve(Ball(std::complex<double>(0, -frequency)), x)) continue;
    arithmetic_ = fmt::format("balls of {} bits", bits);
    ScaledReal largest;
    for (const Ball& each : x) largest = std::max(largest, each.upper_bound());
    const auto at = [&](std::size_t mode) -> const Ball& {
      return x[static_cast<std::size_t>(resolvent_.pattern.position[mode])];
    };
    if (read_balls(readings, at, largest, options_, found)) break;
  }
  return found;
}

std::vector<Amplitude> ResponseSolver::read(const Terms& source, double frequency,
                                            std::span<const Reading> readings) {
  constexpr double largest_moderate = 1e70;
  check_frequency(frequency);
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

void check_frequency(double frequency) {
  if (std::isfinite(frequency)) return;
  throw Error(Refusal::input, fmt::format("frequency must be finite, but is {}", frequency));
}

Readers::Readers(const Network& network, const ResponseOptions& options)
    : network_(network), options_(options) {
  if (is_active(network)) {
    const Settling settling = does_settle(network);
    status_ = settling.status;
    reason_ = settling.reason;
  } else {
    passive_.emplace(network);
    status_ = passive_->stable.status;
    reason_ = passive_->stable.reason;
  }
}

std::unique_ptr<ResponseReader> Readers::make() const {
  if (passive_) return std::make_unique<ResponseSolver>(*passive_, options_);
  return std::make_unique<FedResponse>(network_, options_);
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
  const Readers readers(network, options);
  result.status = readers.status();
  result.message = readers.reason();
  if (result.status != Status::ok) return result;
  std::vector<Reading> readings(network.size());
  for (std::size_t j = 0; j < network.size(); ++j) readings[j].weights = {{j, -1.0}};
  const std::unique_ptr<ResponseReader> reader = readers.make();
  const std::vector<Amplitude> found = reader->read({{from, 1.0}}, frequency, readings);
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
  result.message += "; solved in " + reader->arithmetic();
  if (!(worst <= options.accuracy)) {
    result.status = Status::inaccurate;
    result.message += fmt::format(": relative error up to {:.1e}", worst);
  }
  return result;
}

}  // namespace qbnet
