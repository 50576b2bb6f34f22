// E(t) of a mode charged from the vacuum where states do not stay coherent, and what bounds it.
#pragma once

#include <cstddef>
#include <vector>

#include "qbnet/base/ball_matrix.hpp"
#include "qbnet/network/network.hpp"
#include "qbnet/solve/adjoint_steps.hpp"
#include "qbnet/solve/contour.hpp"
#include "qbnet/solve/gaussian_drift.hpp"

namespace qbnet {

/// With w(t) = exp(-A^+ t) e_j and the steady zeta and C,
///   E_j(t)/omega = |v_j - w^+ zeta|^2 + C_jj - w^+ C w
/// (docs/moments.md, section 6). Made, and used, in one Ball::Precision; the network must settle
/// and have at most most_moment_modes rows.
class NoisyCharging {
 public:
  explicit NoisyCharging(const Network& network);
  NoisyCharging(const NoisyCharging&) = delete;
  NoisyCharging& operator=(const NoisyCharging&) = delete;

  /// False: the steady state was not found in these digits; nothing else is of use then.
  bool ends() const { return ends_; }
  /// A bound of |A|: no rate is faster.
  double fastest() const { return steps_.speed().value(); }
  /// Whether anything reaches the mode.
  bool is_reached(std::size_t mode) const {
    return from_drive_[mode] >= 0 || from_noise_[mode] >= 0;
  }
  /// E of the mode at a time > 0, real, with what rounding may do to it.
  Sample energy(std::size_t mode, double t);
  /// Of E from t on, and until t.
  ScaledReal bound_from(std::size_t mode, double t);
  ScaledReal bound_until(std::size_t mode, double t) const;
  /// dE/dt at t = 0: the heat that its own baths bring.
  ScaledReal power_at_start(std::size_t mode) const;

 private:
  const std::vector<Ball>& adjoint_at(std::size_t mode, double t);
  ScaledReal rounding(std::size_t mode) const;

  GaussianDrift drift_;
  AdjointSteps steps_;
  std::vector<Ball> zeta_;
  BallMatrix covariance_;
  bool ends_ = false;
  // With S = C + 1/2, all of it as upper bounds: zeta^+ S^-1 zeta and tr S^-1.
  ScaledReal mean_in_s_, trace_of_inverse_;
  ScaledReal sum_of_drives_, sum_of_noise_, sum_of_mean_, sum_of_covariance_;
  std::vector<int> from_drive_, from_noise_;  // steps along A; -1: not reached
  std::size_t mode_ = 0;
  double time_ = -1;
  std::vector<Ball> w_;  // of this mode and time
};

}  // namespace qbnet
