// How large the values of a tape are in a tile, and how far rounding may have moved them.
#pragma once

#include <span>
#include <vector>

#include "qbnet/resolvent/tape.hpp"

namespace qbnet {

/// Bounds over the points of a tile. Errors are bounded to first order in the unit of rounding.
struct Size {
  double least = 0, most = 0;  ///< of |x|
  double absolute = 0;         ///< error, at most
  double relative = 0;         ///< error over |x|, at most
};

/// Sizes of constants; nothing for other values.
std::vector<Size> constant_sizes(const Tape& tape, double unit);

/// Fills in the sizes of `values` (ascending) from the measured ranges and the sizes of their
/// operands. `unit`: of rounding, 2^-53 for doubles.
void bound_sizes(const Tape& tape, std::span<const int> values, const SizeRange* ranges,
                 double unit, std::vector<Size>& sizes);

/// What `relative` would be if no sum cancelled: the length of the longest path, in units.
std::vector<double> plain_paths(const Tape& tape);

}  // namespace qbnet
