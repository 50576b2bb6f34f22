// How large the values of a tape are in a tile, and how far rounding may have moved them.
#pragma once

#include <span>
#include <vector>

#include "qbnet/resolvent/tape.hpp"

namespace qbnet {

/// Bounds over the points of a tile, to first order in the unit of rounding: the error of x is at
/// most floor + relative |x| at every point. Sums that cancel leave a floor, everything else only a
/// relative error, so that a product is not blamed at one point for its size at another.
struct Size {
  double least = 0, most = 0;  ///< of |x|
  double floor = 0;
  double relative = 0;

  /// The error over |x| is at most this all over the tile.
  double largest_relative() const;
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
