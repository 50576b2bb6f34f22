// What commands that run long over many points have in common: output, state, estimate, stop.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "qbnet/cli/options.hpp"
#include "qbnet/files/write_grid.hpp"
#include "qbnet/study/long_run.hpp"
#include "qbnet/study/points.hpp"
#include "qbnet/study/progress.hpp"

namespace qbnet::cli {

struct LongOptions : NetworkOptions {
  std::vector<std::string> measures;
  std::string output;
  bool resume = false;
  bool overwrite = false;
  bool dry_run = false;
  bool plain = false;
  std::vector<std::string> typed;  ///< the command: all that the results depend on
  std::vector<std::string> shown;  ///< the rest of it that a user would want again
};

/// FILE and its options, --measure, -o, --resume, --overwrite, --dry-run, --plain.
void declare_long_options(Parser& parser, LongOptions& options);

/// Sets `typed`; `own`: the options that only this command has.
void keep_command(LongOptions& options, std::string_view command,
                  const std::vector<std::string>& own);

/// The network file's text, read once: what a run depends on is kept beside its results.
struct LongInput {
  std::string text;
  std::vector<Setting> settings;
};
LongInput read_input(const LongOptions& options);
/// Of sampled drives, which come from files of their own: results depend on them, too.
std::string samples_text(const Protocol& protocol);

/// Refuses what does not fit or must not be written, before anything is computed.
void check_long_output(const LongOptions& options, const std::vector<Axis>& axes,
                       const std::vector<MeasureName>& columns);

/// How large a run is.
struct RunSize {
  double points = 0;
  double held = 0;     ///< numbers in memory, each point
  double written = 0;  ///< numbers in the output, each point
};
/// What it takes, but for the time.
Estimate estimate_size(const RunSize& size, const LongOptions& options);
/// With the time. `part`: some of its points, to be timed.
Estimate estimate_points(const RunSize& size, const Points& part, const LongOptions& options);
/// Refuses a run that does not fit, with its estimate.
void check_size(const RunSize& size, const LongOptions& options,
                const std::function<Estimate()>& estimate);

/// Runs all points; on the way progress on a terminal, Ctrl-C and SIGTERM stop it. Returns the
/// results; an interrupted run has said so, and how to go on.
LongRun run_points(const Points& points, const std::string& identity, const LongOptions& options,
                   Streams& streams, int& exit_code);

/// For --dry-run.
void print_estimate(const Estimate& estimate, const std::string& method, const LongOptions& options,
                    Streams& streams);

/// "3 of 100 points are not ok (1 marginal, 2 failed)"; empty if all are.
std::string describe_failures(const Results<std::uint8_t>& status, std::string_view points);

/// Where the first point that is not ok lies, and why, if that is its steady state. There is one.
std::string first_failure(const std::vector<Axis>& axes, const Results<std::uint8_t>& status,
                          const Points& points);

/// Words of a command line, quoted where a shell needs it.
std::string command_text(const std::vector<std::string>& words);

}  // namespace qbnet::cli
