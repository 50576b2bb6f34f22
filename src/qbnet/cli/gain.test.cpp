#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "qbnet/theory/approximations.hpp"
#include "tests/command_line.hpp"

namespace qbnet::test {
namespace {

using testing::HasSubstr;

constexpr const char* cascade =
    "qbnet = 1\n[cascade]\nbatteries = 2\ncharging = \"nonreciprocal\"\ncoupling = 0.01\n"
    "charger_loss = 0.1\nbattery_loss = 0.1\nmediator_loss = 1\ndrive = 1\n";

TEST(GainCommand, JsonAgreesWithTheClosedForms) {
  const Folder folder;
  const Outcome result = qbnet({"gain", folder.write("two.toml", cascade), "--json"});
  ASSERT_EQ(result.code, 0) << result.err;
  const auto json = result.json();
  EXPECT_EQ(json["format"], "qbnet-gain/1");
  EXPECT_EQ(json["status"], "ok");
  ASSERT_EQ(json["modes"].size(), 2U);
  const auto& last = json["modes"][1];
  std::vector<std::string> keys;
  for (const auto& [key, value] : last.items()) keys.push_back(key);
  EXPECT_THAT(keys, testing::ElementsAre("name", "energy", "power", "log10_energy", "log10_power"));
  keys.clear();
  for (const auto& [key, value] : last["power"].items()) keys.push_back(key);
  EXPECT_THAT(keys, testing::ElementsAre("reciprocal-direct", "reciprocal-mediated"));
  EXPECT_EQ(last["name"], "b2");
  const double direct = theory::cascade_gain_r1(2, 0.1).value();
  const double mediated = theory::cascade_gain_r2(2, 0.1).value();
  EXPECT_NEAR(last["energy"]["reciprocal-direct"].get<double>(), direct, 1e-12 * direct);
  EXPECT_NEAR(last["energy"]["reciprocal-mediated"].get<double>(), mediated, 1e-12 * mediated);
  EXPECT_NEAR(last["log10_energy"]["reciprocal-direct"].get<double>(), std::log10(direct), 1e-12);
  EXPECT_GT(last["power"]["reciprocal-direct"].get<double>(), 1);
  EXPECT_NEAR(last["log10_power"]["reciprocal-mediated"].get<double>(),
              std::log10(last["power"]["reciprocal-mediated"].get<double>()), 1e-12);
}

TEST(GainCommand, TableOfBothReferences) {
  const Folder folder;
  const Outcome result = qbnet({"gain", folder.write("two.toml", cascade), "--mode", "b2"});
  EXPECT_THAT(result.out,
              HasSubstr("# mode  energy/direct  energy/mediated  power/direct  power/mediated"));
  EXPECT_THAT(result.out, HasSubstr("  b2 "));
}

TEST(GainCommand, ColumnsHoldWhatJsonDoes) {
  const Folder folder;
  const std::string file = folder.write("two.toml", cascade), out = folder.path("gain.csv");
  const auto mode = qbnet({"gain", file, "--mode", "b2", "--json"}).json()["modes"][0];
  const Outcome result = qbnet({"gain", file, "--mode", "b2", "-o", out, "--json"});
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.json()["output"], out);
  const std::string text = Folder::read(out);
  EXPECT_THAT(text, HasSubstr("name,role,energy_direct,log10_energy_direct,energy_mediated,"
                              "log10_energy_mediated,power_direct,log10_power_direct,"
                              "power_mediated,log10_power_mediated\n"));
  const std::size_t row = text.find("\nb2,battery,");
  ASSERT_NE(row, std::string::npos);
  double value[8];
  ASSERT_EQ(
      std::sscanf(text.c_str() + row, "\nb2,battery,%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf\n", value,
                  value + 1, value + 2, value + 3, value + 4, value + 5, value + 6, value + 7),
      8);
  EXPECT_DOUBLE_EQ(value[0], mode["energy"]["reciprocal-direct"].get<double>());
  EXPECT_DOUBLE_EQ(value[1], mode["log10_energy"]["reciprocal-direct"].get<double>());
  EXPECT_DOUBLE_EQ(value[2], mode["energy"]["reciprocal-mediated"].get<double>());
  EXPECT_DOUBLE_EQ(value[4], mode["power"]["reciprocal-direct"].get<double>());
  EXPECT_DOUBLE_EQ(value[6], mode["power"]["reciprocal-mediated"].get<double>());
  EXPECT_DOUBLE_EQ(value[7], mode["log10_power"]["reciprocal-mediated"].get<double>());
}

// Without its mediator this network has no way from the charger to the battery.
TEST(GainCommand, AReferenceThatChargesNothingIsNull) {
  const Folder folder;
  const std::string file =
      folder.write("bridge.toml",
                   "qbnet = 1\n"
                   "[[mode]]\nname = \"c\"\nrole = \"charger\"\nloss = 1\ndrive = 1\n"
                   "[[mode]]\nname = \"a\"\nrole = \"mediator\"\nloss = 1\n"
                   "[[mode]]\nname = \"b\"\nrole = \"battery\"\nloss = 1\n"
                   "[[coupling]]\nfrom = \"c\"\nto = \"a\"\nstrength = 0.5\n"
                   "[[coupling]]\nfrom = \"a\"\nto = \"b\"\nstrength = 0.5\n");
  const auto mode = qbnet({"gain", file, "--json"}).json()["modes"][0];
  EXPECT_TRUE(mode["energy"]["reciprocal-direct"].is_null());
  EXPECT_TRUE(mode["log10_power"]["reciprocal-direct"].is_null());
  EXPECT_NEAR(mode["energy"]["reciprocal-mediated"].get<double>(), 1, 1e-12);
  EXPECT_THAT(qbnet({"gain", file}).out, HasSubstr("# -: that reference does not charge the mode"));
}

TEST(GainCommand, AMediatorHasNoDirectReference) {
  const Folder folder;
  const Outcome result = qbnet({"gain", folder.write("two.toml", cascade), "--mode", "a1"});
  EXPECT_EQ(result.code, 3);
  EXPECT_EQ(result.out, "");
}

}  // namespace
}  // namespace qbnet::test
