#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>

#include "tests/command_line.hpp"

namespace qbnet::test {
namespace {

using testing::HasSubstr;

constexpr const char* cascade =
    "qbnet = 1\n[parameters]\ngamma = 0.1\ng = \"gamma/10\"\n"
    "[cascade]\nbatteries = 2\ncharging = \"nonreciprocal\"\ncoupling = \"g\"\n"
    "charger_loss = \"gamma\"\nbattery_loss = \"gamma\"\nmediator_loss = 1\ndrive = 1\n";

TEST(SensitivityCommand, JsonOfASteadyEnergy) {
  const Folder folder;
  const std::string file = folder.write("two.toml", cascade);
  const Outcome result = qbnet({"sensitivity", file, "--of", "energy(b2)", "--json"});
  ASSERT_EQ(result.code, 0) << result.err;
  const auto json = result.json();
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  EXPECT_THAT(keys, testing::ElementsAre("format", "status", "of", "value", "log10_value", "time",
                                         "sensitivities"));
  EXPECT_EQ(json["format"], "qbnet-sensitivity/1");
  EXPECT_EQ(json["status"], "ok");
  EXPECT_EQ(json["of"], "energy(b2)");
  EXPECT_TRUE(json["time"].is_null());
  EXPECT_NEAR(json["log10_value"].get<double>(), std::log10(json["value"].get<double>()), 1e-12);
  keys.clear();
  const auto& rows = json["sensitivities"];
  for (const auto& [key, value] : rows[0].items()) keys.push_back(key);
  EXPECT_THAT(keys, testing::ElementsAre("name", "kind", "value", "relative", "log_derivative",
                                         "error", "derivative"));
  // Eq. (3) with g = gamma/10: E_2 ~ gamma^-2 alone.
  double before = 1e300;
  bool seen = false;
  for (const auto& row : rows) {
    const auto& number = row["relative"].is_null() ? row["log_derivative"] : row["relative"];
    EXPECT_LE(std::abs(number.get<double>()), before);
    before = std::abs(number.get<double>());
    if (row["name"] != "gamma") continue;
    seen = true;
    EXPECT_EQ(row["kind"], "parameter");
    EXPECT_NEAR(row["relative"].get<double>(), -2, 1e-12);
    EXPECT_NEAR(row["derivative"].get<double>(), -20 * json["value"].get<double>(), 1e-12);
  }
  EXPECT_TRUE(seen);
}

TEST(SensitivityCommand, TableSettingsAndTop) {
  const Folder folder;
  const std::string file = folder.write("two.toml", cascade);
  const Outcome result = qbnet(
      {"sensitivity", file, "--of", "energy_at( b2 , 10*2 )", "--top", "3", "--set", "g=gamma/5"});
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("# sensitivity of energy_at(b2, 10*2) of "));
  EXPECT_THAT(result.out, HasSubstr("# p "));
  EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 6);
  const Outcome power = qbnet({"sensitivity", file, "--of", "max_power(b2)", "--json", "-q"});
  ASSERT_EQ(power.code, 0) << power.err;
  EXPECT_GT(power.json()["time"].get<double>(), 0);
}

// A half-life ln(2)/loss, and the efficiency of a moment: all is stored.
TEST(SensitivityCommand, HalfLifeAndEfficiencyOfOneMode) {
  const Folder folder;
  const std::string file = folder.write(
      "one.toml", "qbnet = 1\n[[mode]]\nname = \"b\"\nrole = \"battery\"\nloss = 0.5\ndrive = 1\n");
  const Outcome life = qbnet({"sensitivity", file, "--of", "half_life(b)", "--top", "1"});
  ASSERT_EQ(life.code, 0) << life.err;
  EXPECT_THAT(life.out, HasSubstr("# t = 1.3862944\n"));
  EXPECT_THAT(life.out, HasSubstr("d log t/d log p"));
  EXPECT_THAT(life.out, HasSubstr("-1"));
  const Outcome share = qbnet({"sensitivity", file, "--of", "efficiency_at(b, 1e-9)"});
  ASSERT_EQ(share.code, 0) << share.err;
  EXPECT_THAT(share.out, HasSubstr("# eta = 1\n"));
  const Outcome start = qbnet({"sensitivity", file, "--of", "efficiency_at(b, 0)"});
  EXPECT_EQ(start.code, 1);
  EXPECT_THAT(start.err, HasSubstr("have supplied nothing"));
}

