// The steady state with a proof: every amplitude in a ball that surely holds it.
#pragma once

#include <vector>

#include "qbnet/base/scaled.hpp"
#include "qbnet/network/network.hpp"
#include "qbnet/solve/steady.hpp"

namespace qbnet {

struct CertifyOptions {
  /// Relative radius asked of every single amplitude's ball, however small the amplitude. What is
  /// given out is rounded to doubles, whose half unit the radii then hold too.
  double accuracy = 0x1p-60;
  int max_precision = 4096;  ///< bits
  /// Longest time an elimination may be expected to take, in seconds. The estimate counts products,
  /// so that what is refused does not depend on the moment.
  double most_seconds = 600;
};

/// The radii bound the difference to the exact answer for the network's rates, taken as the doubles
/// they are. They are rounded up: no digit of theirs is a guess.
struct CertifiedSteady {
  /// As steady() gives it, but `amplitude` from the middle of the balls and `error` the proven
  /// relative radius about it (0 for an amplitude given as 0). Without a proof it has status
  /// inaccurate at best, and the radii are empty.
  Steady steady;
  std::vector<ScaledReal> amplitude_radius;  ///< of |v_j - amplitude[j]|
  std::vector<ScaledReal> energy_radius;     ///< of |E_j - energy(amplitude[j])|
  /// Of the difference to log10(energy(amplitude[j])); infinite where the ball holds zero.
  std::vector<double> log10_energy_radius;
  int precision = 0;  ///< bits that were needed
};

/// Solves M v = -i conj(xi) by elimination over complex balls (Arb), at twice the precision until
/// every ball is small enough. The drift is assembled in balls from the exact doubles; a pivot
/// whose ball does not hold zero has a reciprocal that encloses all reciprocals, so what comes out
/// encloses the solution and proves that there is one. That it is approached from the vacuum rests
/// on steady()'s stability, as ever. An amplitude that is exactly zero, as behind a dark port, can
/// be proven small only: at the last precision a ball that holds zero and lies below
/// 2^(-0.9 max_precision) of the largest is given as 0 with its radius. Errors: those of steady();
/// Error(Refusal::too_large) with an estimate, before it starts, for what would take longer than
/// most_seconds or more memory than there is.
CertifiedSteady certified_steady(const Network& network, const CertifyOptions& options = {});

}  // namespace qbnet
