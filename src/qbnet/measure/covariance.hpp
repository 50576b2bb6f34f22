// The Gaussian state of some modes together: covariance, fluctuations of the energy, ergotropy.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "qbnet/base/scaled.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/network/network.hpp"
#include "qbnet/network/protocol.hpp"
#include "qbnet/solve/fluctuations.hpp"

namespace qbnet {

/// Of s modes. Energies in units of omega; all numbers are right to 1e-11 (`error` says how far),
/// entries of X and Y beside sqrt(X_ii X_jj), parts beside their sum.
struct Covariance {
  Status status = Status::failed;
  std::string message;
  std::vector<std::size_t> modes;
  std::vector<ScaledComplex> amplitude;  ///< v_j = <o_j>
  std::vector<ScaledComplex> number;     ///< X_ij = <do_j^+ do_i>, s x s by rows
  std::vector<ScaledComplex> anomalous;  ///< Y_ij = <do_i do_j>, s x s by rows
  std::vector<Fluctuations> parts;       ///< X_jj = thermal + squeezed
  /// Var(o_j^+ o_j) = X^2 + X + |Y|^2 + |v|^2 (2 X + 1) + 2 Re conj(v)^2 Y; |v|^2 for a coherent
  /// state. E_j / sqrt(variance) is the signal over the noise.
  std::vector<ScaledReal> variance;
  std::vector<double> purity;  ///< Tr rho_j^2 = 1/(2 thermal + 1)
  /// (nu_k - 1)/2 of the symplectic eigenvalues nu_k of all modes together, ascending: the thermal
  /// occupations that no Gaussian unitary on these modes lowers.
  std::vector<ScaledReal> symplectic;
  ScaledReal energy;  ///< sum_j |v_j|^2 + X_jj
  /// energy - sum_k (nu_k - 1)/2: what Gaussian unitaries on these modes together can extract, that
  /// is at least the sum of their own ergotropies. Other unitaries extract more where the nu_k
  /// differ (A. E. Allahverdyan and others, EPL 67, 565 (2004); for Gaussian ones E. G. Brown,
  /// N. Friis and M. Huber, New J. Phys. 18, 113028 (2016)).
  ScaledReal ergotropy;
  /// energy - s n, where n is the occupation of thermal modes of the same entropy: no unitary
  /// extracts more, on any number of copies, and on many there is one that comes as near as one
  /// likes (R. Alicki and M. Fannes, Phys. Rev. E 87, 042123 (2013)). Beyond `ergotropy` where the
  /// nu_k differ. Of more than 128 modes rounded up, by about 1e-12 of what heat stores.
  ScaledReal ergotropy_bound;
  double purity_together = 1;  ///< prod_k 1/nu_k
  double error = 0;

  ScaledReal energy_of(std::size_t k) const;     ///< |v|^2 + X
  ScaledReal ergotropy_of(std::size_t k) const;  ///< |v|^2 + squeezed
};

/// Of the steady state, or `time` after the vacuum, under a protocol where there is one. `modes`
/// empty: all. Errors: as steady_moments() and moments_at().
Covariance covariance(const Network& network, std::vector<std::size_t> modes = {},
                      std::optional<double> time = {}, const Protocol& protocol = {});

}  // namespace qbnet