TEST(SensitivityCommand, ADarkModeHasZerosOnly) {
  const Folder folder;
  const std::string file = folder.write(
      "dark.toml", "qbnet = 1\n[[mode]]\nname = \"b\"\nrole = \"battery\"\nloss = 1\n");
  const Outcome result = qbnet({"sensitivity", file, "--of", "energy(b)", "--json", "-q"});
  ASSERT_EQ(result.code, 0) << result.err;
  const auto row = result.json()["sensitivities"][0];
  EXPECT_EQ(row["derivative"], 0);
  EXPECT_TRUE(row["relative"].is_null());
  EXPECT_TRUE(row["log_derivative"].is_null());
  EXPECT_TRUE(result.json()["log10_value"].is_null());
  EXPECT_THAT(qbnet({"sensitivity", file, "--of", "energy(b)", "-q"}).out,
              HasSubstr("0 has no logarithm"));
}

constexpr const char* noisy =
    "qbnet = 1\n[parameters]\nn = 0.3\ns = 0.1\n"
    "[[mode]]\nname = \"c\"\nrole = \"charger\"\nloss = 1\ndrive = 1\nthermal = \"n\"\n"
    "squeezing = { r = \"n*n\", phase = 0.4 }\n"
    "[[mode]]\nname = \"b\"\nrole = \"battery\"\nloss = 0.5\ngain = \"s/2\"\n"
    "[[coupling]]\nfrom = \"c\"\nto = \"b\"\nstrength = 0.4\nphase = 0.3\n"
    "[[squeezing]]\nfrom = \"c\"\nto = \"b\"\nstrength = \"s\"\nphase = 1\n";

TEST(SensitivityCommand, NoiseCountsInAllOfThem) {
  const Folder folder;
  const std::string file = folder.write("noisy.toml", noisy);
  for (const char* of : {"energy(b)", "ergotropy(b)", "thermal_energy(b)", "energy_at(b, 3)",
                         "half_life(b)", "efficiency_at(b, 3)"}) {
    const Outcome result = qbnet({"sensitivity", file, "--of", of, "--json"});
    ASSERT_EQ(result.code, 0) << result.err;
    const auto json = result.json();
    EXPECT_EQ(json["time"].is_null(), std::string_view(of).ends_with("(b)"));
    std::map<std::string, double> by;
    for (const auto& row : json["sensitivities"]) {
      by[row["name"]] = row["log_derivative"].get<double>();
    }
    ASSERT_EQ(by.size(), 16U);
    // Through their formulas: d(n^2)/dn = 0.6, d(s/2)/ds = 1/2.
    EXPECT_NEAR(by.at("n"), by.at("thermal(c)") + 0.6 * by.at("squeezing_r(c)"), 1e-12);
    EXPECT_NEAR(by.at("s"), by.at("squeezer(c, b)") + 0.5 * by.at("gain(b)"), 1e-12);
    EXPECT_NE(by.at("squeezer_phase(c, b)"), 0);
  }
  const Outcome grows = qbnet({"sensitivity", file, "--of", "energy(b)", "--set", "s=3", "--json"});
  EXPECT_EQ(grows.code, 4);
  EXPECT_EQ(grows.json()["status"], "unstable");
  EXPECT_EQ(qbnet({"sensitivity", file, "--of", "energy_at(b, 3)", "--set", "s=3"}).code, 0);
  EXPECT_EQ(qbnet({"sensitivity", file, "--of", "max_power(b)"}).code, 0);
}

