#include "qbnet/solve/evolve.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "qbnet/cli/options.hpp"
#include "qbnet/files/range.hpp"
#include "qbnet/files/text_table.hpp"
#include "qbnet/measure/energy.hpp"

namespace qbnet::cli {
namespace {

struct EvolveCommand : NetworkOptions {
  std::string times;
};

std::vector<double> parse_times(const std::string& text) {
  const Range range = parse_range(text, "--times");
  if (range.start < 0 || range.stop < 0) {
    throw Error(Refusal::usage,
                fmt::format("--times must be at least 0 throughout, but is \"{}\"", text));
  }
  return points(range);
}

// An amplitude takes 24 bytes, and its two numbers in the output up to 50.
void check_size(std::size_t times, std::size_t modes) {
  constexpr double bytes_each = 24 + 50;
  const double needed = bytes_each * static_cast<double>(times) * static_cast<double>(modes);
  const double memory =
      static_cast<double>(::sysconf(_SC_PHYS_PAGES)) * static_cast<double>(::sysconf(_SC_PAGESIZE));
  if (needed > 0.8 * memory) {
    throw Error(Refusal::too_large,
                fmt::format("{} times of {} modes must fit into memory ({:.3g} GB), but would need "
                            "about {:.3g} GB; --mode or a smaller COUNT would help",
                            times, modes, memory * 1e-9, needed * 1e-9));
  }
}

std::string to_json(const Network& network, const Evolution& result, bool show) {
  using Layout = JsonWriter::Layout;
  JsonWriter json;
  begin_result(json, "evolve", result.status);
  json.key("times");
  json.begin_array(Layout::line);
  for (const double t : result.times) json.value(t);
  json.end_array();
  json.key("modes");
  json.begin_array();
  for (std::size_t k = 0; k < result.modes.size(); ++k) {
    const Mode& mode = network.mode(result.modes[k]);
    json.begin_object();
    json.key("name");
    json.value(mode.name);
    json.key("role");
    json.value(to_string(mode.role));
    json.key("energy");
    json.begin_array(Layout::line);
    for (std::size_t i = 0; i < result.times.size(); ++i) {
      show ? json.value(energy(result.amplitude[k][i])) : json.null();
    }
    json.end_array();
    json.key("log10_energy");
    json.begin_array(Layout::line);
    for (std::size_t i = 0; i < result.times.size(); ++i) {
      show ? json.log10_value(energy(result.amplitude[k][i])) : json.null();
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.key("error_bound");
  show ? json.value(result.error_bound) : json.null();
  json.end_object();
  return json.take();
}

std::string to_text(const Network& network, const Evolution& result,
                    const NetworkOptions& options) {
  TextTable table;
  table.add_column("time");
  for (const std::size_t j : result.modes) table.add_column(network.mode(j).name);
  for (std::size_t i = 0; i < result.times.size(); ++i) {
    std::vector<std::string> row = {table_number(result.times[i])};
    for (const std::vector<ScaledComplex>& amplitude : result.amplitude) {
      row.push_back(table_number(energy(amplitude[i])));
    }
    table.add_row(std::move(row));
  }
  return title("energy/omega", options, result.status) + table.text();
}

Action declare(CLI::App& app) {
  auto options = std::make_shared<EvolveCommand>();
  declare_solver_options(app, *options);
  app.add_option("--times", options->times,
                 "COUNT times from START to STOP, both included, in equal steps or (log) in equal "
                 "ratios; COUNT 1 gives START")
      ->type_name("START:STOP:COUNT[:log]")
      ->required();
  return [options](Streams& streams) {
    const std::vector<double> times = parse_times(options->times);
    const Network network = load_network(*options, streams);
    EvolveOptions how;
    how.modes = selected_modes(*options, network, all_modes(network));
    how.threads = thread_count(options->threads);
    check_size(times.size(), how.modes.size());
    Evolution result = evolve(network, times, how);
    result.times = times;
    result.modes = how.modes;
    const Verdict verdict = judge(result.status, result.message, *options, streams);
    if (options->json) {
      write_output(streams.out, to_json(network, result, verdict.show));
    } else if (verdict.show) {
      write_output(streams.out, to_text(network, result, *options));
    }
    return verdict.exit_code;
  };
}

}  // namespace

Command evolve_command() {
  return {
      "evolve",
      "FILE --times START:STOP:COUNT[:log] [options]",
      "energy of every mode in time, from the vacuum",
      "Every mode starts empty at time 0, when the drives are switched on. Times are in units "
      "of one over the file's unit of rates, energies in units of omega. The table has one "
      "line a time and one column a mode; gnuplot and numpy.loadtxt read it as it is.",
      {{"qbnet evolve examples/cascade/network.toml --times 0:100:101",
        "101 times, 0 and 100 included"},
       {"qbnet evolve examples/cascade/network.toml --times 1e-3:1e3:61:log --mode b1 --mode b2",
        "two batteries, ten times a decade"},
       {"qbnet evolve examples/cascade/network.toml --times 5:5:1 --json",
        "one time, every digit"}},
      declare};
}

}  // namespace qbnet::cli
