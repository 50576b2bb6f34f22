#include "qbnet/measure/power.hpp"

#include <CLI/CLI.hpp>
#include <memory>

#include "qbnet/cli/options.hpp"
#include "qbnet/files/text_table.hpp"

namespace qbnet::cli {
namespace {

std::string to_json(const Network& network, const std::vector<std::size_t>& modes,
                    const MaximalPower& result, bool show) {
  JsonWriter json;
  begin_result(json, "power", result.status);
  json.key("modes");
  json.begin_array();
  for (std::size_t k = 0; k < modes.size(); ++k) {
    json.begin_object(JsonWriter::Layout::line);
    json.key("name");
    json.value(network.mode(modes[k]).name);
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
    table.add_row({network.mode(peak.mode).name, table_number(peak.power), table_number(peak.time),
                   table_number(peak.energy)});
  }
  return title("maximal charging power (omega * rate)", options, result.status) + table.text();
}

Action declare(CLI::App& app) {
  auto options = std::make_shared<NetworkOptions>();
  declare_solver_options(app, *options);
  return [options](Streams& streams) {
    const Network network = load_network(*options, streams);
    const std::vector<std::size_t> modes =
        selected_modes(*options, network, all_batteries(*options, network));
    PowerOptions how;
    how.threads = thread_count(options->threads);
    const MaximalPower result = maximal_power(network, modes, how);
    const Verdict verdict = judge(result.status, result.message, *options, streams);
    if (options->json) {
      write_output(streams.out, to_json(network, modes, result, verdict.show));
    } else if (verdict.show) {
      write_output(streams.out, to_text(network, result, *options));
    }
    return verdict.exit_code;
  };
}

}  // namespace

Command power_command() {
  return {
      "power",
      "FILE [options]",
      "maximal charging power of each battery, and when",
      "The largest P(t) = E(t)/t over all t > 0, the time at which it is reached, and the "
      "energy stored by then. It is the global maximum, also where the network rings and has "
      "many local ones. Powers are in units of omega times the file's unit of rates.",
      {{"qbnet power examples/cascade/network.toml", "every battery"},
       {"qbnet power examples/cascade/network.toml --mode c", "any other mode, here the charger"},
       {"qbnet power examples/cascade/network.toml --set gamma=5e-4 --json",
        "numbers for a script"}},
      declare};
}

}  // namespace qbnet::cli
