#include "qbnet/base/quote.hpp"

#include <fmt/format.h>

#include "qbnet/base/characters.hpp"

namespace qbnet {
namespace {

constexpr std::size_t longest_quote = 60;

}  // namespace

std::string printable(std::string_view text) {
  std::string line;
  for (const char x : text) {
    const auto byte = static_cast<unsigned char>(x);
    if (x == '\n') {
      line += "\\n";
    } else if (x == '\t') {
      line += "\\t";
    } else if (byte < 0x20 || byte == 0x7F) {
      line += fmt::format("\\x{:02x}", byte);
    } else {
      line += x;
    }
  }
  return line;
}

std::string in_quotes(std::string_view text) {
  if (text.size() <= longest_quote) return '"' + printable(text) + '"';
  std::size_t end = longest_quote;
  while (end > 0 && !begins_character(text[end])) --end;
  return '"' + printable(text.substr(0, end)) + "...\"";
}

}  // namespace qbnet
