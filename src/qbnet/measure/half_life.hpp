// Self-discharge: how long modes keep half of what they hold in the steady state.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "qbnet/base/scaled.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet {

/// When a quantity crosses half of what it is at the start, for the first and for the last time:
/// equal where it crosses once, empty where it never does, or is 0. From `last` on it stays below
/// half, but where it ends above (a bath warmer than half) and `last` brings it back.
struct Halving {
  std::optional<double> first, last;
};

struct HalfLife {
  std::size_t mode = 0;
  ScaledReal energy, ergotropy;  ///< of the steady state, in units of omega
  Halving of_energy, of_ergotropy;
};

struct HalfLifeOptions {
  /// Couplings and shared dissipators are switched off, too: every mode is left alone with its own
  /// bath.
  bool isolated = false;
};

struct HalfLives {
  Status status = Status::failed;
  std::string message;
  std::vector<HalfLife> modes;  ///< empty unless status is ok or inaccurate
  double error = 0;             ///< largest relative error of a time
};

/// The network without its drives and squeezers; `isolated` as above.
Network switched_off(const Network& network, bool isolated = false);

/// From the steady state, when at time 0 all that does work is switched off: drives and squeezers.
/// Baths stay as they are. For one mode alone ln(2)/loss. Method: docs/half-life.md; crossings are
/// found from bounds of the second derivative, so that none is stepped over. Errors: as
/// steady_moments(), also where the network does not settle without its drives; a mode with gain
/// that is not below its loss: Error(Refusal::input); status inaccurate where half may be touched
/// but not crossed, failed where it takes more steps than 2e5.
HalfLives half_lives(const Network& network, std::vector<std::size_t> modes = {},
                     const HalfLifeOptions& options = {});

}  // namespace qbnet
