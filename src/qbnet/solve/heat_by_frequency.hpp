// Occupations from few warm baths, or of few modes, frequency by frequency.
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include "qbnet/base/scaled.hpp"
#include "qbnet/resolvent/solver.hpp"
#include "qbnet/solve/baths.hpp"

namespace qbnet {

struct HeatAtMode {
  ScaledReal value;
  double error = std::numeric_limits<double>::infinity();  ///< relative
};

/// X_jj = sum_b kappa_b n_b int |G_jb(w)|^2 dw/2 pi over the warm baths b, of the modes `wanted`
/// (by position), whatever their size: all terms are positive, and each G is solved to its own
/// digits. Where every mode has a loss: no normal mode is narrower than the least of them, so that
/// nodes that near to each other miss none; they are doubled until sums change by less than the
/// accuracy (docs/moments.md, section 2). Errors stay infinite where that takes too long.
std::vector<HeatAtMode> heat_by_frequency(const Resolvent& resolvent, const Baths& baths,
                                          const std::vector<std::size_t>& wanted, double accuracy);
/// The same of one mode and any number of warm baths, from solutions back from the mode.
HeatAtMode heat_by_frequency(const Network& network, std::size_t mode, double accuracy);

}  // namespace qbnet
