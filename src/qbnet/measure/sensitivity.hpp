// A gradient as a table: every rate and every named parameter, what matters most first.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "qbnet/measure/gradient.hpp"
#include "qbnet/network/parametric.hpp"

namespace qbnet {

/// How E answers to one number p.
struct Sensitivity {
  std::string name;  ///< loss(b1), strength(c, b1), ..., or the parameter's
  bool parameter = false;
  double value = 0;  ///< p, in the file's unit; radians
  /// d log E / dp. Not known: the expressions have no derivative here (sqrt of 0), or p sets a
  /// bath's occupation, or (in time) the drive of a mode that is not driven.
  Derivative log;
  /// d log E / d log p; none for angles, for p = 0 and where `log` is not known.
  std::optional<ScaledReal> relative;
};

/// Every rate that is not 0 as
///   loss(MODE), detuning(MODE), drive(MODE), drive_phase(MODE), strength(FROM, TO),
///   phase(FROM, TO), rate(N), weight(N, MODE), weight_phase(N, MODE), and where states do not stay
///   coherent thermal(MODE), gain(MODE), squeezing_r(MODE), squeezing_phase(MODE), thermal(N),
///   squeezer(MODE) or (FROM, TO), squeezer_phase(...),
/// where drive and weight are moduli and N counts dissipators from 1. Detunings, and phases of what
/// is not 0, are listed at 0 too. A dark gradient has no logarithms: all `log` are 0, none
/// relative. Of more than `most` only those that sort_by_size() puts first, in the network's order.
std::vector<Sensitivity> rate_sensitivities(
    const Network& network, const Gradient& gradient,
    std::size_t most = std::numeric_limits<std::size_t>::max());

/// The named parameters, in the order of `network.inputs`, each with all that follows from it: what
/// changing it as --set does would change. `varied`: NetworkFile::varied. Reverse differentiation
/// of the expressions. `good` is set to false where a sum over rates cancels so far that its error
/// is above the accuracy of `options`.
std::vector<Sensitivity> parameter_sensitivities(const ParametricNetwork& network,
                                                 const std::vector<Quantity>& varied,
                                                 const Gradient& gradient, double accuracy,
                                                 double floor, bool& good);

/// Largest |d log E / d log p| first, with |d log E / dp| where that has no meaning; what is not
/// known last.
void sort_by_size(std::vector<Sensitivity>& sensitivities);

}  // namespace qbnet
