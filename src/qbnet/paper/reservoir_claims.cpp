#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "qbnet/paper/claims_tools.hpp"
#include "qbnet/paper/reservoir.hpp"
#include "qbnet/solve/evolve.hpp"

namespace qbnet::reservoir {
namespace {

using claims::mode_energies;
using claims::number;
using claims::relative_difference;
using claims::small;
using theory::SharedReservoir;

constexpr double pi = std::numbers::pi;
constexpr double rounding = 1e-12;   // two equal energies
constexpr double no_energy = 1e-28;  // what the rounding of pi/2 to a double lets through
constexpr double ratios[] = {1e-3, 0.01, 0.1, 1, 10, 100, 1000};
constexpr std::string_view tried = "Γ/κ_a = 0.001 to 1000, equal and unequal losses and weights";

/// Equal rates, unequal losses, unequal weights, all of it; Gamma in units of kappa_a.
std::array<SharedReservoir, 4> kinds(double ratio) {
  const double rate = 0.1 * ratio;
  return {{{0.1, 0.1, rate, 1, 1, 1},
           {0.1, 0.03, rate, 1, 1, 1},
           {0.1, 0.1, rate, 1, 2.5, 1},
           {0.1, 0.7, rate, 0.4, -1.5, 2}}};
}
SharedReservoir equal(double ratio) { return kinds(ratio).front(); }

ScaledReal stored(const Network& network) { return mode_energies(network)[1]; }

double gain(const SharedReservoir& rates, Bath reference) {
  return (stored(pair(rates, Bath::shared)) / stored(pair(rates, reference))).value();
}

}  // namespace

Claim one_way(double phase) {
  double most = 0;
  for (const double x : ratios) {
    for (const SharedReservoir& rates : kinds(x)) {
      const Network forward = pair(rates, Bath::shared, phase);
      NetworkParts parts = forward.parts();
      std::swap(parts.modes[0].drive, parts.modes[1].drive);
      most = std::max(most, (mode_energies(Network(parts))[0] / stored(forward)).value());
    }
  }
  Claim claim;
  claim.id = "one-way";
  claim.claim =
      "A shared reservoir and a coherent coupling induce a directed flow of energy from "
      "charger to battery.";
  claim.formula = "E_a (battery driven) / E_b (charger driven) = 0 at J = −iμΓ/2, μ = p_a p_b";
  claim.where = "abstract; the condition as cited in the literature";
  claim.paper_value = "0";
  claim.our_value = fmt::format("at most {}", small(most));
  claim.difference = fmt::format("{}; zero means below {}, the rounding of π/2 to a double",
                                 small(most), small(no_energy));
  claim.verdict = most < no_energy ? Verdict::holds : Verdict::does_not_hold;
  claim.range_or_truth = std::string(tried);
  return claim;
}

std::vector<Claim> judge_one_way() { return {one_way(-pi / 2)}; }

std::vector<Claim> judge_energy() {
  double worst = 0;
  for (const double x : ratios) {
    for (const SharedReservoir& rates : kinds(x)) {
      worst = std::max(
          {worst,
           relative_difference(stored(pair(rates, Bath::shared)), theory::one_way_energy(rates)),
           relative_difference(stored(pair(rates, Bath::none)), theory::coherent_energy(rates)),
           relative_difference(stored(pair(rates, Bath::own)), theory::same_losses_energy(rates))});
    }
  }
  Claim claim;
  claim.id = "steady-energy";
  claim.claim =
      "The steady energy of the battery at the nonreciprocal condition, and of both "
      "references.";
  claim.formula = "E_b/ω = 16 μ²Γ²ξ² / [(κ_a + Γp_a²)² (κ_b + Γp_b²)²]";
  claim.where = "derived here, docs/other-papers.md";
  claim.paper_value = "not at hand";
  claim.our_value = "the solvers agree with the three closed forms";
  claim.difference =
      fmt::format("{} relative at most (threshold {})", small(worst), small(rounding));
  claim.verdict = worst < rounding ? Verdict::holds : Verdict::does_not_hold;
  claim.range_or_truth = std::string(tried);
  return {claim};
}

Claim gain_over(Bath reference, double times) {
  constexpr double close = 0.01;
  constexpr double weakest = 1e-4;
  const auto gap = [&](double x) { return std::abs(gain(equal(x), reference) / times - 1); };
  const auto ends = claims::crossings([&](double x) { return gap(x) - close; }, weakest, 1e4, 60);
  std::string values;
  for (const double x : {0.001, 0.1, 1.0, 10.0, 1000.0}) {
    values += fmt::format("{}{} at {}", values.empty() ? "" : ", ",
                          number(gain(equal(x), reference)), number(x));
  }
  Claim claim;
  claim.where = "abstract";
  claim.paper_value = number(times);
  claim.our_value = fmt::format("at Γ/κ: {}", values);
  claim.difference = fmt::format("{} from {} at Γ/κ = {}; {} at Γ/κ = 1 (threshold {})",
                                 claims::percent(gap(weakest)), number(times), number(weakest),
                                 claims::percent(gap(1)), claims::percent(close));
  if (gap(weakest) > close) {
    claim.verdict = Verdict::does_not_hold;
    claim.range_or_truth = fmt::format("weak coupling gives {} times the energy",
                                       number(gain(equal(weakest), reference)));
    return claim;
  }
  claim.verdict = ends.empty() ? Verdict::holds : Verdict::holds_for;
  std::string within = ends.empty() ? "every Γ/κ tried" : "";
  for (std::size_t i = 0; i < ends.size(); ++i) {
    within +=
        fmt::format("{}Γ/κ {} {}", i == 0 ? "" : " or ", i == 0 ? "≤" : "≥", number(ends[i], 3));
  }
  claim.range_or_truth =
      fmt::format("to {} for {} with equal losses and weights", claims::percent(close), within);
  return claim;
}

namespace {

/// The largest energy over the coupling.
double best(Bath bath) {
  const auto log_energy = [&](double x) { return log(stored(pair(equal(x), bath))); };
  return std::exp(log_energy(claims::stationary_point(log_energy, 0.1, 10)));
}

}  // namespace

std::vector<Claim> judge_fourfold() {
  Claim same = gain_over(Bath::own, 4);
  same.id = "fourfold-same-losses";
  same.claim =
      "Despite local dissipation the battery holds four times the energy of conventional "
      "charging: read as the same losses and coupling without the reservoir's cross terms.";
  same.formula = "E_b^nr/E_b^r = 4 [1 + μ²Γ²/(κ_a + Γp_a²)(κ_b + Γp_b²)]²";
  same.range_or_truth += "; beyond it the gain is larger, up to 16";
  Claim alone = gain_over(Bath::none, 4);
  alone.id = "fourfold-alone";
  alone.claim =
      "Despite local dissipation the battery holds four times the energy of conventional "
      "charging: read as the coherent coupling alone, without the reservoir.";
  alone.formula = "E_b^nr/E_b^r = 4 [(κ_aκ_b + μ²Γ²)/(κ_a + Γp_a²)(κ_b + Γp_b²)]² ≤ 4";
  alone.range_or_truth += fmt::format(
      "; smaller between. With a free choice of the coupling both store the same: {} and {} of the "
      "passive limit ξ²/κ²",
      number(best(Bath::shared) * 0.01), number(best(Bath::none) * 0.01));
  return {same, alone};
}

std::vector<Claim> judge_condition() {
  constexpr double flat = 1e-9;
  double over = 0;  // what another phase gives, over what -pi/2 gives
  for (const double x : ratios) {
    for (const SharedReservoir& rates : kinds(x)) {
      for (const double strength : {0.1, 1.0, 7.0}) {
        // p_a p_b < 0 turns the coupling's sign, and with it the phase is -pi/2 all the same.
        const ScaledReal here = stored(pair(rates, Bath::shared, -pi / 2, strength));
        for (int k = 1; k < 36; ++k) {
          const double phase = -pi / 2 + 2 * pi * k / 36;
          const ScaledReal there = stored(pair(rates, Bath::shared, phase, strength));
          over = std::max(over, (there / here).value());
        }
      }
    }
  }
  const std::vector<double> some = {0.01, 0.1, 0.5, 1};
  std::string strengths;
  double off = 0;
  for (const double x : some) {
    const auto log_energy = [&](double s) {
      return log(stored(pair(equal(x), Bath::shared, -pi / 2, s)));
    };
    // |J| = (sqrt(AB) - mu Gamma)/2 in units of mu Gamma/2.
    const double found = claims::stationary_point(log_energy, 0.3, 1e3);
    off = std::max(off, std::abs(found * x - 1));
    strengths +=
        fmt::format("{}{} at Γ/κ = {}", strengths.empty() ? "" : ", ", number(found), number(x));
  }
  Claim claim;
  claim.id = "optimal-condition";
  claim.claim =
      "Employing a shared reservoir can establish an optimal condition where "
      "nonreciprocity enhances charging.";
  claim.formula = "E_b is largest at J = −iμΓ/2";
  claim.where = "abstract; the condition as cited in the literature";
  claim.paper_value = "an optimal condition";
  claim.our_value =
      fmt::format("any other phase gives at most {} of the energy; best |J| in units of μΓ/2: {}",
                  number(over), strengths);
  claim.difference = fmt::format("best |J|·2/κ − 1 = {} (threshold {})", small(off), small(flat));
  claim.verdict = over < 1 && off < flat ? Verdict::holds_for : Verdict::does_not_hold;
  claim.range_or_truth =
      "the phase −π/2 is the best one at every |J| and Γ; the best strength is "
      "½[√((κ_a+Γp_a²)(κ_b+Γp_b²)) − μΓ], for equal rates κ/2, and so μΓ/2 at Γ = κ only";
  return {claim};
}

namespace {

/// The largest E(t)/E(infinity) of the battery.
double overshoot(const Network& network, double slowest) {
  std::vector<double> times;
  for (int i = 1; i <= 600; ++i) times.push_back(0.05 * i / slowest);
  EvolveOptions options;
  options.modes = {1};
  const Evolution course = evolve(network, times, options);
  claims::require_backed(course.status, course.message);
  double top = 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    top = std::max(top, course.energy(0, i).value());
  }
  return top / stored(network).value();
}

}  // namespace

