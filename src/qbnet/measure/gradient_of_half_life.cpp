#include <fmt/format.h>

#include <optional>
#include <utility>
#include <vector>

#include "qbnet/measure/gradient_terms.hpp"
#include "qbnet/measure/half_life.hpp"
#include "qbnet/measure/moment_gradient.hpp"
#include "qbnet/measure/moment_terms.hpp"
#include "qbnet/resolvent/matrix.hpp"
#include "qbnet/solve/moments.hpp"

namespace qbnet {
namespace {

// A network that settles, and what it is without its drives and squeezers, which does too.
struct Discharging {
  const Network &on, &off;
  std::size_t mode;
  double half_life;  // right to some digits
};

// The state when half of the energy is left.
struct AtHalf {
  AtHalf(const GaussianDrift& off, const GaussianState& start, const Discharging& of)
      : time(of.half_life), state(off.size) {
    const Ball half = MomentView(of.off, off, start, off.b).energy(of.mode) * Ball(0.5);
    const MomentView now(of.off, off, state, off.b);
    constexpr int newton_steps = 2;  // each doubles the digits, of which there are ten
    for (int k = 0;; ++k) {
      flow.emplace(off, time);
      state.mean = start.mean;
      acb_mat_set(state.covariance.m, start.covariance.m);
      flow->apply(state);
      rate = now.energy_rate(of.mode);
      if (k == newton_steps) break;
      time -= real_part(now.energy(of.mode) - half) / rate;
      acb_get_mid(time.get(), time.get());
    }
  }
  Ball time;
  GaussianState state;
  Ball rate;  // of the energy
  std::optional<ReversibleFlow> flow;
};

// From E(t) = E(0)/2: dt = -(dE(t) - dE(0)/2)/(dE/dt).
std::vector<Quantified> compute(const Discharging& of, const RateDerivatives<double>& natural) {
  const bool doubled = doubled_for_gradients(of.on), noisy = !stays_coherent(of.on);
  const GaussianDrift on(of.on, doubled, noisy), off(of.off, doubled, noisy);
  GaussianState start(on.size);
  if (!GaussianFlow(on).settle(start)) return {};
  const AtHalf at(off, start, of);
  const Ball scale = Ball(-1.0) / at.rate, half = scale * Ball(0.5);
  const std::size_t mode = of.mode;
  MomentSlope end(off.size);
  acb_set(end.by_covariance.at(mode, mode), scale.get());
  end.by_mean[mode] = scale * conj(at.state.mean[mode]);
  drop_radii(end.by_covariance);
  drop_radii(end.by_mean);
  ReversibleFlow::Back back = at.flow->response(end, start);
  MomentSlope& begin = back.of_start;
  acb_set(begin.by_covariance.at(mode, mode), (begin.by_covariance.copy(mode, mode) - half).get());
  drop_radii(begin.by_covariance);
  begin.by_mean[mode] -= half * conj(start.mean[mode]);
  drop_radii(begin.by_mean);
  const std::optional<MomentResponse> before = steady_response(on, start, begin);
  if (!before) return {};
  RateDerivatives<Ball> total = by_every_rate(of.on, on, *before);
  for (Ball& each : back.of_equations.by_source) each = Ball();  // drives and squeezers are off
  const RateDerivatives<Ball> after = by_every_rate(of.off, off, back.of_equations);
  for (const auto kind : RateDerivatives<Ball>::all) {
    const std::vector<Ball>& more = after.*kind;
    for (std::size_t k = 0; k < more.size(); ++k) (total.*kind)[k] += more[k];
  }
  return listed(at.time, total, natural);
}

}  // namespace

Gradient half_life_gradient(const Network& network, std::size_t mode,
                            const GradientOptions& options) {
  check_mode(network, mode);
  Gradient result;
  result.mode = mode;
  const HalfLives found = half_lives(network, {mode});
  result.status = found.status;
  result.message = found.message;
  if (found.modes.empty()) return result;
  const std::optional<double>& time = found.modes.front().of_energy.first;
  if (!time) {
    result.status = Status::failed;
    result.message = fmt::format("mode \"{}\" has no half-life: it is empty, or never holds half",
                                 network.name(mode));
    return result;
  }
  const Network off = switched_off(network);
  const Discharging of = {network, off, mode, *time};
  const MomentFunction half_life = {
      [&](const RateDerivatives<double>& natural) { return compute(of, natural); },
      fmt::format("half-life of mode \"{}\"", network.name(mode))};
  differentiate_moments(network, half_life, options, result);
  if (result.status == Status::ok) result.status = found.status;
  return result;
}

}  // namespace qbnet
