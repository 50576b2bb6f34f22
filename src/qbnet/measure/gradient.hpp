// How an energy or a maximal power answers to every rate of the network.
#pragma once

#include <cstddef>
#include <string>

#include "qbnet/base/scaled.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/measure/rate_derivatives.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet {

/// d log E / dp for one rate p, in the inverse of p's unit (phases: 1/rad), and its error bound:
/// proven where the arithmetic is balls, estimated otherwise.
struct Derivative {
  ScaledReal value;
  ScaledReal error;
  bool known = true;  ///< false: left out; value and error mean nothing
};

/// Each derivative is right to `accuracy` of itself or to `floor` of its natural size, whichever is
/// larger; d log E / d log p therefore to `floor` at least. One that cannot be told from 0 within
/// the floor is 0. The natural size is 1/p for a strength, a dissipator's rate, a drive or a weight
/// (of a dissipator: its largest; of a drive: the network's largest, or what the derivatives by
/// both its parts are together if that is more), 1 per radian for a phase, and for a loss or
/// detuning one over the mode's own rates together:
///   r_j = kappa_j/2 + |Delta_j| + sum |strengths| + sum_d r_d |w_dj| sum_i |w_di|,
/// sqrt(1/(r_i r_j)) for a strength that is 0. In the steady state of more than 1000 modes the
/// floor is n/1000 times as high: roundings of twice the precision of doubles add up along the
/// network.
struct GradientOptions {
  double accuracy = 1e-10;
  double floor = 1e-25;
  double accuracy_in_time = 1e-9;  ///< of E(t) and maximal power
  double floor_in_time = 1e-10;
  int max_precision = 4096;  ///< bits; 64 keeps to double arithmetic
  int threads = 1;
};

struct Gradient {
  Status status = Status::failed;
  std::string message;  ///< one sentence: how the answer was found, or why there is none
  std::size_t mode = 0;
  ScaledReal value;   ///< E/omega, or the maximal power; in the steady state or at `time`
  double time = 0;    ///< asked for, or of the maximum; not used in the steady state
  double error = 0;   ///< of value, relative
  bool dark = false;  ///< value is 0: dE/dp = 0 for every p, and there is no log E
  RateDerivatives<Derivative> log;  ///< d log E / dp; all 0 if dark. Empty unless ok or inaccurate
  std::string arithmetic;           ///< as in Steady

  /// dE/dp of one of the derivatives above.
  ScaledReal of_energy(const Derivative& derivative) const { return value * derivative.value; }
};

/// Steady state, E_b/omega = |v_b|^2 with M v = b:
///   d log E_b / dp = 2 Re[ (lambda^T db/dp - lambda^T dM/dp v) / v_b ],   M^T lambda = e_b,
/// so every derivative together costs one more steady state, that of the network with all phases
/// reversed and driven at b (docs/gradients.md). Errors: as steady(); a mode that is none:
/// Error(Refusal::input).
Gradient energy_gradient(const Network& network, std::size_t mode,
                         const GradientOptions& options = {});

/// E_b(t)/omega from the vacuum, t >= 0; with heat, squeezing and gain moment_gradient_at(). Else
/// the same sums at every node of the contour of evolve(); networks of up to 60 modes fall back on
/// a matrix exponential in balls (C. F. Van Loan, IEEE Trans. Autom. Control 23, 395 (1978)).
/// Derivatives by the drive of a mode that is not driven are left out. Errors: as evolve().
Gradient energy_gradient_at(const Network& network, std::size_t mode, double time,
                            const GradientOptions& options = {});

/// |S_to,from|^2 = kappa_from kappa_to |G_to,from(w)|^2 between the losses of two modes
/// (response()): the same sums at z = -i w, with the ports' own losses. Drives, heat and squeezed
/// baths do not matter. Errors: Error(Refusal::input) for networks that are fed, for modes without
/// loss or that are one, for a frequency that is not finite. Dark where nothing passes.
Gradient transmission_gradient(const Network& network, std::size_t from, std::size_t to,
                               double frequency, const GradientOptions& options = {});
/// The same of the isolation |S_to,from|^2/|S_from,to|^2, a ratio: 10/ln 10 times its logarithm is
/// in dB. Derivatives within floor_in_time of their natural size are 0: there and back differ by
/// that. failed where nothing comes back.
Gradient isolation_gradient(const Network& network, std::size_t from, std::size_t to,
                            double frequency, const GradientOptions& options = {});

/// max_t E_b(t)/t: at the maximum the time's own derivative is 0, so that
///   d log P_max / dp = d log E_b(t*) / dp   at fixed t*.
/// Where two maxima are equally high P_max has a kink; this is the slope of one side. Errors: as
/// maximal_power().
Gradient power_gradient(const Network& network, std::size_t mode,
                        const GradientOptions& options = {});

}  // namespace qbnet
