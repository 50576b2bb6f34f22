#include "qbnet/measure/gradient.hpp"

#include <fmt/format.h>

#include <utility>

#include "qbnet/measure/energy.hpp"
#include "qbnet/measure/gradient_terms.hpp"
#include "qbnet/solve/adjoint.hpp"

namespace qbnet {
namespace {

// g_ij = lambda_i v_j / v_b, h_i = lambda_i / v_b.
class SteadyTerms : public BallTerms {
 public:
  SteadyTerms(const Network& network, const SteadyAdjoint& solved, std::size_t position)
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

}  // namespace

Gradient energy_gradient(const Network& network, std::size_t mode, const GradientOptions& options) {
  check_mode(network, mode);
  require_vacuum_baths(network);
  Gradient result;
  result.mode = mode;
  SteadyAdjoint solved(network, mode, options.max_precision);
  if (solved.stable().status != Status::ok) {
    result.status = solved.stable().status;
    result.message = solved.stable().reason;
    return result;
  }
  const auto position = static_cast<std::size_t>(solved.pattern().position[mode]);
  const RateDerivatives<double> natural = natural_rates(network);
  double worst = 0;
  bool found = false;
  while (solved.advance()) {
    const Ball::Precision precision(solved.precision());
    const Ball& v = solved.amplitude()[position];
    if (solved.dark()) {
      result.dark = true;
      result.log = RateDerivatives<Derivative>(network);
      result.arithmetic = solved.arithmetic();
      result.status = Status::ok;
      break;
    }
    if (v.contains_zero()) continue;
    SteadyTerms terms(network, solved, position);
    result.log = RateDerivatives<Derivative>(network);
    differentiate(network, solved.pattern(), terms, result.log);
    worst = settle_derivatives(result.log, natural, options.accuracy, options.floor);
    result.value = energy(v.midpoint());
    result.error = 2 * v.relative_radius() + 0x1p-51;
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
                                 network.mode(mode).name);
    return result;
  }
  result.message = solved.stable().reason + "; solved in " + result.arithmetic;
  if (result.status == Status::inaccurate) {
    result.message += fmt::format(": errors up to {:.1e} times what is allowed", worst);
  }
  return result;
}

}  // namespace qbnet
