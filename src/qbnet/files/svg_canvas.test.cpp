#include "qbnet/files/svg_canvas.hpp"

#include <gtest/gtest.h>

namespace qbnet {
namespace {

TEST(SvgCanvas, TextIsEscapedAndAlwaysUtf8) {
  EXPECT_EQ(escape_xml("a<b>&\"c\"'"), "a&lt;b&gt;&amp;&quot;c&quot;&#39;");
  EXPECT_EQ(escape_xml(std::string_view("a\0b\n\x7f", 5)), "a b  ");
  EXPECT_EQ(escape_xml("\u03ba=\u22120.1 \U0001F50B"), "\u03ba=\u22120.1 \U0001F50B");
  const std::string bad = "\xEF\xBF\xBD";
  EXPECT_EQ(escape_xml("\xff"), bad);
  EXPECT_EQ(escape_xml("\xce"), bad);                      // cut short
  EXPECT_EQ(escape_xml("\xc0\xaf"), bad + bad);            // overlong
  EXPECT_EQ(escape_xml("\xed\xa0\x80"), bad + bad + bad);  // a surrogate
  EXPECT_EQ(escape_xml("\xef\xbf\xbf"), bad + bad + bad);  // U+FFFF, not XML
}

TEST(SvgCanvas, TextWidthCountsCharactersNotBytes) {
  EXPECT_DOUBLE_EQ(text_width("abc", 10), 18);
  EXPECT_DOUBLE_EQ(text_width("\u03ba\u03b8\u03c0", 10), 18);
}

TEST(SvgCanvas, DistanceToASegment) {
  EXPECT_DOUBLE_EQ(distance({0, 3}, {-1, 0}, {1, 0}), 3);
  EXPECT_DOUBLE_EQ(distance({5, 3}, {-1, 0}, {1, 0}), 5);
  EXPECT_DOUBLE_EQ(distance({3, 4}, {0, 0}, {0, 0}), 5);
}

TEST(SvgCanvas, ThePictureHoldsAllThatWasDrawn) {
  SvgCanvas canvas;
  canvas.box({0, 0}, 10, 20, 2, {});
  canvas.polyline({{0, 0}, {300, -40}}, {});
  canvas.text({-50, 90}, "x", 10, Anchor::end);
  EXPECT_LE(canvas.low().x, -56);
  EXPECT_LE(canvas.low().y, -40);
  EXPECT_GE(canvas.high().x, 300);
  EXPECT_GE(canvas.high().y, 96);
  const std::string svg = canvas.document("t", "d", 8);
  EXPECT_NE(svg.find("viewBox=\"-64 -50 374 154\""), std::string::npos) << svg;
}

TEST(SvgCanvas, AnEmptyPictureIsStillAPicture) {
  const std::string svg = SvgCanvas().document("", "", 8);
  EXPECT_NE(svg.find("viewBox=\"0 0 1 1\""), std::string::npos) << svg;
}

}  // namespace
}  // namespace qbnet
