// v and the adjoint lambda of one amplitude: all that its derivatives need.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "qbnet/base/ball.hpp"
#include "qbnet/network/network.hpp"
#include "qbnet/resolvent/solver.hpp"

namespace qbnet {

/// The network whose drift is M^T and whose drive vector is the unit vector of `mode`: every phase
/// reversed, every weight of a dissipator conjugated, the one drive xi = -i on `mode`. Its steady
/// state is the adjoint lambda = M^-T e_mode of the given network.
Network reversed(const Network& network, std::size_t mode);

/// v = M^-1 b and lambda = M^-T e_mode in the steady state, in one arithmetic after another, each
/// more accurate than the one before: doubles and scaled numbers, refined and continued to about
/// 90 bits by one more correction; then balls of 128, 256, ... bits.
/// dv_mode = lambda^T (db - dM v) to first order (docs/gradients.md). The two are solved from
/// factors of their own, so that v_mode = lambda^T b is a check of both.
class SteadyAdjoint {
 public:
  /// The network must outlive this and settle: stable().status ok.
  SteadyAdjoint(const Network& network, std::size_t mode, int max_precision);
  SteadyAdjoint(const SteadyAdjoint&) = delete;
  SteadyAdjoint& operator=(const SteadyAdjoint&) = delete;

  const Stability& stable() const { return forward_.stable; }
  const Pattern& pattern() const { return forward_.pattern; }

  /// Solves in the next arithmetic that can; false if there is none left.
  bool advance();
  /// By position. The radii are estimates in doubles and scaled numbers, proofs in balls.
  const std::vector<Ball>& amplitude() const { return amplitude_; }
  const std::vector<Ball>& adjoint() const { return adjoint_; }
  /// Working precision in which the balls above are worth calculating with.
  slong precision() const { return precision_; }
  /// The amplitude of `mode` is 0, or so small beside the others that the last precision cannot
  /// tell it from 0.
  bool dark() const;
  std::string arithmetic() const;

 private:
  enum class Stage { none, doubles, scaled, balls };
  bool solve_in_balls();

  Network reversed_;
  Resolvent forward_, backward_;
  std::size_t position_;
  slong most_bits_;
  Stage stage_ = Stage::none;
  slong precision_ = 128;
  std::vector<Ball> amplitude_, adjoint_;
};

}  // namespace qbnet
