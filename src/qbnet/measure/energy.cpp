#include "qbnet/measure/energy.hpp"

#include <cmath>

#include "qbnet/resolvent/matrix.hpp"

namespace qbnet {

std::optional<double> energy_limit(const Network& network, std::size_t mode) {
  if (is_active(network)) return std::nullopt;
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
