// First and second moments carried through time, exactly: no time steps, no truncation.
#pragma once

#include <cstddef>
#include <vector>

#include "qbnet/base/ball_matrix.hpp"
#include "qbnet/solve/gaussian_drift.hpp"

namespace qbnet {

/// Mean and covariance (of GaussianDrift), and what the drives are made of.
struct GaussianState {
  explicit GaussianState(std::size_t size, std::size_t sources = 1);
  std::vector<Ball> mean;     ///< zeta
  std::vector<Ball> sources;  ///< u
  BallMatrix covariance;
};

/// Drives b(t) = B u(t) with u' = F u: constants, tones, exponentials, polynomials and products of
/// these. A constant drive is B = b, F = 0, u = 1.
struct GaussianSources {
  std::size_t count = 1;
  std::vector<std::vector<Ball>> b;  ///< one column of B each
  std::vector<std::vector<Ball>> f;  ///< F by rows
};
GaussianSources constant_sources(const GaussianDrift& drift);

/// The flow over a time t:  (zeta, u) -> exp(G t) (zeta, u) with G = [[-A, B], [0, F]], and
/// C -> E C E^+ + int_0^t exp(-A s) D exp(-A s)^+ ds with E = exp(-A t). Taylor series over a short
/// time, then doublings: (E, C) -> (E^2, C + E C E^+). Midpoints of Ball::precision() bits, radii
/// dropped; what it is off by is told by the same in more bits (solve/agreement.hpp).
class GaussianFlow {
 public:
  explicit GaussianFlow(const GaussianDrift& drift);
  GaussianFlow(const GaussianDrift& drift, const GaussianSources& sources);

  /// The flow over one span of time.
  struct Span {
    explicit Span(std::size_t size, std::size_t sources) : g(size + sources), c(size) {}
    BallMatrix g;  ///< exp(G t)
    BallMatrix c;  ///< the covariance that the vacuum has after t
  };
  void make(const Ball& time, Span& out) const;
  /// Of a time so short, even negative, that the series alone will do.
  bool is_short(const Ball& time) const;
  void apply(const Span& span, GaussianState& state) const;
  /// The state at which all others end, from constant sources. A must be stable. False if 5000
  /// doublings are not enough.
  bool settle(GaussianState& out) const;

 private:
  void taylor(const Ball& time, Span& out) const;
  void double_span(Span& span) const;
  /// c <- e c e^+ with e the upper left of g.
  void carry(const BallMatrix& g, BallMatrix& c) const;
  int halvings(const Ball& time) const;

  const GaussianDrift& drift_;
  std::size_t sources_;
  BallMatrix g_;
  ScaledReal rate_;  // an upper bound of |A| and |F|
};

}  // namespace qbnet
