#include "qbnet/measure/gradient.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "qbnet/measure/amplitude_gradient.hpp"
#include "qbnet/measure/energy.hpp"
#include "qbnet/measure/gradient_terms.hpp"
#include "qbnet/measure/moment_gradient.hpp"
#include "qbnet/resolvent/units.hpp"
#include "qbnet/solve/adjoint.hpp"

namespace qbnet {
namespace {

// g_ij = lambda_i v_j / v_b, h_i = lambda_i / v_b.
class SteadyBalls : public BallTerms {
 public:
  SteadyBalls(const Network& network, const SteadyAdjoint& solved, std::size_t position)
      : BallTerms(network), amplitude_(solved.amplitude()), adjoint_(solved.adjoint()) {
    const Ball v = amplitude_[position];
    for (Ball& lambda : adjoint_) lambda /= v;
  }
  Ball entry(std::size_t row, std::size_t column) const override {
    return adjoint_[row] * amplitude_[column];
  }
  Ball source(std::size_t position) const override { return adjoint_[position]; }

 private:
  const std::vector<Ball>& amplitude_;
  std::vector<Ball> adjoint_;
};

// The same in twice the precision of doubles.
class SteadyEstimates {
 public:
  using Number = Estimated;
  SteadyEstimates(const Network& network, const SteadyAdjoint& solved, std::size_t position)
      : network_(network),
        amplitude_(solved.estimated_amplitude()),
        adjoint_(solved.estimated_adjoint()),
        over_v_(inverse(amplitude_[position])) {}

  Estimated entry(std::size_t row, std::size_t column) const {
    return source(row) * amplitude_[column];
  }
  Estimated source(std::size_t position) const { return adjoint_[position] * over_v_; }
  static Estimated number(std::complex<double> value) { return Estimated(WideComplex(value)); }
  Estimated unit(std::size_t coupling) {
    return Estimated(units_.of(network_.coupling(coupling).phase));
  }
  static Derivative result(double factor, const Estimated& x) {
    // Factors are rates or constants: products with digits stay in the range of doubles.
    const double value = 2 * factor * x.digits.re.high;
    const double error = 2 * std::abs(factor) * x.error + std::abs(value) * 0x1p-51;
    const std::int64_t exponent = std::int64_t{512} * (x.is_zero() ? 0 : x.step);
    return {{value, exponent}, {error, exponent}};
  }

 private:
  const Network& network_;
  const std::vector<Estimated>&amplitude_, &adjoint_;
  Estimated over_v_;
  Units units_;
};

Ball inverse(const Ball& x) { return Ball(1.0) / x; }

template <class Terms>
double differentiate_amplitude(const Network& network, const SteadyAdjoint& solved,
                               const AmplitudeAsked& asked, const GradientOptions& options,
                               RateDerivatives<Derivative>& log) {
  // Sums over a long way round differently: docs/gradients.md, section 5.
  const double floor = options.floor * std::max(1.0, static_cast<double>(network.size()) / 1000);
  const auto position = [&](std::size_t mode) {
    return static_cast<std::size_t>(solved.pattern().position[mode]);
  };
  Terms terms(network, solved, position(asked.mode));
  log = RateDerivatives<Derivative>(network, asked.moments);
  differentiate(network, solved.pattern(), terms, log);
  for (const std::size_t port : asked.ports) {
    // f has a factor loss.
    const auto g = terms.entry(position(port), position(port));
    log.loss[port] = Terms::result(-0.5, g - inverse(Terms::number(network.rates(port).loss)));
  }
  if (!asked.drives) {
    log.drive_re.assign(network.size(), {});
    log.drive_im.assign(network.size(), {});
  }
  return settle_derivatives(log, natural_rates(network, asked.moments), options.accuracy, floor);
}

}  // namespace

Gradient amplitude_gradient(const Network& network, const AmplitudeAsked& asked,
                            const GradientOptions& options) {
  Gradient result;
  result.mode = asked.mode;
  SteadyAdjoint solved(network, asked.mode, options.max_precision, asked.z);
  if (solved.stable().status != Status::ok) {
    result.status = solved.stable().status;
    result.message = solved.stable().reason;
    return result;
  }
  const auto position = static_cast<std::size_t>(solved.pattern().position[asked.mode]);
  double worst = 0;
  bool found = false;
  while (solved.advance()) {
    const Ball::Precision precision(solved.precision());
    if (solved.dark()) {
      result.dark = true;
      result.log = RateDerivatives<Derivative>(network, asked.moments);
      result.arithmetic = solved.arithmetic();
      result.status = Status::ok;
      break;
    }
    if (solved.in_balls()) {
      const Ball& v = solved.amplitude()[position];
      if (v.contains_zero()) continue;
      worst = differentiate_amplitude<SteadyBalls>(network, solved, asked, options, result.log);
      result.value = energy(v.midpoint());
      result.error = 2 * v.relative_radius() + 0x1p-51;
    } else {
      const Estimated& v = solved.estimated_amplitude()[position];
      if (v.contains_zero()) continue;
      worst = differentiate_amplitude<SteadyEstimates>(network, solved, asked, options, result.log);
      result.value = energy(v.rounded());
      result.error = 2 * v.error / v.size() * 1.5 + 0x1p-51;
    }
    for (const std::size_t port : asked.ports) {
      result.value *= ScaledReal(network.rates(port).loss);
      result.error += 0x1p-52;
    }
    result.arithmetic = solved.arithmetic();
    found = true;
    result.status = Status::inaccurate;
    if (worst <= 1 && result.error <= options.accuracy) {
      result.status = Status::ok;
      break;
    }
  }
  if (!found && !result.dark) {
    result.message = fmt::format("no amplitude of mode \"{}\" that could be told from 0",
                                 network.mode(asked.mode).name);
    return result;
  }
  result.message = solved.stable().reason + "; solved in " + result.arithmetic;
  if (result.status == Status::inaccurate) {
    result.message += fmt::format(": errors up to {:.1e} times what is allowed", worst);
  }
  return result;
}

Gradient energy_gradient(const Network& network, std::size_t mode, const GradientOptions& options) {
  if (!stays_coherent(network)) {
    return moment_gradient(network, mode, EnergyPart::whole, options);
  }
  check_mode(network, mode);
  return amplitude_gradient(network, {.mode = mode}, options);
}

}  // namespace qbnet
