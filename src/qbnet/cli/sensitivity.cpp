#include <fmt/format.h>

#include <limits>
#include <memory>

#include "qbnet/cli/options.hpp"
#include "qbnet/cli/parser.hpp"
#include "qbnet/files/load_text.hpp"
#include "qbnet/files/text_table.hpp"
#include "qbnet/study/sensitivities.hpp"

namespace qbnet::cli {
namespace {

using Kind = Measure::Kind;

struct Options : NetworkOptions {
  std::string of;
  std::string top;
};

// The file twice: once for the names of its parameters, once with all of them as inputs.
NetworkFile load_with_parameters(const Options& options, Streams& streams) {
  thread_count(options.threads);
  top_count(options.top, 1);
  if (options.file.empty()) throw Error(Refusal::usage, "FILE must not be empty, but is");
  const std::vector<Setting> settings = parse_settings(options.settings);
  const std::string text = load_text(options.file);
  const std::string name = display_name(options.file);
  const NetworkFile first = read_network_text(text, name, settings);
  if (!options.quiet) {
    for (const std::string& warning : first.warnings) warn(streams, warning);
  }
  std::vector<std::string> names;
  for (const auto& [parameter, value] : first.parameters) names.push_back(parameter);
  return read_network_text(text, name, settings, names);
}

Sensitivities find(NetworkFile file, const Options& options) {
  const Measure measure = gradient_measure(options.of, file.network);
  GradientOptions how;
  how.threads = thread_count(options.threads);
  ParametricNetwork network{
      std::move(file.network), std::move(file.formulas), {}, std::move(file.bindings)};
  for (const auto& [name, value] : file.parameters) network.inputs.push_back(name);
  constexpr std::size_t all = std::numeric_limits<std::size_t>::max();
  return sensitivities(network, file.varied, measure, how, top_count(options.top, all));
}

std::string to_json(const Sensitivities& found, bool show) {
  const Gradient& gradient = found.gradient;
  JsonWriter json;
  begin_result(json, "sensitivity", gradient.status);
  json.key("of");
  json.value(found.measure.name);
  json.key("value");
  show ? json.value(gradient.value) : json.null();
  json.key("log10_value");
  show ? json.log10_value(gradient.value) : json.null();
  json.key("time");
  const bool timed = show && has_time(found.measure.kind);
  timed ? json.value(gradient.time) : json.null();
  json.key("sensitivities");
  if (!show) {
    json.null();
  } else {
    json.begin_array();
    for (const Sensitivity& row : found.rows) {
      const bool log = row.log.known && !gradient.dark;
      json.begin_object(JsonWriter::Layout::line);
      json.key("name");
      json.value(row.name);
      json.key("kind");
      json.value(row.parameter ? "parameter" : "rate");
      json.key("value");
      json.value(row.value);
      json.key("relative");
      row.relative ? json.value(*row.relative) : json.null();
      json.key("log_derivative");
      log ? json.value(row.log.value) : json.null();
      json.key("error");
      log ? json.value(row.log.error) : json.null();
      json.key("derivative");
      row.log.known ? json.value(gradient.of_energy(row.log)) : json.null();
      json.end_object();
    }
    json.end_array();
  }
  json.end_object();
  return json.take();
}

const char* symbol_of(Kind kind) {
  switch (kind) {
    case Kind::max_power:
      return "P";
    case Kind::half_life:
      return "t";
    case Kind::efficiency_at:
      return "eta";
    case Kind::transmission:
      return "T";
    case Kind::isolation:
      return "I";
    default:
      return "E";
  }
}

std::string to_text(const Sensitivities& found, const Options& options) {
  const Gradient& gradient = found.gradient;
  const bool power = found.measure.kind == Kind::max_power;
  const char* symbol = symbol_of(found.measure.kind);
  TextTable table;
  table.add_column("p", TextTable::Align::left);
  table.add_column("value");
  table.add_column(fmt::format("d log {}/d log p", symbol));
  table.add_column(fmt::format("d log {}/dp", symbol));
  for (const Sensitivity& row : found.rows) {
    const bool log = row.log.known && !gradient.dark;
    table.add_row({row.name, table_number(row.value),
                   row.relative ? table_number(*row.relative) : "-",
                   log ? table_number(row.log.value) : "-"});
  }
  std::string text = title("sensitivity of " + found.measure.name, options, gradient.status);
  text += fmt::format("# {} = {}", symbol, table_number(gradient.value));
  if (power && !gradient.dark) text += fmt::format(" at time {}", table_number(gradient.time));
  if (found.measure.kind == Kind::isolation) {
    text +=
        fmt::format(" = |S there|^2/|S back|^2, {} dB", table_number(10 * log10(gradient.value)));
  }
  text += '\n';
  if (gradient.dark) {
    text += fmt::format("# 0 has no logarithm: d{}/dp is 0 for every p\n", symbol);
  }
  return text + table.text();
}

Action declare(Parser& parser) {
  auto options = std::make_shared<Options>();
  declare_file_options(parser, *options);
  parser.value("--of", options->of, "MEASURE",
               "what answers: energy(MODE), ergotropy(MODE) or thermal_energy(MODE), one of them "
               "with _at(MODE, TIME), max_power(MODE), half_life(MODE), efficiency_at(MODE, TIME), "
               "transmission(FROM, TO, FREQUENCY) or isolation(FROM, TO, FREQUENCY)",
               Parser::required);
  parser.value("--top", options->top, "K", "only the K largest");
  declare_accuracy_option(parser, *options);
  return [options](Streams& streams) {
    const Sensitivities found = find(load_with_parameters(*options, streams), *options);
    Verdict verdict = judge(found.gradient.status, found.gradient.message, *options, streams);
    if (found.gradient.log.loss.empty()) verdict.show = false;
    if (options->json) {
      write_output(streams.out, to_json(found, verdict.show));
    } else if (verdict.show) {
      write_output(streams.out, to_text(found, *options));
    }
    return verdict.exit_code;
  };
}

}  // namespace

Command sensitivity_command() {
  return {
      "sensitivity",
      "FILE --of MEASURE [options]",
      "what an energy, a power, a half-life or a transmission depends on, what matters most first",
      "The derivatives of a steady energy, of E(t), of the maximal power, of a half-life or an "
      "efficiency, or of a transmission or isolation (a ratio) at a frequency, with respect to "
      "every rate that is not 0 and every "
      "named parameter, exact to ten digits and no finite differences, at the price of one more "
      "solution.\n"
      "\n"
      "  d log E/d log p  percent of E for each percent of p: how well p must be made\n"
      "  d log E/dp       for phases (per radian) and what is 0, where percents mean nothing\n"
      "\n"
      "Sorted by the first, or where it prints as -, by the second. A named parameter counts "
      "with all that follows from it, as --set would change it; - there means that an "
      "expression has no derivative at this value. drive and weight are moduli; a rate without "
      "a name in the file has one here, such as strength(c, b1). All of them answer to heat, "
      "squeezing and gain too (up to 128 modes, 64 with squeezing), but for transmissions, which "
      "heat does not touch and fed networks are refused for.",
      {{"qbnet sensitivity examples/cascade/network.toml --of 'energy(b4)' --top 10",
        "what the last battery's energy depends on most"},
       {"qbnet sensitivity examples/cascade/network.toml --of 'energy_at(b4, 20)'",
        "the same while it is being charged"},
       {"qbnet sensitivity examples/cascade/network.toml --of 'max_power(b4)' --json",
        "numbers for a script"}},
      declare};
}

}  // namespace qbnet::cli
