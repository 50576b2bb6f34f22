// All second moments that warm baths leave in a network, in doubles and with a proof.
#pragma once

#include <complex>
#include <cstddef>
#include <limits>
#include <vector>

#include "qbnet/resolvent/solver.hpp"

namespace qbnet {

struct NumberMoments {
  std::size_t size = 0;
  /// X_ij = <do_j^+ do_i>, by rows, of modes; Hermitian. Empty where doubles prove nothing.
  std::vector<std::complex<double>> x;
  double error = std::numeric_limits<double>::infinity();  ///< bound, of X_ij / sqrt(X_ii X_jj)
  std::complex<double> at(std::size_t i, std::size_t j) const { return x[i * size + j]; }
};

/// Largest number of modes that number_moments() is made for: 256 MiB of numbers.
constexpr std::size_t most_number_moments = 4096;

/// Steady X of  M X + X M^+ = diag(kappa_k n_k), as in solve/occupations.hpp, of a network that
/// settles. Column by column by alternating directions in a part of the network; what the whole is
/// worth is told by how far it is from solving the equation (docs/moments.md, section 2).
NumberMoments number_moments(const Resolvent& resolvent, double accuracy = 1e-11);

}  // namespace qbnet
