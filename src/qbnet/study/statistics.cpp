#include "qbnet/study/statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

#include "qbnet/base/number_text.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/base/wide.hpp"

namespace qbnet {
namespace {

namespace math = boost::math;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

void check_between_0_and_1(double value, const char* what) {
  if (value > 0 && value < 1) return;
  throw Error(Refusal::usage,
              fmt::format("{} must be above 0 and below 1, but is {}", what, shortest_text(value)));
}

void check_options(const StatisticsOptions& options) {
  check_between_0_and_1(options.confidence, "confidence");
  for (const double p : options.quantiles) check_between_0_and_1(p, "quantile");
  if (options.bins > most_bins) {
    throw Error(Refusal::usage, fmt::format("bins of a histogram must be at most {}, but are {}",
                                            most_bins, options.bins));
  }
  if (options.threshold && !std::isfinite(*options.threshold)) {
    throw Error(Refusal::usage, fmt::format("threshold must be finite, but is {}",
                                            shortest_text(*options.threshold)));
  }
}

// Sorted, so that everything after depends on the samples as a set. 0 and -0 sort as equals and
// would keep the order they came in: there is one zero.
std::vector<double> sorted_samples(std::span<const double> values,
                                   std::span<const std::uint8_t> status) {
  std::vector<double> samples;
  samples.reserve(values.size());
  for (std::size_t k = 0; k < values.size(); ++k) {
    const bool ok = status[k] == static_cast<std::uint8_t>(Status::ok);
    if (ok && std::isfinite(values[k])) samples.push_back(values[k] + 0.0);
  }
  std::sort(samples.begin(), samples.end());
  return samples;
}

// Moments of at least one sample, divided by 2^exponent so that all of them are below 1.
struct Moments {
  int exponent = 0;
  double mean = 0;
  double variance = 0;  // with n - 1; 0 for one sample
  double kurtosis = 3;  // G_2 + 3; 3 where it is not known
};

Moments moments_of(const std::vector<double>& samples) {
  Moments result;
  const double largest = std::max(std::abs(samples.front()), std::abs(samples.back()));
  if (largest == 0) return result;
  result.exponent = std::ilogb(largest) + 1;
  const double n = static_cast<double>(samples.size());
  const auto each = [&](auto add) {
    for (const double x : samples) add(std::ldexp(x, -result.exponent));
  };
  Wide sum;
  each([&](double y) { sum = sum + Wide{y, 0}; });
  // Rounding must not put the mean of equal samples beside them.
  result.mean = std::clamp(sum.high / n, std::ldexp(samples.front(), -result.exponent),
                           std::ldexp(samples.back(), -result.exponent));
  Wide first, second, fourth;
  each([&](double y) {
    const double d = y - result.mean;
    first = first + Wide{d, 0};
    second = second + Wide{d * d, 0};
    fourth = fourth + Wide{d * d * (d * d), 0};
  });
  if (second.high == 0) return result;
  // The mean is rounded; what that adds to the squares is known.
  const double squares = second.high - first.high * first.high / n;
  result.variance = squares / (n - 1);
  if (samples.size() < 4) return result;
  const double excess = n * fourth.high / (squares * squares) - 3;
  result.kurtosis = 3 + (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * excess + 6);
  return result;
}

IntervalEstimate mean_of(const Moments& moments, std::size_t count, double tail) {
  const double value = std::ldexp(moments.mean, moments.exponent);
  if (count < 2) return {value, {-infinity, infinity}};
  const double n = static_cast<double>(count);
  const double t = math::quantile(math::complement(math::students_t(n - 1), tail));
  const double margin = t * std::sqrt(moments.variance / n);
  return {value,
          {std::ldexp(moments.mean - margin, moments.exponent),
           std::ldexp(moments.mean + margin, moments.exponent)}};
}

IntervalEstimate deviation_of(const Moments& moments, std::size_t count, double tail) {
  if (count < 2) return {not_known, {0, infinity}};
  const double n = static_cast<double>(count);
  const double kurtosis = std::max(moments.kurtosis, 3.0);
  const double freedom = 2 * n / (kurtosis - (n - 3) / (n - 1));
  const math::chi_squared chi_squared(freedom);
  const double s = std::sqrt(moments.variance);
  const auto end = [&](double chi) {
    return std::ldexp(s * std::sqrt(freedom / chi), moments.exponent);
  };
  return {std::ldexp(s, moments.exponent),
          {end(math::quantile(math::complement(chi_squared, tail))),
           end(math::quantile(chi_squared, tail))}};
}

// Type 7 of Hyndman and Fan.
double interpolated(const std::vector<double>& samples, double p) {
  const double place = static_cast<double>(samples.size() - 1) * p;
  const auto below = static_cast<std::size_t>(place);
  if (below + 1 >= samples.size()) return samples.back();
  return std::lerp(samples[below], samples[below + 1], place - static_cast<double>(below));
}

// The largest k in [0, n] for which `holds`, which is true up to some k (and for 0) and then false.
template <class Holds>
std::size_t last_that(std::size_t n, Holds holds) {
  std::size_t yes = 0, no = n + 1;
  while (no - yes > 1) {
    const std::size_t middle = yes + (no - yes) / 2;
    (holds(static_cast<double>(middle)) ? yes : no) = middle;
  }
  return yes;
}

Quantile quantile_of(const std::vector<double>& samples, double p, double tail) {
  Quantile result{p, {not_known, {-infinity, infinity}}};
  if (samples.empty()) return result;
  result.estimate.value = interpolated(samples, p);
  const std::size_t n = samples.size();
  const math::binomial below(static_cast<double>(n), p);
  const std::size_t low =
      last_that(n, [&](double rank) { return math::cdf(below, rank - 1) <= tail; });
  // P(B >= u) <= tail turned round: u - 1 is the last rank that is reached too often.
  const std::size_t high = 1 + last_that(n, [&](double rank) {
                             return math::cdf(math::complement(below, rank - 1)) > tail;
                           });
  if (low > 0) result.estimate.interval.low = samples[low - 1];
  if (high <= n) result.estimate.interval.high = samples[high - 1];
  return result;
}

std::size_t automatic_bins(const std::vector<double>& samples) {
  const double n = static_cast<double>(samples.size());
  // Halves: a difference of two finite numbers can overflow.
  const double range = samples.back() / 2 - samples.front() / 2;
  const double middle = interpolated(samples, 0.75) / 2 - interpolated(samples, 0.25) / 2;
  const double bins =
      middle > 0 ? std::ceil(range / middle * std::cbrt(n) / 2) : std::ceil(std::log2(n)) + 1;
  return static_cast<std::size_t>(std::clamp(bins, 1.0, static_cast<double>(most_automatic_bins)));
}

Histogram histogram_of(const std::vector<double>& samples, std::size_t bins) {
  Histogram result;
  if (samples.empty()) return result;
  const double first = samples.front(), last = samples.back();
  if (bins == 0) bins = automatic_bins(samples);
  for (std::size_t i = 0; i < bins; ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(bins);
    result.edges.push_back(std::lerp(first, last, part));
  }
  // Where there are fewer doubles than bins, some edges are the same.
  result.edges.erase(std::unique(result.edges.begin(), result.edges.end()), result.edges.end());
  while (result.edges.size() > 1 && result.edges.back() >= last) result.edges.pop_back();
  result.edges.push_back(last);
  auto begin = samples.begin();
  for (std::size_t i = 1; i < result.edges.size(); ++i) {
    const bool is_last = i + 1 == result.edges.size();
    const auto end =
        is_last ? samples.end() : std::lower_bound(begin, samples.end(), result.edges[i]);
    result.counts.push_back(static_cast<std::size_t>(end - begin));
    begin = end;
  }
  return result;
}

Yield yield_of(const std::vector<double>& samples, double threshold, double tail) {
  Yield result{threshold, 0, {not_known, {0, 1}}};
  if (samples.empty()) return result;
  const auto first = std::lower_bound(samples.begin(), samples.end(), threshold);
  result.passed = static_cast<std::size_t>(samples.end() - first);
  const double n = static_cast<double>(samples.size());
  const double passed = static_cast<double>(result.passed);
  result.fraction.value = passed / n;
  if (passed > 0) {
    result.fraction.interval.low =
        math::quantile(math::beta_distribution<>(passed, n - passed + 1), tail);
  }
  if (passed < n) {
    result.fraction.interval.high =
        math::quantile(math::complement(math::beta_distribution<>(passed + 1, n - passed), tail));
  }
  return result;
}

}  // namespace

Statistics statistics_of(std::span<const double> values, std::span<const std::uint8_t> status,
                         const StatisticsOptions& options) {
  check_options(options);
  if (values.size() != status.size()) {
    throw Error(Refusal::internal, fmt::format("samples must have one status each, but {} have {}",
                                               values.size(), status.size()));
  }
  const std::vector<double> samples = sorted_samples(values, status);
  const double tail = (1 - options.confidence) / 2;
  Statistics result;
  result.ok = samples.size();
  result.failed = values.size() - samples.size();
  if (samples.empty()) {
    result.minimum = result.maximum = not_known;
    result.mean = {not_known, {-infinity, infinity}};
    result.deviation = {not_known, {0, infinity}};
  } else {
    result.minimum = samples.front();
    result.maximum = samples.back();
    const Moments moments = moments_of(samples);
    result.mean = mean_of(moments, samples.size(), tail);
    result.deviation = deviation_of(moments, samples.size(), tail);
  }
  for (const double p : options.quantiles) {
    result.quantiles.push_back(quantile_of(samples, p, tail));
  }
  result.histogram = histogram_of(samples, options.bins);
  if (options.threshold) result.yield = yield_of(samples, *options.threshold, tail);
  return result;
}

}  // namespace qbnet
