#include "qbnet/files/draw_labels.hpp"

#include <gtest/gtest.h>

#include <numbers>

namespace qbnet {
namespace {

constexpr double pi = std::numbers::pi;

TEST(DrawLabels, PhasesAreMultiplesOfPiWhereTheyAre) {
  EXPECT_EQ(phase_label(-pi / 2), "\u2212\u03c0/2");
  EXPECT_EQ(phase_label(pi), "\u03c0");
  EXPECT_EQ(phase_label(-3 * pi), "\u22123\u03c0");
  EXPECT_EQ(phase_label(2 * pi / 3), "2\u03c0/3");
  EXPECT_EQ(phase_label(11 * pi / 12), "11\u03c0/12");
  EXPECT_EQ(phase_label(0), "0");
  EXPECT_EQ(phase_label(1), "1");
  EXPECT_EQ(phase_label(-1.5708), "\u22121.571");  // degrees of care: not quite -pi/2
}

TEST(DrawLabels, Numbers) {
  EXPECT_EQ(number_label(0.022360679), "0.02236");
  EXPECT_EQ(number_label(-1e-5), "\u22121e\u221205");
  EXPECT_EQ(number_label(std::complex<double>(2, 0)), "2");
  EXPECT_EQ(number_label(std::complex<double>(0, 1)), "i");
  EXPECT_EQ(number_label(std::complex<double>(0, -1)), "\u2212i");
  EXPECT_EQ(number_label(std::complex<double>(0.5, 0.25)), "0.5+0.25i");
  EXPECT_EQ(number_label(std::complex<double>(0.5, -1)), "0.5\u2212i");
}

TEST(DrawLabels, WhatIsZeroIsNotSaid) {
  EXPECT_EQ(coupling_label({0, 1, 0.01, -pi / 2}), "0.01, \u03b8=\u2212\u03c0/2");
  EXPECT_EQ(coupling_label({0, 1, 0.01, 0}), "0.01");
  EXPECT_EQ(mode_label({"b", Role::battery, 0.1, 0.3, 2, 0}), "\u03ba=0.1, n\u0304=2, \u0394=0.3");
  EXPECT_EQ(mode_label({"b", Role::battery, 0.1, 0, 0, 0}), "\u03ba=0.1");
  EXPECT_EQ(mode_label({"b", Role::battery, 0, 0, 0, 0}), "");
}

TEST(DrawLabels, BoxesAndLines) {
  const Box box{{10, 10}, 5, 2};
  EXPECT_TRUE(overlap(box, {{14, 11}, 1, 1}));
  EXPECT_FALSE(overlap(box, {{17, 10}, 1, 1}));
  EXPECT_FALSE(overlap(box, {{10, 14}, 9, 1}));
  EXPECT_TRUE(crosses(box, {0, 10}, {20, 10}));
  EXPECT_TRUE(crosses(box, {8, 9}, {11, 10}));    // inside
  EXPECT_FALSE(crosses(box, {0, 10}, {4, 10}));   // ends before
  EXPECT_FALSE(crosses(box, {0, 13}, {20, 13}));  // passes below
  EXPECT_TRUE(crosses(box, {10, 0}, {10, 30}));   // upright
  EXPECT_FALSE(crosses(box, {0, 0}, {1.5, 30}));  // passes on the left
}

TEST(DrawLabels, ClutterCountsWhatWouldBeCovered) {
  Clutter clutter;
  const Box box{{0, 0}, 10, 10};
  EXPECT_EQ(clutter.cost(box), 0);
  clutter.add(Box{{5, 5}, 1, 1});
  EXPECT_EQ(clutter.cost(box), 3);
  clutter.add({-100, 0}, {100, 0});
  EXPECT_EQ(clutter.cost(box), 4);
  EXPECT_EQ(clutter.cost(Box{{50, 50}, 10, 10}), 0);
  EXPECT_EQ(clutter.cost({0, 0}, {50, 3}), 1);  // along the line
  EXPECT_EQ(clutter.cost({0, 0}, {0, 50}), 0);  // starts on it, leads away
  EXPECT_EQ(clutter.cost({5, 50}, {5, 1}), 4);  // through the box, onto the line
}

TEST(DrawLabels, SayWhatFeeds) {
  EXPECT_EQ(squeezer_label({0, 1, 0.02, std::numbers::pi / 4}), "s=0.02, \u03c6=\u03c0/4");
  EXPECT_EQ(squeezer_label({0, 0, -1, 0}), "s=\u22121");
  EXPECT_EQ(mode_label({.name = "b", .loss = 1, .gain = 0.5, .squeezing = {2, 1}}),
            "\u03ba=1, gain=0.5, r=2");
}

}  // namespace
}  // namespace qbnet
