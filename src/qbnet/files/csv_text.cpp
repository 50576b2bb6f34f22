#include "qbnet/files/csv_text.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace qbnet {

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

void put_csv_number(std::string& buffer, double value) {
  if (std::isnan(value)) return;
  std::array<char, 32> text;
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 17);
  buffer.append(text.data(), end.ptr);
}

}  // namespace qbnet
