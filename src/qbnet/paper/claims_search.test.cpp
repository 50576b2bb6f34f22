#include "qbnet/paper/claims_search.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace qbnet::claims {
namespace {

TEST(BestPhases, FindsTheHigherOfTwoPeaks) {
  // Two peaks of different height for each angle, coupled.
  const auto height = [](const std::vector<double>& a) {
    double sum = 0;
    for (std::size_t k = 0; k < a.size(); ++k) {
      const double angle = a[k] - 0.3 * static_cast<double>(k + 1);
      sum += std::cos(angle) + 0.8 * std::cos(2 * angle);
    }
    return sum + 0.1 * std::cos(a.front() - a.back() + 0.3 * static_cast<double>(a.size() - 1));
  };
  for (const std::size_t count : {1, 2, 3, 6}) {
    const BestPhases best = best_phases(height, count, 64);
    ASSERT_EQ(best.phase.size(), count);
    for (std::size_t k = 0; k < count; ++k)
      EXPECT_NEAR(best.phase[k], 0.3 * static_cast<double>(k + 1), 1e-6);
    EXPECT_NEAR(best.height, 1.8 * static_cast<double>(count) + 0.1, 1e-12);
    EXPECT_EQ(best.starts, 64u);
    EXPECT_GE(best.same_top, 1u);
    EXPECT_LT(best.same_top, 64u);  // some climbs end on the lower peak
    EXPECT_GT(best.evaluations, 64u);
  }
}

TEST(BestPhases, StaysWithinOneTurn) {
  const auto height = [](const std::vector<double>& a) { return -std::cos(a[0]); };
  const BestPhases best = best_phases(height, 1, 4);
  EXPECT_NEAR(std::abs(best.phase[0]), std::numbers::pi, 1e-6);
  EXPECT_LE(std::abs(best.phase[0]), std::numbers::pi);
}

TEST(BestPhases, LeavesAPoleDownwards) {
  // ln E falls to minus infinity where nothing is transferred.
  const auto height = [](const std::vector<double>& a) {
    return std::log(1 - std::sin(a[0])) + std::log(1 - std::sin(a[1]));
  };
  const BestPhases best = best_phases(height, 2, 8);
  EXPECT_NEAR(best.phase[0], -std::numbers::pi / 2, 1e-6);
  EXPECT_NEAR(best.phase[1], -std::numbers::pi / 2, 1e-6);
  EXPECT_EQ(best.same_top, 8u);
}

}  // namespace
}  // namespace qbnet::claims
