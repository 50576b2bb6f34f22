#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "qbnet/paper/claims_judges.hpp"
#include "qbnet/paper/claims_tools.hpp"
#include "qbnet/theory/approximations.hpp"

namespace qbnet::claims {
namespace {

constexpr Topology star = Topology::parallel;
constexpr double rounding = 1e-12;  // two equal energies
constexpr double good = 0.1;        // an approximation is good to 10 %
constexpr std::size_t most_batteries = 8;

constexpr double vanishing = 1e-6;  // g_b/gamma
std::vector<double> all_couplings() { return log_spaced(vanishing, 1e3, 46); }

Claim above_references() {
  const std::vector<double> weak = log_spaced(1e-4, 0.05, 13);
  double gain1 = INFINITY;
  double gain2 = INFINITY;
  std::vector<std::size_t> crossing_sizes;
  std::vector<double> loses;
  std::vector<double> wins_again;
  double off_half = 0;
  for (const std::size_t n : up_to(most_batteries)) {
    for (const double x : weak) {
      gain1 = std::min(gain1, energy_gain(star, r1, n, x));
      gain2 = std::min(gain2, energy_gain(star, r2, n, x));
    }
    if (n == 1) continue;  // there the two touch and do not cross
    const auto f = [n](double x) { return std::log(energy_gain(star, r1, n, x)); };
    const auto at = crossings(f, 1e-3, 1e2);
    crossing_sizes.push_back(n);
    loses.push_back(at.at(0));
    wins_again.push_back(at.at(1));
    off_half = std::max(
        {off_half, std::abs(2 * static_cast<double>(n) * at[0] - 1), std::abs(2 * at[1] - 1)});
  }
  Claim claim;
  claim.id = "parallel-above-references";
  claim.claim =
      "At weak coupling nonreciprocal parallel charging stores substantially more than "
      "both reciprocal ones.";
  claim.formula = "E_N^nr > E_N^r1 and E_N^nr > E_N^r2 for g_b/γ ≪ 1";
  claim.where = "Fig. 3(b), (c) and text after Eq. (5)";
  claim.paper_value = "above 1 for g_b/γ ≪ 1, without a limit";
  claim.our_value = fmt::format(
      "G_N1 ≥ {}, G_N2 ≥ {} over g_b/γ = {}, N = 1 to {}; at g_b/γ = 0.1: G_21 = {}, G_22 = {}",
      number(gain1), number(gain2), ends(weak), most_batteries,
      number(energy_gain(star, r1, 2, 0.1)), number(energy_gain(star, r2, 2, 0.1)));
  claim.difference = fmt::format("least gain − 1 = {}", number(std::min(gain1, gain2) - 1, 3));
  claim.verdict = gain1 > 1 && gain2 > 1 ? Verdict::holds_for : Verdict::does_not_hold;
  claim.range_or_truth = fmt::format(
      "against case I: g_b/γ < {}, and again above {} (1/(2N) and 1/2, to {}); between, case I "
      "stores "
      "more. Against case II: every coupling",
      per_batteries(crossing_sizes, loses), number(largest(wins_again)), small(off_half));
  return claim;
}

Claim gn1_weak() {
  std::vector<double> ranges;
  double limit = 0;
  const auto error = [](std::size_t n, double x) {
    return theory::parallel_gain_r1_weak(n, x) / energy_gain(star, r1, n, x) - 1;
  };
  for (const std::size_t n : up_to(most_batteries)) {
    const auto excess = [&](double x) { return std::abs(error(n, x)) - good; };
    ranges.push_back(crossings(excess, 1e-4, 10).at(0));
    limit = std::max(limit, std::abs(error(n, 1e-4)));
  }
  Claim claim;
  claim.id = "parallel-gn1-weak";
  claim.claim = "Weak-coupling form of the gain of a parallel network against case I.";
  claim.formula = "G_N1 ≈ [2/((2N+2) g_b/γ + 1)]² for g_b/γ ≪ 1";
  claim.where = "text after Eq. (5), Fig. 3(c)";
  claim.paper_value = "for g_b/γ ≪ 1, without a range";
  claim.our_value = fmt::format("good to {} up to g_b/γ = {}", percent(good),
                                per_batteries(up_to(most_batteries), ranges, 4));
  claim.difference =
      fmt::format("{} at most at g_b/γ = 10⁻⁴; form/gain − 1 = {} at g_b/γ = 0.1, N = 2",
                  small(limit), percent(error(2, 0.1)));
  claim.verdict = limit < 1e-5 ? Verdict::holds_for : Verdict::does_not_hold;
  claim.range_or_truth =
      fmt::format("to {}: g_b/γ < {} for N = 2, {} for N = {}", percent(good), number(ranges[1], 3),
                  number(ranges.back(), 3), most_batteries);
  return claim;
}

Claim gn1_bound() {
  const std::vector<double> all = all_couplings();
  double highest = 0;
  double limit = 0;
  for (const std::size_t n : up_to(most_batteries)) {
    for (const double x : all) highest = std::max(highest, energy_gain(star, r1, n, x));
    limit = std::max(limit, std::abs(energy_gain(star, r1, n, vanishing) / 4 - 1));
  }
  Claim claim;
  claim.id = "parallel-gn1-bound";
  claim.claim = "The gain of a parallel network against case I is at most 4.";
  claim.formula = "G_N1 < 4, G_N1 → 4 as g_b → 0";
  claim.where = "text after Eq. (5); introduction";
  claim.paper_value = number(theory::parallel_gain_r1_bound);
  claim.our_value = fmt::format("largest G_N1 = {:.6f} over g_b/γ = {}", highest, ends(all));
  claim.difference = fmt::format("{} at most at g_b/γ = {}", small(limit), number(vanishing));
  claim.verdict = highest < theory::parallel_gain_r1_bound && limit < 1e-4 ? Verdict::holds
                                                                           : Verdict::does_not_hold;
  claim.range_or_truth = fmt::format("N = 1 to {}, every coupling tried", most_batteries);
  return claim;
}

Claim gn2_limit() {
  const std::vector<double> all = all_couplings();
  double limit = 0;
  double lowest = INFINITY;
  std::vector<double> strong;
  for (const std::size_t n : up_to(most_batteries)) {
    for (const double x : all) lowest = std::min(lowest, energy_gain(star, r2, n, x));
    limit = std::max(limit, std::abs(energy_gain(star, r2, n, vanishing) / 2 - 1));
    strong.push_back(energy_gain(star, r2, n, all.back()));
  }
  const double at_weak = energy_gain(star, r2, 2, 0.1);
  const bool is_limit = limit < 1e-6;
  const bool is_bound = at_weak <= theory::parallel_gain_r2_bound;
  Claim claim;
  claim.id = "parallel-gn2-limit";
  claim.claim =
      "The upper bound of the gain against case II is 2, its limit for vanishing coupling.";
  claim.formula = "G_N2 → 2 as g_b → 0, G_N2 ≤ 2";
  claim.where = "text after Eq. (5), Fig. 3(c)";
  claim.paper_value = number(theory::parallel_gain_r2_bound);
  claim.our_value =
      fmt::format("G_N2 − 2 = {} at most at g_b/γ = {}; G_22 = {} at 0.1; G_N2 = {} to {} at {}",
                  small(2 * limit), number(vanishing), number(at_weak), number(least(strong), 4),
                  number(largest(strong), 4), number(all.back()));
  claim.difference = fmt::format("{} above 2 at g_b/γ = 0.1, N = 2", percent(at_weak / 2 - 1));
  claim.verdict = !is_limit  ? Verdict::does_not_hold
                  : is_bound ? Verdict::holds
                             : Verdict::holds_for;
  claim.range_or_truth =
      is_bound ? "every coupling"
               : fmt::format(
                     "the limit g_b → 0 only: 2 is the greatest LOWER bound (least value "
                     "found − 2 = {}); the gain grows with the coupling",
                     small(lowest - 2));
  return claim;
}

Claim same_gain() {
  double within = 0;
  std::vector<double> limits;
  std::vector<double> at_weak;
  for (const std::size_t n : up_to(most_batteries)) {
    const auto top = battery_energies(network_of(star, nr, n, 0.1));
    const auto reference = battery_energies(network_of(star, r1, n, 0.1));
    for (std::size_t k = 1; k < n; ++k)
      within = std::max(within, relative_difference(top[k] / reference[k], top[0] / reference[0]));
    limits.push_back(energy_gain(star, r1, n, vanishing));
    at_weak.push_back(energy_gain(star, r1, n, 0.1));
  }
  const double spread_limit = largest(limits) / least(limits) - 1;
  const double spread_weak = largest(at_weak) / least(at_weak) - 1;
  const bool in_limit = within < rounding && spread_limit < 1e-3;
  Claim claim;
  claim.id = "parallel-same-gain";
  claim.claim = "All batteries of a parallel network share the same gain, whatever N.";
  claim.formula = "G_N1 and G_N2 independent of N";
  claim.where = "text after Eq. (5)";
  claim.paper_value = "independent of N";
  claim.our_value = fmt::format(
      "within one network: equal to {}; over N: equal to {} at g_b/γ = {}, but at 0.1 G_N1 = {}",
      small(within), small(spread_limit), number(vanishing),
      per_batteries(up_to(most_batteries), at_weak, 4));
  claim.difference = fmt::format("a factor of {} between N = 1 and {} at g_b/γ = 0.1",
                                 number(1 + spread_weak, 3), most_batteries);
  claim.verdict = !in_limit            ? Verdict::does_not_hold
                  : spread_weak < 0.01 ? Verdict::holds
                                       : Verdict::holds_for;
  claim.range_or_truth =
      "the limit g_b → 0 (any N), and the batteries of one network with equal "
      "losses (any g_b); at a given coupling the gain falls with N";
  return claim;
}

}  // namespace

Claims judge_parallel_gains() {
  return {above_references(), gn1_weak(), gn1_bound(), gn2_limit(), same_gain()};
}

}  // namespace qbnet::claims
