#include "qbnet/study/measure_name.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <numbers>

#include "qbnet/base/status.hpp"
#include "qbnet/network/families.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

using Kind = Measure::Kind;
using testing::HasSubstr;

const Network& network() {
  static const Network four = cascade(uniform_rates(4, 0.1, 0.1, 1));
  return four;
}

Measure typed(std::string_view text) { return parse_measure(text, network()); }

std::string refusal(std::string_view text) {
  try {
    typed(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.refusal(), Refusal::usage) << text;
    return error.what();
  }
  ADD_FAILURE() << text << " was accepted";
  return "";
}

std::string repeated(const std::vector<std::string>& texts) {
  try {
    parse_measures(texts, network());
  } catch (const Error& error) {
    EXPECT_EQ(error.refusal(), Refusal::usage);
    return error.what();
  }
  return "accepted";
}

TEST(MeasureName, OfAMode) {
  for (const auto& [text, kind] :
       {std::pair("energy(b4)", Kind::energy), std::pair("log10_energy(b4)", Kind::energy),
        std::pair("amplitude(b4)", Kind::amplitude), std::pair("max_power(b4)", Kind::max_power),
        std::pair("max_power_time(b4)", Kind::max_power_time)}) {
    const Measure measure = typed(text);
    EXPECT_EQ(measure.kind, kind);
    EXPECT_EQ(measure.log10, std::string_view(text).starts_with("log10"));
    EXPECT_EQ(measure.mode, "b4");
    EXPECT_EQ(measure.name, text);
  }
  EXPECT_EQ(typed("energy(c)").mode, "c");
  EXPECT_EQ(typed("energy(a2)").mode, "a2");
}

TEST(MeasureName, OfTheNetwork) {
  const Measure measure = typed("input_power");
  EXPECT_EQ(measure.kind, Kind::input_power);
  EXPECT_EQ(measure.name, "input_power");
  EXPECT_EQ(measure.mode, "");
}

TEST(MeasureName, Gains) {
  EXPECT_EQ(typed("gain(b4, reciprocal-direct)").kind, Kind::gain);
  EXPECT_EQ(typed("gain(b4, reciprocal-direct)").reference, direct);
  EXPECT_EQ(typed("gain(b4, reciprocal-mediated)").reference, mediated);
  EXPECT_EQ(typed("gain(a1, reciprocal-mediated)").mode, "a1");
  EXPECT_FALSE(typed("gain(b4, reciprocal-direct)").log10);
  EXPECT_TRUE(typed("log10_gain(b4, reciprocal-direct)").log10);
  EXPECT_EQ(typed("log10_gain(b4, reciprocal-direct)").kind, Kind::gain);
}

TEST(MeasureName, Times) {
  EXPECT_EQ(typed("energy_at(b4, 200)").time, 200);
  EXPECT_EQ(typed("energy_at(b4, 200)").kind, Kind::energy_at);
  EXPECT_EQ(typed("energy_at(b4, 0)").time, 0);
  EXPECT_EQ(typed("energy_at(b4, 2*(1+pi)/4)").time, 2 * (1 + std::numbers::pi) / 4);
  EXPECT_EQ(typed("energy_at(b4, 2*(1+pi)/4)").name, "energy_at(b4, 2*(1+pi)/4)");
}

TEST(MeasureName, BlanksDoNotMatter) {
  const Measure measure = typed("  energy_at ( b4 ,200 ) ");
  EXPECT_EQ(measure.name, "energy_at(b4, 200)");
  EXPECT_EQ(measure.mode, "b4");
  EXPECT_EQ(typed("gain(b4,reciprocal-direct)").name, "gain(b4, reciprocal-direct)");
}

TEST(MeasureName, ColumnsHaveUnits) {
  const auto only = [](std::string_view text) {
    const std::vector<MeasureName> names = columns(typed(text));
    EXPECT_EQ(names.size(), 1U);
    EXPECT_EQ(names[0].name, text);
    return names[0].unit;
  };
  EXPECT_EQ(only("energy(b1)"), "omega");
  EXPECT_EQ(only("log10_energy(b1)"), "1");
  EXPECT_EQ(only("input_power"), "omega*rate");
  EXPECT_EQ(only("gain(b1, reciprocal-direct)"), "1");
  EXPECT_EQ(only("max_power(b1)"), "omega*rate");
  EXPECT_EQ(only("max_power_time(b1)"), "1/rate");
  EXPECT_EQ(only("energy_at(b1, 3)"), "omega");
  EXPECT_EQ(only("ergotropy_at(b1, 3)"), "omega");
  EXPECT_EQ(only("efficiency_at(b1, 1/3)"), "1");
  const std::vector<MeasureName> parts = columns(typed("amplitude(b4)"));
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].name, "re amplitude(b4)");
  EXPECT_EQ(parts[1].name, "im amplitude(b4)");
  EXPECT_EQ(parts[1].unit, "1");
}

