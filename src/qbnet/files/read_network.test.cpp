#include "qbnet/files/read_network.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <clocale>
#include <cmath>
#include <locale>
#include <numbers>

#include "tests/network_text.hpp"

namespace qbnet {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr double pi = std::numbers::pi;

// The file of contract.md, with one of everything but the families.
constexpr const char* everything = R"(
qbnet = 1
[parameters]
gamma = 0.1
Gamma = "10*gamma"
g     = "gamma/10"
[[mode]]
name = "c"
role = "charger"
loss = "gamma"
detuning = -0.5
thermal = 0.25
drive = { amplitude = 2, phase = "pi/2" }
[[mode]]
name = "b1"
role = "battery"
loss = "gamma"
drive = { re = 0.5 , im = "-g" }
[[mode]]
name = "b2"
role = "battery"
loss = 0
[[coupling]]
from = "c"
to = "b1"
strength = "-g"
phase = "-pi/2"
[[coupling]]
from = "b2"
to = "c"
strength = 3
[[triangle]]
from = "b1"
to = "b2"
strength = "g"
phase = "-pi/2"
mediator_loss = "Gamma"
[[dissipator]]
rate = "0.02"
weights = { c = 1.0, b1 = { re = 0, im = 1 }, b2 = { amplitude = "g", phase = 0 } }
)";

void expect_everything(const NetworkFile& file, double gamma) {
  const Network& network = file.network;
  ASSERT_EQ(network.size(), 4u);
  EXPECT_EQ(network.mode(0).name, "c");
  EXPECT_EQ(network.mode(0).role, Role::charger);
  EXPECT_EQ(network.mode(0).loss, gamma);
  EXPECT_EQ(network.mode(0).detuning, -0.5);
  EXPECT_EQ(network.mode(0).thermal, 0.25);
  EXPECT_NEAR(std::abs(network.mode(0).drive - std::complex<double>(0, 2)), 0, 1e-15);
  EXPECT_EQ(network.mode(1).drive, std::complex<double>(0.5, -gamma / 10));
  EXPECT_EQ(network.mode(2).loss, 0);
  EXPECT_EQ(network.mode(3).name, "a_b1_b2");
  EXPECT_EQ(network.mode(3).role, Role::mediator);
  EXPECT_EQ(network.mode(3).loss, 10 * gamma);
  ASSERT_EQ(network.couplings().size(), 5u);
  const Coupling& first = network.couplings()[0];
  EXPECT_EQ(first.from, 0u);
  EXPECT_EQ(first.to, 1u);
  EXPECT_EQ(first.strength, -gamma / 10);
  EXPECT_EQ(first.phase, -pi / 2);
  EXPECT_EQ(network.couplings()[1].from, 2u);
  EXPECT_EQ(network.couplings()[1].to, 0u);
  EXPECT_EQ(network.couplings()[1].phase, 0);
  EXPECT_EQ(network.couplings()[2].phase, -pi / 2);
  EXPECT_EQ(network.couplings()[3].from, 1u);
  EXPECT_EQ(network.couplings()[3].to, 3u);
  EXPECT_DOUBLE_EQ(network.couplings()[3].strength, std::sqrt(gamma / 10 * 10 * gamma / 2));
  ASSERT_EQ(network.dissipators().size(), 1u);
  EXPECT_EQ(network.dissipators()[0].rate, 0.02);
  ASSERT_EQ(network.dissipators()[0].weights.size(), 3u);
  EXPECT_EQ(network.dissipators()[0].weights[1].first, 1u);
  EXPECT_EQ(network.dissipators()[0].weights[1].second, std::complex<double>(0, 1));
  EXPECT_EQ(network.dissipators()[0].weights[2].second, gamma / 10);
  EXPECT_THAT(file.warnings, IsEmpty());
  EXPECT_EQ(file.family, "");
}

TEST(ReadNetwork, Everything) {
  const NetworkFile file = read_network_text(everything, "f");
  expect_everything(file, 0.1);
  using Value = std::pair<std::string, double>;
  EXPECT_THAT(file.parameters,
              ElementsAre(Value("gamma", 0.1), Value("Gamma", 1), Value("g", 0.01)));
}

