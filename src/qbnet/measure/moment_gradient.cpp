#include "qbnet/measure/moment_gradient.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <vector>

#include "qbnet/measure/gradient_terms.hpp"
#include "qbnet/measure/moment_terms.hpp"
#include "qbnet/resolvent/matrix.hpp"
#include "qbnet/solve/fluctuations.hpp"
#include "qbnet/solve/moment_response.hpp"
#include "qbnet/solve/settling.hpp"

namespace qbnet {
namespace {

const Ball two(2.0);

// f, and how it answers to the covariance and to the amplitude of the mode.
struct Target {
  Target(const MomentView& state, const GaussianDrift& drift, std::size_t mode, EnergyPart part)
      : slope(drift.size) {
    const std::size_t other = drift.modes + mode;
    const Ball x = state.number(mode, mode), y = state.anomalous(mode, mode);
    const Ball& v = state.amplitude(mode);
    const FluctuationBalls parts(state, mode);
    Ball by_x(1.0), by_y;
    value = v.squared_size() + x;
    if (part == EnergyPart::thermal) {
      // d(nu - 1)/2 = ((2 X + 1) dX - 2 Re conj(Y) dY)/nu
      value = parts.thermal;
      by_x = (two * x + Ball(1.0)) / parts.nu;
      by_y = -conj(y) / parts.nu;
    } else if (part == EnergyPart::ergotropy) {
      value = v.squared_size() + parts.squeezed;
      by_x = -two * parts.squeezed / parts.nu;
      by_y = conj(y) / parts.nu;
    }
    value = real_part(value);
    acb_get_mid(value.get(), value.get());
    BallMatrix& by_covariance = slope.by_covariance;
    acb_set(by_covariance.at(mode, mode), real_part(by_x).get());
    if (drift.doubled) {
      acb_set(by_covariance.at(other, mode), by_y.get());
      acb_set(by_covariance.at(mode, other), conj(by_y).get());
    }
    acb_mat_get_mid(by_covariance.m, by_covariance.m);
    if (part != EnergyPart::thermal) slope.by_mean[mode] = conj(v);
  }
  MomentSlope slope;
  Ball value;
};

struct Asked {
  std::size_t mode;
  EnergyPart part;
  std::optional<double> time;  // none: the steady state
};

std::vector<Quantified> compute(const Network& network, const Asked& asked,
                                const RateDerivatives<double>& natural) {
  const std::size_t mode = asked.mode;
  const GaussianDrift drift(network, doubled_for_gradients(network), !stays_coherent(network));
  const auto target_in = [&](const GaussianState& state) {
    return Target({network, drift, state, drift.b}, drift, mode, asked.part);
  };
  MomentResponse response(drift.size);
  GaussianState state(drift.size);
  Ball value;
  if (!asked.time) {
    if (!GaussianFlow(drift).settle(state)) return {};
    const Target target = target_in(state);
    std::optional<MomentResponse> found = steady_response(drift, state, target.slope);
    if (!found) return {};
    response = std::move(*found);
    value = target.value;
  } else if (*asked.time == 0) {
    value = real_part(drift.d.copy(mode, mode));
    acb_one(response.by_noise.at(mode, mode));
  } else {
    const ReversibleFlow flow(drift, Ball(*asked.time));
    const GaussianState vacuum(drift.size);
    flow.apply(state);
    const Target target = target_in(state);
    response = flow.response(target.slope, vacuum).of_equations;
    value = target.value;
  }
  return listed(value, by_every_rate(network, drift, response), natural);
}

// Ergotropy that is 0 is at its minimum: of second order in the amplitude and in Y.
MomentFunction function_of(const Network& network, const Asked& asked) {
  const char* what = asked.part == EnergyPart::whole       ? "energy"
                     : asked.part == EnergyPart::ergotropy ? "ergotropy"
                                                           : "thermal energy";
  return {[&](const RateDerivatives<double>& natural) { return compute(network, asked, natural); },
          fmt::format("{} of mode \"{}\"", what, network.name(asked.mode)),
          asked.part == EnergyPart::ergotropy};
}

Gradient start(const Network& network, const Asked& asked) {
  check_mode(network, asked.mode);
  refuse_too_many_moments(network);
  Gradient result;
  result.mode = asked.mode;
  result.time = asked.time.value_or(0);
  return result;
}

}  // namespace

Gradient moment_gradient(const Network& network, std::size_t mode, EnergyPart part,
                         const GradientOptions& options) {
  const Asked asked = {mode, part, std::nullopt};
  Gradient result = start(network, asked);
  const Settling settling = does_settle(network);
  result.status = settling.status;
  result.message = settling.reason;
  if (result.status == Status::ok) {
    differentiate_moments(network, function_of(network, asked), options, result);
  }
  return result;
}

Gradient moment_gradient_at(const Network& network, std::size_t mode, double time, EnergyPart part,
                            const GradientOptions& options) {
  const Asked asked = {mode, part, time};
  Gradient result = start(network, asked);
  result.message = "no time steps";
  differentiate_moments(network, function_of(network, asked), options, result);
  return result;
}

}  // namespace qbnet
