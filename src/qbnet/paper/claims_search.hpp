// The best phases of a network, all of them free.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace qbnet::claims {

struct BestPhases {
  std::vector<double> phase;  ///< radians, in (-pi, pi]
  double height = 0;          ///< the largest value found
  std::size_t starts = 0;     ///< climbs, from points spread evenly over all phases
  std::size_t same_top = 0;   ///< of these, how many ended at this height
  std::size_t evaluations = 0;
};

/// Largest value of a smooth function of `count` angles: BFGS with central differences from each
/// of `starts` points of a Halton sequence, none of them special. Nothing is proved by it: a
/// narrow higher peak between the starts would be missed. Phases come out to about 1e-6.
BestPhases best_phases(const std::function<double(const std::vector<double>&)>& height,
                       std::size_t count, std::size_t starts);

}  // namespace qbnet::claims
