#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "qbnet/paper/claims_judges.hpp"
#include "qbnet/paper/claims_search.hpp"
#include "qbnet/paper/claims_tools.hpp"

namespace qbnet::claims {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double same_phase = 1e-5;
constexpr double same_energy = 1e-11;
constexpr std::size_t starts = 8;
constexpr double weak = 0.1;  // of Figs. 2(a) and 3(a)
constexpr double other_couplings[] = {0.01, 1};

/// What the best phases are to maximise.
enum class Goal { last, all };

std::function<double(const std::vector<double>&)> log_energy(Topology topology, std::size_t n,
                                                             double x, Goal goal) {
  return [=](const std::vector<double>& phases) {
    const auto energies = battery_energies(network_of(topology, nr, n, x, rates_fig2, phases));
    if (goal == Goal::last) return log(energies.back());
    ScaledReal sum;
    for (const ScaledReal& e : energies) sum += e;
    return log(sum);
  };
}

struct Optimum {
  BestPhases found;
  double phase_error = 0;   ///< largest |theta_k + pi/2|
  double energy_error = 0;  ///< found / energy at -pi/2, minus 1
  bool at_minus_half_pi() const { return phase_error < same_phase && energy_error < same_energy; }
};

Optimum optimum(Topology topology, std::size_t n, double x, Goal goal) {
  const auto height = log_energy(topology, n, x, goal);
  Optimum result;
  result.found = best_phases(height, n, starts);
  for (const double phase : result.found.phase)
    result.phase_error = std::max(result.phase_error, std::abs(phase + pi / 2));
  result.energy_error = std::expm1(result.found.height - height(std::vector<double>(n, -pi / 2)));
  return result;
}

std::string phases_text(const std::vector<double>& phases) {
  std::string result;
  for (const double phase : phases)
    result += fmt::format("{}{}π", result.empty() ? "" : ", ", number(phase / pi));
  return result;
}

/// A claim about N = 3 .. 6 at the coupling of the figures, and at others.
void judge_more(Claim& claim, Topology topology, Goal goal, std::size_t from) {
  constexpr std::size_t to = 6;
  double phase_error = 0;
  double energy_error = 0;
  std::size_t climbs = 0;
  std::size_t evaluations = 0;
  bool all = true;
  const auto try_it = [&](std::size_t n, double x) {
    const Optimum best = optimum(topology, n, x, goal);
    phase_error = std::max(phase_error, best.phase_error);
    energy_error = std::max(energy_error, std::abs(best.energy_error));
    climbs += best.found.starts;
    evaluations += best.found.evaluations;
    all = all && best.at_minus_half_pi();
  };
  for (std::size_t n = from; n <= to; ++n) try_it(n, weak);
  for (const double x : other_couplings) try_it(3, x);
  claim.our_value = fmt::format(
      "every θ_k = −π/2 to {}: the highest of {} climbs with all phases free ({} steady states)",
      small(phase_error), climbs, evaluations);
  claim.difference =
      fmt::format("{} in θ_k, {} in energy (thresholds {} and {})", small(phase_error),
                  small(energy_error), small(same_phase), small(same_energy));
  claim.verdict = all ? Verdict::holds : Verdict::does_not_hold;
  claim.range_or_truth =
      fmt::format("N = {} to {} at g_b/γ = {}; N = 3 also at {}: found by search, not proved", from,
                  to, number(weak), ends(other_couplings));
}

Claim cascade_two() {
  const Optimum best = optimum(Topology::cascade, 2, weak, Goal::last);
  Claim claim;
  claim.id = "phases-fig2a";
  claim.claim = "The energy of the last of two batteries is largest at θ₁ = θ₂ = −π/2.";
  claim.formula = "argmax E_2(θ₁, θ₂) = (−π/2, −π/2) at g_b/γ = 0.1";
  claim.where = "Fig. 2(a) and text before Eq. (3)";
  claim.paper_value = "θ₁ = θ₂ = −π/2";
  claim.our_value = fmt::format("(θ₁, θ₂) = ({}), E_2/ω = {}; {} of {} climbs end there",
                                phases_text(best.found.phase), number(std::exp(best.found.height)),
                                best.found.same_top, best.found.starts);
  claim.difference = fmt::format("{} in θ_k, {} in energy", small(best.phase_error),
                                 small(std::abs(best.energy_error)));
  claim.verdict = best.at_minus_half_pi() ? Verdict::holds : Verdict::does_not_hold;
  claim.range_or_truth =
      fmt::format("found by search from {} starts over all phases", best.found.starts);
  return claim;
}

Claim cascade_more() {
  Claim claim;
  claim.id = "phases-longer-cascades";
  claim.claim = "θ_k = −π/2 is best for longer cascades too.";
  claim.formula = "argmax E_N(θ₁..θ_N): θ_k = −π/2 for all k";
  claim.where = "text before Eq. (3)";
  claim.paper_value = "θ_k = −π/2";
  judge_more(claim, Topology::cascade, Goal::last, 3);
  return claim;
}

Claim parallel_two() {
  const auto energies = [](double theta1, double theta2) {
    return battery_energies(
        network_of(Topology::parallel, nr, 2, weak, rates_fig2, {theta1, theta2}));
  };
  const auto both = energies(-pi / 2, -pi / 2);
  const auto other = energies(pi / 2, -pi / 2);
  const BestPhases best =
      best_phases(log_energy(Topology::parallel, 2, weak, Goal::last), 2, starts);
  const double top = std::exp(best.height);
  const double first = relative_difference(both[1], top);
  const double second = relative_difference(other[1], top);
  const bool holds =
      first < same_energy && second < same_energy && std::abs(best.phase[1] + pi / 2) < same_phase;
  Claim claim;
  claim.id = "phases-fig3a";
  claim.claim = "In parallel charging E_2 has its maxima at θ₂ = −π/2 and θ₁ = ±π/2.";
  claim.formula = "argmax E_2(θ₁, θ₂) = (±π/2, −π/2) at g_b/γ = 0.1";
  claim.where = "Fig. 3(a) and text after Eq. (4)";
  claim.paper_value = "θ₂ = −π/2, θ₁ = ±π/2";
  claim.our_value = fmt::format(
      "largest E_2/ω found = {} at (θ₁, θ₂) = ({}); E_2(+π/2, −π/2) = {}, E_2(−π/2, −π/2) = {}",
      number(top), phases_text(best.phase), number(other[1].value()), number(both[1].value()));
  claim.difference = fmt::format("{} and {} below the largest (threshold {})", small(second),
                                 small(first), small(same_energy));
  claim.verdict = holds ? Verdict::holds : Verdict::does_not_hold;
  claim.range_or_truth = fmt::format(
      "for E_2 alone: at θ₁ = +π/2 the first battery stays empty (E_1/E_2 = {}), at −π/2 both are "
      "full (E_1/E_2 = {})",
      small((other[0] / other[1]).value()), number((both[0] / both[1]).value()));
  return claim;
}

Claim parallel_more() {
  Claim claim;
  claim.id = "phases-larger-parallel";
  claim.claim = "All batteries of a parallel network are optimised at once by θ_k = −π/2.";
  claim.formula = "argmax Σ_k E_k(θ₁..θ_N): θ_k = −π/2 for all k";
  claim.where = "text before Eq. (5)";
  claim.paper_value = "θ_k = −π/2";
  judge_more(claim, Topology::parallel, Goal::all, 2);
  // If no single battery can do better, all are optimised at once.
  double excess = 0;
  for (const std::size_t n : {2, 3}) {
    const auto height = log_energy(Topology::parallel, n, weak, Goal::last);
    const BestPhases alone = best_phases(height, n, starts);
    excess = std::max(excess,
                      std::abs(std::expm1(alone.height - height(std::vector<double>(n, -pi / 2)))));
  }
  if (excess > same_energy) claim.verdict = Verdict::does_not_hold;
  claim.difference +=
      fmt::format("; a battery optimised alone stores the same to {}", small(excess));
  return claim;
}

}  // namespace

Claims judge_cascade_phases() { return {cascade_two(), cascade_more()}; }

Claims judge_parallel_phases() { return {parallel_two(), parallel_more()}; }

}  // namespace qbnet::claims
