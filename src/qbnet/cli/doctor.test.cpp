#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "qbnet/cli/self_test.hpp"
#include "tests/command_line.hpp"

namespace qbnet::test {
namespace {

using testing::HasSubstr;

TEST(DoctorCommand, TheSelfTestPasses) {
  const std::vector<cli::SelfTest> tests = cli::self_test();
  EXPECT_EQ(tests.size(), 3U);
  for (const cli::SelfTest& test : tests) {
    EXPECT_TRUE(test.passed()) << test.name << ": " << test.error;
    EXPECT_LT(test.error, 1e-13) << test.name;
  }
}

TEST(DoctorCommand, SaysWhatItFinds) {
  const Outcome text = qbnet({"doctor"});
  EXPECT_THAT(text.code, testing::AnyOf(0, 9));
  EXPECT_THAT(text.out, HasSubstr("qbnet " QBNET_VERSION));
  EXPECT_THAT(text.out, HasSubstr("Eq. (3)"));
  const Outcome result = qbnet({"doctor", "--json"});
  EXPECT_EQ(result.code, text.code);
  const auto json = result.json();
  EXPECT_EQ(json["format"], "qbnet-doctor/1");
  EXPECT_EQ(json["status"], "ok");
  EXPECT_EQ(json["version"], QBNET_VERSION);
  EXPECT_EQ(json["self_test"].size(), 3U);
  EXPECT_EQ(json["optional"][0]["version"].is_null(), result.code == 9);
}

}  // namespace
}  // namespace qbnet::test
