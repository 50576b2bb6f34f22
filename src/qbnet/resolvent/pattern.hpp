// Which numbers of z + M can be non-zero, and the order in which they are eliminated.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "qbnet/base/pages.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet {

/// Worked out once for a network. All arrays speak of positions in the order of elimination.
/// M and its factors have a symmetric pattern, so the columns of L are the rows of U.
struct Pattern {
  using Index = std::int32_t;

  /// Of nothing yet (resolvent/part.hpp fills one in).
  Pattern() = default;
  /// `order_class` as in Stability: a mode of a higher class is eliminated later. Within a class
  /// the order is that of resolvent/order.hpp, so leaves and mediators go first.
  /// `numbers`, if given: which number of the network stands in every slot, by number_of_...()
  /// below; what dissipators add is left out.
  Pattern(const Network& network, const std::vector<int>& order_class,
          Pages<std::uint32_t>* numbers = nullptr);

  std::size_t size() const { return mode_at.size(); }
  /// Numbers in L and U without their diagonals.
  std::size_t factor_entries() const { return upper_column.size() * 2; }

  /// Where a row and the column `at` meet in M: of positions, and of modes. They must be coupled.
  std::uint32_t slot(std::size_t row, std::size_t at) const;
  std::uint32_t slot_of_modes(std::size_t row, std::size_t at) const {
    return slot(static_cast<std::size_t>(position[row]), static_cast<std::size_t>(position[at]));
  }
  std::uint32_t diagonal(std::size_t row) const { return slot(row, row); }
  /// Which number of another network stands in every slot; nothing if its modes, couplings and
  /// dissipators do not fill this very pattern.
  std::optional<Pages<std::uint32_t>> numbers_of(const Network& other) const;

  Pages<Index> mode_at;   ///< position -> mode
  Pages<Index> position;  ///< mode -> position

  Pages<std::uint32_t> row_start;  ///< rows of M, diagonal included, columns ascending
  Pages<Index> column;

  Pages<std::uint32_t> upper_start;  ///< rows of U right of the diagonal
  Pages<Index> upper_column;
  Pages<std::uint32_t> lower_start;  ///< rows of L left of the diagonal
  Pages<Index> lower_column;
};

/// The numbers of M without dissipators: 0 is zero, then loss/2 + i detuning by kind of mode, then
/// i s exp(i phase) and i s exp(-i phase) by kind of coupling.
inline std::uint32_t number_of_mode(std::uint32_t kind) { return 1 + kind; }
inline std::uint32_t number_of_coupling(const NetworkData& data, std::uint32_t kind,
                                        bool backwards) {
  return 1 + static_cast<std::uint32_t>(data.mode_kinds.size()) + 2 * kind + (backwards ? 1 : 0);
}

}  // namespace qbnet
