#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/command_line.hpp"

namespace qbnet::test {
namespace {

using testing::HasSubstr;

TEST(PaperCommand, RefusesWhatItCannotDo) {
  const Folder folder;
  EXPECT_EQ(qbnet({"paper", "--out", folder.path("x"), "--only", "9z"}).code, 2);
  EXPECT_EQ(qbnet({"paper", "--out", ""}).err, "qbnet: --out must name a folder, but is empty\n");
  EXPECT_EQ(qbnet({"paper", "--threads", "0"}).code, 2);
  EXPECT_EQ(qbnet({"paper", "network.toml"}).code, 2);
  EXPECT_EQ(qbnet({"paper", "--out", folder.write("file", ""), "--only", "2f"}).code, 6);
  EXPECT_EQ(folder.entries(), 1U);
}

TEST(PaperCommand, WithoutPythonTheDataAreWrittenAllTheSame) {
  const Outcome result = shell(
      "export QBNET_PYTHON=/nowhere/python3; qbnet paper --out out --only 2f; echo $?; ls out");
  EXPECT_EQ(result.out, "9\nfig2f.csv\n");
  EXPECT_THAT(result.err, HasSubstr("/nowhere/python3"));
  const Outcome doctor = shell("export QBNET_PYTHON=/nowhere/python3; qbnet doctor; echo $?");
  EXPECT_THAT(doctor.out, HasSubstr("missing  python3 with matplotlib"));
  EXPECT_THAT(doctor.out, testing::EndsWith("\n9\n"));
}

}  // namespace
}  // namespace qbnet::test
