#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "qbnet/paper/claims_judges.hpp"
#include "qbnet/paper/claims_tools.hpp"
#include "qbnet/theory/closed_forms.hpp"

namespace qbnet::claims {
namespace {

constexpr Topology star = Topology::parallel;
constexpr double rounding = 1e-12;  // two equal energies
constexpr double weak_to_strong[] = {1e-3, 1e-2, 0.1, 1, 10};
constexpr std::size_t sizes[] = {1, 2, 3, 5, 8, 16, 64};

/// Losses that differ by up to a factor of five, so that no two of a few neighbours are equal.
std::vector<double> unequal_losses(std::size_t n, double loss) {
  std::vector<double> losses(n);
  for (std::size_t k = 0; k < n; ++k)
    losses[k] = loss * (0.5 + 2.0 * static_cast<double>(k * 5 % 7) / 6);
  return losses;
}

Network unequal_network(Charging charging, double x, const Rates& rates,
                        const std::vector<double>& losses) {
  FamilyRates family;
  family.batteries = losses.size();
  family.charging = charging;
  family.coupling = {x * rates.loss};
  family.charger_loss = 1.5 * rates.loss;
  family.battery_loss = losses;
  family.mediator_loss = {rates.mediator_loss};
  return parallel(family);
}

using ClosedForm = std::vector<ScaledReal> (*)(const theory::Rates&);

struct Comparison {
  double worst = 0;  ///< relative difference
  double least_ratio = INFINITY;
  double largest_ratio = 0;  ///< form / solver
};
Comparison compare(Charging charging, ClosedForm form) {
  Comparison result;
  for (const Rates& rates : {rates_fig2, rates_fig4}) {
    for (const std::size_t n : sizes) {
      const auto losses = unequal_losses(n, rates.loss);
      for (const double x : weak_to_strong) {
        const auto ours = battery_energies(unequal_network(charging, x, rates, losses));
        const auto theirs =
            form({std::vector<double>(n, x * rates.loss), 1.5 * rates.loss, losses, 1});
        for (std::size_t k = 0; k < n; ++k) {
          const double ratio = (theirs[k] / ours[k]).value();
          result.worst = std::max(result.worst, std::abs(ratio - 1));
          result.least_ratio = std::min(result.least_ratio, ratio);
          result.largest_ratio = std::max(result.largest_ratio, ratio);
        }
      }
    }
  }
  return result;
}

std::string tried() {
  return fmt::format("unequal γ_b, N up to {}, g_b/γ = {}, at the rates of Figs. 2 and 4",
                     *std::rbegin(sizes), ends(weak_to_strong));
}

Claim eq4_as_printed() {
  const Comparison c = compare(r1, theory::parallel_r1_energies_as_printed);
  const double corrected = compare(r1, theory::parallel_r1_energies).worst;
  Claim claim;
  claim.id = "eq4-as-printed";
  claim.claim = "Steady energies of the parallel network in reciprocal case I, as printed.";
  claim.formula =
      "E_k^r1/ω = 16ξ²g_b²({γ}/γ_b^(k))² / (4g_b² Σ_j {γ}/γ_b^(j) + {γ})², {γ} = γ_c Π_j "
      "γ_b^(j)";
  claim.where = "Eq. (4)";
  claim.paper_value = "the equation";
  claim.our_value = fmt::format("printed/solver = {} to {}", number(c.least_ratio, 3),
                                number(c.largest_ratio, 3));
  claim.difference =
      fmt::format("a factor of up to {} (threshold {} relative)",
                  number(std::max(c.largest_ratio, 1 / c.least_ratio), 3), small(rounding));
  claim.verdict = c.worst < rounding ? Verdict::holds : Verdict::does_not_hold;
  claim.range_or_truth = fmt::format(
      "it adds rates of different dimension and is right only in units with γ_c = 1; with "
      "{{γ}}/(γ_cγ_b^(k)) for {{γ}}/γ_b^(k) it holds to {}",
      small(corrected));
  return claim;
}

/// An equation that is to agree with the solver in every battery.
Claim equation(const char* id, const char* words, const char* formula, const char* where,
               Charging charging, ClosedForm form) {
  const Comparison c = compare(charging, form);
  Claim claim;
  claim.id = id;
  claim.claim = words;
  claim.formula = formula;
  claim.where = where;
  claim.paper_value = "the equation";
  claim.our_value = fmt::format("equation/solver = 1 to {} in every battery", small(c.worst));
  claim.difference =
      fmt::format("{} relative at most (threshold {})", small(c.worst), small(rounding));
  claim.verdict = c.worst < rounding ? Verdict::holds : Verdict::does_not_hold;
  claim.range_or_truth = tried();
  return claim;
}

/// How much the energies of b2..bN change when the loss of b1 is changed.
double disturbance(Charging charging, double x, double factor) {
  constexpr std::size_t n = 4;
  std::vector<double> losses = unequal_losses(n, rates_fig2.loss);
  const auto before = battery_energies(unequal_network(charging, x, rates_fig2, losses));
  losses[0] *= factor;
  const auto after = battery_energies(unequal_network(charging, x, rates_fig2, losses));
  double most = 0;
  for (std::size_t k = 1; k < n; ++k)
    most = std::max(most, relative_difference(after[k], before[k]));
  return most;
}

Claim independent_ports() {
  constexpr double factors[] = {0.1, 0.5, 2, 10};
  double most = 0;
  for (const double x : weak_to_strong)
    for (const double factor : factors) most = std::max(most, disturbance(nr, x, factor));
  constexpr double weak = 0.1;
  constexpr double less = 0.1;
  Claim claim;
  claim.id = "independent-ports";
  claim.claim =
      "Nonreciprocity makes the ports of a parallel network independent: the loss of one "
      "battery does not affect the others.";
  claim.formula = "∂E_k^nr/∂γ_b^(j) = 0 for j ≠ k";
  claim.where = "text after Eq. (5)";
  claim.paper_value = "0";
  claim.our_value = fmt::format(
      "γ_b^(1) times {}: the others change by {} at most; for comparison at g_b/γ = {}, times {}: "
      "{} in case I, {} in case II",
      ends(factors), small(most), number(weak), number(less), percent(disturbance(r1, weak, less)),
      percent(disturbance(r2, weak, less)));
  claim.difference = fmt::format("{} (threshold {})", small(most), small(rounding));
  claim.verdict = most < rounding ? Verdict::holds : Verdict::does_not_hold;
  claim.range_or_truth = fmt::format("the steady state, N = 4, g_b/γ = {}", ends(weak_to_strong));
  return claim;
}

}  // namespace

Claims judge_parallel_equations() {
  return {
      eq4_as_printed(),
      equation("eq4-corrected",
               "Steady energies of the parallel network in reciprocal case I, corrected.",
               "E_k^r1/ω = 16ξ²(g_b/γ_b^(k))² / (4g_b² Σ_j 1/γ_b^(j) + γ_c)²",
               "Eq. (4), with {γ}/(γ_cγ_b^(k)) for {γ}/γ_b^(k)", r1, theory::parallel_r1_energies),
      equation("eq5", "Steady energies of the nonreciprocal parallel network, unequal losses.",
               "E_k^nr/ω = 64ξ²g_b² / [(2g_b + γ_b^(k))² (2Ng_b + γ_c)²]", "Eq. (5)", nr,
               theory::parallel_nr_energies),
      independent_ports()};
}

}  // namespace qbnet::claims
