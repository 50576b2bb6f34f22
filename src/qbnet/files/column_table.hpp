// Results as columns of equal length, a row a mode: what goes into files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace qbnet {

/// Cells are made when they are written: a table of a million rows takes no memory of its own.
struct Column {
  using Number = std::function<double(std::size_t row)>;
  using Integer = std::function<std::int64_t(std::size_t row)>;
  /// ASCII.
  using Text = std::function<std::string(std::size_t row)>;

  std::string name;
  std::string unit;   ///< "omega", "1"; empty for text
  std::string about;  ///< one sentence: what its numbers are
  std::variant<Number, Integer, Text> cell;
};

/// What is true of the whole table.
struct TableFact {
  std::string name;
  std::variant<double, std::string, std::vector<std::string>> value;
};

struct ColumnTable {
  std::size_t rows = 0;
  std::vector<Column> columns;
  std::vector<TableFact> facts;  ///< for files that can say them
};

}  // namespace qbnet
