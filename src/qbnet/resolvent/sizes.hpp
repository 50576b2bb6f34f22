// How large the values of a tape are in a tile, and how far rounding may have moved them.
#pragma once

#include <span>
#include <vector>

#include "qbnet/resolvent/tape.hpp"

namespace qbnet {

/// Units of rounding: of doubles, and what double-double arithmetic keeps to with some to spare.
constexpr double unit = 0x1p-53, unit_twice = 0x1p-100;

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
std::vector<Size> constant_sizes(const Tape& tape, bool twice);

/// How the size of one value follows from others: what bound_sizes() looks at, close together.
struct SizeStep {
  Tape::Kind kind = Tape::Kind::leaf;
  bool two_steps = false;
  int value = 0;
  int a = 0, b = 0, c = 0;
  int range = -1;
  double rounding = 0;
};

/// The steps of `values` (ascending), without constants.
std::vector<SizeStep> size_steps(const Tape& tape, std::span<const int> values);

/// Fills in the sizes of the steps' values from the measured ranges and the sizes of their
/// operands, in double or, `twice`, in double-double arithmetic.
void bound_sizes(std::span<const SizeStep> steps, const SizeRange* ranges, bool twice,
                 std::vector<Size>& sizes);

/// What `relative` would be if no sum cancelled: the length of the longest path, in units.
std::vector<double> plain_paths(const Tape& tape);

}  // namespace qbnet
