// The steady amplitudes in balls, as precise as they have to be.
#pragma once

#include <functional>
#include <vector>

#include "qbnet/base/ball.hpp"
#include "qbnet/resolvent/solver.hpp"

namespace qbnet {

struct Enclosure {
  std::vector<Ball> x;           ///< by position; of the last precision at which elimination worked
  std::vector<double> relative;  ///< radius over |midpoint|; 0 of one that vanishes
  /// Holds zero and lies below 2^(-0.9 bits) of the largest, at the last precision: an exact zero,
  /// as behind a dark port, can be proven small only.
  std::vector<char> vanishes;
  int bits = 64;          ///< tried last; 64: none
  bool accurate = false;  ///< every component to the accuracy asked for
};

/// Eliminates at 128 bits, 256, ... until every component's relative radius is at most `accuracy`.
/// `before` is called with each precision.
Enclosure enclose(const Resolvent& resolvent, double accuracy, int max_precision,
                  const std::function<void(int bits)>& before = {});

}  // namespace qbnet
