// The steady state: M v = -i conj(xi).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "qbnet/base/pages.hpp"
#include "qbnet/base/scaled.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet {

struct Resolvent;

struct SteadyOptions {
  /// Relative error allowed in every single amplitude, however small. Energies: twice this.
  double accuracy = 1e-13;
  /// Last resort, in bits: balls of this precision. 64 keeps to double arithmetic.
  int max_precision = 4096;
};

struct Steady {
  Status status = Status::failed;
  std::string message;  ///< one sentence: how the answer was found, or why there is none
  /// v_j in the rotating frame, one for each mode; empty unless status is ok or inaccurate.
  Pages<ScaledComplex> amplitude;
  Pages<double> error;  ///< estimated relative error of each amplitude
  /// Componentwise: the answer is exact for a network in which no rate differs from the given one
  /// by more than this relative amount.
  double backward_error = 0;
  /// 2 Im sum_j conj(v_j xi_j), what drives supply, and what baths take, less what gain and
  /// squeezers give, in units of omega * rate: two sums that are equal in truth, each right to ten
  /// times the accuracy. Where only one of them keeps its digits (far from resonance drives push
  /// mostly back and forth; amplitudes may cancel in a shared bath), both are that one; where none
  /// does, both are computed in balls.
  ScaledReal input_power, lost_power;
  std::string arithmetic;  ///< "double", "scaled" or "balls of P bits"
  /// Parts of each mode's energy beside |v_j|^2 (solve/fluctuations.hpp) where the network is fed:
  /// its moments hold them, too. Otherwise empty.
  std::vector<ScaledReal> thermal, squeezed;
};

/// Solves M v = -i conj(xi) by elimination without pivoting, then measures every amplitude's error
/// by a correction whose residual is computed in twice the precision; what is not accurate enough
/// is solved again in balls. Networks that are fed (gain, squeezers) go through the moment
/// equations in as many bits as it takes (solve/moments.hpp). Baths that are warm do not move
/// amplitudes; what they add to energies is in solve/occupations.hpp and solve/fluctuations.hpp.
/// Errors: a network that does not settle has status unstable, marginal or singular and no
/// amplitudes.
Steady steady(const Network& network, const SteadyOptions& options = {});
/// The same where the resolvent is known already, of a network with vacuum baths and a mode or
/// more.
Steady steady(const Resolvent& resolvent, const SteadyOptions& options = {});

/// Steady states of one network after another, with the very numbers of steady(). Order and pattern
/// are worked out anew only where modes, couplings or dissipators change places, or other modes
/// become lossless: of large networks that is about a third of the time. A KeepPages around the
/// calls (base/pages.hpp) keeps memory, too. For one thread at a time.
class SteadySolver {
 public:
  explicit SteadySolver(const SteadyOptions& options = {});
  ~SteadySolver();
  SteadySolver(SteadySolver&&) noexcept;
  SteadySolver& operator=(SteadySolver&&) noexcept;
  Steady solve(const Network& network);

 private:
  struct Kept;
  SteadyOptions options_;
  std::unique_ptr<Kept> kept_;
};

}  // namespace qbnet
