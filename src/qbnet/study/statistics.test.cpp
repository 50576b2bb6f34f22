#include "qbnet/study/statistics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "qbnet/base/philox.hpp"
#include "qbnet/base/status.hpp"

namespace qbnet {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr double infinity = std::numeric_limits<double>::infinity();

Statistics of(const std::vector<double>& values, const StatisticsOptions& options = {}) {
  return statistics_of(values, std::vector<std::uint8_t>(values.size(), 0), options);
}

void expect_near(const IntervalEstimate& estimate, double value, double low, double high) {
  const auto near = [](double x, double wanted) {
    if (!std::isfinite(wanted)) return x == wanted;
    return std::abs(x - wanted) <= 2e-13 * std::abs(wanted);
  };
  EXPECT_TRUE(near(estimate.value, value)) << estimate.value << " for " << value;
  EXPECT_TRUE(near(estimate.interval.low, low)) << estimate.interval.low << " for " << low;
  EXPECT_TRUE(near(estimate.interval.high, high)) << estimate.interval.high << " for " << high;
}

void expect_unknown(const IntervalEstimate& estimate, double low, double high) {
  EXPECT_TRUE(std::isnan(estimate.value));
  EXPECT_EQ(estimate.interval.low, low);
  EXPECT_EQ(estimate.interval.high, high);
}

TEST(Statistics, AgreesWithAnotherProgram) {
  // Expected values: NumPy and mpmath with 30 digits, from the formulas in the header.
  const Statistics s = of({4.8, 0.3, 1.7, 12.25, 2.2, 2.9, 3.1, 3.3, 5.0, 7.5}, {.threshold = 3.1});
  EXPECT_EQ(s.ok, 10u);
  EXPECT_EQ(s.failed, 0u);
  EXPECT_EQ(s.minimum, 0.3);
  EXPECT_EQ(s.maximum, 12.25);
  expect_near(s.mean, 4.305, 1.852853982083281, 6.757146017916719);
  expect_near(s.deviation, 3.4278637662544296, 2.0640794305979266, 9.64828880270184);
  ASSERT_EQ(s.quantiles.size(), 5u);
  EXPECT_NEAR(s.quantiles[0].estimate.value, 0.93, 1e-15);
  EXPECT_NEAR(s.quantiles[1].estimate.value, 2.375, 1e-15);
  expect_near(s.quantiles[2].estimate, 3.2, 1.7, 7.5);
  EXPECT_NEAR(s.quantiles[3].estimate.value, 4.95, 1e-15);
  EXPECT_NEAR(s.quantiles[4].estimate.value, 10.1125, 1e-14);
  EXPECT_THAT(s.histogram.counts, ElementsAre(3, 5, 0, 1, 1));
  ASSERT_EQ(s.histogram.edges.size(), 6u);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_NEAR(s.histogram.edges[i], 0.3 + 2.39 * static_cast<double>(i), 1e-14);
  }
  ASSERT_TRUE(s.yield);
  EXPECT_EQ(s.yield->passed, 6u) << "at the threshold is above it";
  expect_near(s.yield->fraction, 0.6, 0.2623780766069451, 0.8784477418801728);
}

TEST(Statistics, NoSamples) {
  const Statistics s = of({}, {.threshold = 1});
  EXPECT_EQ(s.ok, 0u);
  EXPECT_TRUE(std::isnan(s.minimum) && std::isnan(s.maximum));
  expect_unknown(s.mean, -infinity, infinity);
  expect_unknown(s.deviation, 0, infinity);
  for (const Quantile& q : s.quantiles) expect_unknown(q.estimate, -infinity, infinity);
  EXPECT_THAT(s.histogram.edges, IsEmpty());
  EXPECT_THAT(s.histogram.counts, IsEmpty());
  expect_unknown(s.yield->fraction, 0, 1);
}

TEST(Statistics, OneSample) {
  const Statistics s = of({-3}, {.threshold = -3});
  expect_near(s.mean, -3, -infinity, infinity);
  expect_unknown(s.deviation, 0, infinity);
  for (const Quantile& q : s.quantiles) expect_near(q.estimate, -3, -infinity, infinity);
  EXPECT_THAT(s.histogram.edges, ElementsAre(-3, -3));
  EXPECT_THAT(s.histogram.counts, ElementsAre(1));
  expect_near(s.yield->fraction, 1, 0.025, 1);
}

TEST(Statistics, TwoAndThreeSamples) {
  // Student's t with 1 degree of freedom is Cauchy's distribution, chi^2 with 2 an exponential one.
  const double pi = std::acos(-1.0);
  const Statistics two = of({1, 3}, {.confidence = 0.9, .quantiles = {0.5}});
  const double margin = 1 / std::tan(pi * 0.05);
  expect_near(two.mean, 2, 2 - margin, 2 + margin);
  EXPECT_DOUBLE_EQ(two.deviation.value, std::sqrt(2));
  expect_near(two.quantiles[0].estimate, 2, -infinity, infinity);

  const Statistics three = of({1, 2, 3}, {.confidence = 0.9, .quantiles = {0.5}});
  expect_near(three.deviation, 1, std::sqrt(2 / (-2 * std::log(0.05))),
              std::sqrt(2 / (-2 * std::log(0.95))));
  expect_near(three.quantiles[0].estimate, 2, -infinity, infinity);
  const Statistics unsure = of({1, 2, 3}, {.confidence = 0.75, .quantiles = {0.5}});
  expect_near(unsure.quantiles[0].estimate, 2, 1, 3);  // 1 - 2/8, exactly
}

