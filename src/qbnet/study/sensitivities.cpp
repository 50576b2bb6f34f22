#include "qbnet/study/sensitivities.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "qbnet/base/quote.hpp"
#include "qbnet/measure/moment_gradient.hpp"
#include "qbnet/resolvent/matrix.hpp"

namespace qbnet {
namespace {

using Kind = Measure::Kind;

Gradient gradient_of(const Measure& measure, const Network& network,
                     const GradientOptions& options) {
  const std::size_t mode = network.index_of(measure.mode);
  if (measure.kind == Kind::energy) return energy_gradient(network, mode, options);
  if (measure.kind == Kind::ergotropy || measure.kind == Kind::thermal_energy) {
    const bool heat = measure.kind == Kind::thermal_energy;
    return moment_gradient(network, mode, heat ? EnergyPart::thermal : EnergyPart::ergotropy,
                           options);
  }
  if (measure.kind == Kind::half_life) return half_life_gradient(network, mode, options);
  if (measure.kind == Kind::efficiency_at) {
    return efficiency_gradient_at(network, mode, measure.time, options);
  }
  if (measure.kind == Kind::max_power) return power_gradient(network, mode, options);
  if (measure.kind == Kind::transmission || measure.kind == Kind::isolation) {
    const auto find =
        measure.kind == Kind::transmission ? transmission_gradient : isolation_gradient;
    return find(network, mode, network.index_of(measure.to), measure.frequency, options);
  }
  const bool heat = measure.kind == Kind::thermal_energy_at;
  if (measure.kind == Kind::energy_at || measure.time == 0 || (stays_coherent(network) && !heat)) {
    return energy_gradient_at(network, mode, measure.time, options);
  }
  return moment_gradient_at(network, mode, measure.time,
                            heat ? EnergyPart::thermal : EnergyPart::ergotropy, options);
}

}  // namespace

Measure gradient_measure(const std::string& typed, const Network& network) {
  const Measure measure = parse_measure(typed, network);
  constexpr Kind known[] = {Kind::energy,       Kind::ergotropy,    Kind::thermal_energy,
                            Kind::energy_at,    Kind::ergotropy_at, Kind::thermal_energy_at,
                            Kind::max_power,    Kind::half_life,    Kind::efficiency_at,
                            Kind::transmission, Kind::isolation};
  const bool fits = std::ranges::find(known, measure.kind) != std::end(known);
  if (!fits || measure.log10) {
    throw Error(Refusal::usage,
                fmt::format("--of must be energy(MODE), ergotropy(MODE) or thermal_energy(MODE), "
                            "one of them with _at(MODE, TIME), max_power(MODE), half_life(MODE), "
                            "efficiency_at(MODE, TIME), transmission(FROM, TO, FREQUENCY) or "
                            "isolation(FROM, TO, FREQUENCY), but is {}",
                            in_quotes(typed)));
  }
  return measure;
}

Sensitivities sensitivities(const ParametricNetwork& network, const std::vector<Quantity>& varied,
                            const Measure& measure, const GradientOptions& options,
                            std::size_t most) {
  Sensitivities found;
  found.measure = measure;
  found.gradient = gradient_of(measure, network.base, options);
  Gradient& gradient = found.gradient;
  if (gradient.log.loss.empty()) return found;
  found.rows = rate_sensitivities(network.base, gradient, most);
  const bool steady = is_steady_energy(measure.kind) || measure.kind == Kind::transmission;
  bool good = true;
  const auto parameters = parameter_sensitivities(
      network, varied, gradient, steady ? options.accuracy : options.accuracy_in_time,
      steady ? options.floor : options.floor_in_time, good);
  found.rows.insert(found.rows.end(), parameters.begin(), parameters.end());
  if (!good && gradient.status == Status::ok) {
    gradient.status = Status::inaccurate;
    gradient.message += "; the rates' shares in a parameter cancel too far";
  }
  sort_by_size(found.rows);
  found.rows.resize(std::min(most, found.rows.size()));
  return found;
}

}  // namespace qbnet
