// Which numbers of z + M can be non-zero, and the order in which they are eliminated.
#pragma once

#include <cstdint>
#include <vector>

#include "qbnet/network/network.hpp"

namespace qbnet {

/// Worked out once for a network. All arrays speak of positions in the order of elimination.
/// M and its factors have a symmetric pattern, so the columns of L are the rows of U.
struct Pattern {
  using Index = std::int32_t;

  /// `order_class` as in Stability: a mode of a higher class is eliminated later. Within a class
  /// the order is that of resolvent/order.hpp, so leaves and mediators go first.
  Pattern(const Network& network, const std::vector<int>& order_class);

  std::size_t size() const { return mode_at.size(); }
  /// Numbers in L and U without their diagonals.
  std::size_t factor_entries() const { return upper_column.size() * 2; }

  std::vector<Index> mode_at;   ///< position -> mode
  std::vector<Index> position;  ///< mode -> position

  std::vector<std::uint32_t> row_start;  ///< rows of M, diagonal included, columns ascending
  std::vector<Index> column;
  std::vector<std::uint32_t> diagonal;  ///< slot of (j, j), by position
  std::vector<std::uint32_t>
      coupling_slot;  ///< 2k: row to, column from of coupling k; 2k+1: reverse
  std::vector<std::uint32_t> dissipator_slot;  ///< pairs (i, j) of dissipator 0, then of 1, ...

  std::vector<std::uint32_t> upper_start;  ///< rows of U right of the diagonal
  std::vector<Index> upper_column;
  std::vector<std::uint32_t> lower_start;  ///< rows of L left of the diagonal
  std::vector<Index> lower_column;
};

}  // namespace qbnet
