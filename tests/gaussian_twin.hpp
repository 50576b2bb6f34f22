// The equations of moments once more, symmetrically ordered: squeezers add no noise of their own
// and every bath brings its half quantum.
#pragma once

#include <Eigen/Dense>
#include <cstddef>

#include "qbnet/network/network.hpp"
#include "tests/dice.hpp"

namespace qbnet {

/// d zeta/dt = -a zeta + b, dC/dt = -a C - C a^+ + d for (o, o^+), C = the covariance plus 1/2 on
/// the diagonal.
struct SymmetricEquations {
  explicit SymmetricEquations(const Network& network);
  Eigen::MatrixXcd a, d;
  Eigen::VectorXcd b;
};

/// All first and second moments: v, X_ij = <do_j^+ do_i>, Y_ij = <do_i do_j>.
struct FullMoments {
  FullMoments(const Eigen::VectorXcd& zeta, const Eigen::MatrixXcd& symmetric);
  explicit FullMoments(std::size_t modes);
  Eigen::VectorXcd v;
  Eigen::MatrixXcd x, y;
};

/// Those of the steady state: n^2 linear equations.
FullMoments gaussian_twin(const Network& network);

/// Every kind of noise; what squeezes stays below what is lost.
Network noisy_network(Dice& dice, std::size_t modes);

}  // namespace qbnet
