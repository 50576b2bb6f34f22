// How many eigenvalues lie right of a line in the plane.
#pragma once

#include <complex>
#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

#include "qbnet/solve/fed_drift.hpp"

namespace qbnet {

/// A in units of its largest row sum, and what bounds the eigenvalues of -A: by Gershgorin's discs
/// of the Hermitian part their real parts, of the other one their frequencies.
struct DriftInUnits {
  explicit DriftInUnits(const FedDrift& drift);

  template <class Visit>
  void each_slot(std::size_t row, const Visit& visit) const {
    for (std::size_t s = of.pattern.row_start[row]; s < of.pattern.row_start[row + 1]; ++s) {
      visit(s);
    }
  }

  const FedDrift& of;
  std::vector<std::complex<double>> a;
  double unit = 0;
  double most_growth = -std::numeric_limits<double>::infinity();
  double fastest = 0;
};

/// Eliminations so far, and how many there may be.
struct Effort {
  std::size_t spent = 0, most = std::numeric_limits<std::size_t>::max();
};

struct LineCount {
  std::size_t right = 0;  ///< eigenvalues of -A right of the line
  double frequency = 0;   ///< near one of them
};

/// Of the line Re s = sigma, by what log det(s + A) changes along it (docs/moments.md, section 3).
/// Nothing where an eigenvalue lies so near to the line, or the elimination loses so many digits,
/// that doubles do not tell, or where it is too much effort.
std::optional<LineCount> count_right_of(const DriftInUnits& drift, double sigma, Effort& effort);

}  // namespace qbnet
