// The twin: the equations of docs/conventions.md solved slowly and with proof, to judge qbnet by.
// Nothing of qbnet is used but the description of the network. Every number is a ball (Arb): the
// precision is raised until the ball of every amplitude is small, so that a reference is right
// whatever the conditioning. The rates are taken as the exact doubles they are.
#pragma once

#include <cstddef>
#include <vector>

#include "qbnet/base/scaled.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet::twin {

/// One mode's answer, known to 20 digits and then rounded to double mantissas.
struct Reference {
  ScaledComplex amplitude;  ///< v_j
  ScaledReal energy;        ///< |v_j|^2
  double log10_energy = 0;  ///< -infinity for a mode the drive does not reach
};

/// M v = -i conj(xi), one entry a mode. Throws std::runtime_error if 100,000 bits do not suffice.
std::vector<Reference> steady(const Network& network);

/// v(t) from the vacuum, result[i][j] at times[i] for mode j, by the exponential of the augmented
/// matrix ((-M, b), (0, 0)) t. A time twice an earlier one in the list costs one product only.
std::vector<std::vector<Reference>> evolve(const Network& network,
                                           const std::vector<double>& times);

/// <o^+ o> - |<o>|^2 of every mode in the steady state, from the n^2 moment equations. For few
/// modes.
std::vector<ScaledReal> occupations(const Network& network);

/// X = <do^+ do> and Y = <do do> of every mode in the steady state, with gain and squeezing too,
/// from 4 n^2 equations in symmetric order and 512 bits or more. For fewer modes still.
struct Fluctuation {
  ScaledReal number;
  ScaledComplex anomalous;
};
std::vector<Fluctuation> fluctuations(const Network& network);

/// Powers of the steady state: 2 Re(v^+ b) and v^+ (M + M^+) v, each to 20 digits.
struct Balance {
  double input = 0;
  double lost = 0;
};
Balance balance(const Network& network);

/// |a - reference| / |reference|; 0 if both are 0, infinite if only the reference is.
double relative_error(const ScaledReal& a, const ScaledReal& reference);
double relative_error(const ScaledComplex& a, const ScaledComplex& reference);

/// t0, 2 t0, 4 t0, ... : `count` times that evolve() gets cheaply.
std::vector<double> doubling_times(double t0, std::size_t count);

}  // namespace qbnet::twin
