#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "qbnet/base/characters.hpp"
#include "qbnet/base/expression.hpp"
#include "qbnet/base/quote.hpp"
#include "qbnet/files/tree.hpp"

namespace qbnet {
namespace {

// What toml++ 3.3 does not survive is refused before it sees the text. Undefined behaviour:
// characters beyond ASCII in keys and in strings of several lines (no string here needs them, so
// only comments may have them), table headers that begin with none of a key, a } where a list waits
// for a value, a date with half a time behind it. Recursion: nesting without end, be it of
// brackets or of dotted keys.
class Precheck {
 public:
  explicit Precheck(const SourceText& source) : source_(source), text_(source.text()) {}

  void run() {
    while (at_ < text_.size()) {
      const char x = text_[at_];
      if (x == '"' || x == '\'') {
        skip_string(x);
        continue;
      }
      if (x == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
        continue;
      }
      check_character(x);
      if (x == '[' && open_.empty() && begins_line()) check_header();
      count(x);
      ++at_;
    }
  }

 private:
  bool begins_line() const {
    const std::size_t last = text_.substr(0, at_).find_last_not_of(" \t");
    return last == std::string_view::npos || text_[last] == '\n';
  }

  void check_header() const {
    constexpr std::string_view blanks = " \t";
    std::size_t next = std::min(text_.find_first_not_of(blanks, at_ + 1), text_.size());
    if (next == at_ + 1 && next < text_.size() && text_[next] == '[') {
      next = std::min(text_.find_first_not_of(blanks, next + 1), text_.size());
    }
    if (next == text_.size() || is_letter_or_digit(text_[next])) return;
    if (std::string_view("-\"'").find(text_[next]) != std::string_view::npos) return;
    source_.fail(source_.position(next), "table header must hold a name, but has none");
  }

  void count(char x) {
    if (x == '[' || x == '{') open_ += x;
    if ((x == ']' || x == '}') && !open_.empty()) {
      const char expected = open_.back() == '[' ? ']' : '}';
      if (x != expected) {
        source_.fail(source_.position(at_), fmt::format("bracket {} must be closed by {}, but is "
                                                        "closed by {}",
                                                        open_.back(), expected, x));
      }
      open_.pop_back();
    }
    if (x == '.') ++dots_;
    if (x == '=' || x == ',' || x == '[' || x == '{' || x == '\n') dots_ = 0;
    if (open_.size() > deepest_nesting || dots_ > deepest_nesting) {
      fail_too_deep(source_, source_.position(at_));
    }
    if (x == ' ' || x == 'T' || x == 't') check_date();
  }

  // 1979-05-27 with a T, or with a blank and a digit, behind it.
  void check_date() const {
    constexpr std::string_view pattern = "dddd-dd-dd";
    if (at_ < pattern.size()) return;
    const std::size_t begin = at_ - pattern.size();
    for (std::size_t k = 0; k < pattern.size(); ++k) {
      const char x = text_[begin + k];
      if (pattern[k] == 'd' ? !is_digit(x) : x != pattern[k]) return;
    }
    const bool time_follows = at_ + 1 < text_.size() && is_digit(text_[at_ + 1]);
    if (text_[at_] == ' ' && !time_follows) return;
    source_.fail(source_.position(begin),
                 "value must be a number, text, list or table, but is a date and time");
  }

  void check_character(char x) const {
    if (static_cast<unsigned char>(x) < 0x80) return;
    std::size_t end = at_ + 1;
    while (end < text_.size() && !begins_character(text_[end])) ++end;
    source_.fail(source_.position(at_),
                 fmt::format("text outside comments must be ASCII, but has {}",
                             in_quotes(text_.substr(at_, end - at_))));
  }

  void skip_string(char quote) {
    const std::string triple(3, quote);
    const bool multi_line = text_.substr(at_).starts_with(triple);
    at_ += multi_line ? 3 : 1;
    while (at_ < text_.size()) {
      const char x = text_[at_];
      check_character(x);
      if (x == '\\' && quote == '"') {
        ++at_;
        if (at_ < text_.size()) check_character(text_[at_]);
        ++at_;
      } else if (multi_line && text_.substr(at_).starts_with(triple)) {
        at_ += 3;
        // Two more quotes may belong to the string.
        for (int k = 0; k < 2 && at_ < text_.size() && text_[at_] == quote; ++k) ++at_;
        return;
      } else if (!multi_line && (x == quote || x == '\n')) {
        ++at_;
        return;
      } else {
        ++at_;
      }
    }
  }

