#include "qbnet/base/quote.hpp"

#include <gtest/gtest.h>

namespace qbnet {
namespace {

TEST(Quote, OneLine) {
  EXPECT_EQ(in_quotes("b1"), "\"b1\"");
  EXPECT_EQ(in_quotes(""), "\"\"");
  EXPECT_EQ(in_quotes("a\nb\t\x1b[31m\x7f"), "\"a\\nb\\t\\x1b[31m\\x7f\"");
  EXPECT_EQ(printable("γ/2\r"), "γ/2\\x0d");
}

TEST(Quote, LongTextIsCutBetweenCharacters) {
  EXPECT_EQ(in_quotes(std::string(60, 'x')), '"' + std::string(60, 'x') + '"');
  EXPECT_EQ(in_quotes(std::string(61, 'x')), '"' + std::string(60, 'x') + "...\"");
  EXPECT_EQ(in_quotes(std::string(59, 'x') + "γγ"), '"' + std::string(59, 'x') + "...\"");
  EXPECT_EQ(in_quotes(std::string(100, '\x80')), "\"...\"") << "no character begins in it";
}

}  // namespace
}  // namespace qbnet
