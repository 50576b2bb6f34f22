// What the gradients of the steady state and of E(t) have in common: sums in balls, and the
// verdict.
#pragma once

#include <cmath>
#include <cstddef>

#include "qbnet/base/ball.hpp"
#include "qbnet/measure/gradient.hpp"
#include "qbnet/resolvent/pattern.hpp"

namespace qbnet {

/// g_ij and h_i of differentiate() in balls.
class BallTerms {
 public:
  using Number = Ball;
  explicit BallTerms(const Network& network) : network_(network) {}
  virtual ~BallTerms() = default;

  virtual Ball entry(std::size_t row, std::size_t column) const = 0;
  virtual Ball source(std::size_t position) const = 0;

  Ball unit(std::size_t coupling);
  static Ball number(std::complex<double> value) { return Ball(value); }
  static Derivative result(double factor, const Ball& x) {
    const ScaledReal value = ScaledReal(2 * factor) * x.real_midpoint();
    const ScaledReal radius = ScaledReal(2 * std::abs(factor)) * x.real_radius();
    return {value, radius + abs(value) * ScaledReal(0x1p-51)};
  }

 private:
  const Network& network_;
  double last_phase_ = 0;  // couplings often share one
  Ball last_unit_{std::complex<double>(1, 0)};
};

/// Throws Error(Refusal::input) unless the network has this mode.
void check_mode(const Network& network, std::size_t mode);

/// Throws Error(Refusal::input) unless a time is finite and at least 0.
void check_time(double time);

/// GradientOptions: the natural size of a derivative is one over this.
RateDerivatives<double> natural_rates(const Network& network, bool moments = false);

/// Sets what cannot be told from 0 within floor/rate to 0. The largest ratio of an error to what is
/// allowed: at most 1 if all are good, infinite if an error is not known. Passes over those left
/// out.
double settle_derivatives(RateDerivatives<Derivative>& log, const RateDerivatives<double>& natural,
                          double accuracy, double floor);

}  // namespace qbnet
