// Maximal power, gains, sensitivities, responses.
#include <pybind11/stl.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "qbnet/files/response_columns.hpp"
#include "qbnet/measure/covariance.hpp"
#include "qbnet/measure/energy.hpp"
#include "qbnet/measure/gain.hpp"
#include "qbnet/measure/power.hpp"
#include "qbnet/measure/scattering.hpp"
#include "qbnet/measure/transmission.hpp"
#include "qbnet/network/families.hpp"
#include "qbnet/python/call.hpp"
#include "qbnet/python/module.hpp"
#include "qbnet/python/network.hpp"
#include "qbnet/python/results.hpp"
#include "qbnet/study/sensitivities.hpp"

namespace py = pybind11;

namespace qbnet::python {
namespace {

using Modes = std::vector<std::size_t>;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

PowerOptions with_threads(int threads) {
  PowerOptions options;
  options.threads = threads;
  return options;
}

py::dict power_answer(const HeldNetwork& held, const Modes& modes, int threads) {
  const auto found =
      stoppable([=] { return maximal_power(held->constant(), modes, with_threads(threads)); });
  py::dict result = answer(found.status, found.message);
  if (found.peaks.empty() && !modes.empty()) return result;
  result["method"] =
      "polynomials in time, piece by piece, and the highest of all maxima of the power on them";
  result["error_bound"] = found.error;
  const std::size_t count = found.peaks.size();
  put_energies(result, "max_power", count, [&](std::size_t k) { return found.peaks[k].power; });
  result["times"] = array_of<double>(count, [&](std::size_t k) { return found.peaks[k].time; });
  put_energies(result, "energies", count, [&](std::size_t k) { return found.peaks[k].energy; });
  return result;
}

// Gains by name of the reference; NaN where it does not charge the mode.
py::dict by_reference(const Gains& found, std::array<ScaledReal, 2> ModeGain::*quantity,
                      bool as_log10) {
  py::dict all;
  for (const auto& [reference, charging] : {std::pair{direct, Charging::reciprocal_direct},
                                            {mediated, Charging::reciprocal_mediated}}) {
    all[py::str(std::string(to_string(charging)))] =
        array_of<double>(found.modes.size(), [&](std::size_t k) {
          const ModeGain& mode = found.modes[k];
          const ScaledReal& x = (mode.*quantity)[reference];
          return !mode.finite[reference] ? nan : as_log10 ? log10(x) : number(x);
        });
  }
  return all;
}

py::dict gain_answer(const HeldNetwork& held, const Modes& modes, int threads) {
  const auto found =
      stoppable([=] { return gain(held->constant(), modes, with_threads(threads)); });
  py::dict result = answer(found.status, found.message);
  if (found.modes.empty() && !modes.empty()) return result;
  result["method"] =
      "steady states and maximal powers of the network and of both matched reciprocal ones";
  result["error_bound"] = found.error;
  result["energy"] = by_reference(found, &ModeGain::energy, false);
  result["power"] = by_reference(found, &ModeGain::power, false);
  result["log10_energy"] = by_reference(found, &ModeGain::energy, true);
  result["log10_power"] = by_reference(found, &ModeGain::power, true);
  return result;
}

py::dict sensitivity_answer(const HeldNetwork& held, const std::string& of, int threads) {
  const auto found = stoppable([=] {
    std::vector<std::string> names;
    for (const auto& [name, value] : held->file.parameters) names.push_back(name);
    NetworkFile file = read_again(*held, names);
    GradientOptions options;
    options.threads = threads;
    const Measure measure = gradient_measure(of, file.network);
    ParametricNetwork network{std::move(file.network), std::move(file.formulas), std::move(names),
                              std::move(file.bindings)};
    return sensitivities(network, file.varied, measure, options);
  });
  const Gradient& gradient = found.gradient;
  py::dict result = answer(gradient.status, gradient.message);
  result["method"] = gradient.arithmetic;
  result["of"] = found.measure.name;
  if (gradient.log.loss.empty()) return result;
  const std::vector<Sensitivity>& rows = found.rows;
  result["value"] = number(gradient.value);
  result["log10_value"] = log10(gradient.value);
  result["time"] = has_time(found.measure.kind) ? gradient.time : nan;
  py::list names, kinds;
  for (const Sensitivity& row : rows) {
    names.append(row.name);
    kinds.append(row.parameter ? "parameter" : "rate");
  }
  result["names"] = names;
  result["kinds"] = kinds;
  const auto column = [&](const char* key, auto of_row) {
    result[key] = array_of<double>(rows.size(), [&](std::size_t k) { return of_row(rows[k]); });
  };
  const auto known = [&](const Sensitivity& row) { return row.log.known && !gradient.dark; };
  column("values", [](const Sensitivity& row) { return row.value; });
  column("relative",
         [](const Sensitivity& row) { return row.relative ? number(*row.relative) : nan; });
  column("log_derivatives",
         [&](const Sensitivity& row) { return known(row) ? number(row.log.value) : nan; });
  column("errors",
         [&](const Sensitivity& row) { return known(row) ? number(row.log.error) : nan; });
  column("derivatives", [&](const Sensitivity& row) {
    return row.log.known ? number(gradient.of_energy(row.log)) : nan;
  });
  return result;
}

py::object band(const Band& of) {
  py::dict all;
  all["lower"] = of.lower;
  all["upper"] = of.upper;
  all["width"] = of.width;
  all["reason"] = of.reason;
  return all;
}

std::vector<double> frequencies_or_chosen(const Network& network,
                                          const std::optional<py::array_t<double>>& given) {
  return given ? vector_of<double>(*given) : chosen_frequencies(network);
}

py::dict response_answer(const HeldNetwork& held, const std::string& from_name,
                         const std::string& to_name,
                         const std::optional<py::array_t<double>>& given, int threads) {
  const Port from = named_port(held->network(), from_name, "from");
  const Port to = named_port(held->network(), to_name, "to");
  const std::vector<double> at = frequencies_or_chosen(held->constant(), given);
  const auto found = stoppable([=] {
    TransmissionOptions options;
    options.threads = threads;
    return transmission(held->constant(), from, to, at, options);
  });
  py::dict result = answer(found.status, found.message);
  result["method"] =
      "a solution at each frequency; peaks and edges of bands refined on the curves themselves";
  result["frequencies"] = array_of<double>(at.size(), [&](std::size_t i) { return at[i]; });
  if (found.points.empty() && !at.empty()) return result;
  const auto& points = found.points;
  const std::size_t count = points.size();
  result["forward"] = array_of<std::complex<double>>(
      count, [&](std::size_t i) { return number(points[i].forward.value); });
  result["reverse"] = array_of<std::complex<double>>(
      count, [&](std::size_t i) { return number(points[i].reverse.value); });
  put_energies(result, "transmission", count,
               [&](std::size_t i) { return transmitted(points[i].forward); });
  put_energies(result, "reverse_transmission", count,
               [&](std::size_t i) { return transmitted(points[i].reverse); });
  result["isolation_db"] =
      array_of<double>(count, [&](std::size_t i) { return isolation_db(points[i]); });
  result["added_noise"] = array_of<double>(count, [&](std::size_t i) {
    return points[i].added_noise ? number(*points[i].added_noise) : nan;
  });
  result["error_bound"] = found.error_bound;
  if (!found.bands) return result;
  const TransmissionBands& bands = *found.bands;
  result["transmission_peak"] = py::make_tuple(bands.transmission.at, bands.transmission.level);
  result["isolation_peak"] = py::make_tuple(bands.isolation.at, bands.isolation.level);
  result["transmission_3db"] = band(bands.transmission_3db);
  result["isolation_3db"] = band(bands.isolation_3db);
  result["isolation_20db"] = band(bands.isolation_20db);
  return result;
}

py::dict scattering_answer(const HeldNetwork& held, const std::vector<std::string>& names,
                           const std::optional<py::array_t<double>>& given, int threads) {
  std::vector<Port> ports = names.empty() ? all_ports(held->network()) : std::vector<Port>();
  for (const std::string& name : names) ports.push_back(named_port(held->network(), name, "ports"));
  if (ports.empty()) {
    throw Error(Refusal::input, "a mode or dissipator must have loss to be a port, but none has");
  }
  const std::vector<double> at = frequencies_or_chosen(held->constant(), given);
  const auto found = stoppable([=] { return scattering(held->constant(), ports, at, threads); });
  const auto worst =
      std::ranges::find_if(found, [](const Scattering& each) { return each.status != Status::ok; });
  const Scattering& telling = worst == found.end() ? found.front() : *worst;
  py::dict result = answer(telling.status, telling.message);
  result["method"] = "a solution at each frequency for each port";
  py::list port_names;
  for (const Port& port : ports) port_names.append(port.name);
  result["ports"] = port_names;
  result["frequencies"] = array_of<double>(at.size(), [&](std::size_t i) { return at[i]; });
  const std::size_t entries = ports.size() * ports.size();
  double error = 0;
  for (const Scattering& each : found) {
    if (each.s.size() != entries) return result;
    for (const Amplitude& entry : each.s) error = std::max(error, entry.error);
  }
  result["error_bound"] = error;
  result["s"] = array_of<std::complex<double>>(at.size() * entries, [&](std::size_t i) {
                  return number(found[i / entries].s[i % entries].value);
                }).attr("reshape")(at.size(), ports.size(), ports.size());
  result["complete"] = telling.complete;
  result["unitarity_defects"] =
      array_of<double>(at.size(), [&](std::size_t i) { return found[i].unitarity_defect; });
  return result;
}

py::dict covariance_answer(const HeldNetwork& held, const Modes& modes,
                           std::optional<double> time) {
  const auto found = stoppable([=] {
    return covariance(time ? held->network() : held->constant(), modes, time, held->file.protocol);
  });
  py::dict result = answer(found.status, found.message);
  if (found.amplitude.empty()) return result;
  const std::size_t s = found.modes.size();
  const auto each = [&](const char* key, const auto& of) { put_energies(result, key, s, of); };
  result["amplitudes"] =
      array_of<std::complex<double>>(s, [&](std::size_t k) { return number(found.amplitude[k]); });
  each("energies", [&](std::size_t k) { return found.energy_of(k); });
  each("coherent_energies", [&](std::size_t k) { return energy(found.amplitude[k]); });
  each("thermal_energies", [&](std::size_t k) { return found.parts[k].thermal; });
  each("squeezed_energies", [&](std::size_t k) { return found.parts[k].squeezed; });
  each("ergotropies", [&](std::size_t k) { return found.ergotropy_of(k); });
  const auto array = [&](const char* key, const auto& of) {
    result[key] = array_of<double>(s, of);
  };
  array("variances", [&](std::size_t k) { return number(found.variance[k]); });
  array("purities", [&](std::size_t k) { return found.purity[k]; });
  array("symplectic", [&](std::size_t k) { return number(found.symplectic[k]); });
  const auto matrix = [&](const char* key, const std::vector<ScaledComplex>& of) {
    result[key] = array_of<std::complex<double>>(s * s, [&](std::size_t i) {
                    return number(of[i]);
                  }).attr("reshape")(s, s);
  };
  matrix("number", found.number);
  matrix("anomalous", found.anomalous);
  result["energy"] = number(found.energy);
  result["ergotropy"] = number(found.ergotropy);
  result["ergotropy_bound"] = number(found.ergotropy_bound);
  result["purity"] = found.purity_together;
  result["error"] = found.error;
  return result;
}

}  // namespace

void add_measure(py::module_& m) {
  m.def("power", &power_answer);
  m.def("gain", &gain_answer);
  m.def("sensitivity", &sensitivity_answer);
  m.def("covariance", &covariance_answer);
  m.def("response", &response_answer);
  m.def("scattering", &scattering_answer);
}

}  // namespace qbnet::python
