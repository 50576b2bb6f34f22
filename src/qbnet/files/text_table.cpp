#include "qbnet/files/text_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace qbnet {

void TextTable::add_column(std::string header, Align align) {
  if (columns_.empty()) header.insert(0, "# ");
  const std::size_t width = header.size();
  columns_.push_back({std::move(header), align, width});
}

void TextTable::add_row(std::vector<std::string> cells) {
  if (!columns_.empty() && columns_.front().align == Align::left && !cells.empty()) {
    cells.front().insert(0, "  ");
  }
  for (std::size_t k = 0; k < columns_.size(); ++k) {
    columns_[k].width = std::max(columns_[k].width, cells.at(k).size());
  }
  rows_.push_back(std::move(cells));
}

std::string TextTable::text() const {
  std::string result;
  const auto put = [&](std::size_t k, const std::string& cell) {
    const std::string blanks(columns_[k].width - cell.size(), ' ');
    const bool left = columns_[k].align == Align::left;
    if (k > 0) result += "  ";
    result += left ? cell + blanks : blanks + cell;
  };
  const auto end_line = [&] {
    result.erase(result.find_last_not_of(' ') + 1);
    result += '\n';
  };
  for (std::size_t k = 0; k < columns_.size(); ++k) {
    // The mark stays at the start of the line even where the column is set right.
    if (k == 0 && columns_[0].align == Align::right) {
      const std::string label = columns_[0].header.substr(2);
      result += "# " + std::string(columns_[0].width - 2 - label.size(), ' ') + label;
    } else {
      put(k, columns_[k].header);
    }
  }
  end_line();
  for (const std::vector<std::string>& row : rows_) {
    for (std::size_t k = 0; k < columns_.size(); ++k) put(k, row[k]);
    end_line();
  }
  return result;
}

std::string table_number(double value) { return fmt::format("{:.8g}", value + 0.0); }

std::string table_number(std::complex<double> value) {
  if (value.imag() == 0) return table_number(value.real());
  if (value.real() == 0) return table_number(value.imag()) + "i";
  return fmt::format("{}{}{}i", table_number(value.real()), value.imag() < 0 ? "" : "+",
                     table_number(value.imag()));
}

std::string table_number(const ScaledReal& value) {
  const double nearest = value.value();
  const bool held =
      std::isfinite(nearest) && std::abs(nearest) >= std::numeric_limits<double>::min();
  if (value.is_zero() || held) return table_number(nearest);
  const bool negative = value.mantissa() < 0;
  return fmt::format("{}10^{:.4f}", negative ? "-" : "", log10(negative ? -value : value));
}

}  // namespace qbnet
