// How often intervals hold the truth.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <vector>

#include "qbnet/base/philox.hpp"
#include "qbnet/study/statistics.hpp"

namespace qbnet {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Statistics of(const std::vector<double>& values, const StatisticsOptions& options = {}) {
  return statistics_of(values, std::vector<std::uint8_t>(values.size(), 0), options);
}

// P(B < k), B binomial, term by term.
double binomial_below(std::size_t n, double p, std::size_t k) {
  const double count = static_cast<double>(n);
  double sum = 0;
  for (std::size_t i = 0; i < k; ++i) {
    const double x = static_cast<double>(i);
    sum += std::exp(std::lgamma(count + 1) - std::lgamma(x + 1) - std::lgamma(count - x + 1) +
                    x * std::log(p) + (count - x) * std::log1p(-p));
  }
  return sum;
}

TEST(Statistics, QuantilesStandBetweenTheRanksOfTheBinomial) {
  for (const double confidence : {0.8, 0.95, 0.999}) {
    const double tail = (1 - confidence) / 2;
    for (std::size_t n = 1; n <= 60; ++n) {
      std::vector<double> ranks(n);
      std::iota(ranks.begin(), ranks.end(), 1.0);
      const std::vector<double> probabilities{0.01, 0.05, 0.3, 0.77};
      const Statistics s = of(ranks, {.confidence = confidence, .quantiles = probabilities});
      for (const Quantile& q : s.quantiles) {
        const double p = q.probability;
        const auto [low, high] = q.estimate.interval;
        const std::size_t l = low == -infinity ? 0 : static_cast<std::size_t>(low);
        const std::size_t u = high == infinity ? n + 1 : static_cast<std::size_t>(high);
        EXPECT_LE(binomial_below(n, p, l), tail);
        EXPECT_GT(binomial_below(n, p, l + 1), tail);
        EXPECT_LE(1 - binomial_below(n, p, u), tail * (1 + 1e-9));
        EXPECT_GT(1 - binomial_below(n, p, u - 1), tail);
        EXPECT_NEAR(q.estimate.value, 1 + (static_cast<double>(n) - 1) * p, 1e-12);
      }
    }
  }
}

// How many of `repeats` sets of `n` samples have an interval that holds the truth.
int covered(int repeats, std::uint64_t n, const std::function<double(std::uint64_t)>& sample,
            const std::function<Interval(const Statistics&)>& interval, double truth) {
  int count = 0;
  std::uint64_t next = 0;
  for (int r = 0; r < repeats; ++r) {
    std::vector<double> values;
    for (std::uint64_t k = 0; k < n; ++k) values.push_back(sample(next++));
    const auto [low, high] = interval(of(values, {.quantiles = {0.5}, .bins = 1}));
    count += low <= truth && truth <= high ? 1 : 0;
  }
  return count;
}

double normal(std::uint64_t k) { return draw(77, k, 0, Distribution::normal); }
double exponential(std::uint64_t k) {
  return -std::log((1 + draw(78, k, 0, Distribution::uniform)) / 2);
}
double flat(std::uint64_t k) { return draw(79, k, 0, Distribution::uniform); }

// Four standard deviations of the number of successes.
double noise(int repeats, double p) { return 4 * std::sqrt(repeats * p * (1 - p)); }

TEST(StatisticsCoverage, MeanOfNormalSamplesIsExact) {
  const auto mean = [](const Statistics& s) { return s.mean.interval; };
  EXPECT_NEAR(covered(4000, 5, normal, mean, 0), 3800, noise(4000, 0.95));
  EXPECT_NEAR(covered(4000, 2, normal, mean, 0), 3800, noise(4000, 0.95));
  EXPECT_NEAR(covered(1000, 400, exponential, mean, 1), 950, noise(1000, 0.95) + 5);
}

TEST(StatisticsCoverage, MedianOfAnySamplesAsTheBinomialSays) {
  const auto median = [](const Statistics& s) { return s.quantiles[0].estimate.interval; };
  const double exact = binomial_below(20, 0.5, 15) - binomial_below(20, 0.5, 6);
  EXPECT_NEAR(exact, 0.9586105346679688, 1e-14);
  EXPECT_NEAR(covered(4000, 20, exponential, median, std::log(2)), 4000 * exact,
              noise(4000, exact));
  EXPECT_NEAR(covered(4000, 20, normal, median, 0), 4000 * exact, noise(4000, exact));
}

TEST(StatisticsCoverage, DeviationOfNormalAndOtherSamples) {
  const auto deviation = [](const Statistics& s) { return s.deviation.interval; };
  EXPECT_NEAR(covered(4000, 3, normal, deviation, 1), 3800, noise(4000, 0.95)) << "exact";
  const int usual = covered(1000, 400, normal, deviation, 1);
  EXPECT_GT(usual, 950 - noise(1000, 0.95));
  EXPECT_LT(usual, 985);
  EXPECT_GT(covered(1000, 50, flat, deviation, 1 / std::sqrt(3.0)), 985) << "too wide, as said";
  const int skew = covered(1000, 400, exponential, deviation, 1);
  EXPECT_GT(skew, 890) << "the interval for normal samples would hold 1 in about 2 of 3 sets";
  EXPECT_LT(skew, 970);
}

TEST(StatisticsCoverage, YieldOfEveryProbability) {
  for (const std::size_t n : {1u, 5u, 20u, 50u}) {
    std::vector<Interval> interval;
    for (std::size_t k = 0; k <= n; ++k) {
      std::vector<double> values(n, 0.0);
      std::fill_n(values.begin(), k, 1.0);
      interval.push_back(of(values, {.threshold = 1}).yield->fraction.interval);
    }
    // What the tails of the binomial say when nothing or everything passes.
    const double end = 1 - std::pow(0.025, 1 / static_cast<double>(n));
    EXPECT_NEAR(interval[0].high, end, 1e-14);
    EXPECT_EQ(interval[0].low, 0);
    EXPECT_NEAR(interval[n].low, 1 - end, 1e-14);
    EXPECT_EQ(interval[n].high, 1);
    double least = 1;
    for (double p = 0.005; p < 1; p += 0.01) {
      double probability = 0;
      for (std::size_t k = 0; k <= n; ++k) {
        if (interval[k].low <= p && p <= interval[k].high) {
          probability += binomial_below(n, p, k + 1) - binomial_below(n, p, k);
        }
      }
      least = std::min(least, probability);
    }
    EXPECT_GE(least, 0.95) << n;
    EXPECT_LE(least, 0.98) << n << ": wider than it need be";
  }
}

}  // namespace
}  // namespace qbnet
