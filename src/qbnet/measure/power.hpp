// Maximal charging power: the global maximum of P(t) = E(t)/t over t > 0.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "qbnet/base/status.hpp"
#include "qbnet/measure/peak_search.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet {

struct MaximalPower {
  Status status = Status::failed;
  std::string message;
  std::vector<PeakPower> peaks;  ///< in the order asked for
  double error = 0;              ///< estimated relative error of the least certain power
};

struct PowerOptions {
  double accuracy = 1e-10;  ///< relative error of the power
  int max_precision = 4096;
  int threads = 1;
};

/// max_t E(t)/t over t > 0, or its limit at 0, from the vacuum: E is held by polynomials, piece by
/// piece, up to the time beyond which no later energy can win; every maximum of P on them is found
/// and the highest evaluated again (docs/theory.md, section 6). `modes` empty: all batteries. Where
/// states do not stay coherent E is all of it, heat too (noisy_power()). A network that does not
/// settle, or whose maximum was not found (status failed), has no peaks.
MaximalPower maximal_power(const Network& network, std::vector<std::size_t> modes = {},
                           const PowerOptions& options = {});

}  // namespace qbnet
