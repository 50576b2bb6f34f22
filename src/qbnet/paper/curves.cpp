#include "qbnet/paper/curves.hpp"

#include <fmt/format.h>

#include <numbers>

#include "qbnet/base/status.hpp"
#include "qbnet/study/long_run.hpp"
#include "qbnet/study/points.hpp"

namespace qbnet {
namespace {

using Op = Formulas::Op;

}  // namespace

ParametricNetwork over_coupling(const Panel& panel, Charging charging) {
  ParametricNetwork result{
      panel_network(panel, charging, panel.batteries, panel.loss), {}, {"g"}, {}};
  Formulas& formulas = result.formulas;
  const Quantity g = formulas.apply(Op::multiply, formulas.input(1), {panel.loss});
  const Quantity half = formulas.apply(Op::divide, g, {2});
  const Quantity mediated =
      formulas.apply(Op::sqrt, formulas.apply(Op::multiply, half, {panel.mediator_loss}));
  const auto& modes = result.base.modes();
  for (std::size_t k = 0; k < result.base.couplings().size(); ++k) {
    const Coupling& c = result.base.couplings()[k];
    const bool direct = modes[c.from].role != Role::mediator && modes[c.to].role != Role::mediator;
    result.bindings.push_back({Slot::strength, k, 0, direct ? g.node : mediated.node});
  }
  return result;
}

ParametricNetwork over_phases(const Panel& panel) {
  ParametricNetwork result{
      panel_network(panel, Charging::nonreciprocal, panel.batteries, panel.coupling * panel.loss,
                    std::vector<double>(panel.batteries, 0)),
      {},
      {},
      {}};
  for (std::size_t k = 0; k < result.base.couplings().size(); ++k) {
    const Coupling& c = result.base.couplings()[k];
    const auto& modes = result.base.modes();
    if (modes[c.from].role == Role::mediator || modes[c.to].role == Role::mediator) continue;
    result.inputs.push_back(fmt::format("theta{}", result.inputs.size() + 1));
    const Quantity theta =
        result.formulas.apply(Op::multiply, result.formulas.input(), {std::numbers::pi});
    result.bindings.push_back({Slot::phase, k, 0, theta.node});
  }
  return result;
}

std::vector<double> swept(const Panel& panel, const ParametricNetwork& network, Measure::Kind kind,
                          const std::vector<std::vector<double>>& axes, int threads) {
  Measure measure;
  measure.kind = kind;
  measure.mode = network.base.mode(network.base.with_role(Role::battery).back()).name;
  std::vector<Axis> named;
  for (std::size_t k = 0; k < axes.size(); ++k) named.push_back({network.inputs[k], axes[k]});
  const Points points(network, named, {measure});
  Work work;
  work.items = points.count();
  work.compute = [&](std::size_t first, std::size_t some, double* values, std::uint8_t* status) {
    points.compute(first, some, values, status);
  };
  LongRunOptions options;
  options.threads = threads;
  const LongRun run = run_long(work, options);
  for (const std::uint8_t status : run.item_status) {
    if (static_cast<Status>(status) == Status::ok) continue;
    throw Error(Refusal::accuracy,
                fmt::format("every number of panel {} must be backed by its solver, but one is {}",
                            panel.id, to_string(static_cast<Status>(status))));
  }
  return {run.values.begin(), run.values.end()};
}

}  // namespace qbnet
