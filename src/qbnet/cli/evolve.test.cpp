#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/command_line.hpp"

namespace qbnet::test {
namespace {

using testing::HasSubstr;

// kappa = 2, xi = 1: E(t) = (1 - exp(-t))^2.
constexpr const char* one_mode =
    "qbnet = 1\n"
    "[[mode]]\nname = \"c\"\nrole = \"charger\"\nloss = 2\ndrive = 1\n";
constexpr const char* pair =
    "qbnet = 1\n"
    "[[mode]]\nname = \"c\"\nrole = \"charger\"\nloss = 2\ndrive = 1\n"
    "[[mode]]\nname = \"b\"\nrole = \"battery\"\nloss = 1\n"
    "[[coupling]]\nfrom = \"c\"\nto = \"b\"\nstrength = 0.25\n";

TEST(EvolveCommand, JsonHasTheContractsShape) {
  const Folder folder;
  const Outcome result =
      qbnet({"evolve", folder.write("one.toml", one_mode), "--times", "0:2:3", "--json"});
  ASSERT_EQ(result.code, 0) << result.err;
  const auto json = result.json();
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  EXPECT_THAT(keys, testing::ElementsAre("format", "status", "times", "modes", "error_bound"));
  EXPECT_EQ(json["format"], "qbnet-evolve/1");
  EXPECT_EQ(json["status"], "ok");
  EXPECT_EQ(json["times"].dump(), "[0,1,2]");
  ASSERT_EQ(json["modes"].size(), 1U);
  const auto& mode = json["modes"][0];
  keys.clear();
  for (const auto& [key, value] : mode.items()) keys.push_back(key);
  EXPECT_THAT(keys, testing::ElementsAre("name", "role", "energy", "log10_energy"));
  EXPECT_EQ(mode["energy"][0], 0);
  EXPECT_TRUE(mode["log10_energy"][0].is_null());
  for (const int t : {1, 2}) {
    const double truth = std::pow(std::expm1(-t), 2);
    EXPECT_NEAR(mode["energy"][static_cast<std::size_t>(t)].get<double>(), truth, 1e-10);
    EXPECT_NEAR(mode["log10_energy"][static_cast<std::size_t>(t)].get<double>(), std::log10(truth),
                1e-10);
  }
  EXPECT_LE(json["error_bound"].get<double>(), 1e-10);
}

TEST(EvolveCommand, TableHasOneLineATimeAndOneColumnAMode) {
  const Folder folder;
  const std::string file = folder.write("pair.toml", pair);
  const Outcome result =
      qbnet({"evolve", file, "--times", "1:100:3:log", "--mode", "b", "--mode", "c"});
  ASSERT_EQ(result.code, 0) << result.err;
  std::istringstream lines(result.out);
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line, "# energy/omega of " + file + ": ok");
  std::getline(lines, line);
  EXPECT_THAT(line, testing::MatchesRegex("# time +b +c"));
  double time = 0;
  double b = 0;
  double c = 0;
  for (const double expected : {1., 10., 100.}) {
    lines >> time >> b >> c;
    EXPECT_EQ(time, expected);
    EXPECT_NE(c, b);
  }
  // Late: the steady state, v_c = -i/(1 + g^2/0.5), v_b = -i g v_c/0.5 with g = 0.25.
  EXPECT_NEAR(c, 64.0 / 81, 1e-7);
  EXPECT_NEAR(b, 16.0 / 81, 1e-7);
}

TEST(EvolveCommand, OneTimeIsTheStart) {
  const Folder folder;
  const std::string file = folder.write("one.toml", one_mode);
  EXPECT_EQ(qbnet({"evolve", file, "--times", "3:5:1", "--json"}).json()["times"].dump(), "[3]");
}

TEST(EvolveCommand, RefusesTimesThatAreNone) {
  const Folder folder;
  const std::string file = folder.write("one.toml", one_mode);
  const auto refusal = [&](const std::string& times) {
    const Outcome result = qbnet({"evolve", file, "--times", times});
    EXPECT_EQ(result.code, 2) << times;
    EXPECT_EQ(result.out, "");
    return result.err;
  };
  EXPECT_EQ(refusal("-1:2:3"), "qbnet: --times must be at least 0 throughout, but is \"-1:2:3\"\n");
  EXPECT_THAT(refusal("0:-2:3"), HasSubstr("at least 0"));
  EXPECT_THAT(refusal("0:1:0"), HasSubstr("COUNT of --times must be a whole number"));
  EXPECT_THAT(refusal("0:1:3:log"), HasSubstr("START of --times must be above 0"));
  EXPECT_THAT(refusal("nan:1:3"), HasSubstr("START of --times must be a finite number"));
  EXPECT_EQ(qbnet({"evolve", file}).err,
            "qbnet: evolve must be given --times START:STOP:COUNT[:log], but is not\n");
  EXPECT_EQ(qbnet({"evolve", file, "--times", "0:1:1e9"}).code, 7);
}

TEST(EvolveCommand, TooManyValuesAreRefusedWithAnEstimate) {
  const Folder folder;
  const std::string file = folder.write("long.toml",
                                        "qbnet = 1\n[cascade]\nbatteries = 10000\n"
                                        "charging = \"nonreciprocal\"\ncoupling = 1e-4\n"
                                        "charger_loss = 0.1\nbattery_loss = 0.1\n"
                                        "mediator_loss = 0.1\ndrive = 1\n");
  const Outcome result = qbnet({"evolve", file, "--times", "0:1:1e8"});
  EXPECT_EQ(result.code, 7);
  EXPECT_THAT(result.err, HasSubstr("would take about"));
}

TEST(EvolveCommand, TellsTheEfficiency) {
  const Folder folder;
  EXPECT_EQ(qbnet({"evolve", "f", "--times", "0:4:3", "--efficiency", "-o", "x.csv"}).code, 2);
  const std::string file =
      folder.write("f",
                   "qbnet = 1\n[[mode]]\nname = \"b\"\nrole = \"battery\"\nloss = 0\n"
                   "[[drive]]\nmode = \"b\"\namplitude = 1\nstart = 1\nstop = 2\n");
  const Outcome out = qbnet({"evolve", file, "--times", "0:4:3", "--efficiency", "--json"});
  ASSERT_EQ(out.code, 0) << out.err;
  const auto json = out.json();
  EXPECT_EQ(json["supplied_energy"].dump(), "[0,1,1]");
  EXPECT_EQ(json["modes"][0]["efficiency"].dump(), "[null,1,1]");
  const Outcome text = qbnet({"evolve", file, "--times", "0:4:3", "--efficiency"});
  EXPECT_THAT(text.out,
              HasSubstr("# time  supplied  b\n     0         0  -\n     2         1  1\n"));
}

}  // namespace
}  // namespace qbnet::test
