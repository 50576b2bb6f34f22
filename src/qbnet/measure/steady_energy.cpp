#include "qbnet/measure/steady_energy.hpp"

#include <algorithm>
#include <utility>

namespace qbnet {

bool has_warm_baths(const Network& network) {
  return std::ranges::any_of(network.data().mode_kinds, [](const ModeRates& rates) {
    return rates.thermal > 0 && rates.loss > 0;
  });
}

SteadyEnergy::SteadyEnergy(const Network& network, const Steady& steady,
                           std::vector<std::size_t> modes)
    : steady_(steady),
      warm_(has_warm_baths(network)),
      status_(steady.status),
      message_(steady.message) {
  if (!warm_ || steady.amplitude.empty()) return;
  if (modes.empty()) {
    for (std::size_t j = 0; j < network.size(); ++j) modes.push_back(j);
  }
  Occupations found = occupations(network, modes);
  if (status_ == Status::ok) status_ = found.status;
  if (found.status != Status::ok) message_ = std::move(found.message);
  for (std::size_t k = 0; k < found.occupation.size(); ++k) {
    thermal_[modes[k]] = found.occupation[k];
  }
}

ScaledReal SteadyEnergy::thermal(std::size_t mode) const {
  return warm_ ? thermal_.at(mode) : ScaledReal();
}

ScaledReal SteadyEnergy::total(std::size_t mode) const {
  return warm_ ? coherent(mode) + thermal(mode) : coherent(mode);
}

}  // namespace qbnet
