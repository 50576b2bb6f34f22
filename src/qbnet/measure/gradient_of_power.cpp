#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "qbnet/measure/gradient.hpp"
#include "qbnet/measure/gradient_terms.hpp"
#include "qbnet/measure/moment_gradient.hpp"
#include "qbnet/measure/power.hpp"
#include "qbnet/resolvent/matrix.hpp"
#include "qbnet/solve/moments.hpp"
#include "qbnet/solve/transient.hpp"

namespace qbnet {
namespace {

struct SlopeOfPower {
  double slope = 0;
  double error = 0;
};

// d log P / d log t = 2 t Re(v'/v) - 1, with v' = b - M v from the amplitudes beside the mode.
class PowerSlope {
 public:
  PowerSlope(const Network& network, std::size_t mode, const TransientOptions& options)
      : modes_(around(network, mode)), transient_(network, modes_, options) {}

  SlopeOfPower at(double t) {
    const Ball::Precision precision(128);
    const Resolvent& r = transient_.resolvent();
    const Pattern& p = r.pattern;
    const auto row = static_cast<std::size_t>(p.position[modes_[0]]);
    Ball rate(r.b[row]), own;
    for (std::size_t s = p.row_start[row]; s < p.row_start[row + 1]; ++s) {
      const auto column = static_cast<std::size_t>(p.column[s]);
      const auto mode = static_cast<std::size_t>(p.mode_at[column]);
      const auto which = std::find(modes_.begin(), modes_.end(), mode) - modes_.begin();
      const Sample sample = transient_.at(static_cast<std::size_t>(which), t, accuracy);
      const Ball v =
          Ball::around(sample.amplitude, abs(sample.amplitude) * ScaledReal(sample.error));
      const WideComplex& m = r.m[s];
      subtract_product(rate, Ball({m.re.high, m.im.high}) + Ball({m.re.low, m.im.low}), v);
      if (column == row) own = v;
    }
    if (own.contains_zero()) return {0, std::numeric_limits<double>::infinity()};
    const Ball ratio = rate / own * Ball(2 * t);
    return {ratio.real_midpoint().value() - 1, ratio.real_radius().value() + 0x1p-51};
  }

 private:
  static constexpr double accuracy = 1e-13;  // asked for; what is reached is in the sample

  // The mode itself, then those that M couples it to.
  static std::vector<std::size_t> around(const Network& network, std::size_t mode) {
    std::vector<std::size_t> modes = {mode};
    const auto add = [&](std::size_t other) {
      if (std::find(modes.begin(), modes.end(), other) == modes.end()) modes.push_back(other);
    };
    for (const Coupling& coupling : network.couplings()) {
      if (coupling.from == mode) add(coupling.to);
      if (coupling.to == mode) add(coupling.from);
    }
    for (const Dissipator& dissipator : network.dissipators()) {
      const auto of = [&](const auto& weight) { return weight.first == mode; };
      if (std::ranges::none_of(dissipator.weights, of)) continue;
      for (const auto& [other, weight] : dissipator.weights) add(other);
    }
    return modes;
  }

  std::vector<std::size_t> modes_;
  Transient transient_;
};

// The same where states do not stay coherent.
class NoisyPowerSlope {
 public:
  NoisyPowerSlope(const Network& network, std::size_t mode) : network_(network), mode_(mode) {}

  SlopeOfPower at(double t) {
    const Moments found = moments_at(network_, {t}, [&](const MomentView& state) {
      return std::vector<Quantified>{
          {Ball(t) * state.energy_rate(mode_) / state.energy(mode_), ScaledReal(1)}};
    });
    if (found.status != Status::ok) return {0, std::numeric_limits<double>::infinity()};
    const ScaledReal ratio = real(found.numbers.value[0]);
    return {ratio.value() - 1,
            found.numbers.error[0] * std::max(1.0, abs(ratio).value()) + 0x1p-51};
  }

 private:
  const Network& network_;
  std::size_t mode_;
};

// The maximum near `t`, and in `error` how far from it that may be, relative.
template <class Slope>
double polished(Slope& slope, double t, double& error) {
  constexpr double step = 1e-5;
  error = std::numeric_limits<double>::infinity();
  double best = t;
  for (int round = 0; round < 4; ++round) {
    const SlopeOfPower here = slope.at(t), there = slope.at(t * (1 + step));
    const double curvature = (there.slope - here.slope) / step;  // d slope / d log t
    const double doubt = (here.error + there.error) / step;
    if (!(curvature < -2 * doubt)) return best;
    const double off = (std::abs(here.slope) + here.error) / (-curvature - doubt);
    if (!(off < error)) return best;
    error = off;
    best = t;
    if (std::abs(here.slope) <= here.error) return best;
    t *= 1 + std::clamp(-here.slope / curvature, -1e-3, 1e-3);
  }
  return best;
}

}  // namespace

Gradient power_gradient(const Network& network, std::size_t mode, const GradientOptions& options) {
  check_mode(network, mode);
  PowerOptions power_options;
  power_options.max_precision = options.max_precision;
  power_options.threads = options.threads;
  const MaximalPower found = maximal_power(network, {mode}, power_options);
  Gradient result;
  result.mode = mode;
  result.status = found.status;
  result.message = found.message;
  if (found.status != Status::ok) return result;
  const PeakPower& peak = found.peaks.front();
  if (peak.power.is_zero()) {
    // The bath of a mode that nothing reaches would bring it power to first order.
    if (!stays_coherent(network)) {
      result.status = Status::failed;
      result.message =
          fmt::format("maximal power of mode \"{}\" is 0 and has no logarithm", network.name(mode));
      return result;
    }
    result.dark = true;
    result.log = RateDerivatives<Derivative>(network);
    return result;
  }
  if (peak.time == 0) {
    return moment_gradient_at(network, mode, 0, EnergyPart::whole, options);
  }
  double off = 0, time = peak.time;
  if (stays_coherent(network)) {
    TransientOptions transient_options;
    transient_options.max_precision = options.max_precision;
    transient_options.threads = options.threads;
    PowerSlope slope(network, mode, transient_options);
    time = polished(slope, peak.time, off);
  } else {
    NoisyPowerSlope slope(network, mode);
    time = polished(slope, peak.time, off);
  }

  // How fast the derivatives change with the time says what not knowing it better costs.
  constexpr double later = 1e-3;
  result = energy_gradient_at(network, mode, time, options);
  result.value = result.value / ScaledReal(time);
  const Gradient beside = energy_gradient_at(network, mode, time * (1 + later), options);
  if (result.status != Status::ok || beside.status != Status::ok) {
    if (result.status == Status::ok) result.status = beside.status;
    return result;
  }
  for (const auto kind : RateDerivatives<Derivative>::all) {
    auto& here = result.log.*kind;
    const auto& there = beside.log.*kind;
    for (std::size_t k = 0; k < here.size(); ++k) {
      const ScaledReal change = abs(there[k].value - here[k].value);
      here[k].error += change * ScaledReal(2 * off / later);
    }
  }
  const double worst =
      settle_derivatives(result.log, natural_rates(network, !stays_coherent(network)),
                         options.accuracy_in_time, options.floor_in_time);
  result.message += fmt::format("; the maximum is known to {:.1e} of its time", off);
  if (!(worst <= 1)) {
    result.status = Status::inaccurate;
    result.message += fmt::format(": errors up to {:.1e} times what is allowed", worst);
  }
  return result;
}

}  // namespace qbnet
