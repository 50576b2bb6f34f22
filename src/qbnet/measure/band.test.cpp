#include "qbnet/measure/band.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace qbnet {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<double> spread(double start, double stop, int count) {
  std::vector<double> x;
  for (int k = 0; k < count; ++k) x.push_back(start + (stop - start) * k / (count - 1));
  return x;
}

struct Found {
  Peak peak;
  Band band;
};

Found find(const Curve& f, const std::vector<double>& grid, double below) {
  std::vector<double> values;
  for (const double x : grid) values.push_back(f(x));
  Found found;
  found.peak = highest_peak(f, grid, values);
  found.band = band_around(f, found.peak, found.peak.level - below, grid, values);
  return found;
}

double lorentzian(double x) { return -10 * std::log10(1 + x * x); }

TEST(Band, OfALorentzian) {
  const double half = 10 * std::log10(2.0);
  for (const double middle : {0.0, 0.3, -1.7}) {
    const Found found =
        find([&](double x) { return lorentzian(x - middle); }, spread(-5, 5, 12), half);
    EXPECT_NEAR(found.peak.at, middle, 1e-4);
    EXPECT_NEAR(found.peak.level, 0, 1e-8);
    ASSERT_TRUE(found.band.width);
    EXPECT_NEAR(*found.band.width, 2, 1e-8);
    EXPECT_NEAR(*found.band.lower, middle - 1, 1e-8);
    EXPECT_NEAR(*found.band.upper, middle + 1, 1e-8);
  }
}

TEST(Band, FarNarrowerThanTheGrid) {
  // A cusp of height 320 dB, as at the point of perfect nonreciprocity.
  const Found found =
      find([](double x) { return -10 * std::log10(1e-32 + x * x); }, spread(-1, 1, 21), 3);
  EXPECT_NEAR(found.peak.level, 320, 1e-8);
  ASSERT_TRUE(found.band.width);
  EXPECT_NEAR(*found.band.width, 2e-16 * std::sqrt(std::pow(10, 0.3) - 1), 1e-25);
}

TEST(Band, ACuspBetweenThePointsOfTheGrid) {
  const Found found =
      find([](double x) { return -10 * std::log10(1e-20 + x * x); }, {-1, -0.3, 0.2, 0.9}, 3);
  EXPECT_NEAR(found.peak.level, 200, 1e-7);
  ASSERT_TRUE(found.band.width);
  EXPECT_NEAR(*found.band.width, 2e-10 * std::sqrt(std::pow(10, 0.3) - 1), 1e-18);
}

TEST(Band, TwoPeaksAreTwoBands) {
  const auto f = [](double x) {
    return std::max(lorentzian(10 * (x - 2)), lorentzian(10 * (x + 2)) - 1);
  };
  const Found found = find(f, spread(-5, 5, 101), 3);
  EXPECT_NEAR(found.peak.at, 2, 1e-5);
  ASSERT_TRUE(found.band.width);
  EXPECT_NEAR(*found.band.width, 0.2 * std::sqrt(std::pow(10, 0.3) - 1), 1e-8);
}

TEST(Band, ADipNarrowerThanTheGridEndsIt) {
  const auto f = [](double x) { return -20 / (1 + 400 * (x - 0.52) * (x - 0.52)) - x * x; };
  const Found found = find(f, spread(-3, 3, 31), 5);
  EXPECT_LT(found.peak.at, 0.2);
  ASSERT_TRUE(found.band.upper);
  EXPECT_LT(*found.band.upper, 0.52);
  EXPECT_NEAR(f(*found.band.upper), found.peak.level - 5, 1e-8);
}

TEST(Band, OpenEndsAreSaid) {
  EXPECT_EQ(find([](double) { return 7.0; }, spread(-1, 1, 5), 3).band.reason,
            "it goes on to both ends of the range");
  const Found rising = find([](double x) { return 10 * x; }, spread(-1, 1, 5), 3);
  EXPECT_EQ(rising.band.reason, "it goes on to the upper end of the range");
  EXPECT_NEAR(*rising.band.lower, 0.7, 1e-12);
  EXPECT_FALSE(rising.band.upper || rising.band.width);
}

TEST(Band, BelowTheLevelThroughout) {
  const std::vector<double> grid = {0, 1}, values = {1, 1};
  const Band band = band_around([](double) { return 1.0; }, {0, 1}, 20, grid, values);
  EXPECT_FALSE(band.width);
  EXPECT_EQ(band.reason, "it stays below that throughout");
}

TEST(Band, TooNarrowForDoubles) {
  const auto f = [](double x) { return x == 1 ? 0.0 : -300.0; };
  const Found found = find(f, {0.5, 1, 1.5}, 3);
  EXPECT_FALSE(found.band.width);
  EXPECT_EQ(found.band.reason, "it is too narrow for doubles around the peak");
}

TEST(Band, InfinitePeaksEnd) {
  const auto f = [](double x) { return x == 0 ? infinity : -20 * std::log10(std::abs(x)); };
  const std::vector<double> grid = spread(-1, 1, 5);
  std::vector<double> values;
  for (const double x : grid) values.push_back(f(x));
  const Peak peak = highest_peak(f, grid, values);
  EXPECT_EQ(peak.at, 0);
  EXPECT_EQ(peak.level, infinity);
  const Band band = band_around(f, peak, 20, grid, values);
  ASSERT_TRUE(band.width);
  EXPECT_NEAR(*band.width, 0.2, 1e-12);
}

}  // namespace
}  // namespace qbnet
