// What a character is, the same in every locale.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace qbnet {

constexpr bool is_digit(char x) { return x >= '0' && x <= '9'; }
constexpr bool is_letter(char x) {
  return (x >= 'a' && x <= 'z') || (x >= 'A' && x <= 'Z') || x == '_';
}
constexpr bool is_letter_or_digit(char x) { return is_letter(x) || is_digit(x); }
constexpr bool is_space(char x) { return x == ' ' || x == '\t' || x == '\n' || x == '\r'; }
/// Whether a byte of UTF-8 text is the first of a character.
constexpr bool begins_character(char x) { return (static_cast<unsigned char>(x) & 0xC0u) != 0x80u; }

/// The longest name of a mode or parameter.
constexpr std::size_t longest_name = 64;
/// Whether the text is [A-Za-z_][A-Za-z0-9_]*.
constexpr bool is_name(std::string_view text) {
  return !text.empty() && is_letter(text[0]) && std::ranges::all_of(text, is_letter_or_digit);
}

}  // namespace qbnet
