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

struct Function {
  std::string_view name;
  double (*apply)(double);
};
constexpr std::array<Function, 7> functions{{
    {"sqrt", [](double x) { return std::sqrt(x); }},
    {"exp", [](double x) { return std::exp(x); }},
    {"log", [](double x) { return std::log(x); }},
    {"sin", [](double x) { return std::sin(x); }},
    {"cos", [](double x) { return std::cos(x); }},
    {"tan", [](double x) { return std::tan(x); }},
    {"abs", [](double x) { return std::abs(x); }},
}};

const Function* find_function(std::string_view name) {
  const auto found = std::ranges::find(functions, name, &Function::name);
  return found == functions.end() ? nullptr : &*found;
}

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
 public:
  Parser(std::string_view text, const Parameters& parameters)
      : text_(text), parameters_(parameters) {}

  double whole() {
    if (std::ranges::all_of(text_, is_space)) fail(0, "expression must have a value, but is empty");
    const Operand result = sum();
    if (at_ < text_.size()) {
      fail(at_, fmt::format("expression must go on with an operator, but has {}", here()));
    }
    return result.value;
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
    double value;
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

  // `may_vanish`: 0 is a right answer even though no operand is 0 (sin, a - b).
  Operand checked(double value, std::size_t begin, bool may_vanish) const {
    const Operand result{value, begin, last_end_};
    if (!std::isfinite(value)) {
      fail(begin, fmt::format("{} must fit a double, but is too large", cut(result)));
    }
    if (value == 0 && !may_vanish) {
      fail(begin, fmt::format("{} must fit a double, but is too small", cut(result)));
    }
    return result;
  }

  Operand sum() {
    skip_spaces();
    Operand left = product();
    while (true) {
      if (take('+')) {
        left = checked(left.value + product().value, left.begin, true);
      } else if (take('-')) {
        left = checked(left.value - product().value, left.begin, true);
      } else {
        return left;
      }
    }
  }

  Operand product() {
    Operand left = signed_power();
    while (true) {
      if (take('*')) {
        const Operand right = signed_power();
        const bool zero = left.value == 0 || right.value == 0;
        left = checked(left.value * right.value, left.begin, zero);
      } else if (take('/')) {
        const Operand right = signed_power();
        if (right.value == 0) {
          fail(right.begin, fmt::format("divisor {} must not be 0, but is", cut(right)));
        }
        left = checked(left.value / right.value, left.begin, left.value == 0);
      } else {
        return left;
      }
    }
  }

  Operand signed_power() {
    const Level level(*this);
    const std::size_t begin = at_;
    if (take('-')) return {-signed_power().value, begin, last_end_};
    if (take('+')) return {signed_power().value, begin, last_end_};
    return power();
  }

  Operand power() {
    const Operand base = primary();
    if (!take('^')) return base;
    const Operand exponent = signed_power();
    const double x = base.value;
    const double y = exponent.value;
    if (x == 0 && y < 0) {
      fail(base.begin, fmt::format("base {} of a negative power must not be 0, but is", cut(base)));
    }
    if (x < 0 && y != std::trunc(y)) {
      fail(exponent.begin,
           fmt::format("exponent {} of the negative number {} must be whole, but is {}",
                       cut(exponent), shortest_text(x), shortest_text(y)));
    }
    return checked(std::pow(x, y), base.begin, x == 0);
  }

  Operand primary() {
    const std::size_t begin = at_;
    double value = 0;
    if (at_ == text_.size()) {
      fail(at_, "expression must go on with a number, a name or (, but ends");
    } else if (next_is('(')) {
      value = parenthesis(begin);
    } else if (is_digit(text_[at_]) || next_is('.')) {
      value = literal();
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

  Operand ended(double value, std::size_t begin) {
    last_end_ = at_;
    skip_spaces();
    return {value, begin, last_end_};
  }

  double parenthesis(std::size_t begin) {
    take('(');
    const double value = sum().value;
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
    if (const Function* const function = find_function(word)) return call(*function, begin);
    if (word == "pi") return ended(std::numbers::pi, begin);
    if (const auto value = parameters_.use(word)) return ended(*value, begin);
    if (parameters_.declared(word)) {
      fail(begin,
           fmt::format("expression must use earlier parameters only, but {} is not defined yet",
                       in_quotes(word)));
    }
    std::vector<std::string> known = parameters_.names();
    for (const Function& function : functions) known.emplace_back(function.name);
    known.emplace_back("pi");
    fail(begin, fmt::format("name {} must be a parameter, a function or pi, but is unknown{}",
                            in_quotes(word), did_you_mean(word, known)));
  }

  Operand call(const Function& function, std::size_t begin) {
    skip_spaces();
    const std::size_t opening = at_;
    if (!next_is('(')) {
      fail(begin, fmt::format("function {0} must be followed by (, as in {0}(2), but is not",
                              function.name));
    }
    const double x = parenthesis(opening);
    const Operand result = ended(function.apply(x), begin);
    const Operand argument{x, opening + 1, result.end - 1};
    if (x < 0 && function.name == "sqrt") {
      fail(begin, fmt::format("argument {} of sqrt must be at least 0, but is {}", cut(argument),
                              shortest_text(x)));
    }
    if (x <= 0 && function.name == "log") {
      fail(begin, fmt::format("argument {} of log must be above 0, but is {}", cut(argument),
                              shortest_text(x)));
    }
    return checked(result.value, begin, function.name != "exp");
  }

  std::string_view text_;
  const Parameters& parameters_;
  std::size_t at_ = 0;
  std::size_t last_end_ = 0;  // behind the last operand, before the spaces that follow it
  int depth_ = 0;
};

}  // namespace

double evaluate(std::string_view expression, const Parameters& parameters) {
  return Parser(expression, parameters).whole();
}

double decimal_number(std::string_view text) {
  const Parameters none;
  return Parser(text, none).only_literal();
}

bool is_reserved_name(std::string_view name) {
  return name == "pi" || find_function(name) != nullptr;
}

}  // namespace qbnet
