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

TEST(PaperCommand, ListsThePapers) {
  const Folder folder;
  const Outcome list = qbnet({"paper", "--list"});
  EXPECT_EQ(list.code, 0);
  EXPECT_EQ(
      list.out,
      "multi-battery     arXiv:2503.22187  Enhanced Charging in Multi-Battery Systems by "
      "Nonreciprocity\n"
      "                  H.-W. Zhao, Y. Xie, X. Huang, G.-F. Zhang: every figure and every "
      "claim\n"
      "shared-reservoir  arXiv:2401.05090  Nonreciprocal Quantum Batteries\n"
      "                  B. Ahmadi, P. Mazurek, P. Horodecki, S. Barzanjeh: one-way charging "
      "by a shared reservoir, the fourfold energy and where it holds\n"
      "network-laws      arXiv:2603.23009  Connection-topology-dependent energy transport and "
      "ergotropy in quantum battery networks with reciprocal and nonreciprocal couplings\n"
      "                  B.-B. Liu, R. Chen, J.-L. Wu, G. Chen, S.-L. Su: optimal couplings "
      "over N, the odd-even effect, warm and squeezed baths\n");
  const auto json = qbnet({"paper", "--list", "--json"}).json();
  ASSERT_EQ(json["papers"].size(), 3U);
  EXPECT_EQ(json["papers"][1]["paper"], "shared-reservoir");
  EXPECT_EQ(json["papers"][2]["arxiv"], "2603.23009");
}

TEST(PaperCommand, OneOfTheOthers) {
  const Outcome result =
      shell("qbnet paper shared-reservoir --only a && ls -R results; qbnet paper network-law");
  EXPECT_THAT(result.out, HasSubstr("3 files in results/paper/shared-reservoir,"));
  EXPECT_THAT(result.out,
              HasSubstr("results/paper/shared-reservoir:\nfiga.csv\nfiga.png\nfiga.svg\n"));
  EXPECT_EQ(result.err,
            "qbnet: paper must be one that qbnet paper --list names, but is \"network-law\"; did "
            "you mean \"network-laws\"?\n");
  EXPECT_EQ(result.code, 2);
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
