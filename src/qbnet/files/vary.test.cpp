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

// A square pulse of length T charges one mode; from 4 on the mode loses faster.
constexpr const char* pulsed = R"(qbnet = 1
[parameters]
T = 2
kappa = 0.5
[[mode]]
name = "c"
role = "charger"
loss = "kappa"
[[drive]]
mode = "c"
amplitude = 0.7
stop = "T"
[[switch]]
time = 4
set = { kappa = 2.5 }
)";

struct Measured {
  std::vector<double> value;
  std::vector<std::uint8_t> status;
  std::string method;
};

Measured measured(const NetworkSource& source, const std::vector<std::string>& vary,
                  const std::vector<std::string>& measures) {
  const std::vector<Axis> axes = parse_vary(vary);
  const NetworkFile file = read_varied(source, axes);
  const auto points = varied_points(file, source, axes, parse_measures(measures, file.network), {});
  const std::size_t n = points->count();
  Measured found{std::vector<double>(n * points->column_count()), std::vector<std::uint8_t>(n),
                 points->method()};
  points->compute(0, n, found.value.data(), found.status.data());
  return found;
}

TEST(VariedPoints, PulsesAndWhatIsSwitchedVary) {
  const NetworkSource source{pulsed, "f", {}, ""};
  const Measured found = measured(source, {"T=1,2,3", "kappa=0.25,0.5"},
                                  {"energy_at(c, 4)", "energy_at(c, 5)", "efficiency_at(c, 4)"});
  EXPECT_EQ(found.method, "plain");
  std::size_t i = 0;
  for (const double length : {1.0, 2.0, 3.0}) {
    for (const double kappa : {0.25, 0.5}) {
      // v = -2 i xi/kappa (1 - exp(-kappa T/2)) at the end of the pulse.
      const double v = 1.4 / kappa * (1 - std::exp(-kappa * length / 2));
      const double at_switch = v * v * std::exp(-kappa * (4 - length));
      EXPECT_NEAR(found.value[i], at_switch, 1e-13 * at_switch);
      EXPECT_NEAR(found.value[6 + i], at_switch * std::exp(-2.5), 1e-13 * at_switch);
      // int_0^T 2 xi |v| dt.
      const double supplied =
          1.4 * 1.4 / kappa * (length - 2 / kappa * (1 - std::exp(-kappa * length / 2)));
      EXPECT_NEAR(found.value[12 + i], at_switch / supplied, 1e-12);
      EXPECT_EQ(static_cast<Status>(found.status[i]), Status::ok);
      ++i;
    }
  }
}

TEST(VariedPoints, HeatAndSqueezingInTimeAreSplit) {
  const std::string text = std::string(pulsed) + R"([[mode]]
name = "b"
role = "battery"
loss = 0.1
thermal = "n"
squeezing = { r = 0.4, phase = 0 }
)";
  const std::size_t at = text.find("T = 2");
  const NetworkSource source{text.substr(0, at) + "n = 1\n" + text.substr(at), "f", {}, ""};
  const Measured found = measured(source, {"n=0,2"},
                                  {"energy_at(b, 3)", "ergotropy_at(b, 3)",
                                   "thermal_energy_at(b, 3)", "log10_ergotropy_at(b, 3)"});
  for (const std::size_t i : {0u, 1u}) {
    const double energy = found.value[i], ergotropy = found.value[2 + i];
    EXPECT_EQ(static_cast<Status>(found.status[i]), Status::ok);
    EXPECT_GT(ergotropy, 0);
    EXPECT_LT(ergotropy, energy);
    EXPECT_NEAR(ergotropy + found.value[4 + i], energy, 1e-12 * energy);
    EXPECT_NEAR(found.value[6 + i], std::log10(ergotropy), 1e-12);
  }
}

TEST(VariedPoints, AnUnlawfulPulseIsNoValueOfItsPointAlone) {
  const NetworkSource source{pulsed, "f", {}, ""};
  const Measured found = measured(source, {"T=2,-1,1"}, {"energy_at(c, 1)"});
  EXPECT_EQ(static_cast<Status>(found.status[0]), Status::ok);
  EXPECT_EQ(static_cast<Status>(found.status[1]), Status::failed);
  EXPECT_TRUE(std::isnan(found.value[1]));
  EXPECT_NEAR(found.value[0], found.value[2], 1e-14);
}

TEST(VariedPoints, SettingsHoldAtEveryPoint) {
  const NetworkSource source{pulsed, "f", {{"kappa", "0.25"}}, ""};
  const NetworkSource plain{pulsed, "f", {}, ""};
  EXPECT_EQ(measured(source, {"T=1,3"}, {"energy_at(c, 3)"}).value,
            measured(plain, {"kappa=0.25", "T=1,3"}, {"energy_at(c, 3)"}).value);
}

TEST(VariedPoints, WhatIsSteadyIsRefused) {
  const NetworkSource source{pulsed, "f", {}, ""};
  try {
    measured(source, {"T=1,2"}, {"energy_at(c, 1)", "max_power(c)"});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.refusal(), Refusal::usage);
    EXPECT_STREQ(error.what(),
                 "measure of a network that changes in time ([[drive]] or [[switch]]) must be "
                 "energy_at, ergotropy_at, thermal_energy_at, efficiency_at or a logarithm of "
                 "them, but is max_power(c)");
  }
}

}  // namespace
}  // namespace qbnet
