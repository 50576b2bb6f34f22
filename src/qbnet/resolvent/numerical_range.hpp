// Where the resolvent is safe: a convex region that surely holds every eigenvalue of M.
#pragma once

#include <utility>
#include <vector>

#include "qbnet/network/network.hpp"

namespace qbnet {

/// Encloses the numerical range W(M) = { v^+ M v : |v| = 1 } = { k + i h }. For every slope s > 0
///   |h| <= rho(s) + s k,   rho(s) >= lambda_max( |H1| - s diag(kappa)/2 ),
/// where |H1| holds absolute values, so that its largest eigenvalue has rigorous upper bounds
/// max_j (|H1| y)_j / y_j for any y > 0 (Collatz and Wielandt). Outside W(M) the resolvent is at
/// most one over the distance, and elimination without pivoting is safe.
class NumericalRange {
 public:
  explicit NumericalRange(const Network& network);

  /// Half-width Y of the widest parabola needed: with vertex z0 > 0 the curve
  /// z = z0 + i y - z0 (y/Y)^2 keeps -W(M) inside, stretched by `margin` in the imaginary
  /// direction. At least 2 z0, the shape that serves the pole at 0 best.
  /// With -smallest_decay() < z0 < 0 the curve z = z0 + i y + z0 (y/Y)^2 does so, and the least
  /// width is the shape that serves the eigenvalues nearest to the vertex best.
  double parabola(double z0, double margin) const;

  /// Bound of |h| where the decay is at most k: the fastest oscillation left after a time ~ 1/k.
  double frequency_below(double k) const;

  double largest_frequency() const { return largest_frequency_; }  ///< bound of |h|
  double largest_decay() const { return largest_decay_; }          ///< bound of k
  double smallest_decay() const { return smallest_decay_; }        ///< min kappa/2: bound of k

 private:
  std::vector<std::pair<double, double>> edge_;  // (k, bound of |h| from k to the next)
  double largest_frequency_ = 0;
  double largest_decay_ = 0;
  double smallest_decay_ = 0;
};

}  // namespace qbnet
