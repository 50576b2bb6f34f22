#include "qbnet/network/parametric.hpp"

#include <limits>

#include "qbnet/network/checks.hpp"
#include "qbnet/network/families.hpp"

namespace qbnet {
namespace {

void set(NetworkParts& parts, const Binding& binding, double value) {
  switch (binding.slot) {
    case Slot::loss:
      parts.modes[binding.index].loss = value;
      return;
    case Slot::detuning:
      parts.modes[binding.index].detuning = value;
      return;
    case Slot::thermal:
      parts.modes[binding.index].thermal = value;
      return;
    case Slot::drive_re:
      parts.modes[binding.index].drive.real(value);
      return;
    case Slot::drive_im:
      parts.modes[binding.index].drive.imag(value);
      return;
    case Slot::gain:
      parts.modes[binding.index].gain = value;
      return;
    case Slot::squeezing_r:
      parts.modes[binding.index].squeezing.r = value;
      return;
    case Slot::squeezing_phase:
      parts.modes[binding.index].squeezing.phase = value;
      return;
    case Slot::strength:
      parts.couplings[binding.index].strength = value;
      return;
    case Slot::phase:
      parts.couplings[binding.index].phase = value;
      return;
    case Slot::rate:
      parts.dissipators[binding.index].rate = value;
      return;
    case Slot::weight_re:
      parts.dissipators[binding.index].weights[binding.weight].second.real(value);
      return;
    case Slot::weight_im:
      parts.dissipators[binding.index].weights[binding.weight].second.imag(value);
      return;
    case Slot::dissipator_thermal:
      parts.dissipators[binding.index].thermal = value;
      return;
    case Slot::squeezer_strength:
      parts.squeezers[binding.index].strength = value;
      return;
    case Slot::squeezer_phase:
      parts.squeezers[binding.index].phase = value;
      return;
  }
}

bool is_coupling(Slot slot) { return slot == Slot::strength || slot == Slot::phase; }
bool is_dissipator(Slot slot) {
  return slot == Slot::rate || slot == Slot::weight_re || slot == Slot::weight_im ||
         slot == Slot::dissipator_thermal;
}
bool is_weight(Slot slot) { return slot == Slot::weight_re || slot == Slot::weight_im; }
bool is_squeezer(Slot slot) {
  return slot == Slot::squeezer_strength || slot == Slot::squeezer_phase;
}

// Where things of the whole network are in the one without mediators.
struct Places {
  static constexpr std::size_t removed = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> mode, coupling, dissipator, squeezer;

  explicit Places(const Network& network) {
    std::size_t modes = 0, couplings = 0, dissipators = 0, squeezers = 0;
    for (const Mode& m : network.modes()) {
      mode.push_back(m.role == Role::mediator ? removed : modes++);
    }
    for (const Coupling& c : network.couplings()) {
      const bool kept = mode[c.from] != removed && mode[c.to] != removed;
      coupling.push_back(kept ? couplings++ : removed);
    }
    for (const Dissipator& d : network.dissipators()) {
      bool kept = false;
      for (const auto& [m, weight] : d.weights) kept = kept || mode[m] != removed;
      dissipator.push_back(kept ? dissipators++ : removed);
    }
    for (const Squeezer& s : network.squeezers()) {
      const bool kept = mode[s.first] != removed && mode[s.second] != removed;
      squeezer.push_back(kept ? squeezers++ : removed);
    }
  }
};

}  // namespace

Network ParametricNetwork::at(std::span<const double> point) const {
  const std::vector<double> value = formulas.evaluate(point);
  NetworkParts parts = base.parts();
  for (const Binding& binding : bindings) {
    const double number = value[static_cast<std::size_t>(binding.node)];
    if (binding.not_negative) check_not_negative(number, [] { return "coupling"; });
    set(parts, binding, number);
  }
  return {std::move(parts), Network::KnownShape()};
}

ParametricNetwork reciprocal_direct(const ParametricNetwork& network) {
  ParametricNetwork result{reciprocal_direct(network.base), network.formulas, network.inputs, {}};
  const Places place(network.base);
  for (Binding binding : network.bindings) {
    if (is_coupling(binding.slot)) {
      binding.index = place.coupling[binding.index];
    } else if (is_dissipator(binding.slot)) {
      if (is_weight(binding.slot)) {
        const auto& weights = network.base.dissipators()[binding.index].weights;
        if (place.mode[weights[binding.weight].first] == Places::removed) continue;
        std::size_t kept = 0;
        for (std::size_t w = 0; w < binding.weight; ++w) {
          kept += place.mode[weights[w].first] != Places::removed ? 1 : 0;
        }
        binding.weight = kept;
      }
      binding.index = place.dissipator[binding.index];
    } else if (is_squeezer(binding.slot)) {
      binding.index = place.squeezer[binding.index];
    } else {
      binding.index = place.mode[binding.index];
    }
    if (binding.index != Places::removed) result.bindings.push_back(binding);
  }
  return result;
}

ParametricNetwork reciprocal_mediated(const ParametricNetwork& network) {
  ParametricNetwork result{reciprocal_mediated(network.base), network.formulas, network.inputs, {}};
  for (Binding binding : network.bindings) {
    if (binding.slot == Slot::phase) continue;
    if (binding.slot == Slot::strength) {
      const double value = network.base.couplings()[binding.index].strength;
      binding.node = result.formulas.apply(Formulas::Op::abs, {value, binding.node}).node;
    }
    result.bindings.push_back(binding);
  }
  return result;
}

}  // namespace qbnet
