#include "qbnet/solve/fed_response.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <complex>

#include "qbnet/base/stop.hpp"
#include "qbnet/solve/ball_readings.hpp"
#include "qbnet/solve/gaussian_drift.hpp"
#include "qbnet/solve/moments.hpp"

namespace qbnet {

FedResponse::FedResponse(const Network& network, const ResponseOptions& options)
    : network_(network), options_(options) {
  refuse_too_many_moments(network, "responses with gain or squeezing are");
}

const BallMatrix* FedResponse::inverse(int bits, double frequency) {
  Inverse& kept = inverses_[bits];
  if (kept.matrix == nullptr || kept.frequency != frequency) {
    stop_if_asked();
    if (!drifts_.contains(bits)) {
      GaussianDrift drift(network_);
      drifts_.try_emplace(bits, drift.size).first->second.swap(drift.a);
    }
    const BallMatrix& a = drifts_.at(bits);
    const auto n = static_cast<std::size_t>(acb_mat_nrows(a.m));
    BallMatrix shifted(n);
    acb_mat_set(shifted.m, a.m);
    const Ball shift(std::complex<double>(0, -frequency));
    for (std::size_t i = 0; i < n; ++i) {
      acb_add(shifted.at(i, i), shifted.at(i, i), shift.get(), Ball::precision());
    }
    if (kept.matrix == nullptr) kept.matrix = std::make_unique<BallMatrix>(n);
    kept.frequency = frequency;
    kept.exists = acb_mat_inv(kept.matrix->m, shifted.m, Ball::precision()) != 0;
  }
  return kept.exists ? kept.matrix.get() : nullptr;
}

std::vector<Amplitude> FedResponse::read_from(const Terms& source, bool conjugates,
                                              double frequency, std::span<const Reading> readings) {
  constexpr int first_bits = 96;
  check_frequency(frequency);
  if (conjugates && !has_squeezing(network_)) return std::vector<Amplitude>(readings.size());
  const std::size_t modes = network_.size();
  std::vector<Amplitude> found;
  arithmetic_.clear();
  for (int bits = first_bits; bits <= options_.max_precision; bits *= 2) {
    const Ball::Precision precision(bits);
    const BallMatrix* const g = inverse(bits, frequency);
    if (g == nullptr) continue;
    arithmetic_ = fmt::format("balls of {} bits", bits);
    std::vector<Ball> x(modes);
    ScaledReal largest;
    for (std::size_t i = 0; i < modes; ++i) {
      for (const auto& [mode, value] : source) {
        x[i] += g->copy(i, conjugates ? modes + mode : mode) * Ball(value);
      }
      largest = std::max(largest, x[i].upper_bound());
    }
    const auto at = [&](std::size_t mode) -> const Ball& { return x[mode]; };
    if (read_balls(readings, at, largest, options_, found)) break;
  }
  return found;
}

}  // namespace qbnet
