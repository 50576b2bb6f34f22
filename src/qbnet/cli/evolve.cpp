#include "qbnet/solve/evolve.hpp"

#include <fmt/format.h>

#include <memory>
#include <numeric>
#include <optional>
#include <ostream>

#include "qbnet/base/memory.hpp"
#include "qbnet/cli/column_output.hpp"
#include "qbnet/cli/parser.hpp"
#include "qbnet/files/steady_columns.hpp"
#include "qbnet/files/text_table.hpp"

namespace qbnet::cli {
namespace {

struct EvolveCommand : ColumnOptions {
  std::string times;
  bool efficiency = false;
};

// An amplitude takes 24 bytes, and as much again while the modes to be told are chosen.
void check_size(std::size_t times, std::size_t modes) {
  constexpr double bytes_each = 2 * sizeof(ScaledComplex);
  require_memory(
      bytes_each * static_cast<double>(times) * static_cast<double>(modes),
      [&] { return fmt::format("{} times of {} modes", times, modes); },
      "; --mode or a smaller COUNT would help");
}

void put_parts(JsonWriter& json, const Evolution& result, std::size_t k, bool show) {
  const auto put = [&](const char* key, const auto& of) {
    json.key(key);
    json.begin_array(JsonWriter::Layout::line);
    for (std::size_t i = 0; i < result.times.size(); ++i) {
      show ? json.value(of(norm(result.amplitude[k][i]), result.parts[k][i])) : json.null();
    }
    json.end_array();
  };
  using Parts = Fluctuations;
  put("coherent_energy", [](const ScaledReal& coherent, const Parts&) { return coherent; });
  put("thermal_energy", [](const ScaledReal&, const Parts& parts) { return parts.thermal; });
  put("squeezed_energy", [](const ScaledReal&, const Parts& parts) { return parts.squeezed; });
  put("ergotropy",
      [](const ScaledReal& coherent, const Parts& parts) { return coherent + parts.squeezed; });
}

// With -o times and modes are in the file.
void print_json(const Network& network, const Evolution& result, const EvolveCommand& options,
                bool show, std::ostream& out) {
  using Layout = JsonWriter::Layout;
  JsonWriter json([&](std::string_view piece) { write_output(out, piece); });
  begin_result(json, "evolve", result.status);
  if (!options.output.empty()) {
    json.key("output");
    show ? json.value(options.output) : json.null();
    json.key("error_bound");
    show ? json.value(result.error_bound) : json.null();
    json.end_object();
    json.finish();
    return;
  }
  json.key("times");
  json.begin_array(Layout::line);
  for (const double t : result.times) json.value(t);
  json.end_array();
  json.key("modes");
  json.begin_array();
  for (std::size_t k = 0; k < result.modes.size(); ++k) {
    json.begin_object();
    json.key("name");
    json.value(network.name(result.modes[k]));
    json.key("role");
    json.value(to_string(network.rates(result.modes[k]).role));
    json.key("energy");
    json.begin_array(Layout::line);
    for (std::size_t i = 0; i < result.times.size(); ++i) {
      show ? json.value(result.energy(k, i)) : json.null();
    }
    json.end_array();
    json.key("log10_energy");
    json.begin_array(Layout::line);
    for (std::size_t i = 0; i < result.times.size(); ++i) {
      show ? json.log10_value(result.energy(k, i)) : json.null();
    }
    json.end_array();
    if (!result.parts.empty()) put_parts(json, result, k, show);
    if (options.efficiency) {
      json.key("efficiency");
      json.begin_array(Layout::line);
      for (std::size_t i = 0; i < result.times.size(); ++i) {
        const std::optional<double> share = show ? result.efficiency(k, i) : std::nullopt;
        share ? json.value(*share) : json.null();
      }
      json.end_array();
    }
    json.end_object();
  }
  json.end_array();
  if (options.efficiency) {
    json.key("supplied_energy");
    json.begin_array(Layout::line);
    for (std::size_t i = 0; i < result.times.size(); ++i) {
      show ? json.value(result.supplied[i]) : json.null();
    }
    json.end_array();
  }
  json.key("error_bound");
  show ? json.value(result.error_bound) : json.null();
  json.end_object();
  json.finish();
}

std::string to_text(const Network& network, const Evolution& result, const EvolveCommand& options) {
  TextTable table;
  table.add_column("time");
  if (options.efficiency) table.add_column("supplied");
  for (const std::size_t j : result.modes) table.add_column(network.name(j));
  for (std::size_t i = 0; i < result.times.size(); ++i) {
    std::vector<std::string> row = {table_number(result.times[i])};
    if (options.efficiency) row.push_back(table_number(result.supplied[i]));
    for (std::size_t k = 0; k < result.modes.size(); ++k) {
      if (!options.efficiency) {
        row.push_back(table_number(result.energy(k, i)));
        continue;
      }
      const std::optional<double> share = result.efficiency(k, i);
      row.push_back(share ? table_number(*share) : "-");
    }
    table.add_row(std::move(row));
  }
  const char* const what = options.efficiency
                               ? "efficiency (stored energy over what the drives supplied)"
                               : "energy/omega";
  return title(what, options, result.status) + table.text();
}

// The modes that store most at the last time, fullest first.
void keep_fullest_of(Evolution& result, std::size_t count) {
  if (result.amplitude.empty() || result.times.empty()) return;
  std::vector<std::size_t> order(result.modes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  keep_fullest(order, count,
               [&](std::size_t k) { return result.energy(k, result.times.size() - 1); });
  Evolution kept;
  kept.status = result.status;
  kept.message = result.message;
  kept.times = result.times;
  kept.error_bound = result.error_bound;
  kept.supplied = result.supplied;
  for (const std::size_t k : order) {
    kept.modes.push_back(result.modes[k]);
    kept.amplitude.push_back(std::move(result.amplitude[k]));
    if (!result.parts.empty()) kept.parts.push_back(std::move(result.parts[k]));
  }
  result = std::move(kept);
}

int run_evolve(const EvolveCommand& options, Streams& streams) {
  const std::vector<double> times = parse_times(options.times);
  check_column_output(options);
  if (options.efficiency && !options.output.empty()) {
    throw Error(Refusal::usage,
                "--efficiency must be without -o, whose columns have no place for it");
  }
  std::string text;
  const NetworkFile file = load_file(options, streams, &text, InTime::computed);
  const Network& network = file.network;
  EvolveOptions how;
  how.modes = selected_modes(options, network, all_modes(network));
  how.threads = thread_count(options.threads);
  how.supply = options.efficiency;
  check_size(times.size(), how.modes.size());
  Evolution result = evolve(network, times, how, file.protocol);
  result.times = times;
  result.modes = how.modes;
  const Verdict verdict = judge(result.status, result.message, options, streams);
  if (!options.output.empty() && verdict.show) {
    const GridOrigin origin =
        column_origin(options, "evolve", std::move(text), {"--times", options.times});
    write_column_output(options, evolve_columns(network, result, origin));
  }
  if (options.json) {
    print_json(network, result, options, verdict.show, streams.out);
  } else if (options.output.empty() && verdict.show) {
    const bool cut = options.modes.empty() && network.size() > most_rows;
    if (cut) keep_fullest_of(result, rows_shown);
    std::string table = to_text(network, result, options);
    if (cut) {
      table += cut_note(network.size(), "the fullest at the last time",
                        "--mode, --json or -o show others");
    }
    write_output(streams.out, table);
  }
  return verdict.exit_code;
}

Action declare(Parser& parser) {
  auto options = std::make_shared<EvolveCommand>();
  declare_column_options(parser, *options);
  parser.value("--times", options->times, "START:STOP:COUNT[:log]",
               "COUNT times from START to STOP, both included, in equal steps or (log) in equal "
               "ratios; COUNT 1 gives START",
               Parser::required);
  parser.flag("--efficiency", options->efficiency,
              "stored energy over the energy that the drives have supplied (up to 128 modes)");
  return [options](Streams& streams) { return run_evolve(*options, streams); };
}

}  // namespace

Command evolve_command() {
  return {
      "evolve",
      "FILE --times START:STOP:COUNT[:log] [options]",
      "energy of every mode in time, from the vacuum",
      "Every mode starts empty at time 0, when the drives are switched on. Times are in units "
      "of one over the file's unit of rates, energies in units of omega. The table has one "
      "line a time and one column a mode; gnuplot and numpy.loadtxt read it as it is. -o writes "
      "columns with a row for each mode and time: name, role, time, energy, log10_energy, re, im, "
      "exponent; the amplitude is (re + i im) 2^exponent. Pulses, tones and switches of the file "
      "([[drive]], [[switch]]) are carried exactly, for up to 128 modes.",
      {{"qbnet evolve examples/cascade/network.toml --times 0:100:101",
        "101 times, 0 and 100 included"},
       {"qbnet evolve examples/cascade/network.toml --times 1e-3:1e3:61:log --mode b1 --mode b2",
        "two batteries, ten times a decade"},
       {"qbnet evolve examples/cascade/network.toml --times 0:100:101 -o charging.npy",
        "columns for numpy; .h5 and .csv work too"},
       {"qbnet evolve examples/pulse/network.toml --times 0:120:121 --mode b2",
        "a pulse, and links that are switched off"},
       {"qbnet evolve examples/pulse/network.toml --times 0:120:121 --mode b2 --efficiency",
        "the share of the supplied energy that b2 holds"},
       {"qbnet evolve examples/cascade/network.toml --times 5:5:1 --json",
        "one time, every digit"}},
      declare};
}

}  // namespace qbnet::cli
