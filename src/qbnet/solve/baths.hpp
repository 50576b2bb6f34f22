// The warm baths of a network, by position.
#pragma once

#include <cstddef>
#include <vector>

#include "qbnet/base/ball.hpp"
#include "qbnet/network/network.hpp"
#include "qbnet/resolvent/pattern.hpp"

namespace qbnet {

struct Baths {
  Baths(const Network& network, const Pattern& pattern);

  /// kappa n / warmest: as moderate as rates are, however warm baths are. Not if nothing is warm.
  std::vector<double> relative() const;

  std::vector<double> loss;       ///< kappa
  std::vector<Ball> rate;         ///< kappa n
  std::vector<std::size_t> warm;  ///< positions
  double warmest = 0;             ///< no mode has a larger occupation
  bool uniform = false;           ///< one occupation everywhere, at any coupling
  bool lossy = true;              ///< every mode has a loss of its own
};

}  // namespace qbnet
