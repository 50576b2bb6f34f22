// The steady amplitudes in balls, as precise as they have to be.
#pragma once

#include <functional>
#include <vector>

#include "qbnet/base/ball.hpp"
#include "qbnet/resolvent/solver.hpp"

namespace qbnet {

/// A solution in balls of so many bits.
struct InBalls {
  std::vector<Ball> x;  ///< by position
  int bits = 0;
  bool last = false;  ///< no more bits are tried

  /// Whether a ball holds zero and lies below 2^(-0.9 bits) of the largest, at the last precision:
  /// an exact zero, as behind a dark port, can be proven small only.
  bool vanishes(const Ball& ball, const ScaledReal& largest) const;
};

/// Eliminates at 128 bits, 256, ... until what came out is `enough`, which is asked in that
/// precision; false if nothing was. `before` is called with each precision.
bool solve_in_balls(const Resolvent& resolvent, int max_precision,
                    const std::function<bool(InBalls&)>& enough,
                    const std::function<void(int bits)>& before = {});

struct Enclosure {
  std::vector<Ball> x;           ///< by position; of the last precision at which elimination worked
  std::vector<double> relative;  ///< radius over |midpoint|; 0 of one that vanishes
  std::vector<char> vanishes;    ///< beside the largest
  int bits = 64;                 ///< tried last; 64: none
  bool accurate = false;         ///< every component to the accuracy asked for
};

/// solve_in_balls() until every component's relative radius is at most `accuracy`.
Enclosure enclose(const Resolvent& resolvent, double accuracy, int max_precision,
                  const std::function<void(int bits)>& before = {});

}  // namespace qbnet
