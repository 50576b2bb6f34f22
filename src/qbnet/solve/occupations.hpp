// Thermal occupations: what warm baths add to the energy of every mode.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "qbnet/base/scaled.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet {

/// Whether baths with `thermal` are all that can stand beside coherent amplitudes: no squeezing, no
/// gain, no warm shared bath.
bool has_heat_alone(const Network& network);

struct OccupationOptions {
  /// Relative error allowed in every single occupation, however small.
  double accuracy = 1e-11;
  /// In bits, of what doubles do not prove. At least 128 for an answer.
  int max_precision = 2048;
  /// Many bits for every occupation: slow, for comparisons.
  bool plain = false;
};

struct Occupations {
  Status status = Status::failed;
  std::string message;  ///< one sentence: how they were found, or why there are none
  /// <o_j^+ o_j> - |<o_j>|^2, of each mode asked for; empty unless status is ok or inaccurate.
  std::vector<ScaledReal> occupation;
  std::vector<double> error;  ///< relative, of each: proven or estimated
};

/// Steady occupations X_jj of  M X + X M^+ = diag(kappa_k n_k): baths with `thermal` n_k, shared
/// dissipators at zero temperature (docs/moments.md). X_jj is a mean of the n_k with weights
/// kappa_k int |G_jk(w)|^2 dw / 2 pi, so it lies between the least and the largest n_k where
/// nothing but the modes' own baths takes energy. Drives do not enter.
///
/// `modes` empty: all. Alternating directions on one vector a mode, or a warm bath where those are
/// few (Li and White, SIAM J. Matrix Anal. Appl. 24, 260 (2002)): O(size) a step, all terms
/// positive, the truncation bounded by what is left of the vector. In doubles or double-double on
/// the part of the network around the mode, where that proves its accuracy
/// (solve/proven_occupations.hpp); from few warm baths, or for few modes that this leaves open, by
/// frequencies (solve/heat_by_frequency.hpp) where every mode has a loss; otherwise in 64, 128, ...
/// bits until twice as many change nothing. Below 2^-max_precision of the largest n, and not to be
/// told from 0 with as many bits (1024 or more), it is 0. Errors: what would take many minutes
/// throws Error(Refusal::too_large); status marginal or singular: a mode never decays, and keeps
/// what it had.
Occupations occupations(const Network& network, std::vector<std::size_t> modes = {},
                        const OccupationOptions& options = {});

}  // namespace qbnet
