// The text of a file, and where things stand in it.
#pragma once

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>

#include "qbnet/base/status.hpp"

namespace qbnet {

/// Line and column, both from 1; columns count UTF-8 characters.
struct Position {
  std::size_t line = 1;
  std::size_t column = 1;
  friend auto operator<=>(const Position&, const Position&) = default;
};

/// A copy of checked text: not empty, valid UTF-8, no NUL byte; a byte order mark is dropped.
class SourceText {
 public:
  /// Throws Error(Refusal::input) with FILE:LINE:COL.
  SourceText(std::string name, std::string text);

  const std::string& name() const { return name_; }
  std::string_view text() const { return text_; }

  /// Line and column of a byte, and back (the end of the text if it is shorter). Fast when asked
  /// front to back: the last answer is where the next search begins.
  Position position(std::size_t offset) const;
  std::size_t offset(const Position& position) const;

  /// "FILE:LINE:COL: sentence".
  std::string message(const Position& position, std::string_view sentence) const;
  [[noreturn]] void fail(const Position& position, std::string_view sentence,
                         Refusal refusal = Refusal::input) const;

 private:
  void step() const;

  std::string name_;
  std::string text_;
  mutable std::size_t cursor_ = 0;
  mutable Position cursor_position_;
};

}  // namespace qbnet
