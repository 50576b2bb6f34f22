// v and the adjoint lambda of one amplitude: all that its derivatives need.
#pragma once

#include <complex>
#include <cstddef>
#include <string>
#include <vector>

#include "qbnet/base/ball.hpp"
#include "qbnet/network/network.hpp"
#include "qbnet/resolvent/solver.hpp"
#include "qbnet/solve/estimated.hpp"

namespace qbnet {

/// Leaves one drive, xi = -i on `mode`, so that b is its unit vector.
void drive_alone(NetworkData& data, std::size_t mode);

/// The network whose drift is M^T and whose drive vector is the unit vector of `mode`: every phase
/// reversed, every weight of a dissipator conjugated, the one drive xi = -i on `mode`. Its steady
/// state is the adjoint lambda = M^-T e_mode of the given network.
Network reversed(const Network& network, std::size_t mode);

/// v = (z + M)^-1 b and lambda = (z + M)^-T e_mode, in the steady state z = 0 and in response to
/// exp(-i w t) z = -i w (of size below 1e70), in one arithmetic after another, each
/// more accurate than the one before: doubles, refined and continued to about 90 bits by one more
/// correction, amplitudes of any size; the same with factors of any size; then balls of 128, 256,
/// ... bits.
/// dv_mode = lambda^T (db - dM v) to first order (docs/gradients.md). The two are solved from
/// factors of their own, so that v_mode = lambda^T b is a check of both.
class SteadyAdjoint {
 public:
  /// The network must outlive this and settle: stable().status ok.
  SteadyAdjoint(const Network& network, std::size_t mode, int max_precision,
                std::complex<double> z = 0);
  SteadyAdjoint(const SteadyAdjoint&) = delete;
  SteadyAdjoint& operator=(const SteadyAdjoint&) = delete;

  const Stability& stable() const { return forward_.stable; }
  const Pattern& pattern() const { return forward_.pattern; }

  /// Solves in the next arithmetic that can; false if there is none left.
  bool advance();
  /// In balls, as it happens to be; otherwise what is found is `estimated`.
  bool in_balls() const { return stage_ == Stage::balls; }
  /// Makes balls of what was found in another arithmetic.
  void enclose();
  /// By position; empty unless in balls, whose radii are proofs, or after enclose().
  const std::vector<Ball>& amplitude() const { return amplitude_; }
  const std::vector<Ball>& adjoint() const { return adjoint_; }
  /// By position; empty in balls.
  const std::vector<Estimated>& estimated_amplitude() const { return estimated_amplitude_; }
  const std::vector<Estimated>& estimated_adjoint() const { return estimated_adjoint_; }
  /// Working precision in which the balls above are worth calculating with.
  slong precision() const { return precision_; }
  /// The amplitude of `mode` is 0, or so small beside the others that the last precision cannot
  /// tell it from 0.
  bool dark() const;
  std::string arithmetic() const;

 private:
  enum class Stage { none, doubles, ranged, balls };
  bool solve_in_balls();

  template <class Factor>
  bool solve_in(Stage stage);

  const Network& network_;
  Resolvent forward_;
  std::size_t mode_, position_;
  slong most_bits_;
  std::complex<double> z_;
  Stage stage_ = Stage::none;
  slong precision_ = 128;
  std::vector<Ball> amplitude_, adjoint_;
  std::vector<Estimated> estimated_amplitude_, estimated_adjoint_;
};

}  // namespace qbnet
