// How a number made of the moments at one time answers to the equations that they obey.
#pragma once

#include <cstddef>
#include <vector>

#include "qbnet/solve/gaussian_flow.hpp"

namespace qbnet {

/// df = Tr by_noise dD + 2 Re[sum_i by_source_i db_i - sum_ij by_entry_ij dA_ij].
struct MomentResponse {
  explicit MomentResponse(std::size_t size) : by_entry(size), by_source(size), by_noise(size) {}
  BallMatrix by_entry;
  std::vector<Ball> by_source;
  BallMatrix by_noise;
};

/// The moments at a time from the vacuum, and the way back (docs/gradients.md, section 9): the
/// doublings of GaussianFlow one by one, each kept. Made, and used, in one Ball::Precision;
/// midpoints, radii dropped.
class ReversibleFlow {
 public:
  /// time > 0.
  ReversibleFlow(const GaussianDrift& drift, double time);

  GaussianState state() const;
  /// Of df = Tr by_covariance dC + 2 Re by_amplitude dv_mode.
  MomentResponse response(const BallMatrix& by_covariance, const Ball& by_amplitude,
                          std::size_t mode) const;

 private:
  struct Series;

  const GaussianDrift& drift_;
  GaussianFlow flow_;
  Ball part_;                             // the shortest span's time
  std::vector<GaussianFlow::Span> span_;  // of it, twice it, four times ...
};

}  // namespace qbnet
