// Where energy goes: work of drives and pumps, heat into baths, and what couplings pass on.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "qbnet/base/scaled.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/network/network.hpp"
#include "qbnet/network/protocol.hpp"

namespace qbnet {

/// Of one mode, or summed over all of them, in units of omega * rate (docs/currents.md):
///   dE/dt = drive + pump + gain - loss - shared - passed_on.
struct ModeCurrents {
  ScaledReal energy;     ///< E/omega = <o^+ o>
  ScaledReal drive;      ///< in, from its drives: 2 Re conj(v) b(t)
  ScaledReal pump;       ///< in, from squeezers: sum_k 2 Im S_jk conj<o_j o_k>
  ScaledReal gain;       ///< in: g (E + 1)
  ScaledReal loss;       ///< out, into its own bath: kappa (E - N); below 0 the bath heats it
  ScaledReal shared;     ///< out, into all shared dissipators
  ScaledReal passed_on;  ///< out, through all couplings
  ScaledReal change;     ///< dE/dt; 0 in the steady state

  ScaledReal work() const { return drive + pump; }
  ScaledReal heat() const { return loss + shared - gain; }
};

/// At one time.
struct NetworkCurrents {
  std::vector<ModeCurrents> modes;
  ModeCurrents together;
  std::vector<ScaledReal>
      couplings;  ///< of each, from its `from` to its `to`: 2 Im z <o_to^+ o_from>
  std::vector<std::vector<ScaledReal>>
      dissipators;                    ///< what each takes, in the order of its weights
  std::vector<ScaledReal> squeezers;  ///< what each puts into either of its modes
};

struct Currents {
  Status status = Status::failed;
  std::string message;
  std::vector<NetworkCurrents> at;  ///< the steady state, or one for each time; else empty
  /// The largest error of any current, relative to what passes back and forth (docs/currents.md).
  double error = 0;
};

/// Of the steady state. Errors: as steady() where states stay coherent, at any size; otherwise as
/// steady_moments().
Currents steady_currents(const Network& network);

/// At times after the vacuum, under a protocol where there is one; the couplings, dissipators and
/// squeezers of switches must be those of the network (their numbers may differ). Errors: as
/// evolve().
Currents currents_at(const Network& network, const std::vector<double>& times,
                     const Protocol& protocol = {}, int threads = 1);

}  // namespace qbnet