TEST(ReadNetwork, ByteOrderMarkAndCarriageReturns) {
  std::string text = "\xEF\xBB\xBF";
  for (const char* x = everything; *x != '\0'; ++x) {
    if (*x == '\n') text += '\r';
    text += *x;
  }
  expect_everything(read_network_text(text, "f"), 0.1);
}

struct DecimalComma : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
};

TEST(ReadNetwork, CommaLocale) {
  const std::locale before = std::locale::global(std::locale(std::locale(), new DecimalComma));
  for (const char* name : {"de_DE.UTF-8", "fr_FR.UTF-8", "da_DK.UTF-8"}) {
    if (std::setlocale(LC_ALL, name) != nullptr) break;  // where one is installed, C's too
  }
  expect_everything(read_network_text(everything, "f"), 0.1);
  EXPECT_EQ(
      read_network_text(R"({"qbnet":1,"mode":[{"name":"b","role":"battery","loss":0.125}]})", "f")
          .network.mode(0)
          .loss,
      0.125);
  EXPECT_EQ(refusal(with_line("detuning = -0.5\nthermal = -1234.5")),
            "3 f:12:11: thermal of mode \"b1\" must be at least 0, but is -1234.5");
  std::setlocale(LC_ALL, "C");
  std::locale::global(before);
}

TEST(ReadNetwork, JsonWithTheSameKeys) {
  const NetworkFile file = read_network_text(R"({
  "qbnet": 1,
  "parameters": {"gamma": 0.1, "Gamma": "10*gamma", "g": "gamma/10"},
  "mode": [
    {"name": "c", "role": "charger", "loss": "gamma", "detuning": -0.5, "thermal": 0.25,
     "drive": {"amplitude": 2, "phase": "pi/2"}},
    {"name": "b1", "role": "battery", "loss": "gamma", "drive": {"re": 0.5, "im": "-g"}},
    {"name": "b2", "role": "battery", "loss": 0}],
  "coupling": [
    {"from": "c", "to": "b1", "strength": "-g", "phase": "-pi/2"},
    {"from": "b2", "to": "c", "strength": 3}],
  "triangle": [
    {"from": "b1", "to": "b2", "strength": "g", "phase": "-pi/2", "mediator_loss": "Gamma"}],
  "dissipator": [
    {"rate": "0.02", "weights": {"c": 1.0, "b1": {"re": 0, "im": 1},
                                 "b2": {"amplitude": "g", "phase": 0}}}]
})",
                                             "f");
  expect_everything(file, 0.1);
}

TEST(ReadNetwork, SettingsComeBeforeLaterParameters) {
  const NetworkFile file = read_network_text(everything, "f", {{"gamma", "0.1*2"}});
  expect_everything(file, 0.2);
  EXPECT_EQ(
      read_network_text(everything, "f", {{"g", "Gamma"}, {"gamma", "3"}}).parameters[2].second,
      30);
  EXPECT_EQ(refusal(everything, {{"gama", "1"}}),
            "2 --set gama: must name a parameter of the file, but \"gama\" is none; did you mean "
            "\"gamma\"?");
  EXPECT_EQ(refusal(everything, {{"gamma", "g"}}),
            "2 --set gamma=g: expression must use earlier parameters only, but \"g\" is not "
            "defined yet");
  EXPECT_EQ(refusal(everything, {{"gamma", ""}}),
            "2 --set gamma=: expression must have a value, but is empty");
  EXPECT_EQ(refusal(everything, {{"g", "1"}, {"g", "2"}}),
            "2 --set g: must be given at most once, but is given again");
  EXPECT_EQ(refusal(with_two_modes(""), {{"g", "1"}}),
            "2 --set g: must name a parameter of the file, but \"g\" is none");
  EXPECT_EQ(refusal("qbnet = 1\n[parameters]\ng = \"1/0\"\n" + cascade_text("1").substr(10),
                    {{"g", "1"}}),
            "accepted")
      << "the file's own value is not looked at";
}

