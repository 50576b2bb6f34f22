// The equations of all first and second moments of a network, as matrices of balls.
#pragma once

#include <cstddef>
#include <vector>

#include "qbnet/base/ball_matrix.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet {

/// d zeta/dt = -A zeta + b and dC/dt = -A C - C A^+ + D (docs/moments.md, section 3), where zeta is
/// the n amplitudes <o_j>, or where something is squeezed these and their conjugates, 2 n; C their
/// normally ordered covariance, X = <do_j^+ do_i> in its upper left and Y = <do_i do_j> in its
/// upper right n x n block. The numbers have the working precision of the scope (Ball::Precision)
/// that makes this; rates are exact doubles.
struct GaussianDrift {
  explicit GaussianDrift(const Network& network);
  /// Ready for what another network left behind: doubled, noisy even where this one is not.
  GaussianDrift(const Network& network, bool twice, bool with_noise);
  /// The same with more entries of zeta behind, whose equations are still empty.
  GaussianDrift(const GaussianDrift& of, std::size_t widened);
  /// The adjoint equations: A^+ in place of A, with other noise and drives.
  GaussianDrift(const GaussianDrift& of, const BallMatrix& noise, std::vector<Ball> drive);

  /// Of each row, the least power of A with an entry from a row that is not 0 in `start`, or that
  /// has noise; -1 where there is none.
  std::vector<int> steps_from(const std::vector<Ball>& start) const;
  std::vector<int> steps_from_noise() const;

  std::size_t modes;
  bool doubled;  ///< zeta has 2 n entries
  bool noisy;    ///< C is not 0
  std::size_t size;
  BallMatrix a;
  BallMatrix d;
  std::vector<Ball> b;
};

/// N = n cosh 2r + sinh^2 r: what a mode alone with its own bath would hold.
Ball bath_occupation(const ModeRates& rates);

/// Whether second moments <o_i o_j> arise.
bool has_squeezing(const Network& network);

}  // namespace qbnet
