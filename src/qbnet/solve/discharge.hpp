// What a mode holds after the drives are off: exact steps, and bounds of what happens within them.
#pragma once

#include <complex>
#include <cstddef>
#include <optional>
#include <vector>

#include "qbnet/base/ball_matrix.hpp"
#include "qbnet/network/network.hpp"
#include "qbnet/solve/adjoint_steps.hpp"
#include "qbnet/solve/moments.hpp"

namespace qbnet {

/// A network without drives and squeezers on its way from a state to the one at which it ends,
/// docs/half-life.md. It must settle, and no mode may gain more than it loses. Made in the working
/// precision of its scope.
class Discharge {
 public:
  /// `modes`: those of the state that the modes of `off` are.
  Discharge(const Network& off, const MomentView& state, const std::vector<std::size_t>& modes);

  /// False: what it ends at was not found; nothing else is of use then.
  bool ends() const { return ends_; }

  /// Where a mode is: its energy, coherent energy, X = <do^+ do> and Y = <do do>, all in units of
  /// its energy at the start.
  struct Held {
    double energy = 0, coherent = 0, noise = 0;
    std::complex<double> anomalous = 0;
  };
  /// Between what they stay over a span of time.
  struct Between {
    double energy[2], coherent[2], noise[2], anomalous[2];
  };

  /// One mode, followed in time.
  class Trace {
   public:
    Trace(Discharge& network, std::size_t mode);
    ScaledReal unit() const { return unit_; }  ///< its energy/omega at the start
    const Held& now() const { return now_; }
    long double time() const { return time_; }
    /// From now to 2^level steps later.
    Between within(int level);
    /// From now on, for ever.
    Between ever() const;
    /// Goes where within() was last asked to look.
    void go();
    double length(int level) const;

   private:
    Held held(const std::vector<Ball>& w) const;
    void step(int level);
    /// Bounds of |w_i| from now to so much later.
    std::vector<double> sizes(int level) const;

    Discharge& network_;
    std::vector<Ball> w_, next_w_;  // exp(-M^+ t) e_mode
    ScaledReal unit_ = ScaledReal(1.0);
    std::size_t mode_;
    Held now_, next_;
    long double time_ = 0, next_time_ = 0;
    std::vector<double> size_;  // |w_i|, rounded up
    std::vector<double> bend_energy_, bend_coherent_, bend_noise_, bend_anomalous_;
    double rest_coherent_ = 0, rest_noise_ = 0, rest_anomalous_ = 0;
  };

 private:
  /// Bounds of |exp(-M^+ t)|, entry by entry, over 2^level of the shortest step.
  const std::vector<double>& growth(int level);

  std::size_t n_;
  bool ends_ = false;
  std::optional<AdjointSteps> steps_;  // of M
  std::vector<Ball> v_;
  BallMatrix noise_, anomalous_;  // X and Y, less those of the end
  std::vector<Ball> noise_end_, anomalous_end_;
  // Of v v^+ + X, v v^+, X and Y: sizes of the second derivative, a form of w.
  std::vector<ScaledReal> bend_energy_, bend_coherent_, bend_noise_, bend_anomalous_;
  ScaledReal norm_coherent_, norm_noise_, norm_anomalous_;
  std::vector<std::vector<double>> growth_;
};

}  // namespace qbnet
