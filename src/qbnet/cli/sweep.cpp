#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "qbnet/base/number_text.hpp"
#include "qbnet/cli/long_command.hpp"
#include "qbnet/cli/parser.hpp"
#include "qbnet/files/grid_csv.hpp"
#include "qbnet/files/load_text.hpp"
#include "qbnet/files/vary.hpp"
#include "qbnet/resolvent/lanes.hpp"

namespace qbnet::cli {
namespace {

struct SweepCommand : LongOptions {
  std::vector<std::string> vary;
};

// As many values as it takes to see what a point costs.
std::vector<Axis> some_values(std::vector<Axis> axes) {
  std::size_t room = std::size_t{1} << 16;
  for (std::size_t k = axes.size(); k-- > 0;) {
    std::vector<double>& values = axes[k].values;
    values.resize(std::min({values.size(), room, std::size_t{4096}}));
    room = std::max<std::size_t>(1, room / values.size());
  }
  return axes;
}

std::string identity(const SweepCommand& options, const LongInput& input,
                     const Protocol& protocol) {
  std::string text =
      fmt::format("qbnet {}\nsweep, {}\n", QBNET_VERSION, options.plain ? "plain" : lane_target());
  for (const std::string& vary : options.vary) text += "vary " + vary + '\n';
  for (const std::string& setting : options.settings) text += "set " + setting + '\n';
  for (const std::string& measure : options.measures) text += "measure " + measure + '\n';
  return text + samples_text(protocol) + input.text;
}

std::string summary_json(const Grid& grid, const LongRun& run, const SweepCommand& options,
                         const std::string& method) {
  JsonWriter json;
  begin_result(json, "sweep", run.status);
  json.key("points");
  json.value(grid.points());
  json.key("done");
  json.value(run.done);
  std::size_t ok = 0;
  for (const std::uint8_t s : grid.status) ok += static_cast<Status>(s) == Status::ok ? 1 : 0;
  json.key("ok");
  json.value(ok);
  json.key("method");
  json.value(method);
  json.key("output");
  options.output.empty() ? json.null() : json.value(options.output);
  if (options.output.empty()) {
    json.key("axes");
    json.begin_array();
    for (const Axis& axis : grid.axes) {
      json.begin_object();
      json.key("name");
      json.value(axis.name);
      json.key("values");
      json.begin_array(JsonWriter::Layout::line);
      for (const double x : axis.values) json.value(x);
      json.end_array();
      json.end_object();
    }
    json.end_array();
    json.key("measures");
    json.begin_array();
    for (std::size_t m = 0; m < grid.measures.size(); ++m) {
      json.begin_object();
      json.key("name");
      json.value(grid.measures[m].name);
      json.key("unit");
      json.value(grid.measures[m].unit);
      json.key("values");
      json.begin_array(JsonWriter::Layout::line);
      for (std::size_t i = 0; i < grid.points(); ++i) json.value(grid.at(m, i));
      json.end_array();
      json.end_object();
    }
    json.end_array();
    json.key("point_status");
    json.begin_array(JsonWriter::Layout::line);
    for (const std::uint8_t s : grid.status) json.value(to_string(static_cast<Status>(s)));
    json.end_array();
  }
  json.end_object();
  return json.take();
}

int run_sweep(SweepCommand& options, Streams& streams) {
  if (options.vary.empty()) {
    throw Error(Refusal::usage,
                "--vary must be given at least once, as in --vary g=0:1:101, but is not");
  }
  RunSize size;
  const std::vector<Axis> axes = parse_vary(options.vary, size.points);
  const LongInput input = read_input(options);
  const NetworkSource source{input.text, display_name(options.file), input.settings,
                             folder_of(options.file)};
  const NetworkFile file = read_varied(source, axes);
  if (!options.quiet) {
    for (const std::string& warning : file.warnings) warn(streams, warning);
  }
  const std::vector<Measure> measures = parse_measures(options.measures, file.network);
  Grid grid;
  grid.axes = axes;
  grid.measures = columns(measures);
  size.held = size.written = static_cast<double>(grid.measures.size());
  PointsOptions how;
  how.plain = options.plain;
  const auto part = [&] { return varied_points(file, source, some_values(axes), measures, how); };
  const auto estimate = [&] { return estimate_points(size, *part(), options); };
  check_size(size, options, estimate);
  double points_at_hand = 1;
  for (const Axis& axis : axes) points_at_hand *= static_cast<double>(axis.values.size());
  if (points_at_hand < size.points) parse_vary(options.vary);  // refuses what is too long
  if (options.dry_run) {
    print_estimate(estimate(), part()->method(), options, streams);
    return 0;
  }
  check_long_output(options, axes, grid.measures);
  const std::unique_ptr<const Points> made = varied_points(file, source, axes, measures, how);
  const Points& points = *made;
  std::vector<std::string> own;
  for (const std::string& v : options.vary) own.insert(own.end(), {"--vary", v});
  keep_command(options, "sweep", own);

  int exit_code = 0;
  LongRun run =
      run_points(points, identity(options, input, file.protocol), options, streams, exit_code);
  if (exit_code != 0) return exit_code;
  grid.values.swap(run.values);
  grid.status.swap(run.item_status);
  std::string failures = describe_failures(grid.status, "points");
  if (!failures.empty()) failures += first_failure(grid.axes, grid.status, points);
  if (!options.output.empty()) {
    write_grid(options.output, grid,
               {input.text, QBNET_VERSION, options.settings, command_text(options.typed)},
               options.overwrite ? Existing::replace : Existing::refuse);
    remove_state(run, options.output);
  }
  if (options.json) {
    write_output(streams.out, summary_json(grid, run, options, points.method()));
  } else if (options.output.empty()) {
    write_csv(grid, [&](std::string_view piece) { write_output(streams.out, piece); });
  }
  if (options.verbose) {
    streams.err << fmt::format("qbnet: {} points, {}, {:.3g} s\n", grid.points(), points.method(),
                               run.seconds);
  }
  if (failures.empty()) return 0;
  streams.err << fmt::format("qbnet: {}; their values are left out\n", failures);
  return 10;
}

Action declare(Parser& parser) {
  auto options = std::make_shared<SweepCommand>();
  declare_long_options(parser, *options);
  parser.values("--vary", options->vary, "NAME=VALUES",
                "a parameter of the file and its values; repeatable, the last runs fastest: "
                "NAME=START:STOP:COUNT, with :log for equal ratios, or NAME=V1,V2,...");
  return [options](Streams& streams) { return run_sweep(*options, streams); };
}

}  // namespace

Command sweep_command() {
  return {
      "sweep",
      "FILE --vary NAME=START:STOP:COUNT[:log] ... --measure MEASURE ... [-o OUT] [options]",
      "measures over a grid of parameters, to CSV, HDF5 or NumPy",
      "Every combination of the values is a point. The network is compiled once and run over many "
      "points at a time; a point whose rounding error is not surely small is solved again in "
      "higher "
      "precision, so every value is as right as the one `qbnet steady` prints. Points at which the "
      "physics refuses are left out, with their status, and the command exits with 10.\n"
      "\n"
      "Without -o the table goes to standard output. A long run keeps its state in "
      "OUT.qbnet-state; "
      "Ctrl-C stops it cleanly, and --resume goes on to the same bytes.",
      {{"qbnet sweep examples/cascade/network.toml --vary g=0.001:0.1:50:log --measure "
        "'energy(b4)'",
        "energy of the last battery against the coupling, as CSV"},
       {"qbnet sweep examples/cascade/network.toml --vary g=0:1:9 --vary gamma=1:2:3 "
        "--measure 'energy(b4)'",
        "two axes: gamma runs fastest"},
       {"qbnet sweep examples/ab-triangle/network.toml --vary theta=-pi:pi:9 "
        "--measure 'energy(b)' -o e.h5",
        "into a file with its axes; .npy and .csv work too"},
       {"qbnet sweep examples/cascade/network.toml --vary g=0.01,0.02 --measure 'max_power(b4)'",
        "two couplings by hand"},
       {"qbnet sweep examples/pulse/network.toml --vary loss=0.001,0.01 --measure "
        "'energy_at(b2, 60)'",
        "a network that changes in time: what a pulse leaves behind"}},
      declare};
}

}  // namespace qbnet::cli