TEST(ReadNetwork, FamilyThenModes) {
  const NetworkFile file = read_network_text(cascade_text("2", "phase = [1, 2]") + R"(
[[mode]]
name = "x"
role = "battery"
loss = 1
[[coupling]]
from = "b2"
to = "x"
strength = 1
[[triangle]]
from = "x"
to = "a1"
strength = 1
phase = 1
mediator = "y"
mediator_loss = 2
mediator_coupling = [3, "4"]
)",
                                             "f");
  std::vector<std::string> names;
  for (const Mode& mode : file.network.modes()) names.push_back(mode.name);
  EXPECT_THAT(names, ElementsAre("c", "b1", "b2", "a1", "a2", "x", "y"));
  EXPECT_EQ(file.family, "cascade");
  EXPECT_EQ(file.network.couplings()[3].phase, 2);
  EXPECT_EQ(file.network.couplings()[6].to, 5u);
  EXPECT_EQ(file.network.couplings()[8].strength, 3);
  EXPECT_EQ(file.network.couplings()[9].strength, 4);
}

TEST(ReadNetwork, FamiliesOfEveryCharging) {
  std::string text = cascade_text("\"1+2\"");
  text.replace(text.find("[cascade]"), 9, "[parallel]");
  EXPECT_EQ(read_network_text(text, "f").family, "parallel");
  EXPECT_EQ(read_network_text(text, "f").network.couplings()[3].from, 0u);
  EXPECT_EQ(read_network_text(text, "f").network.couplings()[3].phase, -pi / 2);
  text.replace(text.find("nonreciprocal"), 13, "reciprocal-mediated");
  EXPECT_EQ(read_network_text(text, "f").network.couplings()[3].phase, 0);
  text.replace(text.find("reciprocal-mediated"), 19, "reciprocal-direct");
  EXPECT_EQ(read_network_text(text, "f").network.size(), 4u);
  text.erase(text.find("mediator_loss"), text.find("drive") - text.find("mediator_loss"));
  EXPECT_EQ(read_network_text(text, "f").network.size(), 4u) << "no mediators, no mediator_loss";
}

TEST(ReadNetwork, WarnsOfNoDrive) {
  std::string text = with_two_modes("");
  text.replace(text.find("drive = 1"), 9, "drive = 0");
  EXPECT_THAT(read_network_text(text, "f").warnings,
              ElementsAre("f: no mode has a drive: every energy is 0"));
}

TEST(ReadNetwork, WarnsOfDegrees) {
  const auto warnings = [](const char* phase) {
    return read_network_text(
               with_two_modes("[[coupling]]\nfrom='c'\nto='b1'\nstrength=1\nphase = " +
                              std::string(phase) + "\n"),
               "f")
        .warnings;
  };
  EXPECT_THAT(warnings("-90"),
              ElementsAre("f:16:9: phase of the coupling from \"c\" to \"b1\" is in radians, but "
                          "-90 is more than a full turn; for degrees write \"-90*pi/180\""));
  EXPECT_THAT(warnings("\"9*5\"").size(), 1);
  EXPECT_THAT(warnings("\"2*pi\""), IsEmpty());
  EXPECT_THAT(warnings("\"-90*pi/180\""), IsEmpty());
  const auto many = read_network_text(cascade_text("5", "phase = [90, 0, 180, 270, 360]"), "f");
  ASSERT_EQ(many.warnings.size(), 4u);
  EXPECT_TRUE(many.warnings[1].starts_with("f:4:17: phase of [cascade] is in radians, but 180"));
  EXPECT_EQ(many.warnings[3], "f: phases of more than a full turn beside these: 1");
}

TEST(ReadNetwork, WarnsOfUnusedParameters) {
  const auto file = read_network_text(
      "qbnet = 1\n[parameters]\nx = 1\ny = \"x\"\n" + cascade_text("1").substr(10), "f");
  EXPECT_THAT(file.warnings, ElementsAre("f:4:1: parameter y is never used"));
}

TEST(ReadNetwork, LargeCascade) {
  const NetworkFile file = read_network_text(cascade_text("100000"), "f");
  EXPECT_EQ(file.network.size(), 200001u);
  EXPECT_EQ(file.network.find("b100000"), 100000u);
}

}  // namespace
}  // namespace qbnet
