// Does every normal mode of the network decay?
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "qbnet/base/status.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet {

/// A normal mode that never decays: H1 v = frequency v with K v = 0.
struct DarkMode {
  double frequency = 0;            ///< in the frame of the drive, in the user's unit of rates
  std::vector<std::size_t> modes;  ///< the modes it lives on, largest weight first
};

struct Stability {
  Status status = Status::ok;  ///< ok, marginal, singular (a dark mode at frequency 0) or failed
  std::string reason;          ///< one sentence: why it is stable, or which mode never decays
  std::vector<DarkMode> dark;
  /// Order classes for the elimination: 0 for lossy modes, then lossless ones in the order in
  /// which they inherit damping from their neighbours. Empty: every mode is lossy.
  std::vector<int> order_class;
};

/// Decides whether dv/dt = -M v - i conj(xi) decays, without eigenvalues of M.
/// M + M^+ = K >= 0, so nothing grows; an undamped mode is an eigenvector of H1 in the kernel of K.
/// Every mode lossy: stable by construction. Otherwise lossless modes are struck off one by one
/// where the equations force their amplitude in a dark mode to 0 (exact, linear time); what is left
/// is searched with a Hermitian eigensolver (clusters up to 2000 modes; larger: status failed).
/// Error(Refusal::input) for a network that is fed (resolvent/matrix.hpp).
/// A mode counts as dark when its amplitude decays slower than 1e-14 of the network's largest rate.
Stability stability(const Network& network);

}  // namespace qbnet
