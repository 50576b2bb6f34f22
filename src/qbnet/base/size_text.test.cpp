#include "qbnet/base/size_text.hpp"

#include <gtest/gtest.h>

namespace qbnet {
namespace {

TEST(SizeText, WritesCountsBytesAndDurations) {
  EXPECT_EQ(count_text(0), "0");
  EXPECT_EQ(count_text(9'999'999), "9999999");
  EXPECT_EQ(count_text(1e7), "1e7");
  EXPECT_EQ(count_text(4.5e7), "4.5e7");
  EXPECT_EQ(count_text(1e30), "1e30");
  EXPECT_EQ(bytes_text(512), "512 bytes");
  EXPECT_EQ(bytes_text(999.6), "1 kB");
  EXPECT_EQ(bytes_text(8e7), "80 MB");
  EXPECT_EQ(bytes_text(9e12), "9 TB");
  EXPECT_EQ(bytes_text(8e30), "8e12 EB");
  EXPECT_EQ(duration_text(0), "0 ms");
  EXPECT_EQ(duration_text(0.0123), "13 ms");
  EXPECT_EQ(duration_text(0.9999), "1 s");
  EXPECT_EQ(duration_text(7.2), "7 s");
  EXPECT_EQ(duration_text(59.7), "1 min 00 s");
  EXPECT_EQ(duration_text(200), "3 min 20 s");
  EXPECT_EQ(duration_text(3599.9), "1 h 00 min");
  EXPECT_EQ(duration_text(7500), "2 h 05 min");
  EXPECT_EQ(duration_text(4 * 86400 + 3 * 3600 + 59), "4 days 3 h");
  EXPECT_EQ(duration_text(33 * 3600), "1 day 9 h");
  EXPECT_EQ(duration_text(1e12), "3.17e4 years");
}

}  // namespace
}  // namespace qbnet