TEST(Statistics, FourSamplesKnowTheirKurtosis) {
  // G_2 = 4, so d = 8 / (7 - 1/3) = 1.2; the ends with 30 digits.
  expect_near(of({0, 0, 0, 1}).deviation, 0.5, 0.23250477387964947, 9.196091178096929);
}

TEST(Statistics, EqualSamples) {
  // For 6, 30 and 109 samples n x / n is not x for some of these.
  for (const double x : {0.1, -7e300, 0.3, 5e-324, 0.0}) {
    for (const std::size_t n : {6u, 30u, 109u}) {
      EXPECT_EQ(of(std::vector<double>(n, x)).mean.value, x);
      EXPECT_EQ(of(std::vector<double>(n, x)).deviation.value, 0);
    }
    const Statistics s = of(std::vector<double>(1001, x));
    expect_near(s.mean, x, x, x);
    EXPECT_EQ(s.mean.value, x);
    EXPECT_EQ(s.deviation.value, 0);
    EXPECT_EQ(s.deviation.interval.high, 0);
    for (const Quantile& q : s.quantiles) expect_near(q.estimate, x, x, x);
    EXPECT_THAT(s.histogram.edges, ElementsAre(x, x));
    EXPECT_THAT(s.histogram.counts, ElementsAre(1001));
  }
}

TEST(Statistics, FailedSamplesDoNotCount) {
  const double no = std::nan("");
  const std::vector<double> values{1, no, 100, no, 2, infinity, 3, -infinity};
  std::vector<std::uint8_t> status(values.size(), 0);
  status[1] = static_cast<std::uint8_t>(Status::singular);
  status[2] = static_cast<std::uint8_t>(Status::inaccurate);
  const Statistics s = statistics_of(values, status, {.threshold = 2});
  EXPECT_EQ(s.ok, 3u);
  EXPECT_EQ(s.failed, 5u);
  EXPECT_EQ(s.mean.value, 2);
  EXPECT_EQ(s.deviation.value, 1);
  EXPECT_EQ(s.maximum, 3);
  EXPECT_EQ(s.yield->passed, 2u);
  EXPECT_DOUBLE_EQ(s.yield->fraction.value, 2.0 / 3);
}

TEST(Statistics, NoDigitsAreLost) {
  EXPECT_EQ(of({1e16, 1, -1e16}).mean.value, 1.0 / 3);
  const Statistics far = of({1e15 + 1, 1e15 + 2, 1e15 + 3, 1e15 + 4});
  EXPECT_EQ(far.mean.value, 1e15 + 2.5);
  EXPECT_DOUBLE_EQ(far.deviation.value, std::sqrt(5.0 / 3));
  const double ulp = std::numeric_limits<double>::epsilon();
  EXPECT_DOUBLE_EQ(of({1, 1 + ulp}).deviation.value, ulp / std::sqrt(2));
  std::vector<double> many(1'000'000, 0.1);
  many.push_back(1e6);
  EXPECT_DOUBLE_EQ(of(many).mean.value, 1.1e6 / 1'000'001);
}

TEST(Statistics, DecadesNeitherOverflowNorUnderflow) {
  std::vector<double> values;
  for (std::uint64_t k = 0; k < 100; ++k) {
    values.push_back(std::exp2(-static_cast<double>(k)) *
                     (1 + draw(1, k, 0, Distribution::uniform)));
  }
  const Statistics plain = of(values);
  for (const int shift : {1022, -900}) {
    std::vector<double> scaled = values;
    for (double& x : scaled) x = std::ldexp(x, shift);
    const Statistics s = of(scaled);
    EXPECT_EQ(s.mean.value, std::ldexp(plain.mean.value, shift));
    EXPECT_EQ(s.mean.interval.high, std::ldexp(plain.mean.interval.high, shift));
    EXPECT_EQ(s.deviation.value, std::ldexp(plain.deviation.value, shift));
    EXPECT_EQ(s.deviation.interval.high, std::ldexp(plain.deviation.interval.high, shift));
    EXPECT_EQ(s.histogram.counts, plain.histogram.counts);
  }
  const Statistics wide = of({-1.5e308, 1.5e308, 0, 1e308}, {.bins = 3});
  EXPECT_DOUBLE_EQ(wide.mean.value, 0.25e308);
  EXPECT_DOUBLE_EQ(wide.deviation.value, std::sqrt(21.0 / 12) * 1e308);
  EXPECT_THAT(wide.histogram.counts, ElementsAre(1, 1, 2));
}

