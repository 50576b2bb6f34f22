// v_b(t) and its derivatives with respect to every entry of M and b.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "qbnet/base/ball.hpp"
#include "qbnet/network/network.hpp"
#include "qbnet/solve/transient.hpp"

namespace qbnet {

/// dv_b(t) = sum_i source_i db_i - sum_ij entry_ij dM_ij to first order, with
///   source_i = int_0^t lambda_i(s) ds,   entry_ij = int_0^t lambda_i(t - s) v_j(s) ds,
/// lambda(s) = exp(-M^T s) e_b. Radii: estimates from a contour, proofs otherwise.
struct AmplitudeDerivatives {
  Ball amplitude;
  std::vector<Ball> entry;   ///< by slot of the pattern: row i, column j
  std::vector<Ball> source;  ///< by position
};

/// Three ways to them. The network must outlive this and settle.
class AdjointInTime {
 public:
  AdjointInTime(const Network& network, std::size_t mode, int max_precision, int threads);
  AdjointInTime(const AdjointInTime&) = delete;
  AdjointInTime& operator=(const AdjointInTime&) = delete;

  const Resolvent& resolvent() const { return transient_.resolvent(); }

  /// Late times: the steady state, and what exp(-min kappa t/2) can still be away from it
  /// (docs/gradients.md, section 4). Empty while that is above e^-30.
  std::optional<AmplitudeDerivatives> late(double t) const;

  /// The sums sum_k w_k e^(z_k t) lambda_i(z_k) x_j(z_k) over the nodes of the contour for v_b; the
  /// step is halved `level` times. Empty if a node could not be solved.
  std::optional<AmplitudeDerivatives> contour(double t, int level);
  double contour_cost(double t);  ///< seconds, roughly

  /// One block of exp(((A^T, e_b e^T), (0, A^T)) t), A the drift augmented by the drive and e the
  /// unit vector that belongs to it (C. F. Van Loan, IEEE Trans. Autom. Control 23, 395 (1978)),
  /// in balls of this precision. `dark`: v_b is below 2^-(9/10 of bits) of the largest amplitude.
  AmplitudeDerivatives exponential(double t, slong bits, bool& dark) const;
  double exponential_cost(double t) const;  ///< seconds, roughly; infinite beyond 60 modes

 private:
  template <class T>
  std::optional<AmplitudeDerivatives> sum(double t, const Contour::Shape& shape) const;

  const Network& network_;
  std::size_t mode_;
  int max_precision_;
  Network reversed_;
  Transient transient_;
  Resolvent backward_;
};

}  // namespace qbnet
