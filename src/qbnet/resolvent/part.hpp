// The surroundings of a mode, cut out of a pattern.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "qbnet/resolvent/pattern.hpp"

namespace qbnet {

/// Rows and columns of M at some positions, and the links that were cut.
struct Part {
  Pattern pattern;                  ///< in the same order of elimination; `position` is left empty
  std::vector<Pattern::Index> at;   ///< of its positions in the whole, ascending
  std::vector<std::uint32_t> slot;  ///< of its slots in the whole
  struct Cut {
    std::uint32_t row;      ///< in the part
    std::uint32_t outside;  ///< counts the positions outside that are joined to it
    std::uint32_t slot;     ///< in the whole: that row of M, and the column outside
  };
  std::vector<Cut> cuts;
  std::uint32_t rim = 0;   ///< positions outside that are joined to it
  std::size_t centre = 0;  ///< what it surrounds, in the part
};

/// Cuts parts out of one pattern. Not for several threads at once.
class Surroundings {
 public:
  /// Keeps a reference to the pattern.
  explicit Surroundings(const Pattern& whole) : whole_(whole), place_(whole.size(), -1) {}
  /// The `count` positions nearest to one, fewest links first; fewer if no more are linked to it.
  Part of(std::size_t position, std::size_t count);

 private:
  const Pattern& whole_;
  std::vector<Pattern::Index> place_;  // of a position in the part; -1 between two calls
};

}  // namespace qbnet
