#include "qbnet/paper/claims.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "qbnet/paper/claims_judges.hpp"
#include "qbnet/paper/claims_tools.hpp"
#include "qbnet/theory/approximations.hpp"
#include "qbnet/theory/closed_forms.hpp"
#include "tests/sanitized.hpp"

namespace qbnet {
namespace {

using claims::number;

/// Of the table, or of one theme.
Claim find(const std::vector<Claim>& judged, const std::string& id) {
  for (const Claim& c : judged)
    if (c.id == id) return c;
  throw std::runtime_error("no claim " + id);
}

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::vector<std::string Claim::*> texts() {
  return {&Claim::id,          &Claim::claim,     &Claim::formula,    &Claim::where,
          &Claim::paper_value, &Claim::our_value, &Claim::difference, &Claim::range_or_truth};
}

/// Bisection of a function that changes sign, independent of the judges' root finder.
template <class F>
double bisect(F f, double low, double high) {
  const bool sign = f(low) < 0;
  for (int i = 0; i < 200; ++i) {
    const double middle = (low + high) / 2;
    ((f(middle) < 0) == sign ? low : high) = middle;
  }
  return low;
}

void expect_well_formed(const std::vector<Claim>& judged) {
  std::set<std::string> ids;
  for (const Claim& c : judged) {
    EXPECT_TRUE(ids.insert(c.id).second) << c.id;
    EXPECT_EQ(c.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"), std::string::npos)
        << c.id;
    for (const auto field : texts()) {
      const std::string& text = c.*field;
      EXPECT_FALSE(text.empty()) << c.id;
      EXPECT_EQ(text.find('\n'), std::string::npos) << c.id;
      EXPECT_FALSE(says(text, "nan")) << c.id << ": " << text;
      EXPECT_FALSE(says(text, "inf ")) << c.id << ": " << text;
      EXPECT_FALSE(says(text, "{}")) << c.id << ": " << text;
    }
  }
}

TEST(Claims, TableIsWholeAndJudgedAsComputed) {
  const std::vector<Claim> table = judge_claims(2);
  expect_well_formed(table);
  constexpr Verdict yes = Verdict::holds;
  constexpr Verdict range = Verdict::holds_for;
  constexpr Verdict no = Verdict::does_not_hold;
  const std::map<std::string, Verdict> expected = {
      {"perfect-nonreciprocity", yes},
      {"nonreciprocal-phases", range},
      {"reversal", yes},
      {"reciprocal-parity", range},
      {"no-parity", yes},
      {"independent-of-mediator-loss", yes},
      {"eq2-odd", yes},
      {"eq2-even", yes},
      {"eq3", yes},
      {"cascade-above-references", yes},
      {"g31-weak", range},
      {"g41-weak", range},
      {"gn1-weak", range},
      {"gn1-bound", yes},
      {"gn1-above-gn2", range},
      {"r1-below-r2", yes},
      {"gn2-bound", yes},
      {"stops-helping-even", range},
      {"stops-helping-odd", yes},
      {"matched-coupling", no},
      {"phases-fig2a", yes},
      {"phases-longer-cascades", yes},
      {"optimal-coupling", yes},
      {"maximum-above-r1", yes},
      {"maximum-equal-at-one", yes},
      {"maximum-ratio-fit", range},
      {"eq4-as-printed", no},
      {"eq4-corrected", yes},
      {"eq5", yes},
      {"independent-ports", yes},
      {"phases-fig3a", yes},
      {"phases-larger-parallel", yes},
      {"parallel-above-references", range},
      {"parallel-gn1-weak", range},
      {"parallel-gn1-bound", yes},
      {"parallel-gn2-limit", range},
      {"parallel-same-gain", range},
      {"faster-charging", range},
      {"steady-is-maximum", range},
      {"power-vanishes", yes},
      {"power-above-references-cascade", yes},
      {"eta41-cascade", yes},
      {"eta42-cascade", yes},
      {"same-gain-in-power-cascade", range},
      {"power-above-references-parallel", yes},
      {"eta41-parallel", yes},
      {"eta42-parallel", yes},
      {"same-gain-in-power-parallel", range},
      {"eta-n1-bound", range},
      {"eta-n2-bound", range},
      {"eta-parallel-bounds", range},
  };
  EXPECT_EQ(table.size(), expected.size());
  for (const Claim& c : table) {
    const auto found = expected.find(c.id);
    ASSERT_NE(found, expected.end()) << c.id;
    EXPECT_EQ(to_string(c.verdict), to_string(found->second)) << c.id << ": " << c.our_value;
  }
}

TEST(Claims, DoNotDependOnThreadsAndReportProgress) {
  if (test::sanitized) GTEST_SKIP() << "other tests judge all claims, too";
  std::vector<double> shares;
  const std::vector<Claim> one = judge_claims(1);
  const std::vector<Claim> three = judge_claims(3, [&](double share) { shares.push_back(share); });
  ASSERT_EQ(one.size(), three.size());
  for (std::size_t i = 0; i < one.size(); ++i) {
    for (const auto field : texts()) EXPECT_EQ(one[i].*field, three[i].*field);
    EXPECT_EQ(one[i].verdict, three[i].verdict);
  }
  ASSERT_FALSE(shares.empty());
  EXPECT_TRUE(std::is_sorted(shares.begin(), shares.end()));
  EXPECT_GT(shares.front(), 0);
  EXPECT_EQ(shares.back(), 1);
}

TEST(Claims, CrossingsAreThoseOfTheClosedForms) {
  const auto judged = claims::judge_cascade_crossings();
  for (std::size_t n = 1; n <= 8; ++n) {
    const double at = bisect(
        [n](double x) {
          return log(theory::cascade_r2_energies(theory::equal_rates(n, x, 1)).back() /
                     theory::cascade_r1_energy(n, x, 1));
        },
        0.05, 0.2);
    const std::string text = fmt::format("{} (N = {})", number(at), n);
    EXPECT_TRUE(says(find(judged, "gn1-above-gn2").our_value, text)) << text;
    EXPECT_TRUE(says(find(judged, "r1-below-r2").our_value, text)) << text;
  }
  EXPECT_TRUE(says(find(judged, "gn1-above-gn2").our_value, "0.11624 (N = 3)"));
}

TEST(Claims, NonreciprocityStopsHelpingWhereTheClosedFormsSay) {
  // N = 2: 4 (1 + 8x^2) = (2x + 1)^2 (4x + 1) at x = 1/2 exactly.
  const std::string text = find(claims::judge_cascade_crossings(), "stops-helping-even").our_value;
  EXPECT_TRUE(says(text, "0.5 (N = 2)")) << text;
  const double four = bisect([](double x) { return log(theory::cascade_gain_r1(4, x)); }, 0.5, 1.5);
  EXPECT_TRUE(says(text, number(four) + " (N = 4)")) << text;
  // Parallel: 1/(2N) and 1/2.
  const std::string star =
      find(claims::judge_parallel_gains(), "parallel-above-references").range_or_truth;
  for (std::size_t n = 2; n <= 8; ++n) {
    const std::string part = fmt::format("{} (N = {})", number(0.5 / static_cast<double>(n)), n);
    EXPECT_TRUE(says(star, part)) << star;
  }
}

TEST(Claims, RangesOfTheWeakForms) {
  const auto judged = claims::judge_cascade_gains();
  const auto range = [](std::size_t n) {
    return bisect(
        [n](double x) {
          return std::abs(
                     (theory::cascade_gain_r1_weak(n, x) / theory::cascade_gain_r1(n, x)).value() -
                     1) -
                 0.1;
        },
        1e-4, 0.06);
  };
  EXPECT_TRUE(says(find(judged, "g31-weak").range_or_truth, number(range(3))));
  EXPECT_TRUE(says(find(judged, "g41-weak").range_or_truth, number(range(4))));
  EXPECT_NEAR(range(3), 0.04508, 1e-5);
}

TEST(Claims, StateTheTruthAboutTheRatioOfMaxima) {
  const Claim fit = find(claims::judge_optimum(), "maximum-ratio-fit");
  EXPECT_TRUE(says(fit.range_or_truth, "1.23248")) << fit.range_or_truth;
  EXPECT_TRUE(says(fit.range_or_truth, "odd N ≤ 27 ")) << fit.range_or_truth;
  EXPECT_TRUE(says(fit.our_value, number(theory::maximum_ratio(101)) + " (N = 101)"));
}

TEST(Claims, StateTheGainsInPowerOfFig4) {
  // Figures of a brute scan of E(t)/t, finer than the peaks.
  const auto chain = claims::judge_cascade_power();
  EXPECT_TRUE(says(find(chain, "eta41-cascade").our_value, "255.96 "));
  EXPECT_TRUE(says(find(chain, "eta42-cascade").our_value, "16.00000 "));
  EXPECT_TRUE(says(find(chain, "eta42-cascade").our_value, "16.08039 at 0.1"));
  EXPECT_TRUE(says(find(chain, "eta42-cascade").difference, "0.5 %"));
  const auto star = claims::judge_parallel_power();
  EXPECT_TRUE(says(find(star, "eta42-parallel").difference, "0.06 %"));
}

TEST(Claims, VerdictsHaveWords) {
  EXPECT_EQ(to_string(Verdict::holds), "holds");
  EXPECT_EQ(to_string(Verdict::holds_for), "holds for");
  EXPECT_EQ(to_string(Verdict::does_not_hold), "does not hold");
}

}  // namespace
}  // namespace qbnet
