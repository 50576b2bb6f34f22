// How a number made of the moments at one time answers to the equations that they obey.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "qbnet/solve/gaussian_flow.hpp"

namespace qbnet {

/// df = Tr by_covariance dC + 2 Re sum_i by_mean_i dzeta_i.
struct MomentSlope {
  explicit MomentSlope(std::size_t size) : by_covariance(size), by_mean(size) {}
  BallMatrix by_covariance;
  std::vector<Ball> by_mean;
};

/// df = Tr by_noise dD + 2 Re[sum_i by_source_i db_i - sum_ij by_entry_ij dA_ij].
struct MomentResponse {
  explicit MomentResponse(std::size_t size) : by_entry(size), by_source(size), by_noise(size) {}
  BallMatrix by_entry;
  std::vector<Ball> by_source;
  BallMatrix by_noise;
};

/// In the steady state, by one more solution, of the adjoint equations (docs/gradients.md, section
/// 8). None where there is no end to the doublings.
std::optional<MomentResponse> steady_response(const GaussianDrift& drift,
                                              const GaussianState& state, const MomentSlope& slope);

/// The moments after a time, and the way back (docs/gradients.md, section 9): the doublings of
/// GaussianFlow one by one, each kept. Made, and used, in one Ball::Precision; midpoints, radii
/// dropped.
class ReversibleFlow {
 public:
  /// time > 0.
  ReversibleFlow(const GaussianDrift& drift, const Ball& time);

  /// From a state to what it is after the time.
  void apply(GaussianState& state) const;

  struct Back {
    MomentResponse of_equations;
    MomentSlope of_start;
  };
  /// Of a slope after the time, for a state that was `start` before.
  Back response(const MomentSlope& end, const GaussianState& start) const;

 private:
  struct Series;

  const GaussianDrift& drift_;
  GaussianFlow flow_;
  Ball part_;                             // the shortest span's time
  std::vector<GaussianFlow::Span> span_;  // of it, twice it, four times ...
};

}  // namespace qbnet
