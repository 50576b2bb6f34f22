// Maximal charging power: the global maximum of P(t) = E(t)/t over t > 0.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "qbnet/base/scaled.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet {

struct PeakPower {
  std::size_t mode = 0;
  ScaledReal power;   ///< max_t E(t)/t in units of omega * rate; 0 for a mode that is never charged
  double time = 0;    ///< where it is reached
  ScaledReal energy;  ///< E at that time
};

struct MaximalPower {
  Status status = Status::failed;
  std::string message;
  std::vector<PeakPower> peaks;  ///< in the order asked for
};

struct PowerOptions {
  double accuracy = 1e-10;  ///< relative error of the power
  int max_precision = 4096;
  int threads = 1;
};

/// v(t) is held by polynomials, piece by piece, up to the time beyond which no later energy can
/// win; every maximum of P on them is found and the highest evaluated again (docs/theory.md,
/// section 6). `modes` empty: all batteries. Errors: a thermal occupation > 0:
/// Error(Refusal::input); a network that does not settle has its status and no peaks.
MaximalPower maximal_power(const Network& network, std::vector<std::size_t> modes = {},
                           const PowerOptions& options = {});

}  // namespace qbnet
