// The spectral abscissa of large fed networks, by counting eigenvalues.
#pragma once

#include <cstddef>

#include "qbnet/solve/fed_drift.hpp"

namespace qbnet {

/// What is nearer to the imaginary axis than this part of the largest row sum of |A| is marginal.
constexpr double narrowest_abscissa = 1e-12;

struct Abscissa {
  /// max Re of the eigenvalues of -A: one lies right of `below`, none right of `above`.
  double below = 0, above = 0;
  double value = 0;       ///< that eigenvalue's real part; the middle where doubles do not tell it
  double error = 0;       ///< of value
  double frequency = 0;   ///< its imaginary part
  std::size_t mode = 0;   ///< where most of its eigenvector is
  double resolution = 0;  ///< what is nearer to 0 than this neither grows nor decays
  std::size_t eliminations = 0;
};

/// Of a drift of any size but 0, for a network whose rates differ by 1e-12 of themselves. Some
/// hundred to some ten thousand eliminations, the more the narrower its resonances: until below and
/// above differ by `close` of the value or by narrowest_abscissa; after 2e7 rows in all until the
/// sign is known, after 4e8 (a minute or two) anyway.
Abscissa spectral_abscissa(const FedDrift& drift, double close = 1e-9);

}  // namespace qbnet
