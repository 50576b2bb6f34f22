#include "qbnet/measure/gain.hpp"

#include <array>
#include <memory>
#include <string>
#include <utility>

#include "qbnet/cli/column_output.hpp"
#include "qbnet/files/power_columns.hpp"
#include "qbnet/files/text_table.hpp"
#include "qbnet/network/families.hpp"

namespace qbnet::cli {
namespace {

constexpr std::array<std::pair<Reference, Charging>, 2> references = {
    {{direct, Charging::reciprocal_direct}, {mediated, Charging::reciprocal_mediated}}};

enum class As { value, log10 };

// Both gains of one quantity; null where they are withheld or the reference is zero.
void put_gains(JsonWriter& json, std::string_view key, const ModeGain* gain,
               std::array<ScaledReal, 2> ModeGain::*quantity, As as) {
  json.key(key);
  json.begin_object();
  for (const auto& [reference, charging] : references) {
    json.key(to_string(charging));
    if (gain == nullptr || !gain->finite[reference]) {
      json.null();
    } else if (as == As::value) {
      json.value((gain->*quantity)[reference]);
    } else {
      json.log10_value((gain->*quantity)[reference]);
    }
  }
  json.end_object();
}

// With -o the modes are in the file.
std::string to_json(const Network& network, const std::vector<std::size_t>& modes,
                    const Gains& result, const ColumnOptions& options, bool show) {
  JsonWriter json;
  begin_result(json, "gain", result.status);
  if (!options.output.empty()) return output_alone(json, options, show);
  json.key("modes");
  json.begin_array();
  for (std::size_t k = 0; k < modes.size(); ++k) {
    const ModeGain* gain = show ? &result.modes[k] : nullptr;
    json.begin_object(JsonWriter::Layout::line);
    json.key("name");
    json.value(network.name(modes[k]));
    put_gains(json, "energy", gain, &ModeGain::energy, As::value);
    put_gains(json, "power", gain, &ModeGain::power, As::value);
    put_gains(json, "log10_energy", gain, &ModeGain::energy, As::log10);
    put_gains(json, "log10_power", gain, &ModeGain::power, As::log10);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

std::string to_text(const Network& network, const Gains& result, const NetworkOptions& options) {
  TextTable table;
  table.add_column("mode", TextTable::Align::left);
  table.add_column("energy/direct");
  table.add_column("energy/mediated");
  table.add_column("power/direct");
  table.add_column("power/mediated");
  bool undefined = false;
  for (const ModeGain& gain : result.modes) {
    std::vector<std::string> row = {network.name(gain.mode)};
    for (const auto quantity : {&ModeGain::energy, &ModeGain::power}) {
      for (const Reference reference : {direct, mediated}) {
        undefined = undefined || !gain.finite[reference];
        row.push_back(gain.finite[reference] ? table_number((gain.*quantity)[reference]) : "-");
      }
    }
    table.add_row(std::move(row));
  }
  return title("gain over the reciprocal networks", options, result.status) + table.text() +
         (undefined ? "# -: that reference does not charge the mode\n" : "");
}

int run_gain(const ColumnOptions& options, Streams& streams) {
  return run_batteries(
      options, streams, "gain", gain, gain_columns,
      [&](const Network& network, const std::vector<std::size_t>& modes, const Gains& result,
          bool show) { return to_json(network, modes, result, options, show); },
      [&](const Network& network, const Gains& result) {
        return to_text(network, result, options);
      });
}

Action declare(Parser& parser) {
  auto options = std::make_shared<ColumnOptions>();
  declare_column_options(parser, *options);
  return [options](Streams& streams) { return run_gain(*options, streams); };
}

}  // namespace

Command gain_command() {
  return {
      "gain",
      "FILE [options]",
      "energy and maximal power against the matched reciprocal networks",
      "Steady energy and maximal power, each divided by what the matched reciprocal network "
      "reaches:\n"
      "\n"
      "  direct    the same network with every mediator removed (the paper's case I)\n"
      "  mediated  the same network with every coupling phase set to 0 (case II)\n"
      "\n"
      "A gain below 1 means that nonreciprocity loses, as it does at strong coupling. A gain "
      "over a reference that does not charge the mode at all prints as -, null in JSON.\n"
      "\n"
      "-o writes columns in place of a table: name, role, energy_direct, energy_mediated, "
      "power_direct, power_mediated, each gain followed by its log10_; NaN for a -.",
      {{"qbnet gain examples/cascade/network.toml", "every battery, both references"},
       {"qbnet gain examples/cascade/network.toml --mode b4 --set g=gamma/1000",
        "the last battery, weakly coupled"},
       {"qbnet gain examples/cascade/network.toml --json",
        "numbers for a script, with their logarithms"},
       {"qbnet gain examples/cascade/network.toml -o gain.csv", "columns; .h5 and .npy work too"}},
      declare};
}

}  // namespace qbnet::cli
