#include "qbnet/measure/power.hpp"

#include <memory>
#include <string>
#include <utility>

#include "qbnet/cli/column_output.hpp"
#include "qbnet/files/power_columns.hpp"
#include "qbnet/files/text_table.hpp"

namespace qbnet::cli {
namespace {

// With -o the modes are in the file.
std::string to_json(const Network& network, const std::vector<std::size_t>& modes,
                    const MaximalPower& result, const ColumnOptions& options, bool show) {
  JsonWriter json;
  begin_result(json, "power", result.status);
  if (!options.output.empty()) return output_alone(json, options, show);
  json.key("modes");
  json.begin_array();
  for (std::size_t k = 0; k < modes.size(); ++k) {
    json.begin_object(JsonWriter::Layout::line);
    json.key("name");
    json.value(network.name(modes[k]));
    json.key("max_power");
    show ? json.value(result.peaks[k].power) : json.null();
    json.key("log10_max_power");
    show ? json.log10_value(result.peaks[k].power) : json.null();
    json.key("time");
    show ? json.value(result.peaks[k].time) : json.null();
    json.key("energy");
    show ? json.value(result.peaks[k].energy) : json.null();
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

std::string to_text(const Network& network, const MaximalPower& result,
                    const NetworkOptions& options) {
  TextTable table;
  table.add_column("mode", TextTable::Align::left);
  table.add_column("max power");
  table.add_column("at time");
  table.add_column("energy/omega");
  for (const PeakPower& peak : result.peaks) {
    table.add_row({network.name(peak.mode), table_number(peak.power), table_number(peak.time),
                   table_number(peak.energy)});
  }
  return title("maximal charging power (omega * rate)", options, result.status) + table.text();
}

int run_power(const ColumnOptions& options, Streams& streams) {
  return run_batteries(
      options, streams, "power", maximal_power, power_columns,
      [&](const Network& network, const std::vector<std::size_t>& modes, const MaximalPower& result,
          bool show) { return to_json(network, modes, result, options, show); },
      [&](const Network& network, const MaximalPower& result) {
        return to_text(network, result, options);
      });
}

Action declare(Parser& parser) {
  auto options = std::make_shared<ColumnOptions>();
  declare_column_options(parser, *options);
  return [options](Streams& streams) { return run_power(*options, streams); };
}

}  // namespace

Command power_command() {
  return {
      "power",
      "FILE [options]",
      "maximal charging power of each battery, and when",
      "The largest P(t) = E(t)/t over all t > 0, the time at which it is reached, and the "
      "energy stored by then. It is the global maximum, also where the network rings and has "
      "many local ones. All energy counts, heat too; a time of 0 says that power only falls from "
      "the first moment on, as where a warm bath charges. Powers are in units of omega times the "
      "file's unit of rates.\n"
      "\n"
      "-o writes columns in place of a table: name, role, max_power, log10_max_power, time, "
      "energy, log10_energy.",
      {{"qbnet power examples/cascade/network.toml", "every battery"},
       {"qbnet power examples/cascade/network.toml --mode c", "any other mode, here the charger"},
       {"qbnet power examples/cascade/network.toml --set gamma=5e-4 --json",
        "numbers for a script"},
       {"qbnet power examples/cascade/network.toml -o power.h5",
        "columns for h5py; .npy and .csv work too"}},
      declare};
}

}  // namespace qbnet::cli
