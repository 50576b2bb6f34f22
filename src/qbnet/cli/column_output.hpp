// Answers of a row a mode: into files, or cut to what a reader takes in.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "qbnet/base/scaled.hpp"
#include "qbnet/cli/options.hpp"
#include "qbnet/files/atomic_file.hpp"
#include "qbnet/files/column_table.hpp"
#include "qbnet/files/grid_hdf5.hpp"

namespace qbnet::cli {

struct ColumnOptions : NetworkOptions {
  std::string output;
  bool overwrite = false;
};

/// The options of a solver, -o and --overwrite.
void declare_column_options(CLI::App& app, ColumnOptions& options);

/// -o and --overwrite alone.
void declare_output_options(CLI::App& app, ColumnOptions& options);

/// Refuses an output that cannot be, before anything is computed.
void check_column_output(const ColumnOptions& options);

/// Where the columns come from. `own`: the options that only this command has, as typed.
GridOrigin column_origin(const ColumnOptions& options, std::string_view command, std::string text,
                         const std::vector<std::string>& own);

void write_column_output(const ColumnOptions& options, const ColumnTable& table);

/// Ends a result whose rows are in the file: its name, null where nothing was written.
std::string output_alone(JsonWriter& json, const ColumnOptions& options, bool show);

/// Leaves the `count` that store most, fullest first; of equal ones the smaller number.
void keep_fullest(std::vector<std::size_t>& numbers, std::size_t count,
                  const std::function<ScaledReal(std::size_t number)>& energy_of);

/// Tables longer than this are cut where no one said what to show, and how far.
constexpr std::size_t most_rows = 1000;
constexpr std::size_t rows_shown = 20;
/// "# 20 of 2000001 modes, the fullest; ..." with what shows others.
std::string cut_note(std::size_t all, std::string_view which, std::string_view others);

}  // namespace qbnet::cli