std::vector<Claim> judge_timing() {
  constexpr double slack = 1e-9;
  double most = 0;
  for (const double x : {0.1, 1.0, 10.0}) {
    for (const SharedReservoir& rates : kinds(x)) {
      const double slowest = std::min(rates.charger_loss, rates.battery_loss);
      most = std::max(most, overshoot(pair(rates, Bath::shared), slowest));
    }
  }
  const double alone = overshoot(pair(equal(10), Bath::none), 0.1);
  Claim claim;
  claim.id = "no-timing";
  claim.claim = "The effect is one of the stationary limit: no precise control of time is needed.";
  claim.formula = "E_b(t) ≤ E_b(∞) at J = −iμΓ/2";
  claim.where = "abstract";
  claim.paper_value = "no control of time";
  claim.our_value =
      fmt::format("max_t E_b(t)/E_b(∞) = {}; with the coherent coupling alone {} at Γ = 10κ",
                  number(most), number(alone));
  claim.difference = fmt::format("{} above the stationary energy (threshold {})",
                                 small(std::max(0.0, most - 1)), small(slack));
  claim.verdict = most < 1 + slack && alone > 1.5 ? Verdict::holds : Verdict::does_not_hold;
  claim.range_or_truth =
      "600 times up to 30 lifetimes, Γ/κ_a = 0.1, 1, 10, equal and unequal rates";
  return {claim};
}

}  // namespace qbnet::reservoir
