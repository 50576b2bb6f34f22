#include "qbnet/base/philox.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <set>
#include <vector>

namespace qbnet {
namespace {

using Words = std::array<std::uint32_t, 4>;
constexpr double ulp = std::numeric_limits<double>::epsilon();

// The known answers that Random123, the authors' library, is distributed with.
static_assert(philox({0, 0, 0, 0}, 0) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
static_assert(philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, 0xffffffffffffffff) ==
              Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
static_assert(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0x299f31d0a4093822) ==
              Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});

TEST(Philox, TenThousandthWordOfTheStandardEngine) {
  // C++26, [rand.predef]: std::philox4x32, seed 20111115, counters from 0, four words each.
  EXPECT_EQ(philox({2499, 0, 0, 0}, 20111115)[3], 1955073260u);
}

TEST(Philox, UniformNumbersAreOpenAndSymmetric) {
  static_assert(open_uniform(0) == 0x1p-53);
  static_assert(open_uniform(0xfff) == 0x1p-53, "the low 12 bits do not count");
  static_assert(open_uniform(0x1000) == 0x3p-53);
  static_assert(open_uniform(~std::uint64_t{0}) == 1 - 0x1p-53);
  for (const std::uint64_t bits : {0x0ull, 0x123456789abcdef0ull, 0x8000000000000000ull}) {
    EXPECT_EQ(open_uniform(bits) + open_uniform(~bits), 1);
    EXPECT_EQ(2 * open_uniform(bits) - 1, -(2 * open_uniform(~bits) - 1));
  }
}

struct Reference {
  std::uint64_t seed, sample, element;
  double uniform, normal;
};

// Computed with 60 digits by another program from the definition in the header.
constexpr Reference references[] = {
    {0, 0, 0, 0.7610403957772285, -0.39766753844418234},
    {0, 0, 1, 0.21096370775984252, -0.31039547880173823},
    {1, 0, 0, 0.789369432670185, -0.11368019704496898},
    {1, 1, 0, 0.7482238703742616, -0.2885956351889804},
    {1, 1, 7, 0.14020516791743431, -0.3405277169402936},
    {42, 1000, 80, 0.006581593037698008, 1.0171859763160354},
    {42, 1000, 81, 0.8346175459130512, -0.5818135378846326},
    {~std::uint64_t{0}, ~std::uint64_t{0}, 0x1ffffffff, 0.2504428877675118, -0.3358999277217883},
    {0x123456789abcdef, 0x100000005, 6, 0.2228224574482771, -0.8566983165538146},
    {0x123456789abcdef, 0x100000005, 7, -0.1681740048645175, 0.5000390010929798},
    {7, 0x100000000, 0, -0.7138989026738829, -1.9719480012199497},
    {7, 0x8000000000000000, 3, 0.6155071527847584, -1.3394093063461794},
};

TEST(Draw, AgreesWithManyDigits) {
  for (const Reference& r : references) {
    EXPECT_EQ(draw(r.seed, r.sample, r.element, Distribution::uniform), r.uniform);
    EXPECT_NEAR(draw(r.seed, r.sample, r.element, Distribution::normal), r.normal,
                3 * ulp * std::abs(r.normal))
        << r.seed << " " << r.sample << " " << r.element;
  }
}

TEST(Draw, NormalPairIsAccurateBesideEachQuarterTurn) {
  const double u = std::exp(-0.5);  // radius 1 to rounding
  const double radius = std::sqrt(-2 * std::log(u));
  const double small = 2 * std::numbers::pi * 0x1p-53;  // sine of the smallest angle
  const auto expect = [&](double v, double x, double y) {
    const auto pair = normal_pair(u, v);
    EXPECT_NEAR(pair[0], radius * x, 3 * ulp * std::abs(radius * x)) << v;
    EXPECT_NEAR(pair[1], radius * y, 3 * ulp * std::abs(radius * y)) << v;
  };
  expect(0x1p-53, 1, small);
  expect(0.25 - 0x1p-53, small, 1);
  expect(0.25 + 0x1p-53, -small, 1);
  expect(0.5 - 0x1p-53, -1, small);
  expect(0.5 + 0x1p-53, -1, -small);
  expect(0.75 - 0x1p-53, -small, -1);
  expect(0.75 + 0x1p-53, small, -1);
  expect(1 - 0x1p-53, 1, -small);
  const double half = std::sqrt(0.5);
  expect(0.125, half, half);
  expect(0.375, -half, half);
  expect(0.625, -half, -half);
  expect(0.875, half, -half);
}

TEST(Draw, ExtremesAreFinite) {
  const double least = 0x1p-53, most = 1 - 0x1p-53;
  EXPECT_NEAR(normal_pair(least, least)[0], std::sqrt(2 * 53 * std::log(2)), 1e-14);
  EXPECT_LT(std::hypot(normal_pair(least, most)[0], normal_pair(least, most)[1]), 8.6);
  EXPECT_NEAR(normal_pair(most, least)[0], std::sqrt(2 * 0x1p-53), 1e-22);
}

TEST(Draw, IsAnotherForEverySeedSampleAndElement) {
  std::set<double> seen;
  std::size_t drawn = 0;
  for (const std::uint64_t seed : {0ull, 1ull, 1ull << 32}) {
    for (const std::uint64_t sample : {0ull, 1ull, 1ull << 32, 1ull << 33}) {
      for (const std::uint64_t element : {0ull, 1ull, 2ull, 3ull, 1ull << 32}) {
        for (const Distribution d : {Distribution::normal, Distribution::uniform}) {
          seen.insert(draw(seed, sample, element, d));
          ++drawn;
        }
      }
    }
  }
  EXPECT_EQ(seen.size(), drawn);
}

// Largest distance between the fractions of draws below x and the probability, times sqrt(n).
double distance(std::vector<double> draws, const std::function<double(double)>& probability) {
  std::sort(draws.begin(), draws.end());
  const double n = static_cast<double>(draws.size());
  double largest = 0;
  for (std::size_t k = 0; k < draws.size(); ++k) {
    const double p = probability(draws[k]);
    const double below = static_cast<double>(k) / n;
    largest = std::max({largest, p - below, below + 1 / n - p});
  }
  return largest * std::sqrt(n);
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  double aa = 0, bb = 0, ab = 0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    aa += a[k] * a[k];
    bb += b[k] * b[k];
    ab += a[k] * b[k];
  }
  return ab / std::sqrt(aa * bb);
}