  const SourceText& source_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::string open_;  // the brackets that wait to be closed
  std::size_t dots_ = 0;
};

Position position_of(const toml::source_region& region) {
  return {region.begin.line, region.begin.column};
}

class Converter {
 public:
  explicit Converter(const SourceText& source) : source_(source) {}

  Node node(const toml::node& from) const {
    const Position position = position_of(from.source());
    if (const auto* table = from.as_table()) return {position, this->table(*table)};
    if (const auto* array = from.as_array()) {
      List list;
      list.reserve(array->size());
      for (const toml::node& element : *array) list.push_back(node(element));
      return {position, std::move(list)};
    }
    if (const auto* text = from.as_string()) return {position, text->get()};
    if (const auto* integer = from.as_integer()) {
      return {position, static_cast<double>(integer->get())};
    }
    if (const auto* number = from.as_floating_point()) {
      return {position, checked(number->get(), position)};
    }
    if (const auto* flag = from.as_boolean()) return {position, flag->get()};
    return {position, Useless{"a date or time"}};
  }

 private:
  Table table(const toml::table& from) const {
    Table result;
    result.reserve(from.size());
    for (const auto& [key, value] : from) {
      result.push_back({std::string(key.str()), position_of(key.source()), node(value)});
    }
    // toml++ keeps its tables in the order of the alphabet.
    std::ranges::stable_sort(result, {}, &Entry::position);
    return result;
  }

  // toml++ may turn 1e-400 into 0 and 1e400 into infinity: the text itself tells.
  double checked(double value, const Position& position) const {
    if (value != 0 && std::isfinite(value)) return value;
    std::string digits;
    std::string_view rest = source_.text().substr(source_.offset(position));
    if (rest.starts_with('+') || rest.starts_with('-')) rest.remove_prefix(1);
    for (const char x : rest) {
      if (x == '_') continue;
      if (!is_letter_or_digit(x) && x != '.' && x != '+' && x != '-') break;
      digits += x;
    }
    if (digits == "inf" || digits == "nan") return value;
    try {
      return std::copysign(decimal_number(digits), value);
    } catch (const ExpressionError& error) {
      source_.fail(position, error.what());
    }
  }

  const SourceText& source_;
};

// toml++ has no clear words for a number such as 1e400: decimal_number() has.
void refuse_bad_number(const SourceText& source, const Position& behind) {
  const auto is_of_number = [](char x) {
    return is_letter_or_digit(x) || x == '.' || x == '+' || x == '-';
  };
  const std::size_t end = source.offset(behind);
  std::size_t begin = end;
  while (begin > 0 && is_of_number(source.text()[begin - 1])) --begin;
  std::string digits(source.text().substr(begin, end - begin));
  if (digits.starts_with('+') || digits.starts_with('-')) digits.erase(0, 1);
  std::erase(digits, '_');
  try {
    decimal_number(digits);
  } catch (const ExpressionError& error) {
    source.fail(source.position(begin), error.what());
  }
}

}  // namespace

Node parse_toml(const SourceText& source) {
  Precheck(source).run();
  try {
    const toml::table table = toml::parse(source.text(), std::string_view());
    Node root = Converter(source).node(table);
    root.position = {};
    return root;
  } catch (const toml::parse_error& error) {
    std::string description = printable(error.description());
    if (description.ends_with("could not be interpreted as a value")) {
      refuse_bad_number(source, position_of(error.source()));
    }
    if (description.starts_with("Error")) description[0] = 'e';
    // The likeliest cause of a bad number is an expression without quotes.
    const bool number = std::ranges::any_of(
        std::array{"value:", "decimal integer:", "floating-point:"},
        [&](const char* kind) { return description.find(kind) != std::string::npos; });
    source.fail(position_of(error.source()),
                fmt::format("file must be valid TOML{}, but: {}",
                            number ? ", with every expression in quotes" : "", description));
  }
}

}  // namespace qbnet
