#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "qbnet/base/number_text.hpp"
#include "qbnet/theory/closed_forms.hpp"
#include "tests/command_line.hpp"

namespace qbnet::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// kappa = 2, xi = 1: v = -2i xi/kappa = -i, without any rounding.
constexpr const char* one_mode =
    "qbnet = 1\n"
    "[[mode]]\nname = \"c\"\nrole = \"charger\"\nloss = 2\ndrive = 1\n";
constexpr const char* dark_mode =
    "qbnet = 1\n"
    "[[mode]]\nname = \"c\"\nrole = \"charger\"\nloss = 2\ndrive = 1\n"
    "[[mode]]\nname = \"b\"\nrole = \"battery\"\nloss = 0\n";

TEST(SteadyCommand, JsonOfOneModeToTheLetter) {
  const Folder folder;
  const Outcome result = qbnet({"steady", folder.write("one.toml", one_mode), "--json"});
  EXPECT_EQ(result.out,
            "{\n"
            "  \"format\": \"qbnet-steady/1\",\n"
            "  \"status\": \"ok\",\n"
            "  \"modes\": [\n"
            "    {\"name\": \"c\", \"role\": \"charger\", \"amplitude\": {\"re\": 0, \"im\": -1}, "
            "\"energy\": 1, \"log10_energy\": 0}\n"
            "  ],\n"
            "  \"backward_error\": 0,\n"
            "  \"input_power\": 2,\n"
            "  \"lost_power\": 2,\n"
            "  \"log10_input_power\": 0.3010299956639812,\n"
            "  \"log10_lost_power\": 0.3010299956639812\n"
            "}\n");
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(result.code, 0);
}

TEST(SteadyCommand, TableOfOneMode) {
  const Folder folder;
  const std::string file = folder.write("one.toml", one_mode);
  const Outcome result = qbnet({"steady", file});
  EXPECT_EQ(result.out,
            "# steady state of " + file +
                ": ok\n"
                "# mode  role     energy/omega  re amplitude  im amplitude\n"
                "  c     charger             1             0            -1\n"
                "# input power 2, lost power 2 (omega * rate); backward error 0.0e+00\n");
  EXPECT_EQ(result.err, "");
}

TEST(SteadyCommand, AComplexDriveIsConjugated) {
  const Folder folder;
  const std::string file = folder.write("one.json",
                                        R"({"qbnet": 1, "mode": [{"name": "c", "role": "charger",
                                            "loss": 2, "drive": {"re": 3, "im": 4}}]})");
  const auto mode = qbnet({"steady", file, "--json"}).json()["modes"][0];
  EXPECT_EQ(mode["amplitude"].dump(), R"({"re":-4,"im":-3})");
  EXPECT_EQ(mode["energy"], 25);
}

TEST(SteadyCommand, EnergiesBelowEveryDoubleKeepTheirLogarithm) {
  const Folder folder;
  const std::string file = folder.write("long.toml",
                                        "qbnet = 1\n[cascade]\nbatteries = 1000\n"
                                        "charging = \"nonreciprocal\"\ncoupling = 1e-4\n"
                                        "charger_loss = 0.1\nbattery_loss = 0.1\n"
                                        "mediator_loss = 0.1\ndrive = 1\n");
  const double truth = log10(theory::cascade_nr_energy(1000, 1e-4, 0.1));
  const Outcome result = qbnet({"steady", file, "--json", "--mode", "b1000"});
  ASSERT_EQ(result.code, 0);
  const auto mode = result.json()["modes"][0];
  EXPECT_EQ(mode["energy"], 0);
  EXPECT_EQ(mode["amplitude"]["im"], 0);
  EXPECT_NEAR(mode["log10_energy"].get<double>(), truth, 1e-11 * -truth);
  EXPECT_THAT(qbnet({"steady", file, "--mode", "b1000"}).out,
              HasSubstr(fmt::format("10^{:.4f}", truth)));
}

TEST(SteadyCommand, EnergiesBeyondEveryDoubleAreNull) {
  const Folder folder;
  const std::string file = folder.write("hot.toml",
                                        "qbnet = 1\n[[mode]]\nname = \"c\"\nrole = \"charger\"\n"
                                        "loss = 2e-100\ndrive = 1e100\n");
  const auto mode = qbnet({"steady", file, "--json"}).json()["modes"][0];
  EXPECT_TRUE(mode["energy"].is_null());
  EXPECT_NEAR(mode["log10_energy"].get<double>(), 400, 1e-12);
}