// Every number of the statistics, bit by bit.
std::vector<std::uint64_t> bits(const Statistics& s) {
  std::vector<std::uint64_t> result{s.ok, s.failed};
  const auto add = [&](double x) { result.push_back(std::bit_cast<std::uint64_t>(x)); };
  const auto add_estimate = [&](const IntervalEstimate& e) {
    add(e.value);
    add(e.interval.low);
    add(e.interval.high);
  };
  add(s.minimum);
  add(s.maximum);
  add_estimate(s.mean);
  add_estimate(s.deviation);
  for (const Quantile& q : s.quantiles) add_estimate(q.estimate);
  for (const double edge : s.histogram.edges) add(edge);
  result.insert(result.end(), s.histogram.counts.begin(), s.histogram.counts.end());
  add_estimate(s.yield->fraction);
  return result;
}

TEST(Statistics, TheOrderOfSamplesChangesNoBit) {
  std::vector<double> values{0.0, -0.0, 0.0, -0.0};
  for (std::uint64_t k = 0; k < 997; ++k) {
    values.push_back(std::exp(20 * draw(2, k, 0, Distribution::normal)));
  }
  const std::vector<std::uint64_t> before = bits(of(values, {.threshold = 1}));
  for (std::uint64_t shuffle = 0; shuffle < 5; ++shuffle) {
    for (std::size_t k = values.size() - 1; k > 0; --k) {
      const double u = (1 + draw(3 + shuffle, k, 0, Distribution::uniform)) / 2;
      std::swap(values[k], values[static_cast<std::size_t>(u * static_cast<double>(k + 1))]);
    }
    EXPECT_EQ(bits(of(values, {.threshold = 1})), before);
  }
}

TEST(StatisticsHistogram, BinsAskedForAndTheirEdges) {
  std::vector<double> values(11);
  std::iota(values.begin(), values.end(), 0.0);
  const Histogram h = of(values, {.bins = 5}).histogram;
  EXPECT_THAT(h.edges, ElementsAre(0, 2, 4, 6, 8, 10));
  EXPECT_THAT(h.counts, ElementsAre(2, 2, 2, 2, 3));
}

TEST(StatisticsHistogram, FewerDoublesThanBins) {
  const double next = std::nextafter(1.0, 2.0);
  const Histogram h = of({1, next, 1, 1}, {.bins = 10}).histogram;
  EXPECT_THAT(h.edges, ElementsAre(1, next));
  EXPECT_THAT(h.counts, ElementsAre(4));
}

TEST(StatisticsHistogram, AutomaticBinsHaveALimit) {
  std::vector<double> values(1000);
  std::iota(values.begin(), values.end(), 0.0);
  // Width 2 * 499.5 / 10 over a range of 999.
  EXPECT_EQ(of(values).histogram.counts.size(), 10u);
  values.push_back(1e300);
  EXPECT_EQ(of(values).histogram.counts.size(), most_automatic_bins);
  EXPECT_EQ(of(values).histogram.counts.front(), 1000u);
  EXPECT_EQ(of(values).histogram.counts.back(), 1u);
  std::vector<double> spike(64, 5.0);
  spike.front() = 4;
  EXPECT_EQ(of(spike).histogram.counts.size(), 7u) << "1 + log2 64";
}

TEST(StatisticsHistogram, CountsEverySampleOnce) {
  for (const std::uint64_t n : {2u, 10u, 1000u, 5000u}) {
    std::vector<double> values;
    for (std::uint64_t k = 0; k < n; ++k)
      values.push_back(std::exp(5 * draw(77, k, 0, Distribution::normal)));
    for (const std::size_t bins : {0u, 1u, 7u, 100'000u}) {
      const Histogram h = of(values, {.bins = bins}).histogram;
      ASSERT_EQ(h.edges.size(), h.counts.size() + 1);
      EXPECT_TRUE(std::is_sorted(h.edges.begin(), h.edges.end(), std::less_equal<>()));
      EXPECT_EQ(std::accumulate(h.counts.begin(), h.counts.end(), std::size_t{0}), n);
      EXPECT_EQ(h.edges.front(), *std::min_element(values.begin(), values.end()));
      EXPECT_EQ(h.edges.back(), *std::max_element(values.begin(), values.end()));
    }
  }
}

std::string refusal(const StatisticsOptions& options) {
  try {
    of({1, 2}, options);
  } catch (const Error& error) {
    EXPECT_EQ(error.refusal(), Refusal::usage);
    return error.what();
  }
  return "accepted";
}

TEST(Statistics, RefusesOptions) {
  EXPECT_EQ(refusal({.confidence = 1}), "confidence must be above 0 and below 1, but is 1");
  EXPECT_EQ(refusal({.confidence = std::nan("")}),
            "confidence must be above 0 and below 1, but is nan");
  EXPECT_EQ(refusal({.quantiles = {0.5, 0}}), "quantile must be above 0 and below 1, but is 0");
  EXPECT_EQ(refusal({.bins = 1'000'001}),
            "bins of a histogram must be at most 1000000, but are 1000001");
  EXPECT_EQ(refusal({.threshold = infinity}), "threshold must be finite, but is inf");
  EXPECT_THROW(statistics_of(std::vector<double>(2), std::vector<std::uint8_t>(1)), Error);
}

}  // namespace
}  // namespace qbnet
