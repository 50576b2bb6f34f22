#include "qbnet/files/range.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "qbnet/base/status.hpp"

namespace qbnet {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<double> typed(std::string_view text) { return points(parse_range(text, "--times")); }

std::string refusal(std::string_view text, Refusal kind = Refusal::usage) {
  try {
    parse_range(text, "--times");
  } catch (const Error& error) {
    EXPECT_EQ(error.refusal(), kind) << text;
    return error.what();
  }
  ADD_FAILURE() << text << " was accepted";
  return "";
}

TEST(Range, IncludesBothEndsExactly) {
  EXPECT_THAT(typed("0:10:11"), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
  EXPECT_THAT(typed("0.1:0.7:2"), ElementsAre(0.1, 0.7));
  EXPECT_THAT(typed("+1:-1:3"), ElementsAre(1, 0, -1));
  EXPECT_THAT(typed("2:2:2"), ElementsAre(2, 2));
  const std::vector<double> wide = typed("1e-300:1.7e308:5");
  EXPECT_EQ(wide.front(), 1e-300);
  EXPECT_EQ(wide.back(), 1.7e308);
  EXPECT_DOUBLE_EQ(wide[2], 0.85e308);
}

TEST(Range, OnePointIsTheStart) {
  EXPECT_THAT(typed("3:7:1"), ElementsAre(3));
  EXPECT_THAT(typed("3:7:1:log"), ElementsAre(3));
}

TEST(Range, EqualRatios) {
  const std::vector<double> decades = typed("1e-3:1e3:7:log");
  ASSERT_EQ(decades.size(), 7U);
  EXPECT_EQ(decades.front(), 1e-3);
  EXPECT_EQ(decades.back(), 1e3);
  for (std::size_t i = 0; i < 7; ++i) {
    EXPECT_NEAR(decades[i] * std::pow(10.0, 3.0 - static_cast<double>(i)), 1, 1e-14);
  }
  EXPECT_NEAR(typed("1e300:1e-300:3:log")[1], 1, 1e-12);
}

TEST(Range, CountsMayBeWrittenAsNumbers) { EXPECT_EQ(parse_range("0:1:1e3", "x").count, 1000U); }

TEST(Range, RefusesWhatIsNoRange) {
  EXPECT_THAT(refusal(""), HasSubstr("--times must be START:STOP:COUNT"));
  EXPECT_THAT(refusal("5"), HasSubstr("but is \"5\""));
  EXPECT_THAT(refusal("0:1"), HasSubstr("START:STOP:COUNT"));
  EXPECT_THAT(refusal("0:1:2:log:3"), HasSubstr("START:STOP:COUNT"));
  EXPECT_THAT(refusal("0:1:5:lin"), HasSubstr("must be \"log\", but is \"lin\""));
  EXPECT_THAT(refusal(":1:5"), HasSubstr("START of --times must be a finite number"));
  EXPECT_THAT(refusal("0:x:5"), HasSubstr("STOP of --times must be a finite number, but is \"x\""));
  EXPECT_THAT(refusal("nan:1:5"), HasSubstr("START"));
  EXPECT_THAT(refusal("0:inf:5"), HasSubstr("STOP"));
  EXPECT_THAT(refusal("0:1e400:5"), HasSubstr("STOP"));
  EXPECT_THAT(refusal("0:1,5:5"), HasSubstr("STOP"));
  EXPECT_THAT(refusal("0:1 :5"), HasSubstr("STOP"));
  EXPECT_THAT(refusal("+-1:1:5"), HasSubstr("START"));
  EXPECT_THAT(refusal("-1.7e308:1.7e308:5"), HasSubstr("differ"));
  for (const char* count : {"0", "-1", "2.5", "", "many", "nan"}) {
    EXPECT_THAT(refusal(std::string("0:1:") + count), HasSubstr("COUNT of --times must be a whole"))
        << count;
  }
}

TEST(Range, EqualRatiosNeedPositiveEnds) {
  EXPECT_THAT(refusal("0:1:5:log"), HasSubstr("START of --times must be above 0"));
  EXPECT_THAT(refusal("-1:1:5:log"), HasSubstr("but is -1"));
  EXPECT_THAT(refusal("1:0:5:log"), HasSubstr("STOP of --times must be above 0"));
}

TEST(Range, TooManyPointsAreRefusedWithAnEstimate) {
  EXPECT_THAT(refusal("0:1:1e9", Refusal::too_large), HasSubstr("would need 8 GB"));
  EXPECT_THAT(refusal("0:1:1e12", Refusal::too_large), HasSubstr("would need 8 TB"));
  EXPECT_THAT(refusal("0:1:inf", Refusal::too_large), HasSubstr("100000000"));
  EXPECT_THAT(refusal("0:1:100000001", Refusal::too_large), HasSubstr("100000001"));
  EXPECT_EQ(parse_range("0:1:100000000", "x").count, largest_count);
}

}  // namespace
}  // namespace qbnet
