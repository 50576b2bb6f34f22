#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "tests/command_line.hpp"

namespace qbnet::test {
namespace {

using testing::HasSubstr;

// kappa = 2, xi = 1: P(t) = (1 - exp(-t))^2/t, largest where exp(t) = 1 + 2t.
constexpr const char* one_mode =
    "qbnet = 1\n"
    "[[mode]]\nname = \"c\"\nrole = \"charger\"\nloss = 2\ndrive = 1\n";
constexpr double best_time = 1.2564312086261697;

TEST(PowerCommand, JsonOfOneMode) {
  const Folder folder;
  const Outcome result =
      qbnet({"power", folder.write("one.toml", one_mode), "--mode", "c", "--json"});
  ASSERT_EQ(result.code, 0) << result.err;
  const auto json = result.json();
  EXPECT_EQ(json["format"], "qbnet-power/1");
  EXPECT_EQ(json["status"], "ok");
  ASSERT_EQ(json["modes"].size(), 1U);
  std::vector<std::string> keys;
  for (const auto& [key, value] : json["modes"][0].items()) keys.push_back(key);
  EXPECT_THAT(keys, testing::ElementsAre("name", "max_power", "log10_max_power", "time", "energy"));
  const double energy = std::pow(std::expm1(-best_time), 2);
  const auto& mode = json["modes"][0];
  EXPECT_NEAR(mode["max_power"].get<double>(), energy / best_time, 1e-10);
  EXPECT_NEAR(mode["log10_max_power"].get<double>(), std::log10(energy / best_time), 1e-10);
  EXPECT_NEAR(mode["time"].get<double>(), best_time, 1e-4);
  EXPECT_NEAR(mode["energy"].get<double>(), energy, 1e-4);
}

TEST(PowerCommand, TableOfOneMode) {
  const Folder folder;
  const std::string file = folder.write("one.toml", one_mode);
  const Outcome result = qbnet({"power", file, "--mode", "c"});
  EXPECT_THAT(result.out, HasSubstr("# maximal charging power (omega * rate) of " + file + ": ok"));
  EXPECT_THAT(result.out, HasSubstr("0.40726"));
}

TEST(PowerCommand, ANetworkWithoutBatteriesNeedsAMode) {
  const Folder folder;
  const std::string file = folder.write("one.toml", one_mode);
  for (const char* command : {"power", "gain"}) {
    const Outcome result = qbnet({command, file});
    EXPECT_EQ(result.code, 3);
    EXPECT_THAT(result.err, HasSubstr("at least one mode must have role \"battery\""));
  }
}

// The same numbers as in JSON, a row a mode.
TEST(PowerCommand, ColumnsHoldWhatJsonDoes) {
  const Folder folder;
  const std::string file = folder.write("one.toml", one_mode);
  const std::string out = folder.path("power.csv");
  const auto mode = qbnet({"power", file, "--mode", "c", "--json"}).json()["modes"][0];
  const Outcome result = qbnet({"power", file, "--mode", "c", "-o", out, "--json"});
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.json()["output"], out);
  EXPECT_FALSE(result.json().contains("modes"));
  const std::string text = Folder::read(out);
  EXPECT_THAT(text, HasSubstr("name,role,max_power,log10_max_power,time,energy,log10_energy\n"));
  const std::size_t row = text.find("\nc,charger,");
  ASSERT_NE(row, std::string::npos);
  double value[5];
  ASSERT_EQ(std::sscanf(text.c_str() + row, "\nc,charger,%lf,%lf,%lf,%lf,%lf\n", value, value + 1,
                        value + 2, value + 3, value + 4),
            5);
  EXPECT_DOUBLE_EQ(value[0], mode["max_power"].get<double>());
  EXPECT_DOUBLE_EQ(value[1], mode["log10_max_power"].get<double>());
  EXPECT_DOUBLE_EQ(value[2], mode["time"].get<double>());
  EXPECT_DOUBLE_EQ(value[3], mode["energy"].get<double>());
  EXPECT_EQ(qbnet({"power", file, "--mode", "c", "-o", out}).code, 8);
}

TEST(PowerCommand, WhatIsNeverChargedHasNoPower) {
  const Folder folder;
  const std::string file = folder.write(
      "idle.toml", "qbnet = 1\n[[mode]]\nname = \"b\"\nrole = \"battery\"\nloss = 2\n");
  const auto mode = qbnet({"power", file, "--json", "-q"}).json()["modes"][0];
  EXPECT_EQ(mode["max_power"], 0);
  EXPECT_TRUE(mode["log10_max_power"].is_null());
}

// All energy counts, heat too; at the start a warm bath brings kappa n.
TEST(PowerCommand, HeatCountsInPowerGainAndSweep) {
  const Folder folder;
  const std::string file =
      folder.write("warm.toml",
                   "qbnet = 1\n[parameters]\nn = 0.5\n"
                   "[cascade]\nbatteries = 1\ncharging = \"nonreciprocal\"\ncoupling = "
                   "0.01\ncharger_loss = 0.1\nbattery_loss = 0.1\n"
                   "mediator_loss = 0.1\nbattery_thermal = \"n\"\ndrive = 1e-6\n");
  const auto power = qbnet({"power", file, "--json"}).json()["modes"][0];
  EXPECT_EQ(power["max_power"], 0.05);
  EXPECT_EQ(power["time"], 0);
  EXPECT_EQ(power["energy"], 0);
  const auto gain = qbnet({"gain", file, "--json"}).json();
  EXPECT_EQ(gain["status"], "ok");
  EXPECT_NEAR(gain["modes"][0]["power"]["reciprocal-direct"], 1, 1e-12);
  const Outcome sweep = qbnet({"sweep", file, "--vary", "n=0.5,2", "--measure", "max_power(b1)",
                               "--measure", "gain(b1, reciprocal-direct)", "--json"});
  ASSERT_EQ(sweep.code, 0) << sweep.err;
  EXPECT_EQ(sweep.json()["measures"][0]["values"][0], 0.05);
  EXPECT_EQ(sweep.json()["measures"][0]["values"][1], 0.2);
  EXPECT_NEAR(sweep.json()["measures"][1]["values"][0],
              gain["modes"][0]["energy"]["reciprocal-direct"], 1e-12);
}

}  // namespace
}  // namespace qbnet::test
