#include "qbnet/measure/energy.hpp"

#include <cmath>

namespace qbnet {

ScaledReal input_power(const Network& network, std::span<const ScaledComplex> amplitude) {
  ScaledReal sum;
  for (std::size_t j = 0; j < network.size(); ++j) {
    const ScaledComplex work = amplitude[j] * ScaledComplex(network.rates(j).drive);
    sum += ScaledReal(-2 * work.mantissa().imag(), work.exponent());
  }
  return sum;
}

ScaledReal lost_power(const Network& network, std::span<const ScaledComplex> amplitude) {
  ScaledReal sum;
  for (std::size_t j = 0; j < network.size(); ++j) {
    sum += ScaledReal(network.rates(j).loss) * energy(amplitude[j]);
  }
  for (const Dissipator& bath : network.dissipators()) {
    ScaledComplex jump;
    for (const auto& [mode, weight] : bath.weights) {
      jump += ScaledComplex(weight) * amplitude[mode];
    }
    sum += ScaledReal(bath.rate) * norm(jump);
  }
  return sum;
}

std::optional<double> energy_limit(const Network& network, std::size_t mode) {
  const double loss = network.rates(mode).loss;
  if (loss == 0) return std::nullopt;
  double amplitude = 0;
  for (std::size_t i = 0; i < network.size(); ++i) {
    const ModeRates& source = network.rates(i);
    if (source.drive == 0.0) continue;
    if (source.loss == 0) return std::nullopt;
    const double factor = i == mode ? 2 : 1;
    amplitude += factor * std::abs(source.drive) / (std::sqrt(source.loss) * std::sqrt(loss));
  }
  return amplitude * amplitude;
}

}  // namespace qbnet
