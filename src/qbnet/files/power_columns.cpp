#include "qbnet/files/power_columns.hpp"

#include <functional>
#include <limits>
#include <optional>
#include <string>

#include "qbnet/files/steady_columns.hpp"

namespace qbnet {
namespace {

using Number = std::function<std::optional<ScaledReal>(std::size_t row)>;

// A number and its logarithm, which is right whatever its size; NaN for none.
void add_scaled(ColumnTable& table, const std::string& name, const std::string& unit,
                const std::string& about, const Number& of) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  table.columns.push_back(
      {name, unit, about + ", as the nearest double: 0 below the smallest, NaN above the largest",
       Column::Number([of](std::size_t row) {
         const auto x = of(row);
         return x ? column_energy(*x) : none;
       })});
  table.columns.push_back({"log10_" + name, "1",
                           "log10 of " + name + ", whatever its size; -inf for exactly 0",
                           Column::Number([of](std::size_t row) {
                             const auto x = of(row);
                             return x ? log10(*x) : none;
                           })});
}

}  // namespace

ColumnTable power_columns(const Network& network, const MaximalPower& result,
                          const GridOrigin& origin) {
  ColumnTable table;
  table.rows = result.peaks.size();
  add_mode_names(table, network, [&result](std::size_t row) { return result.peaks[row].mode; });
  add_scaled(table, "max_power", "omega*rate", "max over t of E(t)/t",
             [&result](std::size_t row) { return result.peaks[row].power; });
  table.columns.push_back(
      {"time", "1/rate", "where the maximum is reached, since the drives were switched on",
       Column::Number([&result](std::size_t row) { return result.peaks[row].time; })});
  add_scaled(table, "energy", "omega", "energy stored by then",
             [&result](std::size_t row) { return result.peaks[row].energy; });
  add_column_facts(table, "qbnet-power/1", result.status, result.message, origin);
  return table;
}

ColumnTable gain_columns(const Network& network, const Gains& result, const GridOrigin& origin) {
  ColumnTable table;
  table.rows = result.modes.size();
  add_mode_names(table, network, [&result](std::size_t row) { return result.modes[row].mode; });
  const auto add = [&](const char* name, auto quantity, Reference reference) {
    const std::string about = std::string("over that of the reciprocal network, ") +
                              (reference == direct ? "mediators removed" : "phases 0");
    add_scaled(table, name, "1", about, [&result, quantity, reference](std::size_t row) {
      const ModeGain& gain = result.modes[row];
      return gain.finite[reference] ? std::optional((gain.*quantity)[reference]) : std::nullopt;
    });
  };
  add("energy_direct", &ModeGain::energy, direct);
  add("energy_mediated", &ModeGain::energy, mediated);
  add("power_direct", &ModeGain::power, direct);
  add("power_mediated", &ModeGain::power, mediated);
  add_column_facts(table, "qbnet-gain/1", result.status, result.message, origin);
  return table;
}

}  // namespace qbnet
