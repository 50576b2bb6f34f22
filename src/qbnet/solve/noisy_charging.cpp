#include "qbnet/solve/noisy_charging.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "qbnet/solve/gaussian_flow.hpp"

namespace qbnet {
namespace {

ScaledReal sum_of_sizes(const BallMatrix& matrix) {
  ScaledReal sum;
  for (std::size_t i = 0; i < static_cast<std::size_t>(acb_mat_nrows(matrix.m)); ++i) {
    for (std::size_t j = 0; j < static_cast<std::size_t>(acb_mat_ncols(matrix.m)); ++j) {
      sum += matrix.copy(i, j).upper_bound();
    }
  }
  return sum;
}

ScaledReal sum_of_sizes(const std::vector<Ball>& vector) {
  ScaledReal sum;
  for (const Ball& each : vector) sum += each.upper_bound();
  return sum;
}

// x^d/d! e^x, at least sum_(k >= d) x^k/k!.
ScaledReal rest_of_exponential(double x, int d) {
  const double bits = (d * std::log(x) - std::lgamma(d + 1.0) + x) * std::numbers::log2e;
  constexpr double in_hand = 1.001;
  return {in_hand * std::exp2(bits - std::floor(bits)),
          static_cast<std::int64_t>(std::floor(bits))};
}

}  // namespace

NoisyCharging::NoisyCharging(const Network& network)
    : drift_(network),
      steps_(drift_.a),
      covariance_(drift_.size),
      sum_of_drives_(sum_of_sizes(drift_.b)),
      sum_of_noise_(sum_of_sizes(drift_.d)),
      from_drive_(drift_.steps_from(drift_.b)),
      from_noise_(drift_.steps_from_noise()) {
  GaussianState state(drift_.size);
  if (!GaussianFlow(drift_).settle(state)) return;
  zeta_ = std::move(state.mean);
  covariance_.swap(state.covariance);
  drop_radii(zeta_);
  drop_radii(covariance_);
  sum_of_mean_ = sum_of_sizes(zeta_);
  sum_of_covariance_ = sum_of_sizes(covariance_);
  BallMatrix s(drift_.size), inverse(drift_.size);
  acb_mat_set(s.m, covariance_.m);
  for (std::size_t i = 0; i < drift_.size; ++i) {
    acb_set(s.at(i, i), (s.copy(i, i) + Ball(0.5)).get());
  }
  if (acb_mat_inv(inverse.m, s.m, Ball::precision()) == 0) return;
  for (std::size_t i = 0; i < drift_.size; ++i) {
    trace_of_inverse_ += inverse.copy(i, i).upper_bound();
    for (std::size_t j = 0; j < drift_.size; ++j) {
      mean_in_s_ += (conj(zeta_[i]) * inverse.copy(i, j) * zeta_[j]).upper_bound();
    }
  }
  ends_ = true;
}

const std::vector<Ball>& NoisyCharging::adjoint_at(std::size_t mode, double t) {
  if (mode != mode_ || t != time_) {
    w_.assign(drift_.size, Ball());
    w_[mode] = Ball(1.0);
    steps_.carry(t, w_);
    mode_ = mode;
    time_ = t;
  }
  return w_;
}

// Of w, beside the largest entry that it is likely to have had.
ScaledReal NoisyCharging::rounding(std::size_t mode) const {
  const ScaledReal mean = abs(zeta_[mode].midpoint()) + sum_of_mean_;
  const ScaledReal all =
      mean * mean + covariance_.copy(mode, mode).upper_bound() + sum_of_covariance_;
  constexpr int lost = 20;
  return all * ScaledReal(1, lost - Ball::precision());
}

Sample NoisyCharging::energy(std::size_t mode, double t) {
  const std::vector<Ball>& w = adjoint_at(mode, t);
  const Ball value = (zeta_[mode] - inner(w, zeta_)).squared_size() + covariance_.copy(mode, mode) -
                     inner(w, times(covariance_, w));
  Sample sample;
  const ScaledReal energy = value.real_midpoint();
  sample.amplitude = ScaledComplex({energy.mantissa(), 0}, energy.exponent());
  sample.error = energy.is_zero() ? std::numeric_limits<double>::infinity()
                                  : (rounding(mode) / abs(sample.amplitude)).value();
  return sample;
}

ScaledReal NoisyCharging::bound_from(std::size_t mode, double t) {
  const std::vector<Ball>& w = adjoint_at(mode, t);
  // q = w^+ S w never grows: A S + S A^+ is what the baths' noise, vacuum included, brings.
  ScaledReal size;
  for (const Ball& each : w) size += each.squared_size().upper_bound();
  const ScaledReal q = inner(w, times(covariance_, w)).upper_bound() + size * ScaledReal(0.5);
  const ScaledReal mean = zeta_[mode].upper_bound() + sqrt(q * mean_in_s_);
  ScaledReal bound = mean * mean + covariance_.copy(mode, mode).upper_bound();
  // -w^+ C w = |w|^2/2 - q, at most q (tr(S^-1)/2 - 1); without squeezing C >= 0.
  if (drift_.doubled) bound += q * trace_of_inverse_ * ScaledReal(0.5);
  return bound;
}

ScaledReal NoisyCharging::bound_until(std::size_t mode, double t) const {
  const double x = steps_.speed().value() * t;
  const ScaledReal time(t);
  ScaledReal bound;
  if (from_drive_[mode] >= 0) {
    const ScaledReal mean = sum_of_drives_ * time * rest_of_exponential(x, from_drive_[mode]);
    bound += mean * mean;
  }
  if (from_noise_[mode] >= 0) {
    const ScaledReal w = rest_of_exponential(x, from_noise_[mode]);
    bound += sum_of_noise_ * time * w * w;
  }
  return bound;
}

ScaledReal NoisyCharging::power_at_start(std::size_t mode) const {
  return drift_.d.copy(mode, mode).real_midpoint();
}

}  // namespace qbnet
