#include "qbnet/files/json_output.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <utility>

#include "qbnet/base/number_text.hpp"

namespace qbnet {

// Before every key, value and opening bracket: the comma and the blank or new line it needs.
void JsonWriter::separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (levels_.empty()) return;
  Level& level = levels_.back();
  if (!level.empty) text_ += level.layout == Layout::line ? ", " : ",";
  if (level.layout == Layout::block) {
    text_ += '\n';
    text_.append(2 * levels_.size(), ' ');
  }
  level.empty = false;
}

void JsonWriter::open(char bracket, Layout layout) {
  separate();
  text_ += bracket;
  // Nothing inside a line can be a block.
  if (!levels_.empty() && levels_.back().layout == Layout::line) layout = Layout::line;
  levels_.push_back({layout});
}

void JsonWriter::close(char bracket) {
  const Level level = levels_.back();
  levels_.pop_back();
  if (level.layout == Layout::block && !level.empty) {
    text_ += '\n';
    text_.append(2 * levels_.size(), ' ');
  }
  text_ += bracket;
  constexpr std::size_t full = std::size_t{1} << 16U;
  if (sink_ && text_.size() >= full) {
    sink_(text_);
    text_.clear();
  }
}

void JsonWriter::finish() { sink_(take()); }

void JsonWriter::key(std::string_view name) {
  separate();
  put_string(name);
  text_ += ": ";
  after_key_ = true;
}

void JsonWriter::null() {
  separate();
  text_ += "null";
}

void JsonWriter::value(bool flag) {
  separate();
  text_ += flag ? "true" : "false";
}

void JsonWriter::value(std::string_view text) {
  separate();
  put_string(text);
}

void JsonWriter::value(std::size_t count) {
  separate();
  fmt::format_to(std::back_inserter(text_), "{}", count);
}

void JsonWriter::value(double number) {
  if (!std::isfinite(number)) {
    null();
    return;
  }
  separate();
  text_ += full_text(number == 0 ? 0.0 : number);
}

void JsonWriter::log10_value(const ScaledReal& number) {
  if (!(ScaledReal() < number)) {
    null();
  } else {
    value(log10(number));
  }
}

std::string JsonWriter::take() {
  text_ += '\n';
  return std::exchange(text_, {});
}

void JsonWriter::put_string(std::string_view text) {
  text_ += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      text_ += '\\';
      text_ += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      fmt::format_to(std::back_inserter(text_), "\\u{:04x}", static_cast<unsigned>(c));
    } else {
      text_ += c;
    }
  }
  text_ += '"';
}

}  // namespace qbnet
