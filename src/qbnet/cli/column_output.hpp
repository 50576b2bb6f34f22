// Answers of a row a mode: into files, or cut to what a reader takes in.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "qbnet/base/scaled.hpp"
#include "qbnet/cli/options.hpp"
#include "qbnet/files/atomic_file.hpp"
#include "qbnet/files/column_table.hpp"
#include "qbnet/files/grid_hdf5.hpp"
#include "qbnet/measure/power.hpp"

namespace qbnet::cli {

struct ColumnOptions : NetworkOptions {
  std::string output;
  bool overwrite = false;
};

/// The options of a solver, -o and --overwrite.
void declare_column_options(Parser& parser, ColumnOptions& options);

/// -o and --overwrite alone.
void declare_output_options(Parser& parser, ColumnOptions& options);

/// Refuses an output that cannot be, before anything is computed.
void check_column_output(const ColumnOptions& options);

/// Where the columns come from. `own`: the options that only this command has, as typed.
GridOrigin column_origin(const ColumnOptions& options, std::string_view command, std::string text,
                         const std::vector<std::string>& own);

void write_column_output(const ColumnOptions& options, const ColumnTable& table);

/// Ends a result whose rows are in the file: its name, null where nothing was written.
std::string output_alone(JsonWriter& json, const ColumnOptions& options, bool show);

/// A command of a row a battery: reads, solves, judges and writes. `solve(network, modes, power
/// options)` gives a result with status and message; `columns(network, result, origin)`,
/// `json(network, modes, result, show)` and `text(network, result)` tell it.
template <class Solve, class Columns, class Json, class Text>
int run_batteries(const ColumnOptions& options, Streams& streams, std::string_view command,
                  const Solve& solve, const Columns& columns, const Json& json, const Text& text) {
  check_column_output(options);
  std::string file;
  const Network network = load_file(options, streams, &file).network;
  const std::vector<std::size_t> modes =
      selected_modes(options, network, all_batteries(options, network));
  PowerOptions how;
  how.threads = thread_count(options.threads);
  const auto result = solve(network, modes, how);
  const Verdict verdict = judge(result.status, result.message, options, streams);
  if (!options.output.empty() && verdict.show) {
    const GridOrigin origin = column_origin(options, command, std::move(file), {});
    write_column_output(options, columns(network, result, origin));
  }
  if (options.json) {
    write_output(streams.out, json(network, modes, result, verdict.show));
  } else if (options.output.empty() && verdict.show) {
    write_output(streams.out, text(network, result));
  }
  return verdict.exit_code;
}

/// Leaves the `count` that store most, fullest first; of equal ones the smaller number.
void keep_fullest(std::vector<std::size_t>& numbers, std::size_t count,
                  const std::function<ScaledReal(std::size_t number)>& energy_of);

/// Tables longer than this are cut where no one said what to show, and how far.
constexpr std::size_t most_rows = 1000;
constexpr std::size_t rows_shown = 20;
/// "# 20 of 2000001 modes, the fullest; ..." with what shows others.
std::string cut_note(std::size_t all, std::string_view which, std::string_view others);

}  // namespace qbnet::cli
