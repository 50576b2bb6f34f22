#include "qbnet/cli/column_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "qbnet/cli/long_command.hpp"
#include "qbnet/cli/parser.hpp"
#include "qbnet/files/output_format.hpp"
#include "qbnet/files/write_columns.hpp"

namespace qbnet::cli {
namespace {

Existing existing(const ColumnOptions& options) {
  return options.overwrite ? Existing::replace : Existing::refuse;
}

}  // namespace

void declare_column_options(Parser& parser, ColumnOptions& options) {
  declare_solver_options(parser, options);
  declare_output_options(parser, options);
}

void declare_output_options(Parser& parser, ColumnOptions& options) {
  parser.value("-o,--output", options.output, "OUT",
               "write columns into this file; it must end in .csv, .npy or .h5");
  parser.flag("--overwrite", options.overwrite, "let -o replace an existing file");
}

void check_column_output(const ColumnOptions& options) {
  if (!options.output.empty()) check_output_file(options.output, existing(options));
}

GridOrigin column_origin(const ColumnOptions& options, std::string_view command, std::string text,
                         const std::vector<std::string>& own) {
  std::vector<std::string> words = {"qbnet", std::string(command), options.file};
  words.insert(words.end(), own.begin(), own.end());
  for (const std::string& mode : options.modes) words.insert(words.end(), {"--mode", mode});
  for (const std::string& setting : options.settings) {
    words.insert(words.end(), {"--set", setting});
  }
  words.insert(words.end(), {"-o", options.output});
  return {std::move(text), QBNET_VERSION, options.settings, command_text(words)};
}

void write_column_output(const ColumnOptions& options, const ColumnTable& table) {
  write_columns(options.output, table, existing(options));
}

std::string output_alone(JsonWriter& json, const ColumnOptions& options, bool show) {
  json.key("output");
  show ? json.value(options.output) : json.null();
  json.end_object();
  return json.take();
}

void keep_fullest(std::vector<std::size_t>& numbers, std::size_t count,
                  const std::function<ScaledReal(std::size_t number)>& energy_of) {
  std::partial_sort(numbers.begin(), numbers.begin() + static_cast<std::ptrdiff_t>(count),
                    numbers.end(), [&](std::size_t a, std::size_t b) {
                      const ScaledReal x = energy_of(a), y = energy_of(b);
                      return y < x || (!(x < y) && a < b);
                    });
  numbers.resize(count);
}

std::string cut_note(std::size_t all, std::string_view which, std::string_view others) {
  return fmt::format("# {} of {} modes, {}; {}\n", rows_shown, all, which, others);
}

}  // namespace qbnet::cli
