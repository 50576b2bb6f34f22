#include "qbnet/base/suggest.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace qbnet {
namespace {

TEST(Suggest, EditDistance) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("abc", ""), 3u);
  EXPECT_EQ(edit_distance("loss", "loss"), 0u);
  EXPECT_EQ(edit_distance("los", "loss"), 1u);
  EXPECT_EQ(edit_distance("lsos", "loss"), 1u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("ca", "abc"), 3u);
}

TEST(Suggest, NearestWord) {
  const std::vector<std::string> keys{"name", "role", "loss", "detuning", "thermal", "drive"};
  EXPECT_EQ(nearest_word("los", keys), "loss");
  EXPECT_EQ(nearest_word("Loss", keys), "loss");
  EXPECT_EQ(nearest_word("detunning", keys), "detuning");
  EXPECT_EQ(nearest_word("temperature", keys), "");
  EXPECT_EQ(nearest_word("", keys), "");
  EXPECT_EQ(nearest_word("x", keys), "");
  EXPECT_EQ(nearest_word("loss", std::vector<std::string>{}), "");
}

TEST(Suggest, FirstOfEquals) {
  EXPECT_EQ(nearest_word("b3", std::vector<std::string>{"b1", "b2"}), "b1");
  EXPECT_EQ(nearest_word("x", std::vector<std::string>{"c"}), "") << "nothing in common";
}

TEST(Suggest, LongWordsAreNotCompared) {
  const std::string giant(1000000, 'a');
  EXPECT_EQ(nearest_word(giant, std::vector<std::string>{giant + "b"}), "");
}

TEST(Suggest, Sentence) {
  const std::vector<std::string_view> keys{"loss"};
  EXPECT_EQ(did_you_mean("los", keys), "; did you mean \"loss\"?");
  EXPECT_EQ(did_you_mean("phase", keys), "");
}

}  // namespace
}  // namespace qbnet
