// The order in which modes are eliminated.
#pragma once

#include <cstdint>
#include <vector>

namespace qbnet {

/// Compressed rows: the columns of row j are column[start[j]] to column[start[j + 1]], ascending.
struct Rows {
  std::vector<std::uint32_t> start;
  std::vector<std::int32_t> column;
};

/// Position -> mode. `neighbours` is symmetric and without a diagonal; modes of a higher class come
/// later. Where all classes are one, modes with at most two neighbours left go first, in linear
/// time: that takes trees, rings, cascades, ladders and all others of their kind apart without any
/// fill beyond what is unavoidable. What is left goes by approximate minimum degree (CAMD: P. R.
/// Amestoy, T. A. Davis, I. S. Duff, ACM TOMS 30, 381 (2004)).
std::vector<std::int32_t> elimination_order(const Rows& neighbours,
                                            const std::vector<int>& order_class);

}  // namespace qbnet