TEST(SteadyCommand, NoDriveIsAWarningAndZeros) {
  const Folder folder;
  const std::string file = folder.write(
      "idle.toml", "qbnet = 1\n[[mode]]\nname = \"c\"\nrole = \"charger\"\nloss = 2\n");
  const Outcome result = qbnet({"steady", file, "--json"});
  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(result.err, StartsWith("qbnet: warning: " + file));
  const auto mode = result.json()["modes"][0];
  EXPECT_EQ(mode["energy"], 0);
  EXPECT_TRUE(mode["log10_energy"].is_null());
  EXPECT_EQ(qbnet({"steady", file, "-q"}).err, "");
}

TEST(SteadyCommand, ANetworkThatDoesNotSettleHasNoValues) {
  const Folder folder;
  const std::string file = folder.write("dark.toml", dark_mode);
  for (const bool allowed : {false, true}) {
    std::vector<std::string> arguments = {"steady", file, "--json"};
    if (allowed) arguments.emplace_back("--allow-inaccurate");
    const Outcome result = qbnet(arguments);
    EXPECT_EQ(result.code, 4);
    EXPECT_EQ(
        result.json().dump(),
        R"({"format":"qbnet-steady/1","status":"singular","modes":[)"
        R"({"name":"c","role":"charger","amplitude":null,"energy":null,"log10_energy":null},)"
        R"({"name":"b","role":"battery","amplitude":null,"energy":null,"log10_energy":null}],)"
        R"("backward_error":null,"input_power":null,"lost_power":null,)"
        R"("log10_input_power":null,"log10_lost_power":null})");
    EXPECT_THAT(result.err, StartsWith("qbnet: " + file + ": singular: mode \"b\""));
  }
  const Outcome text = qbnet({"steady", file});
  EXPECT_EQ(text.code, 4);
  EXPECT_EQ(text.out, "");
}

TEST(SteadyCommand, ModesComeInTheOrderTypedAndOnce) {
  const Folder folder;
  const std::string file = folder.write("net.toml",
                                        "qbnet = 1\n[parallel]\nbatteries = 3\n"
                                        "charging = \"reciprocal-direct\"\ncoupling = 0.1\n"
                                        "charger_loss = 1\nbattery_loss = [1, 2, 3]\ndrive = 1\n");
  const auto modes = qbnet({"steady", file, "--json", "--mode", "b3", "--mode=b1", "--mode", "b3"})
                         .json()["modes"];
  ASSERT_EQ(modes.size(), 2U);
  EXPECT_EQ(modes[0]["name"], "b3");
  EXPECT_EQ(modes[1]["name"], "b1");
  EXPECT_GT(modes[1]["energy"].get<double>(), modes[0]["energy"].get<double>());
  const Outcome unknown = qbnet({"steady", file, "--mode", "b4"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_EQ(unknown.err, "qbnet: --mode must name a mode of " + file +
                             ", but \"b4\" is none; did you mean \"b1\"?\n");
}

TEST(SteadyCommand, SettingsReachTheFile) {
  const Folder folder;
  const std::string file =
      folder.write("one.toml",
                   "qbnet = 1\n[parameters]\nkappa = 1\nxi = \"kappa/2\"\n[[mode]]\nname = \"c\"\n"
                   "role = \"charger\"\nloss = \"kappa\"\ndrive = \"xi\"\n");
  const auto energy = [&](const std::vector<std::string>& settings) {
    std::vector<std::string> arguments = {"steady", file, "--json"};
    for (const std::string& setting : settings) {
      arguments.emplace_back("--set");
      arguments.push_back(setting);
    }
    return qbnet(arguments).json()["modes"][0]["energy"].get<double>();
  };
  EXPECT_EQ(energy({}), 1);
  EXPECT_EQ(energy({"kappa=4"}), 1);
  EXPECT_EQ(energy({"xi=-3", "kappa=3*2"}), 1);
  EXPECT_EQ(energy({"xi=1", "kappa=1"}), 4);
  EXPECT_EQ(qbnet({"steady", file, "--set", "kapa=1"}).code, 2);
  EXPECT_EQ(qbnet({"steady", file, "--set", "kappa"}).err,
            "qbnet: --set must be NAME=EXPRESSION, but is \"kappa\"\n");
  EXPECT_EQ(qbnet({"steady", file, "--set", "kappa="}).code, 2);
  EXPECT_EQ(qbnet({"steady", file, "--set", "kappa=-1"}).code, 3);
}

TEST(SteadyCommand, VerboseSaysHow) {
  const Folder folder;
  const std::string file = folder.write("one.toml", one_mode);
  EXPECT_THAT(qbnet({"steady", file, "-v"}).err, HasSubstr("stable by construction"));
}

TEST(SteadyCommand, TopKeepsTheFullestModes) {
  const std::string file = QBNET_SOURCE_DIR "/examples/cascade/network.toml";
  const auto names = [&](std::vector<std::string> more) {
    std::vector<std::string> words = {"steady", file, "--json"};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome result = qbnet(words);
    EXPECT_EQ(result.code, 0) << result.err;
    std::vector<std::pair<double, std::string>> modes;
    const nlohmann::json json = nlohmann::json::parse(result.out);
    for (const auto& mode : json["modes"]) {
      modes.emplace_back(-mode["log10_energy"].get<double>(), mode["name"].get<std::string>());
    }
    return modes;
  };
  auto all = names({});
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const std::size_t count : {1U, 3U, 5U}) {
    const auto top = names({"--top", std::to_string(count)});
    EXPECT_EQ(top, std::vector(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count)));
  }
  EXPECT_EQ(names({"--top", "1000"}).size(), all.size());
  EXPECT_EQ(names({"--mode", "b1", "--mode", "b2", "--top", "1"}).size(), 1U);
  for (const char* wrong : {"0", "-1", "x", "1.5"}) {
    const Outcome result = qbnet({"steady", file, "--top", wrong});
    EXPECT_EQ(result.code, 2);
    EXPECT_THAT(result.err, HasSubstr("--top must be a whole number of at least 1, but is"));
  }
}

