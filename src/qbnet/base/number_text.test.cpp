#include "qbnet/base/number_text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <cstring>
#include <limits>

namespace qbnet {
namespace {

TEST(NumberText, Shortest) {
  EXPECT_EQ(shortest_text(0.1), "0.1");
  EXPECT_EQ(shortest_text(-0.1), "-0.1");
  EXPECT_EQ(shortest_text(-2), "-2");
  EXPECT_EQ(shortest_text(0), "0");
  EXPECT_EQ(shortest_text(1e-300), "1e-300");
  EXPECT_EQ(shortest_text(5e-324), "5e-324");
  EXPECT_EQ(shortest_text(std::numeric_limits<double>::max()), "1.7976931348623157e+308");
  EXPECT_EQ(shortest_text(std::numeric_limits<double>::infinity()), "inf");
  EXPECT_EQ(shortest_text(std::numeric_limits<double>::quiet_NaN()), "nan");
}

TEST(NumberText, Full) {
  EXPECT_EQ(full_text(0.1), "0.10000000000000001");
  EXPECT_EQ(full_text(1), "1");
  EXPECT_EQ(full_text(-2.5), "-2.5");
  EXPECT_EQ(full_text(1e22), "1e+22");
}

RC_GTEST_PROP(NumberText, BothReadBackExactly, (double value)) {
  RC_PRE(value == value);
  for (const std::string& text : {shortest_text(value), full_text(value)}) {
    const double back = std::strtod(text.c_str(), nullptr);
    RC_ASSERT(std::memcmp(&back, &value, sizeof value) == 0);
  }
}

}  // namespace
}  // namespace qbnet
