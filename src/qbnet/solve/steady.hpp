// The steady state: M v = -i conj(xi).
#pragma once

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
  /// 2 Im sum_j conj(v_j xi_j) in units of omega * rate; right to 1e-15 of 2 sum_j |v_j xi_j|, so
  /// far from resonance, where drives push mostly back and forth, to fewer relative digits.
  double input_power = 0;
  double lost_power = 0;   ///< sum_j kappa_j |v_j|^2 + sum_d r_d |w_d . v|^2: equal in truth
  std::string arithmetic;  ///< "double", "scaled" or "balls of P bits"
};

/// Solves M v = -i conj(xi) by elimination without pivoting, then measures every amplitude's error
/// by a correction whose residual is computed in twice the precision; what is not accurate enough
/// is solved again in balls. Baths that are warm do not move amplitudes; what they add to energies
/// is in solve/occupations.hpp. Errors: a network that does not settle has status marginal or
/// singular and no amplitudes.
Steady steady(const Network& network, const SteadyOptions& options = {});
/// The same where the resolvent is known already, of a network with vacuum baths and a mode or
/// more.
Steady steady(const Resolvent& resolvent, const SteadyOptions& options = {});

}  // namespace qbnet