TEST(SteadyCommand, WarmBathsAddTheirOccupation) {
  const Folder folder;
  const std::string file = folder.write("warm.toml",
                                        "qbnet = 1\n[[mode]]\nname = \"c\"\nrole = \"charger\"\n"
                                        "loss = 2\ndrive = 1\nthermal = 0.5\n");
  const Outcome json = qbnet({"steady", file, "--json"});
  ASSERT_EQ(json.code, 0) << json.err;
  const auto mode = json.json()["modes"][0];
  EXPECT_EQ(mode["energy"], 1.5);  // v = -i
  EXPECT_EQ(mode["coherent_energy"], 1.0);
  EXPECT_EQ(mode["ergotropy"], 1.0);
  EXPECT_EQ(mode["thermal_energy"], 0.5);
  const Outcome text = qbnet({"steady", file});
  EXPECT_THAT(text.out, HasSubstr("coherent"));
  EXPECT_THAT(text.out, HasSubstr("ergotropy"));
  const std::string columns = folder.path("out.csv");
  ASSERT_EQ(qbnet({"steady", file, "-o", columns}).code, 0);
  EXPECT_THAT(Folder::read(folder.path("out.csv")), HasSubstr("thermal_energy"));
  EXPECT_EQ(qbnet({"steady", file, "--certify"}).code, 3);
}

// Sweeps go the plain way, and follow an occupation.
TEST(SteadyCommand, FamiliesHaveWarmBathsToo) {
  const Folder folder;
  const std::string file = folder.write(
      "warm.toml",
      "qbnet = 1\n[parameters]\nn = 0.25\n[cascade]\nbatteries = 3\ncharging = \"nonreciprocal\"\n"
      "coupling = 0.01\ncharger_loss = 0.1\nbattery_loss = 0.1\nmediator_loss = 1\n"
      "charger_thermal = \"n\"\nbattery_thermal = [\"n\", \"n\", \"n\"]\nmediator_thermal = "
      "\"n\"\n");
  const Outcome json = qbnet({"steady", file, "--json", "--mode", "b3"});
  ASSERT_EQ(json.code, 0) << json.err;
  EXPECT_EQ(json.json()["modes"][0]["thermal_energy"], 0.25);
  const double coherent = json.json()["modes"][0]["coherent_energy"];
  const std::string table = folder.path("out.csv");
  ASSERT_EQ(
      qbnet({"sweep", file, "--vary", "n=0:2:2", "--measure", "energy(b3)", "-o", table}).code, 0);
  const std::string text = Folder::read(folder.path("out.csv"));
  EXPECT_THAT(text, HasSubstr(shortest_text(coherent + 2)));
  // A bath of 2 quanta charges at 0.1 * 2 from the start.
  EXPECT_THAT(qbnet({"sweep", file, "--vary", "n=0:2:2", "--measure", "max_power(b3)"}).out,
              HasSubstr("\n2,0.2000000"));
}

}  // namespace
}  // namespace qbnet::test
