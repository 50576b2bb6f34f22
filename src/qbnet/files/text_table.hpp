// Aligned columns of text, for people.
#pragma once

#include <complex>
#include <cstddef>
#include <string>
#include <vector>

#include "qbnet/base/scaled.hpp"

namespace qbnet {

/// Columns two blanks apart. The header line starts with "# ", so that gnuplot and numpy.loadtxt
/// pass over it. Columns of text are set left, columns of numbers right.
class TextTable {
 public:
  enum class Align { left, right };
  void add_column(std::string header, Align align = Align::right);
  /// One cell a column, in order.
  void add_row(std::vector<std::string> cells);
  std::string text() const;

 private:
  struct Column {
    std::string header;
    Align align;
    std::size_t width;
  };
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

/// Eight significant digits, no locale.
std::string table_number(double value);
/// As above; what no double holds prints as a power of ten: 10^-3000.1235.
std::string table_number(const ScaledReal& value);
/// 0.5, 2i, 1-0.5i.
std::string table_number(std::complex<double> value);

}  // namespace qbnet
