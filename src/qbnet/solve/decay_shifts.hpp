// Shifts for the alternating direction iteration.
#pragma once

#include <complex>
#include <cstddef>
#include <vector>

#include "qbnet/resolvent/solver.hpp"

namespace qbnet {

/// One shift p after another, Re p > 0, such that prod_k |(lambda - conj p_k) / (lambda + p_k)|
/// soon is small at every eigenvalue lambda of M: each is the conjugate of the value at which the
/// product so far is largest. Values: the eigenvalues of up to 200 modes, Ritz values of M and M^-1
/// (Penzl, SIAM J. Sci. Comput. 21, 1401 (1999)) of more. Any choice converges; this one in few
/// steps.
class DecayShifts {
 public:
  using Numbers = Entries::Rounded<std::complex<double>>;
  /// `m`: M by slot.
  DecayShifts(const Pattern& pattern, const Numbers& m);
  enum class Effort { little, ordinary, great };
  /// For alternating directions with M^T that have come to `from`: Ritz values of M^T and its
  /// inverse from there; of little effort, few of them, which suffice where much is lost on the
  /// way. Of great effort, eigenvalues of up to most_eigenvalues modes, wherever `from` is: what
  /// rings in all of a network needs each of them.
  DecayShifts(const Pattern& pattern, const std::vector<std::complex<double>>& m,
              const std::vector<std::complex<double>>& from, Effort effort);
  static constexpr std::size_t most_eigenvalues = 1200;
  std::complex<double> next();

 private:
  void start();
  std::vector<std::complex<double>> value_;
  std::vector<double> log_product_;
};

}  // namespace qbnet
