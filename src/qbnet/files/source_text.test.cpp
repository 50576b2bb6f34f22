#include "qbnet/files/source_text.hpp"

#include <gtest/gtest.h>

namespace qbnet {
namespace {

std::string refusal(std::string_view text) {
  try {
    const SourceText source("f", std::string(text));
  } catch (const Error& error) {
    EXPECT_EQ(error.refusal(), Refusal::input);
    return error.what();
  }
  return "accepted";
}

TEST(SourceText, Positions) {
  const SourceText source("f", "ab\nγc\r\n\nd");
  const auto at = [&](std::size_t offset) { return source.position(offset); };
  EXPECT_EQ(at(0), (Position{1, 1}));
  EXPECT_EQ(at(2), (Position{1, 3}));
  EXPECT_EQ(at(3), (Position{2, 1}));
  EXPECT_EQ(at(5), (Position{2, 2}));
  EXPECT_EQ(at(9), (Position{4, 1}));
  EXPECT_EQ(at(10), (Position{4, 2}));
  EXPECT_EQ(at(1000), (Position{4, 2}));
  EXPECT_EQ(at(1), (Position{1, 2})) << "back again";
  for (const std::size_t offset : {9u, 5u, 0u, 8u, 3u})
    EXPECT_EQ(source.offset(at(offset)), offset);
  EXPECT_EQ(source.offset({9, 9}), 10u);
  EXPECT_EQ(source.message({4, 1}, "x must be y, but is z"), "f:4:1: x must be y, but is z");
}

TEST(SourceText, Encoding) {
  EXPECT_EQ(refusal("ascii, γ, €, 𝄞, \x7f"), "accepted");
  EXPECT_EQ(refusal("\xEF\xBB\xBFx"), "accepted");
  EXPECT_EQ(SourceText("f", "\xEF\xBB\xBFx").text(), "x");
  EXPECT_EQ(refusal(""), "f:1:1: file must describe a network, but is empty");
  EXPECT_EQ(refusal(" \r\n\t\n"), "f:1:1: file must describe a network, but is empty");
  EXPECT_EQ(refusal("\xEF\xBB\xBF"), "f:1:1: file must describe a network, but is empty");
  EXPECT_EQ(refusal(std::string_view("a\nb\0c", 5)),
            "f:2:2: file must be text, but has a NUL byte here");
  EXPECT_EQ(refusal("\x7f"
                    "ELF\x02\x01\xff"),
            "f:1:7: file must be UTF-8 text, but has the byte 0xFF here");
  // Cut short, overlong, a surrogate, beyond Unicode, a stray end.
  for (const char* bad : {"x\xC3", "x\xC0\x80", "x\xE0\x80\x80", "x\xED\xA0\x80", "x\xE2\x82",
                          "x\xF0\x80\x80\x80", "x\xF4\x90\x80\x80", "x\xF8\x80", "x\x80"}) {
    EXPECT_TRUE(refusal(bad).starts_with("f:1:2: file must be UTF-8 text")) << refusal(bad);
  }
}

TEST(SourceText, NameOnOneLine) {
  EXPECT_EQ(SourceText("a\nb", "x").message({1, 1}, "s"), "a\\nb:1:1: s");
}

}  // namespace
}  // namespace qbnet
