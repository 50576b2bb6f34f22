#include "qbnet/network/mode_names.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace qbnet
