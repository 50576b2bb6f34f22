#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/command_line.hpp"

namespace qbnet::test {
namespace {

using testing::HasSubstr;
using testing::Not;

const char* const two_baths =
    "qbnet = 1\n"
    "[[mode]]\nname = \"hot\"\nrole = \"charger\"\nloss = 0.3\nthermal = 2\n"
    "[[mode]]\nname = \"cold\"\nrole = \"battery\"\nloss = 0.05\nthermal = 0.5\n"
    "[[coupling]]\nfrom = \"cold\"\nto = \"hot\"\nstrength = 0.2\n";

TEST(CurrentsCommand, TellsWhereHeatGoes) {
  const Folder folder;
  const std::string file = folder.write("two.toml", two_baths);
  const Outcome result = qbnet({"currents", file, "--json"});
  ASSERT_EQ(result.code, 0) << result.err;
  const auto json = result.json();
  EXPECT_EQ(json["format"], "qbnet-currents/1");
  EXPECT_EQ(json["status"], "ok");
  const double heat = 4 * 0.04 * 0.3 * 0.05 * 1.5 / (0.35 * (4 * 0.04 + 0.015));
  EXPECT_NEAR(json["modes"][0]["loss"].get<double>(), -heat, 1e-15);
  EXPECT_NEAR(json["modes"][1]["passed_on"].get<double>(), -heat, 1e-15);
  EXPECT_EQ(json["modes"][0]["change"], 0);
  EXPECT_EQ(json["couplings"][0]["from"], "cold");
  EXPECT_NEAR(json["couplings"][0]["current"].get<double>(), -heat, 1e-15);
  EXPECT_EQ(json["together"]["work"], 0);
  EXPECT_LT(json["error"].get<double>(), 1e-11);
  const Outcome table = qbnet({"currents", file});
  EXPECT_THAT(table.out, HasSubstr("passed_on"));
  EXPECT_THAT(table.out, HasSubstr("together: work 0"));
  EXPECT_THAT(table.out, Not(HasSubstr("pump")));
}

TEST(CurrentsCommand, FollowsTime) {
  const Folder folder;
  const std::string file = folder.write("two.toml", two_baths);
  const auto json = qbnet({"currents", file, "--times", "0:4:3", "--json"}).json();
  EXPECT_EQ(json["times"].size(), 3);
  EXPECT_EQ(json["modes"][0]["energy"][0], 0);
  EXPECT_NEAR(json["modes"][0]["change"][0].get<double>(), 0.6, 1e-15);
  EXPECT_EQ(json["couplings"][0]["current"].size(), 3);
  const Outcome table = qbnet({"currents", file, "--times", "0:4:3", "--mode", "cold"});
  EXPECT_THAT(table.out, HasSubstr("change"));
  EXPECT_THAT(table.out, Not(HasSubstr("hot")));
  EXPECT_EQ(qbnet({"currents", QBNET_SOURCE_DIR "/examples/pulse/network.toml"}).code, 3);
  EXPECT_EQ(qbnet({"currents", QBNET_SOURCE_DIR "/examples/pulse/network.toml", "--times",
                   "0:100:3", "-q"})
                .code,
            0);
  EXPECT_EQ(qbnet({"currents", file, "--times", "-1:0:2"}).code, 2);
}

TEST(CurrentsCommand, WithholdsWhatDoesNotSettle) {
  const Folder folder;
  const std::string file = folder.write(
      "hot.toml", "qbnet = 1\n[[mode]]\nname = \"a\"\nrole = \"battery\"\nloss = 1\ngain = 2\n");
  const Outcome result = qbnet({"currents", file, "--json"});
  EXPECT_EQ(result.code, 4);
  EXPECT_TRUE(result.json()["modes"][0]["drive"].is_null());
}

}  // namespace
}  // namespace qbnet::test
