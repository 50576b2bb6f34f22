// M as a dense matrix, for Eigen's eigensolvers.
#pragma once

#include <Eigen/Core>
#include <cstddef>

#include "qbnet/resolvent/pattern.hpp"

namespace qbnet {

/// M in the order of the modes. `m`: its numbers by slot.
template <class Numbers>
Eigen::MatrixXcd dense_drift(const Pattern& pattern, const Numbers& m) {
  const auto n = static_cast<Eigen::Index>(pattern.size());
  Eigen::MatrixXcd dense = Eigen::MatrixXcd::Zero(n, n);
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    for (std::size_t s = pattern.row_start[i]; s < pattern.row_start[i + 1]; ++s) {
      dense(pattern.mode_at[i], pattern.mode_at[static_cast<std::size_t>(pattern.column[s])]) =
          m[s];
    }
  }
  return dense;
}

}  // namespace qbnet
