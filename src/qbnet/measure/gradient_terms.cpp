#include "qbnet/measure/gradient_terms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "qbnet/base/status.hpp"

namespace qbnet {

Ball BallTerms::unit(std::size_t coupling) {
  const double phase = network_.coupling(coupling).phase;
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

void check_time(double time) {
  if (!std::isfinite(time) || time < 0) {
    throw Error(Refusal::input, fmt::format("time must be finite and at least 0, but is {}", time));
  }
}

namespace {

// `row`: the rates of each mode together.
void add_noise(const Network& network, const std::vector<double>& row,
               RateDerivatives<double>& natural) {
  natural.gain = row;
  for (std::size_t j = 0; j < network.size(); ++j) {
    natural.thermal[j] = 1 + network.rates(j).thermal;
    natural.squeezing_r[j] = natural.squeezing_phase[j] = 1;
  }
  for (std::size_t d = 0; d < network.dissipators().size(); ++d) {
    natural.dissipator_thermal[d] = 1 + network.dissipators()[d].thermal;
  }
  for (std::size_t k = 0; k < network.squeezers().size(); ++k) {
    const auto& [first, second, strength, phase] = network.squeezers()[k];
    natural.squeezer_strength[k] =
        strength != 0 ? std::abs(strength) : std::sqrt(row[first]) * std::sqrt(row[second]);
    natural.squeezer_phase[k] = 1;
  }
}

}  // namespace

RateDerivatives<double> natural_rates(const Network& network, bool moments) {
  RateDerivatives<double> natural(network, moments);
  std::vector<double> row(network.size());
  double largest_drive = 0;
  for (std::size_t j = 0; j < network.size(); ++j) {
    const ModeRates& mode = network.rates(j);
    row[j] = mode.loss / 2 + mode.gain / 2 + std::abs(mode.detuning);
    largest_drive = std::max(largest_drive, std::abs(mode.drive));
  }
  for (const Coupling& coupling : network.couplings()) {
    row[coupling.from] += std::abs(coupling.strength);
    row[coupling.to] += std::abs(coupling.strength);
  }
  for (const auto& [rate, weights, thermal] : network.dissipators()) {
    double sum = 0;
    for (const auto& [mode, weight] : weights) sum += std::abs(weight);
    for (const auto& [mode, weight] : weights) row[mode] += rate * std::abs(weight) * sum;
  }
  for (const Squeezer& pair : network.squeezers()) {
    row[pair.first] += std::abs(pair.strength);
    row[pair.second] += std::abs(pair.strength);
  }

  natural.loss = natural.detuning = row;
  natural.drive_re.assign(network.size(), largest_drive);
  natural.drive_im = natural.drive_re;
  for (std::size_t k = 0; k < network.couplings().size(); ++k) {
    const Coupling coupling = network.coupling(k);
    natural.strength[k] = coupling.strength != 0
                              ? std::abs(coupling.strength)
                              : std::sqrt(row[coupling.from]) * std::sqrt(row[coupling.to]);
    natural.phase[k] = 1;
  }
  for (std::size_t d = 0; d < network.dissipators().size(); ++d) {
    const auto& [rate, weights, thermal] = network.dissipators()[d];
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
  if (moments) add_noise(network, row, natural);
  return natural;
}

namespace {

struct Settled {
  double ratio = 0;  // of the error to what is allowed
  bool nothing = false;
};

// Real: double where it holds everything, or ScaledReal.
template <class Real>
Settled settled_as(const Real& size, const Real& error, const Real& of, double rate,
                   double accuracy, double floor) {
  Real allowed = size * Real(accuracy);
  const Real least = rate > 0 ? Real(floor) / Real(rate) : Real();
  if (allowed < least) allowed = least;
  if (allowed < Real(floor) * of) allowed = Real(floor) * of;
  Settled result;
  if (!(Real() < allowed)) {
    result.ratio = std::numeric_limits<double>::infinity();
    return result;
  }
  const Real ratio = error / allowed;
  if constexpr (std::is_same_v<Real, double>) {
    result.ratio = ratio;
  } else {
    result.ratio = ratio.value();
  }
  result.nothing = error < allowed && size < error;
  return result;
}

// Numbers whose squares and ratios are far from the ends of the doubles.
bool ordinary(const ScaledReal& x) { return std::abs(x.exponent()) < 400; }
Settled settled(const Derivative& derivative, double rate, const ScaledReal& of, double accuracy,
                double floor) {
  const ScaledReal size = abs(derivative.value);
  const ScaledReal& error = derivative.error;
  if (!isfinite(size) || !isfinite(error)) {
    return {std::numeric_limits<double>::infinity(), false};
  }
  if (ordinary(size) && ordinary(error) && ordinary(of) && (rate == 0 || rate > 1e-100)) {
    return settled_as(size.value(), error.value(), of.value(), rate, accuracy, floor);
  }
  return settled_as(size, error, of, rate, accuracy, floor);
}

}  // namespace

double settle_derivatives(RateDerivatives<Derivative>& log, const RateDerivatives<double>& natural,
                          double accuracy, double floor) {
  double worst = 0;
  const auto settle = [&](Derivative& derivative, double rate, const ScaledReal& of = {}) {
    if (!derivative.known || derivative.error.is_zero()) return;
    const Settled found = settled(derivative, rate, of, accuracy, floor);
    if (found.nothing) derivative.value = {};
    worst = std::max(worst, found.ratio);
  };
  for (std::size_t j = 0; j < log.drive_re.size(); ++j) {
    const ScaledReal both = abs(log.drive_re[j].value) + abs(log.drive_im[j].value);
    settle(log.drive_re[j], natural.drive_re[j], both);
    settle(log.drive_im[j], natural.drive_im[j], both);
  }
  using All = RateDerivatives<Derivative>;
  for (std::size_t kind = 0; kind < log.all.size(); ++kind) {
    if (All::all[kind] == &All::drive_re || All::all[kind] == &All::drive_im) continue;
    auto& derivatives = log.*(log.all[kind]);
    const auto& rates = natural.*(natural.all[kind]);
    for (std::size_t k = 0; k < derivatives.size(); ++k) settle(derivatives[k], rates[k]);
  }
  return worst;
}

}  // namespace qbnet
