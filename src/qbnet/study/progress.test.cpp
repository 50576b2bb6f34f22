#include "qbnet/study/progress.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>
#include <string>

#include "qbnet/base/status.hpp"

namespace qbnet {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

TEST(Progress, SaysHowFarARunHasCome) {
  EXPECT_EQ(progress_text(4, 10, 0, 2), "[######..........]  40 %, 4 of 10 points, 2/s, 3 s left");
  EXPECT_EQ(progress_text(0, 10, 0, 2), "[................]   0 %, 0 of 10 points");
  EXPECT_EQ(progress_text(10, 10, 0, 2),
            "[################] 100 %, 10 of 10 points, 5/s, 0 ms left");
  EXPECT_EQ(progress_text(0, 0, 0, 0), "[################] 100 %, 0 of 0 points");
}

TEST(Progress, CountsOnlyThisRunsPointsAsItsRate) {
  EXPECT_THAT(progress_text(60, 100, 50, 5), HasSubstr(", 2/s, 20 s left"));
  EXPECT_THAT(progress_text(50, 100, 50, 5), HasSubstr("50 of 100 points"));
  EXPECT_THAT(progress_text(50, 100, 50, 5), testing::Not(HasSubstr("left")));
}

TEST(Progress, SaysAHundredPercentOnlyWhenDone) {
  EXPECT_THAT(progress_text(999'999, 1'000'000, 0, 1), HasSubstr("###.]  99 %"));
}

TEST(Progress, FitsALine) {
  const std::size_t most = std::numeric_limits<std::size_t>::max();
  for (const std::size_t done : {std::size_t{1}, std::size_t{123'456'789}, most / 3, most}) {
    for (const double seconds : {1e-9, 1.0, 1e9}) {
      EXPECT_LT(progress_text(done, most, 0, seconds).size(), 80U) << done << ' ' << seconds;
    }
  }
}

TEST(Progress, UpdatesTenTimesASecondAtMost) {
  std::ostringstream out;
  ProgressBar bar(&out, 1000, 0);
  for (int millisecond = 0; millisecond < 1000; ++millisecond) {
    bar.update(static_cast<std::size_t>(millisecond), 0.001 * millisecond);
  }
  const std::string text = out.str();
  const auto lines = std::count(text.begin(), text.end(), '\r');
  EXPECT_GE(lines, 8);
  EXPECT_LE(lines, 10);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 0);
}

// The screen of a terminal that knows carriage returns only.
std::string screen(const std::string& text) {
  std::string line;
  std::size_t at = 0;
  for (const char c : text) {
    if (c == '\r') {
      at = 0;
    } else {
      line.resize(std::max(line.size(), at + 1), ' ');
      line[at++] = c;
    }
  }
  return line.substr(0, line.find_last_not_of(' ') + 1) + (at == 0 ? "" : "|");
}

TEST(Progress, LeavesNothingOfALongerLine) {
  std::ostringstream out;
  {
    ProgressBar bar(&out, 100, 0);
    bar.update(1, 3600);
    EXPECT_GT(screen(out.str()).size(), progress_text(99, 100, 0, 3700).size() + 1);
    bar.update(99, 3700);
    EXPECT_EQ(screen(out.str()), progress_text(99, 100, 0, 3700) + "|");
  }
  EXPECT_EQ(screen(out.str()), "");
}

TEST(Progress, WritesNothingOfAShortRunOrWithoutATerminal) {
  std::ostringstream out;
  {
    ProgressBar bar(&out, 10, 0);
    bar.update(5, 0.05);
  }
  EXPECT_EQ(out.str(), "");
  ProgressBar none(nullptr, 10, 0);
  none.update(5, 50);
  none.clear();
}

TEST(Estimate, CountsPointsBytesAndTime) {
  const Estimate estimate = estimate_run(1e12, 1, 8, 1e-9);
  EXPECT_EQ(estimate.memory, 9e12);
  EXPECT_EQ(estimate.output, 8e12);
  EXPECT_EQ(estimate_text(estimate),
            "1e12 points, 9 TB of memory, 8 TB of output, about 16 min 40 s");
  EXPECT_EQ(estimate_text(estimate_run(10, 2, 16, unknown)),
            "10 points, 170 bytes of memory, 160 bytes of output");
}

std::string refusal(const Estimate& estimate, double memory) {
  try {
    refuse_too_large(estimate, memory);
  } catch (const Error& error) {
    EXPECT_EQ(error.refusal(), Refusal::too_large);
    return error.what();
  }
  return "";
}

TEST(Estimate, RefusesWhatDoesNotFit) {
  EXPECT_EQ(refusal(estimate_run(80, 0, 0, 0), 100), "");
  EXPECT_NE(refusal(estimate_run(81, 0, 0, 0), 100), "");
  EXPECT_THAT(refusal(estimate_run(1e12, 1, 8, 1e-9), 16e9),
              AllOf(HasSubstr("1e12 points"), HasSubstr("9 TB"), HasSubstr("8 TB of output"),
                    HasSubstr("16 min 40 s"), HasSubstr("(16 GB)")));
}

// Numbers that no size_t holds, and one that is none.
TEST(Estimate, RefusesWhatOverflows) {
  EXPECT_THAT(refusal(estimate_run(1e30, 3, 8, 1e-9), 1e12), HasSubstr("1e30 points"));
  EXPECT_THAT(refusal(estimate_run(1e300, 1e300, 1e300, 1e300), 1e12), HasSubstr("1e300 points"));
  EXPECT_NE(refusal(estimate_run(unknown, 1, 1, 1), 1e12), "");
}

}  // namespace
}  // namespace qbnet
