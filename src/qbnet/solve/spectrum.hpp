// The normal modes of a network: eigenvalues of M, how far each may be trusted, where they live.
#pragma once

#include <complex>
#include <cstddef>
#include <string>
#include <vector>

#include "qbnet/base/status.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet {

/// Where an eigenvector x has its weight p_j = |x_j|^2 / |x|^2.
struct Localisation {
  double participation = 1;  ///< 1 / sum_j p_j^2: about how many modes, 1 to n
  double centre = 0;         ///< sum_j j p_j, j the number of the mode, from 0
  std::size_t most = 0;      ///< the mode with the largest weight
};

struct NormalMode {
  /// lambda: v ~ exp(-lambda t). Re lambda >= 0 is the decay rate of the amplitude (half that of
  /// the energy), Im lambda the frequency in the rotating frame; the response peaks at
  /// w = Im lambda.
  std::complex<double> eigenvalue;
  double error = 0;  ///< absolute: proven radius in balls, otherwise estimated
  /// |y||x| / |y^+ x| of left and right eigenvector: how far the eigenvalue moves over how far M
  /// does. 1 for normal matrices, without bound towards an exceptional point.
  double condition = 1;
  /// How many eigenvalues lie within `error` of this one and cannot be told from it; 1: none else.
  std::size_t cluster = 1;
  /// Of a cluster that 1024 bits do not part: its eigenvectors merge too, to at least an eighth of
  /// the bits, as at an exceptional point. Told from the vectors, not proven.
  bool defective = false;
  Localisation right, left;
};

struct Spectrum {
  Status status = Status::failed;
  std::string message;
  std::vector<NormalMode> modes;  ///< slowest decay first; empty without an answer
  bool proven = false;            ///< errors are proofs (balls)
  std::string arithmetic;
  double slowest_decay = 0;  ///< min Re lambda; - this is the spectral abscissa of -M
  /// |X|_F |X^-1|_F for X of unit columns; infinite at an exceptional point.
  double vector_condition = 1;
  /// min |lambda_i - lambda_j| / (condition_i + condition_j): to first order no change of M that is
  /// smaller in norm makes two eigenvalues meet. 0 at an exceptional point; infinite for one mode.
  /// An estimate: on the way conditions grow.
  double exceptional_distance = 0;
};

/// Largest network whose spectrum is computed, largest whose spectrum is proven, and largest that
/// is proven where doubles do not tell.
constexpr std::size_t most_spectrum_modes = 2000, most_proven_modes = 64, most_doubtful_modes = 100;

/// The largest that is proven, in rows, with gain or squeezers: their stability rests on it.
constexpr std::size_t most_fed_rows = 128;

/// Eigenvalues of M = i H1 + K/2, with squeezers those of the 2 n x 2 n drift of (o, o^+)
/// (solve/gaussian_drift.hpp), whose participation counts o and o^+ apart; negative real parts
/// grow. Up to 64 modes in balls of 128, 256, ... 1024 bits (Arb: QR, then the enclosures of J. van
/// der Hoeven and B. Mourrain (2017), and for eigenvalues that they cannot tell apart Gershgorin's
/// discs) until every radius is below 1e-14 of the largest eigenvalue; eigenvalues that still share
/// a ball are a cluster. Beyond, in doubles (Eigen), where an eigenvalue is off by about condition
/// * 10 eps |M|_F; where that is above 1e-8 of the largest eigenvalue, or where errors are as large
/// as separations, in balls after all up to 100 modes (half a minute), and status inaccurate
/// beyond: near an exceptional point of order k doubles give eps^(1/k) only.
/// Error(Refusal::too_large) beyond 2000 modes, or 1000 with squeezers, with an estimate.
Spectrum spectrum(const Network& network);

}  // namespace qbnet
