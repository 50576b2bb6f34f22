#include "qbnet/solve/fed_response.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <complex>

#include "qbnet/base/stop.hpp"
#include "qbnet/solve/ball_readings.hpp"

namespace qbnet {

FedResponse::FedResponse(const Network& network, const ResponseOptions& options)
    : network_(network), options_(options), drift_(network) {}

const BallFactors* FedResponse::factors(int bits, double frequency) {
  Kept& kept = kept_.try_emplace(bits, drift_.pattern).first->second;
  if (kept.a.empty() || kept.frequency != frequency) {
    stop_if_asked();
    if (kept.a.empty()) kept.a = drift_.in_balls(network_);
    kept.frequency = frequency;
    kept.exists = kept.factors.factor(kept.a, Ball(std::complex<double>(0, -frequency)));
  }
  return kept.exists ? &kept.factors : nullptr;
}

std::vector<Amplitude> FedResponse::read_from(const Terms& rows, bool transposed, double frequency,
                                              std::span<const Reading> readings) {
  constexpr int first_bits = 96;
  check_frequency(frequency);
  std::vector<Amplitude> found;
  arithmetic_.clear();
  const auto position = [&](std::size_t row) {
    return static_cast<std::size_t>(drift_.pattern.position[row]);
  };
  for (int bits = first_bits; bits <= options_.max_precision; bits *= 2) {
    const Ball::Precision precision(bits);
    const BallFactors* const g = factors(bits, frequency);
    if (g == nullptr) continue;
    std::vector<Ball> x(drift_.size());
    for (const auto& [row, value] : rows) x[position(row)] = Ball(value);
    if (!(transposed ? g->solve_transposed(x) : g->solve(x))) continue;
    arithmetic_ = fmt::format("balls of {} bits", bits);
    ScaledReal largest;
    for (const Ball& each : x) largest = std::max(largest, each.upper_bound());
    const auto at = [&](std::size_t row) -> const Ball& { return x[position(row)]; };
    if (read_balls(readings, at, largest, options_, found)) break;
  }
  return found;
}

}  // namespace qbnet
