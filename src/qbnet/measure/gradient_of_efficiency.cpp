#include <fmt/format.h>

#include <utility>
#include <vector>

#include "qbnet/measure/gradient_terms.hpp"
#include "qbnet/measure/moment_gradient.hpp"
#include "qbnet/measure/moment_terms.hpp"
#include "qbnet/resolvent/matrix.hpp"
#include "qbnet/solve/moments.hpp"

namespace qbnet {
namespace {

// One more entry y of zeta, dy/dt = sum_j conj(b_j) v_j: the drives have put in 2 Re y.
GaussianDrift with_supply(const GaussianDrift& drift) {
  GaussianDrift result(drift, drift.size + 1);
  for (std::size_t j = 0; j < drift.modes; ++j) {
    acb_set(result.a.at(drift.size, j), (-conj(drift.b[j])).get());
  }
  return result;
}

// f = E/W, df = dE/W - f dW/W.
std::vector<Quantified> compute(const Network& network, std::size_t mode, double time,
                                const RateDerivatives<double>& natural) {
  const GaussianDrift drift =
      with_supply({network, doubled_for_gradients(network), !stays_coherent(network)});
  const std::size_t y = drift.size - 1;
  const ReversibleFlow flow(drift, Ball(time));
  const GaussianState vacuum(drift.size);
  GaussianState state(drift.size);
  flow.apply(state);
  const Ball& v = state.mean[mode];
  const Ball supplied = real_part(state.mean[y] + state.mean[y]);
  const Ball share = real_part(v.squared_size() + state.covariance.copy(mode, mode)) / supplied;
  MomentSlope slope(drift.size);
  acb_set(slope.by_covariance.at(mode, mode), (Ball(1.0) / supplied).get());
  slope.by_mean[mode] = conj(v) / supplied;
  slope.by_mean[y] = -share / supplied;
  drop_radii(slope.by_covariance);
  drop_radii(slope.by_mean);
  MomentResponse response = flow.response(slope, vacuum).of_equations;
  for (std::size_t j = 0; j < drift.modes; ++j) {
    response.by_source[j] += conj(response.by_entry.copy(y, j));  // A_yj = -conj(b_j)
  }
  return listed(share, by_every_rate(network, drift, response), natural);
}

}  // namespace

Gradient efficiency_gradient_at(const Network& network, std::size_t mode, double time,
                                const GradientOptions& options) {
  check_time(time);
  check_mode(network, mode);
  refuse_too_many_moments(network);
  Gradient result;
  result.mode = mode;
  result.time = time;
  result.message = "no time steps";
  if (time > 0 && network.driven()) {
    const MomentFunction efficiency = {
        [&](const RateDerivatives<double>& natural) {
          return compute(network, mode, time, natural);
        },
        fmt::format("efficiency of mode \"{}\"", network.name(mode))};
    differentiate_moments(network, efficiency, options, result);
  }
  if (!network.driven() || time == 0 || result.value < ScaledReal()) {
    result.status = Status::failed;
    result.message = "the drives have supplied nothing until then, of which a part could be stored";
    result.log = {};
  }
  return result;
}

}  // namespace qbnet
