// Numbers written as expressions of named parameters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "qbnet/base/formulas.hpp"
#include "qbnet/base/parameters.hpp"
#include "qbnet/base/status.hpp"

namespace qbnet {

/// What is wrong with an expression, and where. what() is one sentence without a position.
class ExpressionError : public Error {
 public:
  ExpressionError(std::size_t column, const std::string& sentence)
      : Error(Refusal::input, sentence), column_(column) {}
  /// 1 for the first character (counted in UTF-8 characters).
  std::size_t column() const { return column_; }

 private:
  std::size_t column_;
};

/// The value of an expression: + - * / ^ ( ), a sign, decimal numbers, pi, sqrt exp log sin cos tan
/// abs, parameters. ^ binds tighter than a sign before it and to the right: -2^2 = -4,
/// 2^3^2 = 512. Each operation rounds as the one on doubles; the locale does not matter.
/// Throws ExpressionError: bad syntax, more than 200 levels of nesting, an unknown or not yet
/// defined name, division by 0, sqrt or log or a broken power of a negative number, log of 0, a
/// number or result beyond the range of a double (too large, or so small that it would become 0).
double evaluate(std::string_view expression, const Parameters& parameters);

/// The same; how the value depends on parameters that vary is recorded in `formulas`.
Quantity evaluate(std::string_view expression, const Parameters& parameters, Formulas& formulas);

/// The double nearest to a decimal number without sign (1, .5, 1e-3) that is the whole text. Throws
/// ExpressionError as evaluate() does.
double decimal_number(std::string_view text);

/// Whether expressions know the name already: a function or pi.
bool is_reserved_name(std::string_view name);

}  // namespace qbnet
