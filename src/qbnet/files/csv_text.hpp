// Fields of CSV.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace qbnet {

/// A buffer of this size is worth a write.
constexpr std::size_t full_csv_buffer = std::size_t{8} << 20U;

/// In quotes if it holds a comma, a quote or an end of line.
std::string csv_field(std::string_view text);

/// As full_text(), but at the end of a buffer: a string for each of 1e8 numbers would cost as much
/// as them. A NaN leaves its field empty.
void put_csv_number(std::string& buffer, double value);

}  // namespace qbnet