TEST(SensitivityCommand, ASqueezerThatIsOffHasADerivative) {
  const Folder folder;
  const std::string file = folder.write(
      "off.toml",
      "qbnet = 1\n[parameters]\ns = 0\n"
      "[[mode]]\nname = \"b\"\nrole = \"battery\"\nloss = 1\ndrive = 1\nthermal = 0.3\n"
      "[[squeezing]]\nmode = \"b\"\nstrength = \"s\"\nphase = 0.7\n");
  const Outcome result = qbnet({"sensitivity", file, "--of", "energy(b)", "--json"});
  ASSERT_EQ(result.code, 0) << result.err;
  const auto row = result.json()["sensitivities"][0];
  EXPECT_EQ(row["name"], "s");
  EXPECT_NEAR(row["derivative"].get<double>(), -16 * std::sin(0.7), 1e-12);
}

// What counts as 0 for a parameter of 0 is measured by the rates that it sets, not by its unit.
TEST(SensitivityCommand, AParameterOfZeroBesideFaintDrives) {
  const Folder folder;
  const std::string file = folder.write(
      "faint.toml",
      "qbnet = 1\n[parameters]\nx = 0\n"
      "[[mode]]\nname = \"c\"\nrole = \"charger\"\nloss = 1e-8\ndrive = 1e-20\nthermal = 0.2\n"
      "[[mode]]\nname = \"b\"\nrole = \"battery\"\nloss = 2e-8\ndetuning = 1e-9\ndrive = \"x\"\n"
      "[[coupling]]\nfrom = \"c\"\nto = \"b\"\nstrength = 1e-8\nphase = 0.3\n"
      "[[squeezing]]\nmode = \"b\"\nstrength = 1e-9\nphase = 0.5\n");
  const Outcome result = qbnet({"sensitivity", file, "--of", "energy(b)", "--json"});
  EXPECT_EQ(result.code, 0) << result.err;
}

TEST(SensitivityCommand, WhatItRefuses) {
  const Folder folder;
  const std::string file = folder.write("two.toml", cascade);
  const auto refusal = [&](std::vector<std::string> arguments, int code) {
    arguments.insert(arguments.begin(), {"sensitivity", file});
    const Outcome result = qbnet(arguments);
    EXPECT_EQ(result.code, code) << result.err;
    EXPECT_EQ(result.out, "");
    return result.err;
  };
  EXPECT_THAT(refusal({}, 2), HasSubstr("--of"));
  EXPECT_THAT(refusal({"--of", "gain(b2, reciprocal-direct)"}, 2), HasSubstr("--of must be"));
  EXPECT_THAT(refusal({"--of", "energy(b3)"}, 2), HasSubstr("\"b3\" is none"));
  EXPECT_THAT(refusal({"--of", "energy(b2)", "--top", "0"}, 2), HasSubstr("--top must be"));
  EXPECT_THAT(refusal({"--of", "energy(b2)", "--top", "two"}, 2), HasSubstr("--top must be"));
  EXPECT_THAT(refusal({"--of", "energy(b2)", "--set", "h=1"}, 2), HasSubstr("--set h"));
  EXPECT_EQ(qbnet({"sensitivity", folder.path("none.toml"), "--of", "energy(b)"}).code, 6);
}

TEST(SensitivityCommand, ANetworkThatDoesNotSettle) {
  const Folder folder;
  const std::string file = folder.write(
      "dark.toml", "qbnet = 1\n[[mode]]\nname = \"c\"\nrole = \"charger\"\nloss = 0\ndrive = 1\n");
  const Outcome result = qbnet({"sensitivity", file, "--of", "energy(c)", "--json"});
  EXPECT_EQ(result.code, 4);
  EXPECT_EQ(result.json()["status"], "singular");
  EXPECT_TRUE(result.json()["sensitivities"].is_null());
}

}  // namespace
}  // namespace qbnet::test
