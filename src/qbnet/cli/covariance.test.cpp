#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/command_line.hpp"

namespace qbnet::test {
namespace {

using testing::HasSubstr;

// Two modes that only squeeze each other: X = 2 s^2/(loss^2 - 4 s^2).
std::string pair_of(const std::string& strength) {
  std::string text = "qbnet = 1\n";
  for (const char* name : {"a", "b"}) {
    text += "[[mode]]\nname = \"" + std::string(name) + "\"\nrole = \"battery\"\nloss = 1\n";
  }
  return text + "[[squeezing]]\nfrom = \"a\"\nto = \"b\"\nstrength = " + strength + "\n";
}

TEST(CovarianceCommand, TwoModesTogetherHoldMoreThanApart) {
  const Folder folder;
  const Outcome result =
      qbnet({"covariance", folder.write("pair.toml", pair_of("0.25")), "--json"});
  ASSERT_EQ(result.code, 0) << result.err;
  const auto json = result.json();
  EXPECT_EQ(json["format"], "qbnet-covariance/1");
  EXPECT_EQ(json["status"], "ok");
  const double x = 1.0 / 6, y = 0.25 * (2 * x + 1);
  for (const auto& mode : json["modes"]) {
    EXPECT_NEAR(mode["energy"].get<double>(), x, 1e-14);
    EXPECT_NEAR(mode["thermal_energy"].get<double>(), x, 1e-14);
    EXPECT_EQ(mode["ergotropy"], 0);
    EXPECT_NEAR(mode["energy_variance"].get<double>(), x * x + x, 1e-14);
    EXPECT_NEAR(mode["purity"].get<double>(), 1 / (2 * x + 1), 1e-14);
  }
  EXPECT_NEAR(json["anomalous"][0][1]["im"].get<double>(), -y, 1e-14);
  EXPECT_EQ(json["number"][0][1]["re"], 0);
  // Alone each is thermal; together their correlation can be undone.
  const double nu = std::sqrt((x + 0.5) * (x + 0.5) - y * y) - 0.5;
  const auto& together = json["together"];
  EXPECT_NEAR(together["symplectic"][0].get<double>(), nu, 1e-14);
  EXPECT_NEAR(together["ergotropy"].get<double>(), 2 * x - 2 * nu, 1e-14);
  EXPECT_NEAR(together["purity"].get<double>(), 1 / std::pow(2 * nu + 1, 2), 1e-14);
}

TEST(CovarianceCommand, AtATime) {
  const Folder folder;
  const std::string file = folder.write("pair.toml", pair_of("0.6"));  // it grows
  EXPECT_EQ(qbnet({"covariance", file}).code, 4);
  const auto start = qbnet({"covariance", file, "--time", "0", "--json"}).json();
  EXPECT_EQ(start["modes"][0]["energy"], 0);
  EXPECT_EQ(start["together"]["purity"], 1);
  const Outcome later = qbnet({"covariance", file, "--time", "3"});
  EXPECT_EQ(later.code, 0);
  EXPECT_THAT(later.out, HasSubstr("Gaussian state at time 3"));
  for (const char* time : {"-1", "nan", "inf"}) {
    const Outcome wrong = qbnet({"covariance", file, "--time", time});
    EXPECT_EQ(wrong.code, 2);
    EXPECT_EQ(wrong.err,
              "qbnet: --time must be finite and at least 0, but is " + std::string(time) + "\n");
  }
  EXPECT_EQ(qbnet({"covariance", file, "--mode", "z"}).code, 2);
}

TEST(CovarianceCommand, AnUnstableNetworkIsNamed) {
  const Folder folder;
  const std::string file = folder.write("pair.toml", pair_of("0.6"));
  for (const char* command : {"steady", "covariance"}) {
    const Outcome result = qbnet({command, file});
    EXPECT_EQ(result.code, 4);
    EXPECT_THAT(result.err, HasSubstr("unstable: a normal mode, mostly of"));
    EXPECT_THAT(result.err, HasSubstr("grows at the rate 0.1 (amplitude)"));
  }
  const auto check = qbnet({"check", file, "--json"}).json();
  EXPECT_EQ(check["stability"]["status"], "unstable");
  EXPECT_EQ(check["squeezings"][0]["strength"], 0.6);
  EXPECT_EQ(qbnet({"steady", folder.write("edge.toml", pair_of("0.5"))}).code, 4);
  for (const char* command : {"power", "gain", "response"}) {
    std::vector<std::string> words = {command, file};
    if (words[0] == "response") {
      words.insert(words.end(), {"--from", "a", "--to", "b", "--frequency", "0:1:2"});
    }
    const Outcome refused = qbnet(words);
    EXPECT_EQ(refused.code, 4) << command;
    EXPECT_THAT(refused.err, HasSubstr("grows at the rate 0.1 (amplitude)"));
  }
}

TEST(CovarianceCommand, SweepsFollowSqueezing) {
  const Folder folder;
  std::string text = pair_of("\"s\"");
  text.replace(0, 10, "qbnet = 1\n[parameters]\ns = 0.25\n");
  const std::string out = folder.path("out.csv");
  const Outcome result = qbnet({"sweep", folder.write("pair.toml", text), "--vary", "s=0.1:0.4:4",
                                "--measure", "energy(a)", "-o", out});
  ASSERT_EQ(result.code, 0) << result.err;
  const std::string parts = folder.path("parts.csv");
  text +=
      "[[mode]]\nname = \"d\"\nrole = \"battery\"\nloss = 1\nthermal = 0.5\nsqueezing = {r = "
      "\"s\"}\ndrive = 2\n";
  const Outcome split = qbnet({"sweep", folder.write("more.toml", text), "--vary", "s=0:0.25:2",
                               "--measure", "ergotropy(d)", "--measure", "thermal_energy(d)",
                               "--measure", "energy_at(d, 0)", "-o", parts});
  ASSERT_EQ(split.code, 0) << split.err;
  EXPECT_THAT(Folder::read(parts), HasSubstr("0,16,0.5,0,ok"));
  EXPECT_THAT(Folder::read(parts), HasSubstr("0.25,16.127625965206"));  // (n + 1/2)(cosh 2r - 1)
  const double x = 2 * 0.16 / (1 - 4 * 0.16);
  EXPECT_THAT(Folder::read(out), HasSubstr("0.40000000000000002,0.88888888888888"));
  EXPECT_NEAR(x, 0.8888888888888889, 1e-15);
}

// Beyond what balls could carry, heat alone is known still.
TEST(CovarianceCommand, OfManyWarmModes) {
  const Folder folder;
  const auto chain = [](int batteries) {
    return "qbnet = 1\n[cascade]\nbatteries = " + std::to_string(batteries) +
           "\ncharging = \"nonreciprocal\"\ncoupling = 0.01\ncharger_loss = 0.1\n"
           "battery_loss = 0.1\nmediator_loss = 1\ndrive = 1\ncharger_thermal = 0.7\n"
           "battery_thermal = 0.2\n";
  };
  const std::string file = folder.write("chain.toml", chain(80));
  const auto json = qbnet({"covariance", file, "--json"}).json();
  ASSERT_EQ(json["status"], "ok");
  EXPECT_LE(json["error"].get<double>(), 1e-11);
  const auto steady = qbnet({"steady", file, "--json"}).json();
  double sum = 0, symplectic = 0;
  for (std::size_t j = 0; j < json["modes"].size(); ++j) {
    const double x = json["number"][j][j]["re"].get<double>();
    EXPECT_NEAR(x / steady["modes"][j]["thermal_energy"].get<double>(), 1, 2e-11);
    EXPECT_EQ(json["modes"][j]["thermal_energy"].get<double>(), x);
    sum += x;
  }
  for (const auto& nu : json["together"]["symplectic"]) symplectic += nu.get<double>();
  EXPECT_NEAR(symplectic / sum, 1, 1e-12);
  // Heat in is heat out, along every coupling of the charger.
  const double in = 0.1 * (0.7 - json["number"][0][0]["re"].get<double>());
  const double g = std::sqrt(0.01 / 2);
  double out = 0;
  for (std::size_t j = 0; j < json["modes"].size(); ++j) {
    const auto& entry = json["number"][0][j];
    if (json["modes"][j]["name"] == "a1") out += -2 * g * entry["im"].get<double>();
    if (json["modes"][j]["name"] == "b1") out += 2 * 0.01 * entry["re"].get<double>();
  }
  EXPECT_NEAR(std::abs(out) / in, 1, 1e-10);

  const Outcome two = qbnet({"covariance", file, "--mode", "b3", "--mode", "b80"});
  EXPECT_EQ(two.code, 0) << two.err;
  EXPECT_EQ(qbnet({"covariance", file, "--time", "3"}).code, 7);
  const Outcome refused = qbnet({"covariance", folder.write("long.toml", chain(2100))});
  EXPECT_EQ(refused.code, 7);
  EXPECT_THAT(refused.err, HasSubstr("at most 4096 modes"));
}

}  // namespace
}  // namespace qbnet::test