TEST(MeasureName, UnknownNames) {
  EXPECT_THAT(refusal("enrgy(b4)"), HasSubstr("did you mean \"energy\"?"));
  EXPECT_THAT(refusal("maxpower(b4)"), HasSubstr("did you mean \"max_power\"?"));
  EXPECT_THAT(refusal("entropy_of_mixing"),
              HasSubstr("measure must be energy, log10_energy, amplitude, input_power, gain, "
                        "log10_gain, max_power, log10_max_power, max_power_time, ergotropy, "
                        "log10_ergotropy, thermal_energy, half_life, transmission, isolation, "
                        "energy_at, log10_energy_at, "
                        "ergotropy_at, log10_ergotropy_at, thermal_energy_at or efficiency_at, but "
                        "is \"entropy_of_mixing\""));
  EXPECT_THAT(refusal("(b4)"), HasSubstr("measure must be energy"));
  EXPECT_THAT(refusal(""), HasSubstr("measure must have a name"));
  EXPECT_THAT(refusal("  "), HasSubstr("but is empty"));
}

TEST(MeasureName, BetweenTwoModes) {
  const Measure measure = typed("isolation( c,b4 , -1/4)");
  EXPECT_EQ(measure.name, "isolation(c, b4, -1/4)");
  EXPECT_EQ(measure.mode, "c");
  EXPECT_EQ(measure.to, "b4");
  EXPECT_EQ(measure.frequency, -0.25);
  EXPECT_EQ(refusal("transmission(b1, b1, 0)"),
            "the modes of transmission(b1, b1, 0) must differ, but both are \"b1\"");
  EXPECT_THAT(refusal("transmission(c, b9, 0)"), HasSubstr("must be one of the network"));
  EXPECT_THAT(refusal("transmission(c, b1, w)"), HasSubstr("frequency of transmission(c, b1, w)"));
  EXPECT_THAT(refusal("transmission(c, b1)"), HasSubstr("too little"));
}

TEST(MeasureName, TooLittleOrTooMuch) {
  EXPECT_EQ(refusal("energy"),
            "measure energy must be written energy(MODE), but \"energy\" has too little");
  EXPECT_THAT(refusal("energy()"), HasSubstr("too little"));
  EXPECT_THAT(refusal("energy(b1, b2)"), HasSubstr("too much"));
  EXPECT_THAT(refusal("energy(b1,)"), HasSubstr("energy(MODE)"));
  EXPECT_THAT(refusal("input_power(c)"), HasSubstr("must be written input_power, but"));
  EXPECT_THAT(refusal("input_power()"), HasSubstr("too much"));
  EXPECT_THAT(refusal("gain(b4)"), HasSubstr("gain(MODE, REFERENCE), but \"gain(b4)\" has too li"));
  EXPECT_THAT(refusal("gain(, reciprocal-direct)"), HasSubstr("too little"));
  EXPECT_THAT(refusal("energy_at(b4)"), HasSubstr("energy_at(MODE, TIME)"));
  EXPECT_THAT(refusal("energy_at(b4, )"), HasSubstr("too little"));
  EXPECT_THAT(refusal("energy_at(b4, 1, 2)"), HasSubstr("too much"));
  EXPECT_THAT(refusal("energy(b4"), HasSubstr("must end with its parenthesis"));
  EXPECT_THAT(refusal("energy(b4)x"), HasSubstr("must end with its parenthesis"));
  EXPECT_THAT(refusal("energy((b4))"), HasSubstr("mode of energy((b4)) must be one"));
}

TEST(MeasureName, UnknownModesAndReferences) {
  EXPECT_THAT(refusal("energy(b5)"),
              HasSubstr("mode of energy(b5) must be one of the network, but \"b5\" is none; did "
                        "you mean \"b1\"?"));
  EXPECT_THAT(refusal("gain(b4, reciprocal-drect)"),
              HasSubstr("must be reciprocal-direct or reciprocal-mediated, but is "
                        "\"reciprocal-drect\"; did you mean \"reciprocal-direct\"?"));
  EXPECT_THAT(refusal("gain(a1, reciprocal-direct)"), HasSubstr("must not be a mediator"));
}

TEST(MeasureName, BadTimes) {
  EXPECT_THAT(refusal("energy_at(b4, -1)"),
              HasSubstr("time of energy_at(b4, -1) must be at least 0, but is -1"));
  for (const char* time : {"inf", "nan", "1e400", "1/0", "soon", "2 3"}) {
    EXPECT_THAT(refusal(std::string("energy_at(b4, ") + time + ")"),
                HasSubstr("must be a finite number or an expression of numbers, but is"));
  }
}

TEST(MeasureName, NoneTwice) {
  EXPECT_EQ(parse_measures({"energy(b1)", "energy(b2)", "amplitude(b1)"}, network()).size(), 3U);
  EXPECT_EQ(repeated({"energy_at(b1, 1)", "energy_at(b1, 2)"}), "accepted");
  EXPECT_EQ(repeated({"gain(b1, reciprocal-direct)", "gain(b1, reciprocal-mediated)"}), "accepted");
  EXPECT_EQ(repeated({"energy(b1)", "input_power", "energy( b1)"}),
            "measures must differ, but energy(b1) and energy(b1) are the same");
  EXPECT_EQ(repeated({"energy_at(b1, 200)", "energy_at(b1, 2e2)"}),
            "measures must differ, but energy_at(b1, 200) and energy_at(b1, 2e2) are the same");
}

RC_GTEST_PROP(MeasureName, AnyTextIsReadOrRefused, ()) {
  const auto text = *rc::gen::container<std::string>(
      rc::gen::element('e', 'n', 'g', '(', ')', ',', ' ', 'b', '4', '0', '\0', '\xff'));
  try {
    parse_measure(text, network());
  } catch (const Error& error) {
    RC_ASSERT(error.refusal() == Refusal::usage);
  }
}

}  // namespace
}  // namespace qbnet
