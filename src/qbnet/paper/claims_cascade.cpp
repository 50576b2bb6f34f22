#include <fmt/format.h>

#include <cmath>

#include "qbnet/paper/claims_judges.hpp"
#include "qbnet/paper/claims_tools.hpp"
#include "qbnet/theory/approximations.hpp"
#include "qbnet/theory/closed_forms.hpp"

namespace qbnet::claims {
namespace {

constexpr Topology chain = Topology::cascade;
constexpr double rounding = 1e-12;  // two equal energies
constexpr double good = 0.1;        // an approximation is good to 10 %
constexpr std::size_t most_batteries = 8;
constexpr double weak_to_strong[] = {1e-3, 1e-2, 0.1, 1, 10};

using ClosedForm = ScaledReal (*)(std::size_t, double, double, double);

/// The largest difference between solver and closed form, at the rates of Figs. 2 and 4.
double worst_difference(Charging charging, std::span<const std::size_t> lengths, ClosedForm form) {
  double worst = 0;
  for (const Rates& rates : {rates_fig2, rates_fig4}) {
    for (const std::size_t n : lengths) {
      for (const double x : weak_to_strong) {
        const ScaledReal ours = last_energy(network_of(chain, charging, n, x, rates));
        worst = std::max(worst, relative_difference(ours, form(n, x * rates.loss, rates.loss, 1)));
      }
    }
  }
  return worst;
}

void judge_equation(Claim& claim, double worst, std::size_t longest) {
  claim.paper_value = "the equation";
  claim.difference =
      fmt::format("{} relative at most (threshold {})", small(worst), small(rounding));
  claim.verdict = worst < rounding ? Verdict::holds : Verdict::does_not_hold;
  claim.range_or_truth =
      fmt::format("every N tried up to {}, g_b/γ = {}, at the rates of Figs. 2 and 4", longest,
                  ends(weak_to_strong));
}

std::string constants_text(std::size_t batteries, char name) {
  std::string result = fmt::format("N = {}: ", batteries);
  const auto constants = theory::eq2_constants(batteries);
  for (std::size_t j = 0; j < constants.size(); ++j)
    result += fmt::format("{}{}({}) = {}", j == 0 ? "" : ", ", name, j, constants[j].str());
  return result;
}

Claim eq2(bool odd) {
  constexpr std::size_t longest = 64;
  std::vector<std::size_t> lengths;
  for (std::size_t n = odd ? 1 : 2; n <= longest; n += 2) lengths.push_back(n);
  const double worst = worst_difference(r1, lengths, theory::eq2_energy);
  Claim claim;
  claim.id = odd ? "eq2-odd" : "eq2-even";
  claim.claim = fmt::format("Steady energy of the last battery in reciprocal case I, {} N.",
                            odd ? "odd" : "even");
  claim.formula =
      odd ? "E_N^r1/ω = [2^(N+1) g_b^N ξ / Σ_j a(j) g_b^(N+1−2j) γ^(2j)]², j = 0..(N+1)/2, with "
            "a(j) "
            "= C((N+1)/2+j, 2j) 2^(N+1−2j)"
          : "E_N^r1/ω = [2^(N+1) g_b^(N−1) ξ / Σ_j b(j) g_b^(N−2j) γ^(2j) · g_b/γ]², j = 0..N/2, "
            "with b(j) = C(N/2+1+j, N/2−j) 4^(N/2−j)";
  claim.where = "Eq. (2)";
  claim.our_value = odd ? "with " + constants_text(3, 'a') + "; " + constants_text(5, 'a')
                        : "with " + constants_text(4, 'b') + "; " + constants_text(6, 'b');
  judge_equation(claim, worst, lengths.back());
  claim.paper_value = "the equation; its constants are left to a supplement";
  return claim;
}

Claim eq3() {
  const std::vector<std::size_t> lengths = {1,  2,  3,  4,  5,  6,  7,  8,  9,  10,  11, 12,
                                            15, 16, 24, 31, 32, 48, 63, 64, 96, 127, 128};
  const double worst = worst_difference(nr, lengths, theory::cascade_nr_energy);
  Claim claim;
  claim.id = "eq3";
  claim.claim = "Steady energy of the last battery of the nonreciprocal cascade.";
  claim.formula = "E_N^nr/ω = [2^(2N+1) g_b^N ξ / ((2g_b+γ)² (4g_b+γ)^(N−1))]²";
  claim.where = "Eq. (3)";
  claim.our_value =
      fmt::format("the solver agrees; log₁₀ E_128/ω = {} at g_b/γ = 0.1 (Fig. 4 rates)",
                  number(log10(last_energy(network_of(chain, nr, 128, 0.1, rates_fig4)))));
  judge_equation(claim, worst, lengths.back());
  return claim;
}

Claim above_references() {
  const std::vector<double> weak = log_spaced(1e-4, 0.1, 13);
  double gain1 = INFINITY;
  double gain2 = INFINITY;
  for (const std::size_t n : up_to(most_batteries)) {
    for (const double x : weak) {
      gain1 = std::min(gain1, energy_gain(chain, r1, n, x));
      gain2 = std::min(gain2, energy_gain(chain, r2, n, x));
    }
  }
  Claim claim;
  claim.id = "cascade-above-references";
  claim.claim =
      "At weak coupling the nonreciprocal cascade stores significantly more than both "
      "reciprocal ones.";
  claim.formula = "E_N^nr > E_N^r1 and E_N^nr > E_N^r2 for g_b/γ ≪ 1";
  claim.where = "Fig. 2(b), (c) and text after Eq. (3)";
  claim.paper_value = "above 1";
  claim.our_value = fmt::format(
      "E^nr/E^r1 ≥ {}, E^nr/E^r2 ≥ {}; at g_b/γ = 0.1: G_31 = {}, G_32 = {}, G_41 = {}, "
      "G_42 = {}",
      number(gain1), number(gain2), number(energy_gain(chain, r1, 3, 0.1)),
      number(energy_gain(chain, r2, 3, 0.1)), number(energy_gain(chain, r1, 4, 0.1)),
      number(energy_gain(chain, r2, 4, 0.1)));
  claim.difference = fmt::format("least gain − 1 = {}", number(std::min(gain1, gain2) - 1));
  claim.verdict = gain1 > 1 && gain2 > 1 ? Verdict::holds : Verdict::does_not_hold;
  claim.range_or_truth = fmt::format("N = 1 to {}, g_b/γ = {}", most_batteries, ends(weak));
  return claim;
}

/// Where the weak-coupling form first is wrong by `good`.
double good_up_to(std::size_t n) {
  const auto excess = [n](double x) {
    const double form = theory::cascade_gain_r1_weak(n, x).value();
    return std::abs(form / energy_gain(chain, r1, n, x) - 1) - good;
  };
  return crossings(excess, 1e-4, 10).at(0);
}

Claim weak_form(std::size_t n) {
  const double range = good_up_to(n);
  const auto error = [n](double x) {
    return theory::cascade_gain_r1_weak(n, x).value() / energy_gain(chain, r1, n, x) - 1;
  };
  Claim claim;
  claim.id = fmt::format("g{}1-weak", n);
  claim.claim = fmt::format("Weak-coupling form of the gain of {} batteries.", n);
  claim.formula =
      fmt::format("G_{}1 ≈ [{}/({} g_b/γ + 1)]² for g_b/γ ≪ 1", n, std::size_t{1} << n, 4 * n);
  claim.where = fmt::format("text after Eq. (3), Fig. 2({})", n == 3 ? 'd' : 'e');
  claim.paper_value = "for g_b/γ ≪ 1, without a range";
  claim.our_value = fmt::format("good to {} up to g_b/γ = {}", percent(good), number(range));
  claim.difference = fmt::format("form/gain − 1 = {} at g_b/γ = 0.01, {} at 0.05, {} at 0.1",
                                 percent(error(0.01)), percent(error(0.05)), percent(error(0.1)));
  claim.verdict = std::abs(error(1e-4)) < 1e-4 ? Verdict::holds_for : Verdict::does_not_hold;
  claim.range_or_truth = fmt::format("g_b/γ < {} (to {})", number(range), percent(good));
  return claim;
}

Claim weak_form_any_n() {
  std::vector<double> ranges;
  double limit = 0;
  for (const std::size_t n : up_to(most_batteries)) {
    ranges.push_back(good_up_to(n));
    const double form = theory::cascade_gain_r1_weak(n, 1e-4).value();
    limit = std::max(limit, std::abs(form / energy_gain(chain, r1, n, 1e-4) - 1));
  }
  Claim claim;
  claim.id = "gn1-weak";
  claim.claim = "Weak-coupling form of the gain of any number of batteries.";
  claim.formula = "G_N1 ≈ [2^N/(4N g_b/γ + 1)]² for g_b/γ ≪ 1";
  claim.where = "text after Eq. (3)";
  claim.paper_value = "for arbitrary N and g_b/γ ≪ 1, without a range";
  claim.our_value = fmt::format("good to {} up to g_b/γ = {}", percent(good),
                                per_batteries(up_to(most_batteries), ranges, 4));
  claim.difference = fmt::format("{} at most at g_b/γ = 10⁻⁴", small(limit));
  claim.verdict = limit < 1e-4 ? Verdict::holds_for : Verdict::does_not_hold;
  claim.range_or_truth = fmt::format(
      "to {}: g_b/γ < {} for N = {}, less for longer cascades: the dropped terms are of "
      "order (N g_b/γ)²",
      percent(good), number(ranges.back(), 3), most_batteries);
  return claim;
}

Claim gain_bound() {
  const std::vector<double> range = log_spaced(1e-6, 1e3, 46);
  double highest = 0;
  double limit = 0;
  for (const std::size_t n : up_to(most_batteries)) {
    const double bound = theory::cascade_gain_r1_bound(n).value();
    for (const double x : range) highest = std::max(highest, energy_gain(chain, r1, n, x) / bound);
    limit = std::max(limit, std::abs(energy_gain(chain, r1, n, range.front()) / bound - 1));
  }
  Claim claim;
  claim.id = "gn1-bound";
  claim.claim =
      "The gain against case I grows exponentially with N: it is bounded by 2^(2N), its "
      "limit for vanishing coupling.";
  claim.formula = "G_N1 < 2^(2N), G_N1 → 2^(2N) as g_b → 0";
  claim.where = "text after Eq. (3)";
  claim.paper_value = "2^(2N)";
  claim.our_value = fmt::format("G_N1/2^(2N) ≤ {} over g_b/γ = {}; G_41 = {} at g_b/γ = {}",
                                fmt::format("{:.6f}", highest), ends(range),
                                fmt::format("{:.4f}", energy_gain(chain, r1, 4, range.front())),
                                number(range.front()));
  claim.difference =
      fmt::format("{} at most at g_b/γ = {} (threshold 10⁻⁴)", small(limit), number(range.front()));
  claim.verdict = highest < 1 && limit < 1e-4 ? Verdict::holds : Verdict::does_not_hold;
  claim.range_or_truth = fmt::format("N = 1 to {}, every coupling tried", most_batteries);
  return claim;
}

}  // namespace

Claims judge_cascade_equations() { return {eq2(true), eq2(false), eq3()}; }

Claims judge_cascade_gains() {
  return {above_references(), weak_form(3), weak_form(4), weak_form_any_n(), gain_bound()};
}

}  // namespace qbnet::claims
