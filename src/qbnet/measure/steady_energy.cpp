#include "qbnet/measure/steady_energy.hpp"

#include <utility>

#include "qbnet/resolvent/matrix.hpp"

namespace qbnet {

SteadyEnergy::SteadyEnergy(const Network& network, const Steady& steady,
                           std::span<const std::size_t> modes)
    : steady_(steady),
      warm_(has_warm_baths(network)),
      status_(steady.status),
      message_(steady.message) {
  if (!warm_ || modes.empty() || steady.amplitude.empty()) return;
  Occupations found = occupations(network, {modes.begin(), modes.end()});
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
