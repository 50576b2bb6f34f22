// The highest points of a function of two phases.
#pragma once

#include <functional>
#include <vector>

namespace qbnet {

/// A largest energy over the phases.
struct PhaseMaximum {
  double theta1 = 0;  ///< in units of pi, in (-1, 1], to 1e-6
  double theta2 = 0;
  double energy = 0;
};

/// Every maximum of energy(theta1, theta2) that is as high as the highest (to 1e-9 relative).
/// `theta` is a grid from -1 to 1 in equal steps, both ends the same place; grid[i][j] =
/// energy(theta[i], theta[j]) > 0 somewhere. From each local maximum of the grid it climbs along
/// one phase, then the other, until neither gains. A flat ridge gives its places on the grid.
std::vector<PhaseMaximum> highest_phases(const std::vector<double>& theta,
                                         const std::vector<std::vector<double>>& grid,
                                         const std::function<double(double, double)>& energy);

}  // namespace qbnet
