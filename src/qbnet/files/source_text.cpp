#include "qbnet/files/source_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "qbnet/base/characters.hpp"
#include "qbnet/base/quote.hpp"

namespace qbnet {
namespace {

// Bytes of the UTF-8 character that begins here; 0 if none does (Unicode 15, table 3-7).
std::size_t character_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t k) {
    return at + k < text.size() ? static_cast<unsigned char>(text[at + k]) : 0u;
  };
  const auto follows = [&](std::size_t k, unsigned low = 0x80, unsigned high = 0xBF) {
    return byte(k) >= low && byte(k) <= high;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool second = follows(1, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF);
    return second && follows(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool second = follows(1, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
    return second && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

SourceText::SourceText(std::string name, std::string text)
    : name_(printable(name)), text_(std::move(text)) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text_.starts_with(byte_order_mark)) text_.erase(0, byte_order_mark.size());
  if (std::ranges::all_of(text_, is_space)) fail({}, "file must describe a network, but is empty");
  for (std::size_t at = 0; at < text_.size();) {
    if (text_[at] == '\0') fail(position(at), "file must be text, but has a NUL byte here");
    const std::size_t length = character_length(text_, at);
    if (length == 0) {
      fail(position(at), fmt::format("file must be UTF-8 text, but has the byte 0x{:02X} here",
                                     static_cast<unsigned char>(text_[at])));
    }
    at += length;
  }
}

void SourceText::step() const {
  const bool line_ends = text_[cursor_] == '\n';
  ++cursor_;
  while (cursor_ < text_.size() && !begins_character(text_[cursor_])) ++cursor_;
  cursor_position_ = line_ends ? Position{cursor_position_.line + 1, 1}
                               : Position{cursor_position_.line, cursor_position_.column + 1};
}

Position SourceText::position(std::size_t offset) const {
  if (offset < cursor_) {
    cursor_ = 0;
    cursor_position_ = {};
  }
  while (cursor_ < std::min(offset, text_.size())) step();
  return cursor_position_;
}

std::size_t SourceText::offset(const Position& position) const {
  if (position < cursor_position_) {
    cursor_ = 0;
    cursor_position_ = {};
  }
  while (cursor_position_ < position && cursor_ < text_.size()) step();
  return cursor_;
}

std::string SourceText::message(const Position& position, std::string_view sentence) const {
  return fmt::format("{}:{}:{}: {}", name_, position.line, position.column, sentence);
}

void SourceText::fail(const Position& position, std::string_view sentence, Refusal refusal) const {
  throw Error(refusal, message(position, sentence));
}

}  // namespace qbnet
