#include "qbnet/paper/paper.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <regex>
#include <set>

#include "qbnet/base/status.hpp"
#include "qbnet/paper/figures.hpp"
#include "qbnet/paper/other_papers.hpp"
#include "tests/sanitized.hpp"

namespace qbnet {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

class Paper : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = fs::temp_directory_path() / "qbnet-paper-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    place_ = pattern;
  }
  void TearDown() override {
    ::unsetenv("QBNET_PYTHON");
    fs::remove_all(place_);
  }
  PaperOptions options(std::vector<std::string> only) const {
    PaperOptions result;
    result.out = (place_ / "out").string();
    result.only = std::move(only);
    result.threads = 2;
    return result;
  }
  std::string read(const std::string& name) const {
    std::ifstream file(place_ / "out" / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  /// Of everything written; in folders of other papers too if there are any.
  std::vector<std::string> names() const {
    std::vector<std::string> result;
    for (const auto& entry : fs::recursive_directory_iterator(place_ / "out")) {
      const fs::path name = fs::relative(entry.path(), place_ / "out");
      if (!fs::is_directory(entry) || name.has_extension()) result.push_back(name);
    }
    return result;
  }
  /// Of the files of other papers, from below `out`.
  static std::vector<std::string> other_names(bool drawn) {
    std::vector<std::string> result;
    for (const OtherPaper& paper : other_papers()) {
      const std::string folder = std::string(paper.name.key) + "/";
      for (const char* name : {"claims.csv", "report.html", "fignetwork.svg"}) {
        result.push_back(folder + name);
      }
      for (const Chart& chart : paper.charts) {
        for (const char* ending : {".csv", ".svg", ".png"}) {
          if (!drawn && ending != std::string(".csv")) continue;
          result.push_back(folder + "fig" + std::string(chart.id) + ending);
        }
      }
    }
    return result;
  }
  static std::optional<Error> error_of(const PaperOptions& options) {
    try {
      run_paper(options);
    } catch (const Error& error) {
      return error;
    }
    return std::nullopt;
  }
  /// An interpreter of our own making.
  void use_interpreter(const std::string& script) const {
    const fs::path path = place_ / "interpreter";
    std::ofstream(path) << "#!/bin/sh\n" << script << '\n';
    fs::permissions(path, fs::perms::owner_all);
    ::setenv("QBNET_PYTHON", path.c_str(), 1);
  }

  fs::path place_;
};

TEST_F(Paper, WritesOnlyThePanelsAskedFor) {
  std::vector<double> shares;
  PaperOptions only = options({"3(d)"});
  only.progress = [&](std::string_view, double share) { shares.push_back(share); };
  const PaperResult result = run_paper(only);
  EXPECT_THAT(names(), UnorderedElementsAre("fig3d.csv", "fig3d.svg", "fig3d.png"));
  EXPECT_THAT(result.files, UnorderedElementsAre("fig3d.csv", "fig3d.svg", "fig3d.png"));
  EXPECT_EQ(result.claims, 0u);
  EXPECT_THAT(read("fig3d.svg"), HasSubstr("</svg>"));
  EXPECT_THAT(read("fig3d.png"), testing::StartsWith("\x89PNG"));
  EXPECT_TRUE(std::is_sorted(shares.begin(), shares.end()));
  EXPECT_EQ(shares.back(), 1);
}

TEST_F(Paper, RepeatsItselfByteForByte) {
  PaperOptions again = options({"3d", "4b"});
  run_paper(again);
  std::vector<std::string> first;
  for (const std::string& name : names()) first.push_back(name + read(name));
  again.threads = 1;
  run_paper(again);
  std::vector<std::string> second;
  for (const std::string& name : names()) second.push_back(name + read(name));
  EXPECT_THAT(second, testing::UnorderedElementsAreArray(first));
}

TEST_F(Paper, WithoutPythonEverythingElseIsWritten) {
  if (test::sanitized)
    GTEST_SKIP() << "the paper is computed once under sanitizers, which takes long";
  ::setenv("QBNET_PYTHON", "/nonexistent/python3", 1);
  const auto error = error_of(options({}));
  ASSERT_TRUE(error);
  EXPECT_EQ(error->refusal(), Refusal::missing_part);
  EXPECT_THAT(error->what(), HasSubstr("/nonexistent/python3"));
  std::vector<std::string> expected = {"fig1a.svg", "fig1b.svg", "fig1c.svg", "claims.csv",
                                       "report.html"};
  for (const Panel& panel : panels()) expected.push_back("fig" + std::string(panel.id) + ".csv");
  for (std::string& name : other_names(false)) expected.push_back(std::move(name));
  EXPECT_THAT(names(), testing::UnorderedElementsAreArray(expected));
  const std::string page = read("report.html");
  EXPECT_THAT(page, HasSubstr("/nonexistent/python3"));
  EXPECT_THAT(page, HasSubstr("<svg id=\"fig1a-picture\""));
  EXPECT_THAT(page, testing::Not(HasSubstr("http:")));
  const std::string claims = read("claims.csv");
  const auto rows = std::count(claims.begin(), claims.end(), '\n') - 1;
  EXPECT_GT(rows, 20);
  EXPECT_THAT(page, HasSubstr(std::to_string(rows) + " claims of the paper"));
}

TEST_F(Paper, ReportHoldsThePicturesOfTheRun) {
  const PaperResult result = run_paper(options({}));
  EXPECT_EQ(result.claims, result.holds + result.holds_for + result.does_not_hold);
  EXPECT_EQ(names().size(), 14u * 3 + 3 * 2 + 3 + 2 + other_names(true).size());
  EXPECT_THAT(names(), testing::IsSupersetOf(other_names(true)));
  EXPECT_THAT(result.files, testing::UnorderedElementsAreArray(names()));
  const std::string page = read("report.html");
  EXPECT_THAT(page, testing::Not(HasSubstr("http:")));
  EXPECT_THAT(page, testing::Not(HasSubstr("https:")));
  EXPECT_THAT(page, HasSubstr("✓ " + std::to_string(result.holds) + "<"));
  std::set<std::string> ids;
  const std::regex id(" id=\"([^\"]*)\"");
  for (std::sregex_iterator it(page.begin(), page.end(), id), end; it != end; ++it) {
    EXPECT_TRUE(ids.insert((*it)[1]).second) << (*it)[1];
  }
  for (const Panel& panel : panels()) {
    EXPECT_EQ(ids.count("fig" + std::string(panel.id) + "-picture"), 1u) << panel.id;
  }

  // The others have a page that the report points to.
  ASSERT_EQ(result.others.size(), other_papers().size());
  for (const PaperResult& other : result.others) {
    EXPECT_THAT(page, HasSubstr("href=\"" + other.paper + "/report.html\""));
    const std::string own = read(other.paper + "/report.html");
    EXPECT_THAT(own, HasSubstr("href=\"../report.html\""));
    EXPECT_THAT(own, HasSubstr("✓ " + std::to_string(other.holds) + "<"));
    EXPECT_THAT(own, testing::Not(HasSubstr("http:")));
    EXPECT_THAT(own, HasSubstr("<svg id=\"figa-picture\""));
    EXPECT_EQ(other.claims, other.holds + other.holds_for + other.does_not_hold);
  }
}

TEST_F(Paper, OneOtherAlone) {
  PaperOptions alone = options({});
  alone.paper = "shared-reservoir";
  const PaperResult result = run_paper(alone);
  EXPECT_EQ(result.paper, "shared-reservoir");
  EXPECT_TRUE(result.others.empty());
  EXPECT_THAT(result.files, testing::UnorderedElementsAreArray(names()));
  EXPECT_THAT(names(), UnorderedElementsAre("fignetwork.svg", "figa.csv", "figa.svg", "figa.png",
                                            "figb.csv", "figb.svg", "figb.png", "figc.csv",
                                            "figc.svg", "figc.png", "claims.csv", "report.html"));
  EXPECT_THAT(read("report.html"), testing::Not(HasSubstr("../report.html")));
  std::vector<std::string> first;
  for (const std::string& name : names()) first.push_back(name + read(name));
  alone.threads = 1;
  run_paper(alone);
  std::vector<std::string> second;
  for (const std::string& name : names()) second.push_back(name + read(name));
  EXPECT_THAT(second, testing::UnorderedElementsAreArray(first)) << "byte for byte";
}

TEST_F(Paper, PanelsOfAnother) {
  PaperOptions some = options({"fig(B)"});
  some.paper = "shared-reservoir";
  EXPECT_EQ(run_paper(some).claims, 0u);
  EXPECT_THAT(names(), UnorderedElementsAre("figb.csv", "figb.svg", "figb.png"));
  some.only = {"2b"};
  const auto error = error_of(some);
  ASSERT_TRUE(error);
  EXPECT_THAT(error->what(), HasSubstr("--only must name panels from a to c, but got \"2b\""));
}

TEST_F(Paper, SaysWhatTheDrawingProgramSaid) {
  use_interpreter(
      "echo noise >&2; echo 'plot.py: python3-matplotlib must be installed, but is "
      "not' >&2; exit 9");
  auto error = error_of(options({"3d"}));
  ASSERT_TRUE(error);
  EXPECT_EQ(error->refusal(), Refusal::missing_part);
  EXPECT_STREQ(error->what(), "python3-matplotlib must be installed, but is not");

  use_interpreter("echo 'plot.py: x.svg must be writable, but is not' >&2; exit 6");
  error = error_of(options({"3d"}));
  ASSERT_TRUE(error);
  EXPECT_EQ(error->refusal(), Refusal::io);

  use_interpreter(
      "i=0; while [ $i -lt 3000 ]; do echo 'a long and useless trace of calls' >&2; "
      "i=$((i+1)); done; echo 'Last words' >&2; exit 1");
  error = error_of(options({"3d"}));
  ASSERT_TRUE(error);
  EXPECT_EQ(error->refusal(), Refusal::internal);
  EXPECT_STREQ(error->what(),
               "plot.py must draw the panels, but ended with exit code 1: Last words");

  use_interpreter("kill -9 $$");
  error = error_of(options({"3d"}));
  ASSERT_TRUE(error);
  EXPECT_THAT(error->what(), HasSubstr("stopped by signal 9"));
  EXPECT_THAT(names(), testing::ElementsAre("fig3d.csv")) << "the data stay";
}

TEST_F(Paper, RefusesAnUnknownPanelBeforeAnythingIsWritten) {
  const auto error = error_of(options({"2b", "9z"}));
  ASSERT_TRUE(error);
  EXPECT_EQ(error->refusal(), Refusal::usage);
  EXPECT_FALSE(fs::exists(place_ / "out"));
}

TEST_F(Paper, RefusesAPlaceThatCannotBeWritten) {
  std::ofstream(place_ / "file") << "mine";
  for (const char* out : {"file", "file/below"}) {
    PaperOptions there = options({"3d"});
    there.out = (place_ / out).string();
    const auto error = error_of(there);
    ASSERT_TRUE(error) << out;
    EXPECT_EQ(error->refusal(), Refusal::io) << out;
    EXPECT_THAT(error->what(), HasSubstr(there.out));
  }
  EXPECT_EQ(fs::file_size(place_ / "file"), 4u);
}

TEST_F(Paper, LeavesNothingHalfWritten) {
  fs::create_directories(place_ / "out" / "fig3d.csv");  // in the way of the data
  auto error = error_of(options({"3d"}));
  ASSERT_TRUE(error);
  EXPECT_EQ(error->refusal(), Refusal::io);
  EXPECT_THAT(names(), testing::ElementsAre("fig3d.csv"));

  fs::remove(place_ / "out" / "fig3d.csv");
  fs::create_directories(place_ / "out" / "fig3d.svg");  // in the way of the picture
  error = error_of(options({"3d"}));
  ASSERT_TRUE(error);
  EXPECT_EQ(error->refusal(), Refusal::io);
  EXPECT_THAT(error->what(), HasSubstr("fig3d.svg"));
  EXPECT_THAT(names(), UnorderedElementsAre("fig3d.csv", "fig3d.svg"));
}

}  // namespace
}  // namespace qbnet
