#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/command_line.hpp"

namespace qbnet::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string pair(const char* strength) {
  return std::string(
             "qbnet = 1\n"
             "[[mode]]\nname = \"c\"\nrole = \"charger\"\nloss = 0.5\ndrive = 1\n"
             "[[mode]]\nname = \"b\"\nrole = \"battery\"\nloss = 1.5\n"
             "[[coupling]]\nfrom = \"c\"\nto = \"b\"\nstrength = ") +
         strength + "\n";
}

std::string chain(int batteries) {
  return "qbnet = 1\n[cascade]\nbatteries = " + std::to_string(batteries) +
         "\ncharging = \"nonreciprocal\"\ncoupling = 0.05\ncharger_loss = 0.1\n"
         "battery_loss = 0.1\nmediator_loss = 1\ndrive = 1\n";
}

std::vector<std::string> keys_of(const nlohmann::ordered_json& json) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  return keys;
}

TEST(SpectrumCommand, JsonHasItsShape) {
  const Folder folder;
  const Outcome result = qbnet({"spectrum", folder.write("p.toml", pair("1")), "--json"});
  ASSERT_EQ(result.code, 0) << result.err;
  const auto json = result.json();
  EXPECT_THAT(keys_of(json),
              ElementsAre("format", "status", "proven", "slowest_decay", "vector_condition",
                          "exceptional_distance", "winding", "modes"));
  EXPECT_EQ(json["format"], "qbnet-spectrum/1");
  EXPECT_TRUE(json["proven"].get<bool>());
  EXPECT_NEAR(json["slowest_decay"].get<double>(), 0.5, 1e-15);
  EXPECT_TRUE(json["winding"]["number"].is_null());
  EXPECT_THAT(json["winding"]["reason"].get<std::string>(), HasSubstr("no three batteries"));
  ASSERT_EQ(json["modes"].size(), 2U);
  EXPECT_THAT(keys_of(json["modes"][0]), ElementsAre("decay", "frequency", "error", "condition",
                                                     "cluster", "defective", "right", "left"));
  EXPECT_THAT(keys_of(json["modes"][0]["right"]), ElementsAre("participation", "centre", "most"));
  EXPECT_EQ(
      qbnet({"spectrum", folder.path("p.toml"), "--json", "--top", "1"}).json()["modes"].size(),
      1U);
}

TEST(SpectrumCommand, SaysWhereItIsExceptional) {
  const Folder folder;
  const std::string file = folder.write("p.toml", pair("0.25"));
  EXPECT_THAT(qbnet({"spectrum", file}).out,
              HasSubstr("# exceptional point: 2 eigenvalues merge, and their eigenvectors"));
  const auto json = qbnet({"spectrum", file, "--json"}).json();
  EXPECT_EQ(json["exceptional_distance"], 0);
  EXPECT_TRUE(json["vector_condition"].is_null());
  EXPECT_TRUE(json["modes"][0]["defective"].get<bool>());
}

TEST(SpectrumCommand, WindsAsEnergyGoes) {
  const Folder folder;
  const std::string file = folder.write("c.toml", chain(6));
  EXPECT_THAT(qbnet({"spectrum", file}).out, HasSubstr("# winding number 1 around "));
  EXPECT_THAT(qbnet({"spectrum", file, "--base", "9,0"}).out, HasSubstr("# winding number 0"));
}

TEST(SpectrumCommand, WithholdsWhatDoublesDoNotKnow) {
  const Folder folder;
  const std::string file = folder.write("long.toml", chain(80));
  const Outcome result = qbnet({"spectrum", file, "--json"});
  EXPECT_EQ(result.code, 5);
  EXPECT_EQ(result.json()["status"], "inaccurate");
  EXPECT_TRUE(result.json()["modes"].is_null());
  EXPECT_THAT(result.err, HasSubstr("nearly exceptional"));
  const Outcome all_the_same = qbnet({"spectrum", file, "--allow-inaccurate"});
  EXPECT_EQ(all_the_same.code, 0);
  EXPECT_THAT(all_the_same.out, HasSubstr("# errors are estimated"));
}

TEST(SpectrumCommand, RefusesBadInput) {
  const Folder folder;
  const std::string file = folder.write("p.toml", pair("1"));
  for (const char* base : {"1", "1,", ",1", "a,b", "1,2,3", "nan,0", "1 ,2"}) {
    const Outcome result = qbnet({"spectrum", file, "--base", base});
    EXPECT_EQ(result.code, 2) << base;
    EXPECT_THAT(result.err, HasSubstr("--base must be two numbers RE,IM"));
  }
  EXPECT_EQ(qbnet({"spectrum", file, "--top", "0"}).code, 2);
  const Outcome large = qbnet({"spectrum", folder.write("large.toml", chain(1000))});
  EXPECT_EQ(large.code, 7);
  EXPECT_THAT(large.err,
              HasSubstr("at most 2000 modes (1000 with squeezers), but would be of 2001"));
}

}  // namespace
}  // namespace qbnet::test
