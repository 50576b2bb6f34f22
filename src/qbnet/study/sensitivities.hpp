// A gradient by every rate and every parameter, of a measure as it is typed.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "qbnet/measure/sensitivity.hpp"
#include "qbnet/network/parametric.hpp"
#include "qbnet/study/measure_name.hpp"

namespace qbnet {

/// Reads energy(MODE), ergotropy(MODE), thermal_energy(MODE), each also as ..._at(MODE, TIME),
/// max_power(MODE), half_life(MODE), efficiency_at(MODE, TIME), transmission(FROM, TO, FREQUENCY)
/// or isolation(FROM, TO, FREQUENCY). Error(Refusal::usage) for anything else.
Measure gradient_measure(const std::string& typed, const Network& network);

struct Sensitivities {
  Measure measure;
  Gradient gradient;              ///< its status and message speak for all
  std::vector<Sensitivity> rows;  ///< what matters most first; empty without derivatives
};

/// The sensitivities to every rate that is not 0 and to every input of the network, as
/// sensitivity() lists them; only the `most` largest. `varied`: as NetworkFile has it. Where the
/// shares of the rates in a parameter cancel too far the status is inaccurate.
Sensitivities sensitivities(const ParametricNetwork& network, const std::vector<Quantity>& varied,
                            const Measure& measure, const GradientOptions& options,
                            std::size_t most = std::numeric_limits<std::size_t>::max());

}  // namespace qbnet
