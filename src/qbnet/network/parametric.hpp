// A network whose numbers depend on inputs: one pattern, many points.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "qbnet/base/formulas.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet {

/// Which number of a mode, a coupling, a dissipator or a squeezer.
enum class Slot : std::uint8_t {
  loss,
  detuning,
  thermal,
  drive_re,
  drive_im,
  gain,
  squeezing_r,
  squeezing_phase,
  strength,
  phase,
  rate,
  weight_re,
  weight_im,
  dissipator_thermal,
  squeezer_strength,
  squeezer_phase
};

/// A number of the network that is not constant.
struct Binding {
  Slot slot = Slot::loss;
  std::size_t index = 0;      ///< of the mode, coupling, dissipator or squeezer
  std::size_t weight = 0;     ///< which weight of the dissipator
  int node = -1;              ///< of the formulas
  bool not_negative = false;  ///< a family's coupling, which a file may not make negative
};

/// The network at one point, and how its numbers follow from the inputs.
struct ParametricNetwork {
  Network base;
  Formulas formulas;
  std::vector<std::string> inputs;  ///< their names, in the order of the formulas' inputs
  std::vector<Binding> bindings;    ///< a number appears once at most

  /// The network at another point. Throws Error(Refusal::input) where a number is not allowed
  /// there, as a file with these numbers would.
  Network at(std::span<const double> inputs) const;
};

/// The references of network/families.hpp, following the same inputs.
ParametricNetwork reciprocal_direct(const ParametricNetwork& network);
ParametricNetwork reciprocal_mediated(const ParametricNetwork& network);

}  // namespace qbnet
