// Does a network settle, whatever feeds it?
#pragma once

#include <string>

#include "qbnet/base/status.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet {

struct Settling {
  Status status = Status::failed;  ///< ok, unstable, marginal, singular or failed
  std::string reason;              ///< one sentence; names what grows or never decays
  /// Spectral abscissa max Re(-lambda): the rate at which amplitudes grow at last; 0 where it is
  /// not computed (passive networks, and those that are stable by construction).
  double growth = 0;
};

/// Passive networks: as stability(). Fed ones: stable by construction where every mode loses more
/// than it is fed (loss - gain > 2 sum |squeezing strengths|, all other terms being energy
/// conserving or dissipative); otherwise from the eigenvalues of the drift in balls (spectrum()) up
/// to most_fed_rows rows, and of larger networks, or where balls do not tell, by counting
/// eigenvalues right of lines (spectral_abscissa()). Slower than 1e-14 of the largest eigenvalue,
/// or of a larger network 1e-12 of its largest row sum, counts as marginal. Status failed where
/// neither decides.
Settling does_settle(const Network& network);

}  // namespace qbnet
