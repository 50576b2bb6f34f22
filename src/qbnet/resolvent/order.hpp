// The order in which modes are eliminated.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "qbnet/base/pages.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet {

/// Compressed rows: the columns of row j are column[start[j]] to column[start[j + 1]].
struct Rows {
  Pages<std::uint32_t> start;
  Pages<std::int32_t> column;

  std::size_t size() const { return start.empty() ? 0 : start.size() - 1; }
};

struct Order {
  Pages<std::int32_t> mode_at;  ///< position -> mode
  /// Of the first ones, those with at most two neighbours left: these neighbours (modes; -1: none).
  Pages<std::array<std::int32_t, 2>> neighbours;
  /// The graph of the others, fill included, by position - neighbours.size(); columns ascending.
  Rows rest;
};

/// `neighbours`: of every mode, symmetric, without a diagonal, long rows ascending (is_long()).
/// Modes of a higher class come later; no classes: all are in one. Then modes with at most two
/// neighbours left go first, in linear time: that takes trees, rings, cascades, ladders and all
/// others of their kind apart without any fill beyond what is unavoidable. What is left goes by
/// approximate minimum degree (CAMD: P. R. Amestoy, T. A. Davis, I. S. Duff, ACM TOMS 30, 381
/// (2004)).
Order elimination_order(const Rows& neighbours, const std::vector<int>& order_class);

/// Rows that are searched by halving; in shorter ones the columns may stand in any order.
constexpr bool is_long(std::size_t row) { return row > 16; }

}  // namespace qbnet
