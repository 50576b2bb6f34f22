// What many samples of one measure say: mean, deviation, quantiles, histogram and yield, each with
// its confidence interval.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace qbnet {

/// An end that the samples do not bound at this confidence is infinite.
struct Interval {
  double low = 0;
  double high = 0;
};

/// NaN where there are too few samples for a value: none for a mean, one for a deviation.
struct IntervalEstimate {
  double value = 0;
  Interval interval;
};

struct Quantile {
  double probability = 0;
  IntervalEstimate estimate;
};

/// Bin i holds edges[i] <= x < edges[i + 1], the last one its right edge too. Edges increase; when
/// all samples are equal there is one bin, both of whose edges are that value.
struct Histogram {
  std::vector<double> edges;  ///< one more than counts, or none without samples
  std::vector<std::size_t> counts;
};

struct Yield {
  double threshold = 0;
  std::size_t passed = 0;     ///< samples at or above the threshold
  IntervalEstimate fraction;  ///< of the samples that are ok
};

struct StatisticsOptions {
  double confidence = 0.95;  ///< of each interval by itself; above 0 and below 1
  std::vector<double> quantiles{0.05, 0.25, 0.5, 0.75, 0.95};  ///< each above 0 and below 1
  std::size_t bins = 0;                            ///< 0: as many as Freedman and Diaconis say
  std::optional<double> threshold = std::nullopt;  ///< asks for the yield
};
constexpr std::size_t most_automatic_bins = 1000;
constexpr std::size_t most_bins = 1'000'000;

struct Statistics {
  std::size_t ok = 0;      ///< samples that count
  std::size_t failed = 0;  ///< samples whose status is not ok or whose value is not finite
  double minimum = 0;      ///< NaN without samples, as is maximum
  double maximum = 0;
  IntervalEstimate mean;
  IntervalEstimate deviation;
  std::vector<Quantile> quantiles;  ///< as asked, in the same order
  Histogram histogram;
  std::optional<Yield> yield;
};

/// The statistics of the samples whose status is ok. Samples are independent and equally
/// distributed; n of them are ok, c is the confidence, a = (1 - c)/2.
///
/// mean       m = sum x / n, within m -+ t s / sqrt(n), t = quantile 1 - a of Student's t with
///            n - 1 degrees of freedom (Student, Biometrika 6, 1 (1908)): exact for normal
///            samples, by the central limit theorem right in the limit of many others.
/// deviation  s^2 = sum (x - m)^2 / (n - 1), s within s sqrt(d / chi^2_{1-a, d}) ..
///            s sqrt(d / chi^2_{a, d}). Degrees of freedom d = 2n / (k - (n-3)/(n-1)) give s^2 its
///            true variance at kurtosis k (B. O'Neill, Am. Stat. 68, 282 (2014)); d = n - 1 for
///            k = 3, the classical interval. k = 3 + G_2, G_2 the excess of the sample (D. N.
///            Joanes and C. A. Gill, The Statistician 47, 183 (1998)), but at least 3 and 3 for n <
///            4: the interval is never narrower than the normal one, so too wide for short tails.
/// quantile   q_p = the sample interpolated at position 1 + (n - 1) p of the sorted ones (type 7 of
///            R. J. Hyndman and Y. Fan, Am. Stat. 50, 361 (1996)), within the sorted samples
///            x_(l) .. x_(u): l the largest rank with P(B < l) <= a, u the smallest with
///            P(B >= u) <= a, B binomial (n, p) (H. A. David and H. N. Nagaraja, Order Statistics,
///            ch. 7.1). Holds for every distribution at a confidence of at least c.
/// histogram  bins of width 2 (q_{3/4} - q_{1/4}) n^{-1/3} (D. Freedman and P. Diaconis, Z.
///            Wahrsch. 57, 453 (1981)), at most most_automatic_bins; 1 + log2 n bins (H. A.
///            Sturges, J. Am. Stat. Assoc. 21, 65 (1926)) where the middle half of the samples is
///            one value.
/// yield      passed / n within the interval of C. J. Clopper and E. S. Pearson, Biometrika 26, 404
///            (1934), from quantiles of the beta distribution: confidence at least c for any n.
///
/// All of it is a function of the samples as a set: sums run over the sorted samples in twice the
/// precision, scaled by a power of two, so neither order, threads nor decades change or overflow
/// them. Takes n log n time and the memory of one copy. Throws Error(Refusal::usage) for options
/// outside their ranges.
Statistics statistics_of(std::span<const double> values, std::span<const std::uint8_t> status,
                         const StatisticsOptions& options = {});

}  // namespace qbnet
