// First and second moments carried through time, exactly: no time steps, no truncation.
#pragma once

#include <cstddef>
#include <vector>

#include "qbnet/base/ball_matrix.hpp"
#include "qbnet/solve/gaussian_drift.hpp"

namespace qbnet {

/// Mean and covariance, as GaussianDrift has them.
struct GaussianState {
  explicit GaussianState(std::size_t size) : mean(size), covariance(size) {}
  std::vector<Ball> mean;  ///< zeta
  BallMatrix covariance;
};

/// The flow over a time t:  (zeta, 1) -> exp(G t) (zeta, 1) with G = [[-A, b], [0, 0]], and
/// C -> E C E^+ + int_0^t exp(-A s) D exp(-A s)^+ ds with E = exp(-A t). Taylor series over a short
/// time, then doublings: (E, C) -> (E^2, C + E C E^+). Midpoints of Ball::precision() bits, radii
/// dropped; what it is off by is told by the same in more bits (solve/agreement.hpp).
class GaussianFlow {
 public:
  explicit GaussianFlow(const GaussianDrift& drift);

  /// The flow over one span of time.
  struct Span {
    explicit Span(std::size_t size) : g(size + 1), c(size) {}
    BallMatrix g;  ///< exp(G t)
    BallMatrix c;  ///< the covariance that the vacuum has after t
  };
  void make(const Ball& time, Span& out) const;
  /// Of a time so short, even negative, that the series alone will do.
  bool is_short(const Ball& time) const;
  void apply(const Span& span, GaussianState& state) const;
  /// The state at which all others end. A must be stable. False if 5000
  /// doublings are not enough.
  bool settle(GaussianState& out) const;

 private:
  void taylor(const Ball& time, Span& out) const;
  void double_span(Span& span) const;
  /// c <- e c e^+ with e the upper left of g.
  void carry(const BallMatrix& g, BallMatrix& c) const;
  int halvings(const Ball& time) const;

  const GaussianDrift& drift_;
  BallMatrix g_;
  ScaledReal rate_;  // an upper bound of |A|
};

}  // namespace qbnet
