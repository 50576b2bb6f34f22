#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/command_line.hpp"

namespace qbnet::test {
namespace {

using testing::HasSubstr;

const char* const one_battery =
    "qbnet = 1\n"
    "[parameters]\nn = 0\n"
    "[[mode]]\nname = \"b\"\nrole = \"battery\"\nloss = 0.2\ndrive = 1\nthermal = \"n\"\n";

TEST(HalfLifeCommand, TellsBatteriesWithTheirTimes) {
  const Folder folder;
  const std::string file = folder.write("one.toml", one_battery);
  const Outcome result = qbnet({"half-life", file, "--json"});
  ASSERT_EQ(result.code, 0) << result.err;
  const auto json = result.json();
  EXPECT_EQ(json["format"], "qbnet-half-life/1");
  EXPECT_EQ(json["isolated"], false);
  EXPECT_NEAR(json["modes"][0]["energy_half_life"]["first"].get<double>(), std::log(2) / 0.2,
              1e-11);
  EXPECT_NEAR(json["modes"][0]["ergotropy_half_life"]["last"].get<double>(), std::log(2) / 0.2,
              1e-11);
  EXPECT_LT(json["error"].get<double>(), 1e-10);
  EXPECT_THAT(qbnet({"half-life", file}).out, HasSubstr("3.4657359"));
}

TEST(HalfLifeCommand, SaysNeverAndWhatItCannotTell) {
  const Folder folder;
  const std::string file = folder.write("one.toml", one_battery);
  const Outcome warm = qbnet({"half-life", file, "--set", "n=1000"});
  EXPECT_EQ(warm.code, 0);
  EXPECT_THAT(warm.out, HasSubstr("never"));
  const Outcome touching = qbnet({"half-life", file, "--set", "n=100", "--json"});
  EXPECT_EQ(touching.code, 1) << touching.err;
  EXPECT_TRUE(touching.json()["modes"][0]["energy"].is_null());
  const std::string pulse = QBNET_SOURCE_DIR "/examples/pulse/network.toml";
  EXPECT_EQ(qbnet({"half-life", pulse}).code, 3);
  EXPECT_EQ(qbnet({"half-life", file, "--mode", "z"}).code, 2);
}

}  // namespace
}  // namespace qbnet::test
