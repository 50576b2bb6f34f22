#include "qbnet/measure/half_life.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>

#include "qbnet/cli/options.hpp"
#include "qbnet/cli/parser.hpp"
#include "qbnet/files/text_table.hpp"

namespace qbnet::cli {
namespace {

struct HalfLifeCommand : NetworkOptions {
  bool isolated = false;
};

void put_time(JsonWriter& json, const char* key, const std::optional<double>& time) {
  json.key(key);
  time ? json.value(*time) : json.null();
}

void put_halving(JsonWriter& json, const char* key, const Halving& halving) {
  json.key(key);
  json.begin_object(JsonWriter::Layout::line);
  put_time(json, "first", halving.first);
  put_time(json, "last", halving.last);
  json.end_object();
}

std::string to_json(const Network& network, const std::vector<std::size_t>& modes,
                    const HalfLifeCommand& options, const HalfLives& result, bool show) {
  JsonWriter json;
  begin_result(json, "half-life", result.status);
  json.key("isolated");
  json.value(options.isolated);
  json.key("modes");
  json.begin_array();
  for (std::size_t k = 0; k < modes.size(); ++k) {
    const HalfLife life = show ? result.modes[k] : HalfLife{};
    json.begin_object(JsonWriter::Layout::line);
    json.key("name");
    json.value(network.name(modes[k]));
    json.key("role");
    json.value(to_string(network.rates(modes[k]).role));
    json.key("energy");
    show ? json.value(life.energy) : json.null();
    json.key("ergotropy");
    show ? json.value(life.ergotropy) : json.null();
    put_halving(json, "energy_half_life", life.of_energy);
    put_halving(json, "ergotropy_half_life", life.of_ergotropy);
    json.end_object();
  }
  json.end_array();
  json.key("error");
  show ? json.value(result.error) : json.null();
  json.end_object();
  return json.take();
}

std::string time_text(const std::optional<double>& time) {
  return time ? table_number(*time) : "never";
}

std::string to_text(const Network& network, const HalfLifeCommand& options,
                    const HalfLives& result) {
  TextTable table;
  table.add_column("mode", TextTable::Align::left);
  for (const char* header :
       {"energy/omega", "half-life", "last", "ergotropy", "half-life", "last"}) {
    table.add_column(header);
  }
  for (const HalfLife& life : result.modes) {
    table.add_row({network.name(life.mode), table_number(life.energy),
                   time_text(life.of_energy.first), time_text(life.of_energy.last),
                   table_number(life.ergotropy), time_text(life.of_ergotropy.first),
                   time_text(life.of_ergotropy.last)});
  }
  return title(options.isolated ? "half-lives, every mode by itself," : "half-lives", options,
               result.status) +
         table.text();
}

Action declare(Parser& parser) {
  auto options = std::make_shared<HalfLifeCommand>();
  declare_solver_options(parser, *options);
  parser.flag("--isolated", options->isolated,
              "couplings and shared dissipators are switched off, too");
  return [options](Streams& streams) {
    const Network network = load_network(*options, streams);
    const std::vector<std::size_t> modes =
        selected_modes(*options, network, all_batteries(*options, network));
    const HalfLives result = half_lives(network, modes, {.isolated = options->isolated});
    const Verdict verdict = judge(result.status, result.message, *options, streams);
    const bool show = verdict.show && !result.modes.empty();
    if (options->json) {
      write_output(streams.out, to_json(network, modes, *options, result, show));
    } else if (show) {
      write_output(streams.out, to_text(network, *options, result));
    }
    return verdict.exit_code;
  };
}

}  // namespace

Command half_life_command() {
  return {
      "half-life",
      "FILE [options]",
      "self-discharge: how long batteries keep half of what they hold",
      "From the steady state, with drives and squeezers switched off at time 0 and couplings, "
      "baths "
      "and gain left as they are: when each battery's energy, and its ergotropy, is half of what "
      "it was. A battery by itself has ln(2)/loss; where modes exchange energy it may fall below "
      "half and come back, so the first and the last such time are told, equal where there is "
      "one. Never: a warm bath holds more than half, or nothing is lost.\n"
      "\n"
      "--isolated switches couplings and shared dissipators off as well: storage without a "
      "charger. Up to 128 modes (64 where something is squeezed), each with less gain than loss.",
      {{"qbnet half-life examples/cascade/network.toml", "all batteries"},
       {"qbnet half-life examples/cascade/network.toml --isolated", "cut off from their charger"},
       {"qbnet half-life examples/squeezed/network.toml --mode b2 --json",
        "one of them, with heat"}},
      declare};
}

}  // namespace qbnet::cli
