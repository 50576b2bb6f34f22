#include "qbnet/files/steady_columns.hpp"

#include <cmath>
#include <limits>

#include "qbnet/measure/energy.hpp"

namespace qbnet {
namespace {

using Amplitude = std::function<ScaledComplex(std::size_t row)>;
using Energy = std::function<ScaledReal(std::size_t row)>;

void add_amplitudes(ColumnTable& table, const Amplitude& amplitude, const Energy& energy_of) {
  const auto number = [&](const char* name, const char* unit, const char* about, const auto& of) {
    table.columns.push_back({name, unit, about, Column::Number([amplitude, of](std::size_t row) {
                               return of(amplitude(row));
                             })});
  };
  table.columns.push_back(
      {"energy", "omega",
       "|amplitude|^2, with thermal and squeezed energy where there are any, as the nearest "
       "double: "
       "0 below the smallest, NaN above the largest; log10_energy is right whatever the size",
       Column::Number([energy_of](std::size_t row) { return column_energy(energy_of(row)); })});
  table.columns.push_back(
      {"log10_energy", "1", "log10 of energy/omega, whatever its size; -inf for exactly 0",
       Column::Number([energy_of](std::size_t row) { return log10(energy_of(row)); })});
  number("re", "1", "the amplitude is (re + i im) 2^exponent",
         [](const ScaledComplex& v) { return column_amplitude(v).re; });
  number("im", "1", "the amplitude is (re + i im) 2^exponent",
         [](const ScaledComplex& v) { return column_amplitude(v).im; });
  table.columns.push_back({"exponent", "1",
                           "the amplitude is (re + i im) 2^exponent; 0 wherever doubles hold it",
                           Column::Integer([amplitude](std::size_t row) {
                             return column_amplitude(amplitude(row)).exponent;
                           })});
}

void add_range(ColumnTable& table, const Energy& energy_of) {
  double below = 0, above = 0;
  for (std::size_t row = 0; row < table.rows; ++row) {
    const ScaledReal stored = energy_of(row);
    const double value = column_energy(stored);
    if (std::isnan(value)) ++above;
    if (!stored.is_zero() && value < std::numeric_limits<double>::min()) ++below;
  }
  table.facts.push_back({"energies_below_double", below});
  table.facts.push_back({"energies_above_double", above});
}

}  // namespace

void add_mode_names(ColumnTable& table, const Network& network,
                    const std::function<std::size_t(std::size_t row)>& mode_of) {
  table.columns.push_back(
      {"name", "", "name of the mode",
       Column::Text([&network, mode_of](std::size_t row) { return network.name(mode_of(row)); })});
  table.columns.push_back({"role", "", "charger, battery or mediator",
                           Column::Text([&network, mode_of](std::size_t row) {
                             return std::string(to_string(network.rates(mode_of(row)).role));
                           })});
}

void add_column_facts(ColumnTable& table, const char* format, Status status,
                      const std::string& message, const GridOrigin& origin) {
  table.facts.push_back({"format", format});
  table.facts.push_back({"status", std::string(to_string(status))});
  table.facts.push_back({"message", message});
  table.facts.push_back({"version", origin.version});
  table.facts.push_back({"network", origin.network});
  table.facts.push_back({"settings", origin.settings});
  table.facts.push_back({"command", origin.command});
}

ColumnAmplitude column_amplitude(const ScaledComplex& amplitude) {
  // Room for the smaller part, down to where it no longer matters beside the larger.
  constexpr std::int64_t largest = 900;
  if (std::abs(amplitude.exponent()) <= largest) {
    return {amplitude.value().real() + 0.0, amplitude.value().imag() + 0.0, 0};
  }
  return {amplitude.mantissa().real() + 0.0, amplitude.mantissa().imag() + 0.0,
          amplitude.exponent()};
}

double column_energy(const ScaledReal& energy) {
  const double value = energy.value();
  return std::isfinite(value) ? value : std::numeric_limits<double>::quiet_NaN();
}

double column_radius(const ScaledReal& radius) {
  if (radius.is_zero()) return 0;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  // Radius and number may each be rounded by half of the smallest step.
  return std::nextafter(std::nextafter(radius.value(), infinity), infinity);
}

ColumnTable steady_columns(const Network& network, std::span<const std::size_t> modes,
                           const Steady& result, const SteadyEnergy& stored,
                           const CertifiedSteady* certificate, const GridOrigin& origin) {
  ColumnTable table;
  table.rows = modes.size();
  const auto amplitude = [&result, modes](std::size_t row) { return result.amplitude[modes[row]]; };
  add_mode_names(table, network, [modes](std::size_t row) { return modes[row]; });
  const auto energy_of = [&stored, modes](std::size_t row) { return stored.total(modes[row]); };
  add_amplitudes(table, amplitude, energy_of);
  const auto number = [&](const char* name, const char* unit, const char* about, const auto& of) {
    table.columns.push_back({name, unit, about, Column::Number([modes, of](std::size_t row) {
                               return of(modes[row]);
                             })});
  };
  number("error", "1",
         certificate == nullptr
             ? "estimated relative error of the amplitude; of the energy, twice this"
             : "proven bound of the relative error of the amplitude; of the energy, twice this",
         [&result](std::size_t mode) { return result.error[mode]; });
  if (stored.has_parts()) {
    number("thermal_energy", "omega", "the part of energy that no unitary on the mode extracts",
           [&stored](std::size_t mode) { return column_energy(stored.thermal(mode)); });
    number("squeezed_energy", "omega", "the part of energy that is squeezed noise",
           [&stored](std::size_t mode) { return column_energy(stored.squeezed(mode)); });
    number("ergotropy", "omega", "energy but for its thermal part",
           [&stored](std::size_t mode) { return column_energy(stored.ergotropy(mode)); });
  }
  if (certificate != nullptr) {
    number("amplitude_radius", "1", "proven bound of |amplitude/2^exponent - (re + i im)|",
           [&result, certificate](std::size_t mode) {
             const std::int64_t exponent = column_amplitude(result.amplitude[mode]).exponent;
             return column_radius(certificate->amplitude_radius[mode] * ScaledReal(1, -exponent));
           });
    number("energy_radius", "omega", "proven bound of |E - energy|",
           [&result, certificate](std::size_t mode) {
             const double value = column_energy(energy(result.amplitude[mode]));
             return std::isnan(value) ? value : column_radius(certificate->energy_radius[mode]);
           });
    number("log10_energy_radius", "1", "proven bound of |log10(E) - log10_energy|",
           [certificate](std::size_t mode) { return certificate->log10_energy_radius[mode]; });
  }
  add_column_facts(table, "qbnet-steady/1", stored.status(), stored.message(), origin);
  table.facts.push_back({"backward_error", result.backward_error});
  table.facts.push_back({"input_power", result.input_power.value()});
  table.facts.push_back({"lost_power", result.lost_power.value()});
  table.facts.push_back({"power_units", "omega*rate"});
  table.facts.push_back({"log10_input_power", log10(result.input_power)});
  table.facts.push_back({"log10_lost_power", log10(result.lost_power)});
  if (certificate != nullptr) {
    table.facts.push_back({"certified_at_bits", static_cast<double>(certificate->precision)});
  }
  add_range(table, energy_of);
  return table;
}

ColumnTable evolve_columns(const Network& network, const Evolution& result,
                           const GridOrigin& origin) {
  ColumnTable table;
  const std::size_t times = result.times.size();
  table.rows = result.modes.size() * times;
  const auto amplitude = [&result, times](std::size_t row) {
    return result.amplitude[row / times][row % times];
  };
  add_mode_names(table, network,
                 [&result, times](std::size_t row) { return result.modes[row / times]; });
  table.columns.push_back(
      {"time", "1/rate", "since the drives were switched on",
       Column::Number([&result, times](std::size_t row) { return result.times[row % times]; })});
  const auto energy_of = [&result, times](std::size_t row) {
    return result.energy(row / times, row % times);
  };
  add_amplitudes(table, amplitude, energy_of);
  if (!result.parts.empty()) {
    const auto number = [&](const char* name, const char* about, const auto& of) {
      table.columns.push_back(
          {name, "omega", about, Column::Number([&result, times, of](std::size_t row) {
             return column_energy(of(result.parts[row / times][row % times]));
           })});
    };
    number("thermal_energy", "the part of energy that no unitary on the mode extracts",
           [](const Fluctuations& parts) { return parts.thermal; });
    number("squeezed_energy", "the part of energy that is squeezed noise",
           [](const Fluctuations& parts) { return parts.squeezed; });
  }
  add_column_facts(table, "qbnet-evolve/1", result.status, result.message, origin);
  table.facts.push_back({"error_bound", result.error_bound});
  add_range(table, energy_of);
  return table;
}

}  // namespace qbnet