TEST(Draw, HasItsDistribution) {
  constexpr std::uint64_t count = 50'000;
  constexpr double likely = 1.95;  // exceeded by chance once in 1000 seeds (Kolmogorov)
  std::vector<double> even, odd, next, flat;
  for (std::uint64_t k = 0; k < count; ++k) {
    even.push_back(draw(11, k, 4, Distribution::normal));
    odd.push_back(draw(11, k, 5, Distribution::normal));
    next.push_back(draw(11, k, 6, Distribution::normal));
    flat.push_back(draw(11, k, 5, Distribution::uniform));
  }
  const auto normal = [](double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; };
  EXPECT_LT(distance(even, normal), likely);
  EXPECT_LT(distance(odd, normal), likely);
  EXPECT_LT(distance(flat, [](double x) { return (1 + x) / 2; }), likely);
  const double noise = 4 / std::sqrt(static_cast<double>(count));
  EXPECT_LT(std::abs(correlation(even, odd)), noise);
  EXPECT_LT(std::abs(correlation(odd, next)), noise);
  const std::vector<double> before(odd.begin(), odd.end() - 1), after(odd.begin() + 1, odd.end());
  EXPECT_LT(std::abs(correlation(before, after)), noise);
  std::vector<double> even_size, odd_size;
  for (std::uint64_t k = 0; k < count; ++k) {
    even_size.push_back(even[k] * even[k] - 1);
    odd_size.push_back(odd[k] * odd[k] - 1);
  }
  EXPECT_LT(std::abs(correlation(even_size, odd_size)), noise);
}

}  // namespace
}  // namespace qbnet
