// First and second moments carried through time, exactly: no time steps, no truncation.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "qbnet/base/ball_matrix.hpp"
#include "qbnet/solve/gaussian_drift.hpp"

namespace qbnet {

/// Mean and covariance, as GaussianDrift has them.
struct GaussianState {
  explicit GaussianState(std::size_t size) : mean(size), covariance(size) {}
  std::vector<Ball> mean;  ///< zeta
  BallMatrix covariance;
  Ball supplied;  ///< energy/omega that the drives have put in, where it is followed
};

/// What drives the mean for a time s: direction exp(-rate s) sum_k c_k (s/scale)^k/k!, k below
/// `terms`, with coefficients c_k that are told when it is used.
struct Source {
  std::vector<Ball> direction;
  Ball rate;
  std::size_t terms = 1;
  Ball scale = Ball(1.0);
};

/// The flow over a time t:  zeta -> E zeta + Phi c with E = exp(-A t) and a column of Phi for each
/// coefficient of the sources, C -> E C E^+ + int_0^t exp(-A s) D exp(-A s)^+ ds. Taylor series
/// over a short time, then doublings: (E, Phi, C) -> (E^2, E Phi + Phi exp(F t), C + E C E^+),
/// where exp(F t) shifts the sources (docs/drives-in-time.md, sections 2 and 3). Midpoints of
/// Ball::precision() bits, radii dropped; what it is off by is told by the same in more bits
/// (solve/agreement.hpp).
class GaussianFlow {
 public:
  /// Driven by the constant drives alone, whose coefficient is 1.
  explicit GaussianFlow(const GaussianDrift& drift) : GaussianFlow(drift, {{drift.b, Ball(), 1}}) {}
  /// `supply`: also the energy that the drives put in.
  GaussianFlow(const GaussianDrift& drift, std::vector<Source> sources, bool supply = false);

  /// The flow over one span of time.
  struct Span {
    BallMatrix e;
    BallMatrix phi;  ///< a row for each entry of zeta, a column for each coefficient
    BallMatrix c;    ///< the covariance that the vacuum has after t
    BallMatrix j;    ///< of the energy supplied, a form of zeta and the coefficients; or empty
  };
  Span span() const {
    return {BallMatrix(size()), BallMatrix(size(), terms_), BallMatrix(size()),
            BallMatrix(supply_ ? size() + terms_ : 0)};
  }
  /// `later`: doublings of it that are to come.
  void make(const Ball& time, Span& out, int later = 0) const;
  /// From the flow over `time` to that over twice it.
  void double_span(const Ball& time, Span& span) const;
  /// How often a time must be halved for the series alone to do.
  int halvings(const Ball& time) const;
  /// Terms of the series over a time that `doublings` make longer: until they are below the last
  /// bit of the largest entry, and until every row that anything reaches has been reached.
  struct Orders {
    int mean, noise;
  };
  Orders orders(const Ball& time, int doublings) const;
  /// Of a time so short, even negative, that the series alone will do.
  bool is_short(const Ball& time) const;
  void apply(const Span& span, const std::vector<Ball>& coefficients, GaussianState& state) const;
  /// The state at which all others end, with constant drives. A must be stable. False if 5000
  /// doublings are not enough.
  bool settle(GaussianState& out) const;

 private:
  std::size_t size() const { return drift_.size; }
  void series_of_mean(const Ball& time, int order, Span& out) const;
  void taylor(const Ball& time, int doublings, Span& out) const;
  /// exp(F t).
  void shift_sources(const Ball& time, BallMatrix& out) const;
  void start_supply();
  /// The flow of zeta and the coefficients together, adjoint.
  void adjoint_of_all(const Span& span, const BallMatrix& shift, BallMatrix& out) const;
  void add_supply(const Span& span, const std::vector<Ball>& coefficients,
                  GaussianState& state) const;

  const GaussianDrift& drift_;
  std::vector<Source> sources_;
  std::size_t terms_ = 0;  // of all sources together
  bool supply_;
  BallMatrix minus_a_;
  BallMatrix all_;    // the adjoint of what moves zeta and the coefficients together,
  BallMatrix power_;  // and the power that drives supply
  int mean_reach_ = 0, noise_reach_ = 0;  // steps to the last row that is reached
  ScaledReal speed_;                      // an upper bound of |A| and of the sources' rates
};

}  // namespace qbnet
