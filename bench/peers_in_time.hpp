// Other ways to v(t) from the vacuum, as they are commonly programmed.
#pragma once

#include <Eigen/Dense>
#include <cstddef>
#include <vector>

#include "bench/systems.hpp"

namespace qbnet::bench {

/// v at t = step, 2 step, ..., count step, a column each.
struct Course {
  double step = 0;
  std::size_t count = 0;
  std::vector<double> times() const;
};

/// exp of the drift augmented by the drive, for one step, then products (Eigen's Pade expm).
Eigen::MatrixXcd by_exponential(const Network& network, const Course& course);
/// Eigenvectors of M and their inverse.
Eigen::MatrixXcd by_eigenvectors(const Network& network, const Course& course);
/// Dormand and Prince's pair, adaptive, with its dense output (Boost.Odeint), tolerance 1e-10.
Eigen::MatrixXcd by_runge_kutta(const Network& network, const Course& course);

struct Peak {
  double time = 0;
  double power = 0;
};
/// The highest power of a mode on the grid of `course`, then Brent's search between its
/// neighbours with one expm an evaluation.
Peak peak_by_exponential(const Network& network, std::size_t mode, const Course& course);

}  // namespace qbnet::bench
