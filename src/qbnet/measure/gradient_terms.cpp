#include "qbnet/measure/gradient_terms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "qbnet/base/status.hpp"

namespace qbnet {

Ball BallTerms::unit(std::size_t coupling) {
  const double phase = network_.couplings()[coupling].phase;
  if (phase != last_phase_) {
    last_unit_ = Ball::polar(1, phase);
    last_phase_ = phase;
  }
  return last_unit_;
}

void check_mode(const Network& network, std::size_t mode) {
  if (mode < network.size()) return;
  throw Error(Refusal::input, fmt::format("mode must be one of the {} of the network, but is mode "
                                          "{} (counted from 0)",
                                          network.size(), mode));
}

RateDerivatives<double> natural_rates(const Network& network) {
  RateDerivatives<double> natural(network);
  std::vector<double> row(network.size());
  double largest_drive = 0;
  for (std::size_t j = 0; j < network.size(); ++j) {
    const Mode& mode = network.mode(j);
    row[j] = mode.loss / 2 + std::abs(mode.detuning);
    largest_drive = std::max(largest_drive, std::abs(mode.drive));
  }
  for (const Coupling& coupling : network.couplings()) {
    row[coupling.from] += std::abs(coupling.strength);
    row[coupling.to] += std::abs(coupling.strength);
  }
  for (const auto& [rate, weights] : network.dissipators()) {
    double sum = 0;
    for (const auto& [mode, weight] : weights) sum += std::abs(weight);
    for (const auto& [mode, weight] : weights) row[mode] += rate * std::abs(weight) * sum;
  }

  natural.loss = natural.detuning = row;
  natural.drive_re.assign(network.size(), largest_drive);
  natural.drive_im = natural.drive_re;
  for (std::size_t k = 0; k < network.couplings().size(); ++k) {
    const Coupling& coupling = network.couplings()[k];
    natural.strength[k] = coupling.strength != 0
                              ? std::abs(coupling.strength)
                              : std::sqrt(row[coupling.from]) * std::sqrt(row[coupling.to]);
    natural.phase[k] = 1;
  }
  for (std::size_t d = 0; d < network.dissipators().size(); ++d) {
    const auto& [rate, weights] = network.dissipators()[d];
    double largest = 0, slowest = std::numeric_limits<double>::infinity();
    for (const auto& [mode, weight] : weights) {
      largest = std::max(largest, std::abs(weight));
      if (weight != 0.0) slowest = std::min(slowest, row[mode] / std::norm(weight));
    }
    natural.rate[d] = rate != 0 || largest == 0 ? rate : slowest;
    for (std::size_t w = 0; w < weights.size(); ++w) {
      natural.weight_re[natural.first_weight[d] + w] = largest;
      natural.weight_im[natural.first_weight[d] + w] = largest;
    }
  }
  return natural;
}

double settle_derivatives(RateDerivatives<Derivative>& log, const RateDerivatives<double>& natural,
                          double accuracy, double floor) {
  double worst = 0;
  const auto settle = [&](Derivative& derivative, double rate) {
    if (!derivative.known || derivative.error.is_zero()) return;
    const ScaledReal size = abs(derivative.value);
    const ScaledReal least = rate > 0 ? ScaledReal(floor) / ScaledReal(rate) : ScaledReal();
    ScaledReal allowed = size * ScaledReal(accuracy);
    if (allowed < least) allowed = least;
    if (derivative.error < allowed) {
      if (size < derivative.error) derivative.value = {};
      worst = std::max(worst, (derivative.error / allowed).value());
    } else if (isfinite(derivative.error) && isfinite(size) && !allowed.is_zero()) {
      worst = std::max(worst, (derivative.error / allowed).value());
    } else {
      worst = std::numeric_limits<double>::infinity();
    }
  };
  for (std::size_t kind = 0; kind < log.all.size(); ++kind) {
    auto& derivatives = log.*(log.all[kind]);
    const auto& rates = natural.*(natural.all[kind]);
    for (std::size_t k = 0; k < derivatives.size(); ++k) settle(derivatives[k], rates[k]);
  }
  return worst;
}

}  // namespace qbnet
