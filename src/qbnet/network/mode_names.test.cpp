#include "qbnet/network/mode_names.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace qbnet {
namespace {

ModeNames of_a_family() {
  ModeNames names;
  names.add("c");
  names.add_numbered("b", 12);
  names.add_numbered("a", 12);
  names.add("b01");
  names.add("extra");
  return names;
}

TEST(ModeNames, FollowTheirRule) {
  const ModeNames names = of_a_family();
  ASSERT_EQ(names.size(), 27U);
  EXPECT_EQ(names[0], "c");
  EXPECT_EQ(names[1], "b1");
  EXPECT_EQ(names[12], "b12");
  EXPECT_EQ(names[13], "a1");
  EXPECT_EQ(names[24], "a12");
  EXPECT_EQ(names[25], "b01");
  EXPECT_EQ(names[26], "extra");
}

TEST(ModeNames, EachIsFoundAndNoOther) {
  const ModeNames names = of_a_family();
  const ModeNames::Index index(names);
  for (std::size_t j = 0; j < names.size(); ++j) EXPECT_EQ(index.find(names, names[j]), j);
  for (const char* other : {"", "b", "b0", "b13", "b1x", "b-1", "b+1", "b 1", "a012", "d1", "cc",
                            "b99999999999999999999999999"}) {
    EXPECT_EQ(index.find(names, other), std::nullopt) << other;
  }
}

TEST(ModeNames, TheSecondOfTwoIsRepeated) {
  ModeNames names;
  EXPECT_EQ(names.repeated(), std::nullopt);
  for (const char* name : {"x", "y", "z"}) names.add(name);
  EXPECT_EQ(names.repeated(), std::nullopt);
  names.add_numbered("b", 3);
  names.add("y");
  names.add("x");
  EXPECT_EQ(names.repeated(), 6U);
}

ModeNames added(std::initializer_list<std::string_view> prefixes, std::size_t count) {
  ModeNames names;
  for (std::size_t k = 1; k <= count; ++k) {
    for (const std::string_view prefix : prefixes) {
      names.add(std::string(prefix) + std::to_string(k));
    }
  }
  return names;
}

// Numbered names become rules on the way, from whatever stands before and after them.
TEST(ModeNames, NamesAddedOneByOneAreAllFound) {
  for (const std::size_t count : {1U, 2U, 15U, 16U, 17U, 100U}) {
    ModeNames names = added({"b"}, count);
    names.add("c");
    for (std::size_t k = 1; k <= count; ++k) names.add("a_" + std::to_string(k));
    for (std::size_t k = 2; k <= count; ++k) names.add("late" + std::to_string(k));
    names.add("b" + std::to_string(count + 1));
    ASSERT_EQ(names.size(), 3 * count + 1);
    EXPECT_EQ(names.repeated(), std::nullopt);
    EXPECT_EQ(names[0], "b1");
    EXPECT_EQ(names[count - 1], "b" + std::to_string(count));
    EXPECT_EQ(names[count], "c");
    EXPECT_EQ(names[2 * count], "a_" + std::to_string(count));
    EXPECT_EQ(names[3 * count], "b" + std::to_string(count + 1));
    const ModeNames::Index index(names);
    for (std::size_t j = 0; j < names.size(); ++j) EXPECT_EQ(index.find(names, names[j]), j);
    EXPECT_EQ(index.find(names, "late1"), std::nullopt);
    EXPECT_EQ(index.find(names, "a_" + std::to_string(count + 1)), std::nullopt);
  }
}

TEST(ModeNames, InTurnsTheyAreWrittenOut) {
  const ModeNames names = added({"b", "a"}, 40);
  EXPECT_EQ(names[79], "a40");
  EXPECT_EQ(ModeNames::Index(names).find(names, "b17"), 32U);
}

TEST(ModeNames, OnesOfARuleAreRepeatedToo) {
  ModeNames twice = added({"b"}, 20);
  twice.add("b7");
  EXPECT_EQ(twice.repeated(), 20U);
  ModeNames before;
  before.add("b7");
  for (std::size_t k = 1; k <= 20; ++k) before.add("b" + std::to_string(k));
  EXPECT_EQ(before.repeated(), 7U);
  ModeNames again = added({"b"}, 20);
  again.add("c");
  for (std::size_t k = 1; k <= 20; ++k) again.add("b" + std::to_string(k));
  EXPECT_EQ(again.repeated(), 21U);
}

TEST(ModeNames, WhatIsLookedThroughStandsForAll) {
  ModeNames names = added({"b"}, 20);
  names.add("x");
  names.add_numbered("a", 1);
  std::vector<std::string> seen;
  names.look_through([&](const std::string& name) { seen.push_back(name); });
  EXPECT_EQ(seen, (std::vector<std::string>{"b1", "b20", "x", "a1"}));
}

}  // namespace
}  // namespace qbnet
