// The gradient of a steady energy in microseconds, for many networks of one pattern.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "qbnet/base/status.hpp"
#include "qbnet/measure/rate_derivatives.hpp"
#include "qbnet/network/network.hpp"
#include "qbnet/resolvent/pattern.hpp"
#include "qbnet/resolvent/steps.hpp"

namespace qbnet {

/// log E_b and d log E_b / dp for every rate, as energy_gradient() defines them, in plain doubles:
/// v and lambda from one elimination, recorded for the pattern when this is made. For optimisers,
/// which need many of these and ask for the status of those that matter. Errors are those of
/// elimination without refinement: some 1e-14 of each derivative for the paper's networks; digits
/// are lost where couplings are far above the losses, and where a derivative is a small difference
/// of its terms.
/// Range: rates and drives that are 0 or from 1e-70 to 1e70, amplitudes from 1e-140 to 1e140.
/// One for each thread.
class GradientSolver {
 public:
  /// Throws Error(Refusal::input) for a bath at a temperature, Error(Refusal::physics) unless every
  /// mode is lossy, so that elimination is safe whatever the numbers.
  GradientSolver(const Network& network, std::size_t mode);

  /// Another network with the same modes, couplings and weights, in the same order; only numbers
  /// may differ. No allocation unless it has dissipators, or another mode is driven. False where
  /// something is not finite or E is 0 or out of range: the derivatives then mean nothing.
  bool solve(const Network& network);

  double energy() const { return energy_; }  ///< |v_b|^2
  const RateDerivatives<double>& log() const { return log_; }

  /// What the last solve() is worth. Its v and lambda are exact for networks whose rates differ by
  /// backward_error at most; to first order the error of log E is 2 sum_ij |M_ij g_ij| times that
  /// (docs/gradients.md, section 6), and `error` estimates with a factor in hand that of log E and
  /// of every p d log E/dp, beside the largest of them or 1 (of a phase: d log E/dp).
  struct Quality {
    Status status = Status::failed;  ///< ok: error <= 1e-8. inaccurate; failed: solve() was false
    double backward_error = 0;
    double error = 0;
  };
  /// Another half of solve()'s time: two residuals.
  Quality quality() const;

 private:
  class Terms;
  void assemble(const Network& network);

  Pattern pattern_;
  // Of M: of each position, of each coupling row `to` column `from` and the reverse.
  std::vector<std::uint32_t> diagonal_slot_, forward_slot_, backward_slot_;
  std::size_t position_;
  std::vector<char> driven_;  // by position
  Steps steps_;
  std::vector<double> phase_;                      // of each coupling, as `unit_` was made for it
  std::vector<PlainComplex> unit_;                 // exp(i phase)
  std::vector<PlainComplex> amplitude_, adjoint_;  // by position; adjoint over v_b
  RateDerivatives<double> log_;
  double energy_ = 0;
  bool solved_ = false;
  mutable std::vector<PlainComplex> rest_;  // of M^T lambda = e_b, by position
  mutable std::vector<double> rest_size_;
};

}  // namespace qbnet
