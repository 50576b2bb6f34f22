#include "qbnet/files/vary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <numbers>
#include <set>

#include "qbnet/base/number_text.hpp"
#include "qbnet/base/status.hpp"

namespace qbnet {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
constexpr double pi = std::numbers::pi;

std::vector<double> values(std::string_view text) { return parse_vary(text).values; }

template <class Text>
std::string refusal(const Text& text, Refusal kind = Refusal::usage) {
  try {
    parse_vary(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.refusal(), kind) << error.what();
    return error.what();
  }
  ADD_FAILURE() << testing::PrintToString(text) << " was accepted";
  return "";
}
std::string refusal(const char* text, Refusal kind = Refusal::usage) {
  return refusal(std::string_view(text), kind);
}

TEST(Vary, Ranges) {
  EXPECT_EQ(parse_vary("theta_1=0:1:3").name, "theta_1");
  EXPECT_THAT(values("g=0:10:6"), ElementsAre(0, 2, 4, 6, 8, 10));
  EXPECT_THAT(values("g=+1:-1:3"), ElementsAre(1, 0, -1));
  EXPECT_THAT(values("g=2:7:1"), ElementsAre(2));
  EXPECT_THAT(values("g=0.1:0.7:2e0"), ElementsAre(0.1, 0.7));
  const std::vector<double> decades = values("g=1e-2:1e2:5:log");
  ASSERT_EQ(decades.size(), 5U);
  EXPECT_DOUBLE_EQ(decades[1], 0.1);
  EXPECT_EQ(decades[4], 100);
}

TEST(Vary, EndsMayBeExpressions) {
  EXPECT_THAT(values("theta=-pi:pi:3"), ElementsAre(-pi, 0, pi));
  EXPECT_THAT(values("g=sqrt(2)/3 : 2^-1 * 9:2"), ElementsAre(std::sqrt(2.0) / 3, 4.5));
  EXPECT_EQ(values("theta=-pi:pi:1001").size(), 1001U);
}

TEST(Vary, Lists) {
  EXPECT_THAT(values("g=0.1"), ElementsAre(0.1));
  EXPECT_THAT(values("g=3,-1,2"), ElementsAre(3, -1, 2));
  EXPECT_THAT(values("theta=-pi/2, pi/2,0"), ElementsAre(-pi / 2, pi / 2, 0));
  EXPECT_THAT(values("g=-.5,1e-320"), ElementsAre(-0.5, 1e-320));
}

RC_GTEST_PROP(Vary, NumbersAreTakenExactly, (const std::set<double>& numbers)) {
  RC_PRE(!numbers.empty());
  std::string text = "g=";
  for (const double number : numbers) {
    if (text.size() > 2) text += ',';
    text += shortest_text(number);
  }
  RC_ASSERT(values(text) == std::vector<double>(numbers.begin(), numbers.end()));
  const double first = *numbers.begin();
  RC_ASSERT(values("g=" + shortest_text(first) + ":0:1") == std::vector<double>{first});
}

TEST(Vary, SeveralKeepTheirOrder) {
  const std::vector<Axis> axes = parse_vary(std::vector<std::string>{"b=1,2", "a=0:1:3"});
  ASSERT_EQ(axes.size(), 2U);
  EXPECT_EQ(axes[0].name, "b");
  EXPECT_EQ(axes[1].name, "a");
  EXPECT_EQ(axes[1].values.size(), 3U);
  EXPECT_TRUE(parse_vary(std::vector<std::string>{}).empty());
}

TEST(Vary, RefusesWhatHasNoNameOrNoValues) {
  EXPECT_THAT(refusal(""), HasSubstr("--vary must be NAME=START:STOP:COUNT[:log] or NAME=VALUE"));
  EXPECT_THAT(refusal("g"), HasSubstr("but is \"g\""));
  EXPECT_THAT(refusal("0:1:5"), HasSubstr("--vary must be NAME="));
  EXPECT_THAT(refusal("=0:1:5"), HasSubstr("NAME of --vary must be a parameter of the file"));
  EXPECT_THAT(refusal("2g=1"), HasSubstr("but is \"2g\""));
  EXPECT_THAT(refusal("g =1"), HasSubstr("but is \"g \""));
  EXPECT_THAT(refusal(("g" + std::string(64, 'g') + "=1").c_str()), HasSubstr("NAME of --vary"));
  EXPECT_THAT(refusal("g="), HasSubstr("--vary g must have values"));
}

TEST(Vary, RefusesBadRanges) {
  EXPECT_THAT(refusal("g=0:1"), HasSubstr("--vary g must be START:STOP:COUNT"));
  EXPECT_THAT(refusal("g=0:1:2:log:3"), HasSubstr("START:STOP:COUNT"));
  EXPECT_THAT(refusal("g=0:1:2:lin"), HasSubstr("must be \"log\", but is \"lin\""));
  EXPECT_THAT(refusal("g=:1:2"), HasSubstr("START of --vary g must be a number or an expression"));
  EXPECT_THAT(refusal("g=0:h:2"), HasSubstr("STOP of --vary g must be a number or an expression"));
  EXPECT_THAT(refusal("g=0:h:2"), HasSubstr("name \"h\" must be a parameter"));
  EXPECT_THAT(refusal("g=nan:1:2"), HasSubstr("START of --vary g must be a finite number"));
  EXPECT_THAT(refusal("g=0:-inf:2"), HasSubstr("but is \"-inf\""));
  EXPECT_THAT(refusal("g=0:+infinity:2"), HasSubstr("must be a finite number"));
  EXPECT_THAT(refusal("g=0:1e400:2"), HasSubstr("is too large"));
  EXPECT_THAT(refusal("g=0:1:0"), HasSubstr("COUNT of --vary g must be a whole number"));
  EXPECT_THAT(refusal("g=0:1:2.5"), HasSubstr("COUNT"));
  EXPECT_THAT(refusal("g=0:1,5:5"), HasSubstr("must be a range or a list"));
  EXPECT_THAT(refusal("g=0:1:5:log"), HasSubstr("START of --vary g must be above 0"));
  EXPECT_THAT(refusal("g=pi:-pi:5:log"), HasSubstr("STOP of --vary g must be above 0"));
}

TEST(Vary, RefusesPointsThatRepeat) {
  EXPECT_THAT(refusal("g=2:2:3"),
              HasSubstr("points of --vary g must differ, but 3 points from 2 to 2 do not"));
  EXPECT_THAT(refusal("g=2:2:3:log"), HasSubstr("must differ"));
  EXPECT_THAT(refusal("g=1:1+1e-15:100"), HasSubstr("must differ"));
  EXPECT_THAT(values("g=2:2:1"), ElementsAre(2));
  EXPECT_THAT(refusal("g=1,2,1.0"), HasSubstr("values of --vary g must differ, but 1 comes twice"));
}

TEST(Vary, RefusesBadLists) {
  EXPECT_THAT(refusal("g=1,"), HasSubstr("--vary g must end with a value, but ends with a comma"));
  EXPECT_THAT(refusal("g=1,,2"), HasSubstr("value 2 of --vary g must be a number"));
  EXPECT_THAT(refusal("g=,1"), HasSubstr("value 1 of --vary g"));
  EXPECT_THAT(refusal("g=,"), HasSubstr("comma"));
  EXPECT_THAT(refusal("g=1,nan"), HasSubstr("value 2 of --vary g must be a finite number"));
  EXPECT_THAT(refusal("g=1,sqrt(-1)"), HasSubstr("of sqrt must be at least 0"));
  EXPECT_THAT(refusal("g=1 2"), HasSubstr("must go on with an operator"));
}

TEST(Vary, RefusesTooMuch) {
  EXPECT_THAT(refusal("g=0:1:1e12", Refusal::too_large), HasSubstr("COUNT of --vary g"));
  EXPECT_THAT(refusal("g=0:1:inf", Refusal::too_large), HasSubstr("at most"));
  EXPECT_THAT(refusal(std::vector<std::string>{"g=1", "h=1", "g=0:1:2"}),
              HasSubstr("--vary must name each parameter once, but names \"g\" twice"));
  std::vector<std::string> many;
  for (int k = 0; k < 31; ++k) many.push_back("g" + std::to_string(k) + "=1");
  EXPECT_EQ(parse_vary(many).size(), most_axes);
  many.emplace_back("h=1");
  EXPECT_THAT(refusal(many), HasSubstr("at most 31 times, but is given 32 times"));
}

TEST(Vary, CountsWhatItDoesNotHold) {
  double points = 0;
  const std::vector<Axis> axes =
      parse_vary(std::vector<std::string>{"g=0:1:1e12", "h=1,2", "k=5:1:1e9:log"}, points);
  EXPECT_EQ(points, 2e21);
  ASSERT_EQ(axes.size(), 3U);
  for (const Axis& axis : axes) EXPECT_LE(axis.values.size(), 4096U);
  EXPECT_EQ(axes[0].values.front(), 0);
  EXPECT_EQ(axes[2].values.back(), 1);
  EXPECT_EQ(parse_vary(std::vector<std::string>{"g=0:1:5", "h=1"}, points)[0].values.size(), 5U);
  EXPECT_EQ(points, 5);
}

}  // namespace
}  // namespace qbnet
