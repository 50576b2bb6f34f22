// Modes that look alike, counted once: what bounds of large families need.
#pragma once

#include <cstdint>
#include <vector>

#include "qbnet/network/network.hpp"

namespace qbnet {

/// Modes sorted into classes by their rates and the strengths of their couplings, and into kinds:
/// modes of one class whose couplings, one by one in their order, lead to the same classes. A bound
///   max_j (|H1| y)_j / y_j  with one y a class
/// then needs each kind once, however many modes are of it. Families have a handful.
struct ModeKinds {
  /// Every mode is its own class and kind where that would not save much.
  explicit ModeKinds(const Network& network);

  std::size_t classes = 0;
  struct Kind {
    std::uint32_t own;  ///< class
    double decay;       ///< kappa/2
    double detuning;    ///< absolute
  };
  std::vector<Kind> kind;
  std::vector<std::uint32_t> start;  ///< of kind k's couplings in `link`
  struct Link {
    std::uint32_t other;  ///< class
    double strength;      ///< absolute
  };
  std::vector<Link> link;
};

}  // namespace qbnet
