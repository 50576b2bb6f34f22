// exp(-A^+ t) times a vector, over any time.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "qbnet/base/ball_matrix.hpp"

namespace qbnet {

/// x <- exp(-A^+ t) x: what a quantity of the state at a time was made of t before. Squarings of
/// one short exponential, and below it a Taylor series. Midpoints of Ball::precision() bits, radii
/// dropped: what it is off by is told by the same in more bits.
class AdjointSteps {
 public:
  /// A square.
  explicit AdjointSteps(const BallMatrix& a);

  const BallMatrix& minus_adjoint() const { return minus_adjoint_; }
  /// Level 0 is a step of 2^exponent(), |A| 2^exponent() <= 1/16.
  int exponent() const { return exponent_; }
  /// A bound of the largest row or column of A.
  const ScaledReal& speed() const { return speed_; }

  /// exp(-A^+ t), t = 2^level shortest steps; level >= 0.
  const BallMatrix& exponential(int level);
  /// Over 2^level shortest steps; below 0, too.
  void step(int level, std::vector<Ball>& x);
  /// Over a time >= 0.
  void carry(double time, std::vector<Ball>& x);

 private:
  void series(double time, std::vector<Ball>& x) const;

  BallMatrix minus_adjoint_;
  ScaledReal speed_;
  int exponent_ = 0;
  std::vector<std::unique_ptr<BallMatrix>> exponentials_;
};

}  // namespace qbnet
