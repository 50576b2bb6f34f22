#include "qbnet/base/expression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "qbnet/base/characters.hpp"
#include "qbnet/base/number_text.hpp"
#include "qbnet/base/quote.hpp"
#include "qbnet/base/suggest.hpp"

namespace qbnet {
namespace {

constexpr int deepest_nesting = 200;

constexpr std::array<std::string_view, 7> function_names{"sqrt", "exp", "log", "sin",
                                                         "cos",  "tan", "abs"};

// Whether an unreadable decimal number is too large rather than too small: the sign of its decimal
// exponent once written as 0.d..., d not 0.
bool is_too_large(std::string_view number) {
  std::int64_t exponent = 0;
  bool after_point = false;
  bool significant = false;
  std::size_t at = 0;
  for (; at < number.size() && number[at] != 'e' && number[at] != 'E'; ++at) {
    if (number[at] == '.') {
      after_point = true;
      continue;
    }
    significant = significant || number[at] != '0';
    if (significant && !after_point) ++exponent;
    if (!significant && after_point) --exponent;
  }
  if (at == number.size()) return exponent > 0;
  const bool negative = number[++at] == '-';
  std::int64_t written = 0;
  for (; at < number.size(); ++at) {
    if (is_digit(number[at]))
      written = std::min<std::int64_t>(10 * written + number[at] - '0', 1LL << 50);
  }
  return exponent + (negative ? -written : written) > 0;
}

class Parser {
  using Op = Formulas::Op;

 public:
  Parser(std::string_view text, const Parameters& parameters, Formulas& formulas)
      : text_(text), parameters_(parameters), formulas_(formulas) {}

  Quantity whole() {
    if (std::ranges::all_of(text_, is_space)) fail(0, "expression must have a value, but is empty");
    const Operand result = sum();
    if (at_ < text_.size()) {
      fail(at_, fmt::format("expression must go on with an operator, but has {}", here()));
    }
    return result.number;
  }

  double only_literal() {
    const double value = literal();
    if (at_ < text_.size()) fail(at_, fmt::format("number must end, but goes on with {}", here()));
    return value;
  }

 private:
  double literal() {
    const char* const first = text_.data() + at_;
    double value = 0;
    const auto [end, problem] = std::from_chars(first, text_.data() + text_.size(), value);
    const std::string_view number(first, static_cast<std::size_t>(end - first));
    if (problem == std::errc::invalid_argument) {
      fail(at_, fmt::format("number must have a digit, but is {}", here()));
    }
    if (problem == std::errc::result_out_of_range) {
      fail(at_, fmt::format("number must fit a double, but {} is too {}", in_quotes(number),
                            is_too_large(number) ? "large" : "small"));
    }
    at_ += number.size();
    return value;
  }

  // A value with the piece of text it came from, for the sentences.
  struct Operand {
    Quantity number;
    std::size_t begin;
    std::size_t end;
  };

  class Level {
   public:
    explicit Level(Parser& parser) : parser_(parser) {
      if (++parser_.depth_ > deepest_nesting) {
        parser_.fail(parser_.at_, fmt::format("expression must nest at most {} levels deep, but "
                                              "goes deeper",
                                              deepest_nesting));
      }
    }
    ~Level() { --parser_.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    Parser& parser_;
  };

  [[noreturn]] void fail(std::size_t place, const std::string& sentence) const {
    const auto column = 1 + std::ranges::count_if(text_.substr(0, place), begins_character);
    throw ExpressionError(static_cast<std::size_t>(column), sentence);
  }

  std::string cut(const Operand& operand) const {
    return in_quotes(text_.substr(operand.begin, operand.end - operand.begin));
  }

  // The character at the current place, for a sentence.
  std::string here() const {
    std::size_t end = at_ + 1;
    while (end < text_.size() && !begins_character(text_[end])) ++end;
    return in_quotes(text_.substr(at_, end - at_));
  }

  void skip_spaces() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }
  bool next_is(char x) const { return at_ < text_.size() && text_[at_] == x; }
  bool take(char x) {
    if (!next_is(x)) return false;
    ++at_;
    skip_spaces();
    return true;
  }

  Operand apply(Op op, const Quantity& a, const Quantity& b, std::size_t begin) {
    const Operand result{formulas_.apply(op, a, b), begin, last_end_};
    const double value = result.number.value;
    if (!Formulas::usable(op, a.value, b.value, value)) {
      fail(begin, fmt::format("{} must fit a double, but is too {}", cut(result),
                              std::isfinite(value) ? "small" : "large"));
    }
    return result;
  }

  Operand sum() {
    skip_spaces();
    Operand left = product();
    while (true) {
      if (take('+')) {
        left = apply(Op::add, left.number, product().number, left.begin);
      } else if (take('-')) {
        left = apply(Op::subtract, left.number, product().number, left.begin);
      } else {
        return left;
      }
    }
  }

