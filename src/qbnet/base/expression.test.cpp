#include "qbnet/base/expression.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <clocale>
#include <cmath>
#include <locale>
#include <numbers>

#include "qbnet/base/number_text.hpp"

namespace qbnet {
namespace {

Parameters some_parameters() {
  Parameters parameters;
  for (const char* name : {"gamma", "Gamma", "g", "zero", "later"}) parameters.declare(name);
  parameters.define("gamma", 0.1);
  parameters.define("Gamma", 1);
  parameters.define("g", 0.01);
  parameters.define("zero", 0);
  return parameters;
}

double value(std::string_view text) { return evaluate(text, some_parameters()); }

// "COLUMN: sentence" of the refusal.
std::string refusal(std::string_view text) {
  try {
    return "accepted as " + shortest_text(value(text));
  } catch (const ExpressionError& error) {
    EXPECT_EQ(error.refusal(), Refusal::input);
    return std::to_string(error.column()) + ": " + error.what();
  }
}

TEST(Expression, Numbers) {
  EXPECT_EQ(value("1"), 1);
  EXPECT_EQ(value(" 0.1\t"), 0.1);
  EXPECT_EQ(value(".5"), 0.5);
  EXPECT_EQ(value("5."), 5);
  EXPECT_EQ(value("1e3"), 1000);
  EXPECT_EQ(value("1.5E-3"), 1.5e-3);
  EXPECT_EQ(value("1e+2"), 100);
  EXPECT_EQ(value("007"), 7);
  EXPECT_EQ(value("0e999999999999999999999"), 0);
  EXPECT_EQ(value("4.9e-324"), 4.9e-324);
  EXPECT_EQ(value("1.7976931348623157e308"), 1.7976931348623157e308);
  EXPECT_EQ(value("0.1000000000000000055511151231257827021181583404541015625"), 0.1);
}

TEST(Expression, Operators) {
  EXPECT_EQ(value("1 + 2*3"), 7);
  EXPECT_EQ(value("(1 + 2)*3"), 9);
  EXPECT_EQ(value("10 - 4 - 3"), 3);
  EXPECT_EQ(value("12/3/2"), 2);
  EXPECT_EQ(value("-2^2"), -4);
  EXPECT_EQ(value("(-2)^2"), 4);
  EXPECT_EQ(value("2^-2"), 0.25);
  EXPECT_EQ(value("2^3^2"), 512);
  EXPECT_EQ(value("2*-3"), -6);
  EXPECT_EQ(value("--3"), 3);
  EXPECT_EQ(value("-+-3"), 3);
  EXPECT_EQ(value("2 - -3"), 5);
  EXPECT_EQ(value("(-8)^3"), -512);
  EXPECT_EQ(value("0^0"), 1);
  EXPECT_EQ(value("0/5"), 0);
  EXPECT_EQ(value("\n1\r\n+\t1\n"), 2);
}

TEST(Expression, NamesAndFunctions) {
  EXPECT_EQ(value("-pi/2"), -std::numbers::pi / 2);
  EXPECT_EQ(value("sqrt(g*Gamma/2)"), std::sqrt(0.01 * 1 / 2));
  EXPECT_EQ(value("10*gamma"), 1);
  EXPECT_EQ(value("exp(0) + log(1) + sin(0) + cos(0) + tan(0) + abs(-2)"), 4);
  EXPECT_EQ(value("sqrt (4)"), 2);
  EXPECT_EQ(value("2*sqrt(1 + sqrt( 9 ))^3"), 16);
}

TEST(Expression, SyntaxErrors) {
  EXPECT_EQ(refusal(""), "1: expression must have a value, but is empty");
  EXPECT_EQ(refusal("  "), "1: expression must have a value, but is empty");
  EXPECT_EQ(refusal("1 +"), "4: expression must go on with a number, a name or (, but ends");
  EXPECT_EQ(refusal("1 + )"), "5: expression must go on with a number, a name or (, but has \")\"");
  EXPECT_EQ(refusal("1 2"), "3: expression must go on with an operator, but has \"2\"");
  EXPECT_EQ(refusal("2pi"), "2: expression must go on with an operator, but has \"p\"");
  EXPECT_EQ(refusal("1e"), "2: expression must go on with an operator, but has \"e\"");
  EXPECT_EQ(refusal("(1 + 2"), "1: parenthesis must be closed, but the expression ends");
  EXPECT_EQ(refusal("(1 2)"), "4: expression must go on with an operator or ), but has \"2\"");
  EXPECT_EQ(refusal("1)"), "2: expression must go on with an operator, but has \")\"");
  EXPECT_EQ(refusal("."), "1: number must have a digit, but is \".\"");
  EXPECT_EQ(refusal("2**3"), "2: power must be written ^, but is written **");
  EXPECT_EQ(refusal("2*γ"), "3: expression must go on with a number, a name or (, but has \"γ\"");
  EXPECT_EQ(refusal("γγ"), "1: expression must go on with a number, a name or (, but has \"γ\"");
  EXPECT_EQ(refusal("1,5"), "2: expression must go on with an operator, but has \",\"");
  EXPECT_EQ(refusal("sqrt"), "1: function sqrt must be followed by (, as in sqrt(2), but is not");
  EXPECT_EQ(refusal("sqrt()"),
            "6: expression must go on with a number, a name or (, but has \")\"");
  EXPECT_EQ(refusal("nan"),
            "1: name \"nan\" must be a parameter, a function or pi, but is unknown"
            "; did you mean \"tan\"?");
}

TEST(Expression, UnknownAndLaterNames) {
  EXPECT_EQ(refusal("2*gama"),
            "3: name \"gama\" must be a parameter, a function or pi, but is "
            "unknown; did you mean \"gamma\"?");
  EXPECT_EQ(refusal("sqr(2)"),
            "1: name \"sqr\" must be a parameter, a function or pi, but is "
            "unknown; did you mean \"sqrt\"?");
  EXPECT_EQ(refusal("kappa"),
            "1: name \"kappa\" must be a parameter, a function or pi, but is unknown");
  EXPECT_EQ(refusal("1+later"),
            "3: expression must use earlier parameters only, but \"later\" is not defined yet");
}

TEST(Expression, OutsideTheRangeOfADouble) {
  EXPECT_EQ(refusal("1e400"), "1: number must fit a double, but \"1e400\" is too large");
  EXPECT_EQ(refusal("1e-400"), "1: number must fit a double, but \"1e-400\" is too small");
  EXPECT_EQ(refusal("1e99999999999999999999"),
            "1: number must fit a double, but \"1e99999999999999999999\" is too large");
  EXPECT_EQ(refusal("0." + std::string(400, '0') + "1"),
            "1: number must fit a double, but \"0." + std::string(58, '0') + "...\" is too small");
  EXPECT_EQ(refusal(std::string(400, '9')),
            "1: number must fit a double, but \"" + std::string(60, '9') + "...\" is too large");
  EXPECT_EQ(value("0." + std::string(400, '0') + "1e401"), 1);
  EXPECT_EQ(value("1" + std::string(400, '0') + "e-400"), 1);
  EXPECT_EQ(refusal("1e300*1e300"), "1: \"1e300*1e300\" must fit a double, but is too large");
  EXPECT_EQ(refusal("2 + 1e-300 * 1e-300 "),
            "5: \"1e-300 * 1e-300\" must fit a double, but is too small");
  EXPECT_EQ(refusal("1e308+1e308"), "1: \"1e308+1e308\" must fit a double, but is too large");
  EXPECT_EQ(refusal("-1e308-1e308"), "1: \"-1e308-1e308\" must fit a double, but is too large");
  EXPECT_EQ(refusal("exp(1000)"), "1: \"exp(1000)\" must fit a double, but is too large");
  EXPECT_EQ(refusal("exp(-1000)"), "1: \"exp(-1000)\" must fit a double, but is too small");
  EXPECT_EQ(refusal("10^400"), "1: \"10^400\" must fit a double, but is too large");
  EXPECT_EQ(refusal("1e-300/1e300"), "1: \"1e-300/1e300\" must fit a double, but is too small");
}

TEST(Expression, OutsideTheDomain) {
  EXPECT_EQ(refusal("1/zero"), "3: divisor \"zero\" must not be 0, but is");
  EXPECT_EQ(refusal("1 / (g - g) "), "5: divisor \"(g - g)\" must not be 0, but is");
  EXPECT_EQ(refusal("2*sqrt(gamma - 1)"),
            "3: argument \"gamma - 1\" of sqrt must be at least 0, but is -0.9");
  EXPECT_EQ(refusal("log(zero)"), "1: argument \"zero\" of log must be above 0, but is 0");
  EXPECT_EQ(refusal("log(-1)"), "1: argument \"-1\" of log must be above 0, but is -1");
  EXPECT_EQ(refusal("zero^-1"), "1: base \"zero\" of a negative power must not be 0, but is");
  EXPECT_EQ(refusal("(-2)^0.5"),
            "6: exponent \"0.5\" of the negative number -2 must be whole, but is 0.5");
}

TEST(Expression, Nesting) {
  const std::string deep = "expression must nest at most 200 levels deep, but goes deeper";
  EXPECT_NE(refusal(std::string(5000, '(') + "1" + std::string(5000, ')')).find(deep),
            std::string::npos);
  EXPECT_NE(refusal(std::string(5000, '-') + "1").find(deep), std::string::npos);
  std::string powers = "1";
  for (int k = 0; k < 5000; ++k) powers += "^1";
  EXPECT_NE(refusal(powers).find(deep), std::string::npos);
  EXPECT_EQ(value(std::string(199, '(') + "1" + std::string(199, ')')), 1);
  std::string terms = "1";
  for (int k = 0; k < 5000; ++k) terms += "+1";
  EXPECT_EQ(value(terms), 5001) << "a long sum is not deep";
}

struct DecimalComma : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

TEST(Expression, CommaLocale) {
  const std::locale before = std::locale::global(std::locale(std::locale(), new DecimalComma));
  for (const char* name : {"de_DE.UTF-8", "fr_FR.UTF-8", "da_DK.UTF-8"}) {
    if (std::setlocale(LC_ALL, name) != nullptr) break;  // where one is installed, C's too
  }
  EXPECT_EQ(value("0.5 + 1.25e1"), 13);
  EXPECT_EQ(value("12345.5"), 12345.5);
  EXPECT_EQ(refusal("log(-1234.5)"),
            "1: argument \"-1234.5\" of log must be above 0, but is -1234.5");
  std::setlocale(LC_ALL, "C");
  std::locale::global(before);
}

TEST(Expression, DecimalNumber) {
  EXPECT_EQ(decimal_number("1.5e3"), 1500);
  EXPECT_THROW(decimal_number("1.5x"), ExpressionError);
  EXPECT_THROW(decimal_number(""), ExpressionError);
  EXPECT_THROW(decimal_number("1e400"), ExpressionError);
}

RC_GTEST_PROP(Expression, ReadsEveryNumberExactly, (double number)) {
  RC_PRE(std::isfinite(number));
  RC_ASSERT(value(shortest_text(number)) == number);
  RC_ASSERT(value("(" + full_text(number) + ")") == number);
}

RC_GTEST_PROP(Expression, AnyTextIsAValueOrARefusal, ()) {
  const auto text = *rc::gen::container<std::string>(
      rc::gen::elementOf(std::string("0123456789.eE+-*/^() gpisqrtlog\n\xce\xb3,")));
  try {
    RC_ASSERT(std::isfinite(value(text)));
  } catch (const ExpressionError& error) {
    RC_ASSERT(error.column() >= 1u);
    RC_ASSERT(error.column() <= text.size() + 1);
  }
}

}  // namespace
}  // namespace qbnet
