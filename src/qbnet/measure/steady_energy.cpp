#include "qbnet/measure/steady_energy.hpp"

#include <utility>
#include <vector>

#include "qbnet/resolvent/matrix.hpp"
#include "qbnet/solve/occupations.hpp"

namespace qbnet {
namespace {

// Occupations of far modes and of large networks are found one by one, where baths are warm and
// nothing else is there.
SteadyFluctuations fluctuations(const Network& network, const std::vector<std::size_t>& modes) {
  if (!has_heat_alone(network)) return steady_fluctuations(network, modes);
  Occupations found = occupations(network, modes);
  SteadyFluctuations result{found.status, std::move(found.message), {}};
  for (const ScaledReal& n : found.occupation) result.of_mode.push_back({n, ScaledReal()});
  return result;
}

}  // namespace

SteadyEnergy::SteadyEnergy(const Network& network, const Steady& steady,
                           std::span<const std::size_t> modes)
    : steady_(steady),
      has_parts_(!stays_coherent(network)),
      status_(steady.status),
      message_(steady.message) {
  if (!has_parts_ || modes.empty() || steady.amplitude.empty()) return;
  if (!steady.thermal.empty()) {
    for (const std::size_t mode : modes) {
      parts_[mode] = {steady.thermal[mode], steady.squeezed[mode]};
    }
    return;
  }
  SteadyFluctuations found = fluctuations(network, {modes.begin(), modes.end()});
  if (status_ == Status::ok) status_ = found.status;
  if (found.status != Status::ok) message_ = std::move(found.message);
  for (std::size_t k = 0; k < found.of_mode.size(); ++k) parts_[modes[k]] = found.of_mode[k];
}

ScaledReal SteadyEnergy::thermal(std::size_t mode) const {
  return has_parts_ ? parts_.at(mode).thermal : ScaledReal();
}

ScaledReal SteadyEnergy::squeezed(std::size_t mode) const {
  return has_parts_ ? parts_.at(mode).squeezed : ScaledReal();
}

ScaledReal SteadyEnergy::total(std::size_t mode) const {
  return has_parts_ ? coherent(mode) + thermal(mode) + squeezed(mode) : coherent(mode);
}

}  // namespace qbnet