  Operand product() {
    Operand left = signed_power();
    while (true) {
      if (take('*')) {
        left = apply(Op::multiply, left.number, signed_power().number, left.begin);
      } else if (take('/')) {
        const Operand right = signed_power();
        if (right.number.value == 0) {
          fail(right.begin, fmt::format("divisor {} must not be 0, but is", cut(right)));
        }
        left = apply(Op::divide, left.number, right.number, left.begin);
      } else {
        return left;
      }
    }
  }

  Operand signed_power() {
    const Level level(*this);
    const std::size_t begin = at_;
    if (take('-')) return apply(Op::negate, signed_power().number, {}, begin);
    if (take('+')) return {signed_power().number, begin, last_end_};
    return power();
  }

  Operand power() {
    const Operand base = primary();
    if (!take('^')) return base;
    const Operand exponent = signed_power();
    const double x = base.number.value;
    const double y = exponent.number.value;
    if (x == 0 && y < 0) {
      fail(base.begin, fmt::format("base {} of a negative power must not be 0, but is", cut(base)));
    }
    if (x < 0 && y != std::trunc(y)) {
      fail(exponent.begin,
           fmt::format("exponent {} of the negative number {} must be whole, but is {}",
                       cut(exponent), shortest_text(x), shortest_text(y)));
    }
    return apply(Op::power, base.number, exponent.number, base.begin);
  }

  Operand primary() {
    const std::size_t begin = at_;
    Quantity value;
    if (at_ == text_.size()) {
      fail(at_, "expression must go on with a number, a name or (, but ends");
    } else if (next_is('(')) {
      value = parenthesis(begin);
    } else if (is_digit(text_[at_]) || next_is('.')) {
      value.value = literal();
    } else if (is_letter(text_[at_])) {
      return name();
    } else if (next_is('*') && at_ > 0 && text_[at_ - 1] == '*') {
      fail(at_ - 1, "power must be written ^, but is written **");
    } else {
      fail(at_,
           fmt::format("expression must go on with a number, a name or (, but has {}", here()));
    }
    return ended(value, begin);
  }

  Operand ended(const Quantity& value, std::size_t begin) {
    last_end_ = at_;
    skip_spaces();
    return {value, begin, last_end_};
  }

  Quantity parenthesis(std::size_t begin) {
    take('(');
    const Quantity value = sum().number;
    if (next_is(')')) {
      ++at_;
      return value;
    }
    if (at_ == text_.size()) fail(begin, "parenthesis must be closed, but the expression ends");
    fail(at_, fmt::format("expression must go on with an operator or ), but has {}", here()));
  }

  Operand name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_letter_or_digit(text_[at_])) ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    if (Op function{}; Formulas::find_function(word, function)) return call(word, function, begin);
    if (word == "pi") return ended({std::numbers::pi}, begin);
    if (const auto value = parameters_.use(word)) return ended(*value, begin);
    if (parameters_.declared(word)) {
      fail(begin,
           fmt::format("expression must use earlier parameters only, but {} is not defined yet",
                       in_quotes(word)));
    }
    std::vector<std::string> known = parameters_.names();
    known.insert(known.end(), function_names.begin(), function_names.end());
    known.emplace_back("pi");
    fail(begin, fmt::format("name {} must be a parameter, a function or pi, but is unknown{}",
                            in_quotes(word), did_you_mean(word, known)));
  }

  Operand call(std::string_view name, Op function, std::size_t begin) {
    skip_spaces();
    const std::size_t opening = at_;
    if (!next_is('(')) {
      fail(begin,
           fmt::format("function {0} must be followed by (, as in {0}(2), but is not", name));
    }
    const Quantity x = parenthesis(opening);
    last_end_ = at_;
    skip_spaces();
    const Operand argument{x, opening + 1, last_end_ - 1};
    if (x.value < 0 && function == Op::sqrt) {
      fail(begin, fmt::format("argument {} of sqrt must be at least 0, but is {}", cut(argument),
                              shortest_text(x.value)));
    }
    if (x.value <= 0 && function == Op::log) {
      fail(begin, fmt::format("argument {} of log must be above 0, but is {}", cut(argument),
                              shortest_text(x.value)));
    }
    return apply(function, x, {}, begin);
  }

  std::string_view text_;
  const Parameters& parameters_;
  Formulas& formulas_;
  std::size_t at_ = 0;
  std::size_t last_end_ = 0;  // behind the last operand, before the spaces that follow it
  int depth_ = 0;
};

}  // namespace

Quantity evaluate(std::string_view expression, const Parameters& parameters, Formulas& formulas) {
  return Parser(expression, parameters, formulas).whole();
}

double evaluate(std::string_view expression, const Parameters& parameters) {
  Formulas forgotten;
  return evaluate(expression, parameters, forgotten).value;
}

double decimal_number(std::string_view text) {
  const Parameters none;
  Formulas forgotten;
  return Parser(text, none, forgotten).only_literal();
}

bool is_reserved_name(std::string_view name) {
  Formulas::Op function{};
  return name == "pi" || Formulas::find_function(name, function);
}

}  // namespace qbnet
