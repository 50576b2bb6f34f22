#include "qbnet/measure/gain.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "qbnet/measure/steady_energy.hpp"
#include "qbnet/network/families.hpp"
#include "qbnet/solve/steady.hpp"

namespace qbnet {
namespace {

// Energies and maximal powers of the named modes of one network.
struct Charged {
  Status status = Status::ok;
  std::string message;
  std::vector<ScaledReal> energy;
  std::vector<ScaledReal> power;
  double error = 0;  // largest relative one of any of these
};

Charged charge(const Network& network, const std::vector<std::size_t>& modes,
               const PowerOptions& options) {
  Charged result;
  SteadyOptions steady_options;
  steady_options.max_precision = options.max_precision;
  const Steady settled = steady(network, steady_options);
  result.status = settled.status;
  result.message = settled.message;
  if (settled.amplitude.empty()) return result;
  const SteadyEnergy energies(network, settled, modes);
  result.status = energies.status();
  result.message = energies.message();
  if (energies.has_parts() && result.status != Status::ok) return result;
  const MaximalPower power = maximal_power(network, modes, options);
  if (result.status == Status::ok && power.status != Status::ok) {
    result.status = power.status;
    result.message = power.message;
  }
  constexpr double of_noise = 1e-11;  // SteadyEnergy
  result.error = std::max(power.error, energies.has_parts() ? of_noise : 0);
  for (std::size_t k = 0; k < modes.size(); ++k) {
    result.error = std::max(result.error, 2 * settled.error[modes[k]]);
    result.energy.push_back(energies.total(modes[k]));
    result.power.push_back(k < power.peaks.size() ? power.peaks[k].power : ScaledReal());
  }
  return result;
}

}  // namespace

Gains gain(const Network& network, std::vector<std::size_t> modes, const PowerOptions& options) {
  if (modes.empty()) modes = network.with_role(Role::battery);
  for (const std::size_t mode : modes) {
    if (network.mode(mode).role == Role::mediator) {
      throw Error(
          Refusal::input,
          fmt::format("gain must be asked of a battery or charger, but \"{}\" is a mediator: "
                      "the direct reference has none",
                      network.mode(mode).name));
    }
  }
  Gains result;
  const Charged own = charge(network, modes, options);
  result.status = own.status;
  result.message = own.message;
  if (own.energy.empty()) return result;
  for (const std::size_t mode : modes) {
    ModeGain entry;
    entry.mode = mode;
    result.modes.push_back(entry);
  }
  const std::array<Network, 2> references = {reciprocal_direct(network),
                                             reciprocal_mediated(network)};
  constexpr std::array<const char*, 2> names = {"reciprocal-direct", "reciprocal-mediated"};
  for (std::size_t r = 0; r < references.size(); ++r) {
    std::vector<std::size_t> same;
    for (const std::size_t mode : modes) {
      same.push_back(references[r].index_of(network.mode(mode).name));
    }
    const Charged reference = charge(references[r], same, options);
    if (reference.status != Status::ok) {
      if (result.status == Status::ok) {
        result.status = reference.status;
        result.message = fmt::format("in the {} reference: {}", names[r], reference.message);
      }
      if (reference.energy.empty()) {
        result.modes.clear();
        return result;
      }
    }
    for (std::size_t k = 0; k < modes.size(); ++k) {
      ModeGain& entry = result.modes[k];
      entry.finite[r] = !reference.energy[k].is_zero() && !reference.power[k].is_zero();
      if (!entry.finite[r]) continue;
      entry.energy[r] = own.energy[k] / reference.energy[k];
      entry.power[r] = own.power[k] / reference.power[k];
    }
    result.error = std::max(result.error, own.error + reference.error);
  }
  return result;
}

}  // namespace qbnet
