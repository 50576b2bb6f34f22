#include "qbnet/paper/study_maxima.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace qbnet {
namespace {

using Energy = std::function<double(double, double)>;

std::vector<PhaseMaximum> search(std::size_t points, const Energy& energy) {
  std::vector<double> theta;
  for (std::size_t i = 0; i < points; ++i) {
    theta.push_back(-1 + 2 * static_cast<double>(i) / static_cast<double>(points - 1));
  }
  std::vector<std::vector<double>> grid;
  for (const double x : theta) {
    grid.emplace_back();
    for (const double y : theta) grid.back().push_back(energy(x, y));
  }
  return highest_phases(theta, grid, energy);
}

double hill(double x, double at) { return std::cos(std::numbers::pi * (x - at)); }

TEST(HighestPhases, FindsASlantedHillBetweenGridPoints) {
  const auto found = search(9, [](double x, double y) {
    return 3 + hill(x, 0.3) + hill(y, -0.6) + 0.8 * hill(x + y, -0.3);
  });
  ASSERT_EQ(found.size(), 1u);
  EXPECT_NEAR(found[0].theta1, 0.3, 1e-6);
  EXPECT_NEAR(found[0].theta2, -0.6, 1e-6);
  EXPECT_NEAR(found[0].energy, 5.8, 1e-12);
}

TEST(HighestPhases, TakesBothEndsOfTheAxisForOnePlace) {
  for (const std::size_t points : {8u, 9u}) {
    const auto found =
        search(points, [](double x, double y) { return 3 + hill(x, 1) + hill(y, 0); });
    ASSERT_EQ(found.size(), 1u) << points;
    EXPECT_NEAR(found[0].theta1, 1, 1e-6) << points;
  }
}

TEST(HighestPhases, KeepsEqualHillsAndDropsLowerOnes) {
  const auto twins = search(17, [](double x, double y) {
    return 3 + std::cos(2 * std::numbers::pi * x) + hill(y, 0.25);
  });
  ASSERT_EQ(twins.size(), 2u);
  EXPECT_NEAR(twins[0].theta1 * twins[1].theta1, 0, 1e-6);
  const auto one = search(17, [](double x, double y) {
    return 3 + std::cos(2 * std::numbers::pi * x) + 0.01 * hill(x, 0) + hill(y, 0.25);
  });
  ASSERT_EQ(one.size(), 1u);
  EXPECT_NEAR(one[0].theta1, 0, 1e-6);
}

}  // namespace
}  // namespace qbnet
