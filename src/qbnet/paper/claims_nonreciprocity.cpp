#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "qbnet/paper/claims_judges.hpp"
#include "qbnet/paper/claims_tools.hpp"

namespace qbnet::claims {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double rounding = 1e-12;   // two equal energies
constexpr double no_energy = 1e-28;  // what the rounding of pi/2 to a double lets through
constexpr double weak_to_strong[] = {0.01, 0.1, 1, 10};

/// The same amplitude xi drives one end of a cascade; the energy in the mode at the other end.
struct Transfer {
  ScaledReal forward;   ///< charger driven, bN read
  ScaledReal backward;  ///< bN driven, charger read
};

Transfer transfer(std::size_t batteries, double x, double phase, const Rates& rates = rates_fig2) {
  const Network forward =
      network_of(Topology::cascade, nr, batteries, x, rates, std::vector<double>(batteries, phase));
  NetworkParts parts = forward.parts();
  std::swap(parts.modes[0].drive, parts.modes[batteries].drive);
  return {mode_energies(forward)[batteries], mode_energies(Network(parts))[0]};
}

Claim perfect_nonreciprocity() {
  constexpr std::size_t longest = 4;
  double most = 0;
  for (const Rates& rates : {rates_fig2, rates_fig4}) {
    for (const std::size_t n : up_to(longest)) {
      for (const double x : weak_to_strong) {
        const Transfer t = transfer(n, x, -pi / 2, rates);
        most = std::max(most, (t.backward / t.forward).value());
      }
    }
  }
  Claim claim;
  claim.id = "perfect-nonreciprocity";
  claim.claim = "At θ = −π/2 energy goes from the charger to the battery and none comes back.";
  claim.formula =
      "E_c (battery driven) / E_b (charger driven) = 0 at θ = −π/2, g₁ = g₂ = √(g_bΓ/2)";
  claim.where = "Fig. 1(a) and text before Eq. (1); text before Eq. (3)";
  claim.paper_value = "0";
  claim.our_value =
      fmt::format("at most {} (isolation of {} dB at least); N = 1 to {}, g_b/γ = {}", small(most),
                  number(-10 * std::log10(most), 3), longest, ends(weak_to_strong));
  claim.difference =
      fmt::format("{}; zero means below {}, the rounding of π/2 and of g₁ to a double", small(most),
                  small(no_energy));
  claim.verdict = most < no_energy ? Verdict::holds : Verdict::does_not_hold;
  claim.range_or_truth = "every N and g_b/γ tried, at the rates of Figs. 2 and 4";
  return claim;
}

Claim nonreciprocal_phases() {
  constexpr int parts = 90;
  double least_inside = INFINITY;
  double most_outside = 0;
  double at_ends = 0;
  for (const double x : weak_to_strong) {
    for (int i = 0; i <= parts; ++i) {
      const double theta = pi * i / parts;
      const Transfer inside = transfer(1, x, -theta);
      const double ratio = (inside.forward / inside.backward).value();
      if (i == 0 || i == parts) {
        at_ends = std::max(at_ends, std::abs(ratio - 1));
        continue;
      }
      least_inside = std::min(least_inside, ratio);
      const Transfer outside = transfer(1, x, theta);
      most_outside = std::max(most_outside, (outside.forward / outside.backward).value());
    }
  }
  Claim claim;
  claim.id = "nonreciprocal-phases";
  claim.claim = "Forward transfer beats backward transfer for θ ∈ {−π, 0}.";
  claim.formula = "E_b (charger driven) > E_c (battery driven)";
  claim.where = "text before Eq. (1), caption of Fig. 1";
  claim.paper_value = "θ ∈ {−π, 0}, in braces";
  claim.our_value = fmt::format(
      "forward/backward ≥ {} at {} phases inside −π < θ < 0; ≤ {} inside 0 < θ < π; 1 at −π and 0",
      number(least_inside), parts - 1, number(most_outside));
  claim.difference =
      fmt::format("at −π and 0 themselves forward/backward − 1 = {}", small(at_ends));
  const bool open = least_inside > 1 && most_outside < 1 && at_ends < rounding;
  claim.verdict = open ? Verdict::holds_for : Verdict::does_not_hold;
  claim.range_or_truth = open ? "the open interval −π < θ < 0; at its two ends, which are what the "
                                "braces name, transfer is reciprocal"
                              : "forward transfer is not the larger one on the open interval";
  return claim;
}

Claim reversal() {
  double leak = 0;
  double mirror = 0;
  for (const double x : weak_to_strong) {
    const Transfer usual = transfer(1, x, -pi / 2);
    const Transfer reversed = transfer(1, x, pi / 2);
    leak = std::max(leak, (reversed.forward / reversed.backward).value());
    mirror = std::max(mirror, relative_difference(reversed.backward, usual.forward));
  }
  Claim claim;
  claim.id = "reversal";
  claim.claim = "At θ = +π/2 the direction is reversed: nothing reaches the battery.";
  claim.formula = "E_b (θ = +π/2) = 0 and E_c (battery driven, +π/2) = E_b (charger driven, −π/2)";
  claim.where = "follows from Fig. 1(a); text before Eq. (1)";
  claim.paper_value = "0";
  claim.our_value = fmt::format("forward/backward = {} at most", small(leak));
  claim.difference = fmt::format("{} (zero means below {}); the two directions agree to {}",
                                 small(leak), small(no_energy), small(mirror));
  claim.verdict = leak < no_energy && mirror < rounding ? Verdict::holds : Verdict::does_not_hold;
  claim.range_or_truth =
      fmt::format("g_b/γ = {}; the wrong sign of θ gives an empty battery", ends(weak_to_strong));
  return claim;
}

std::vector<ScaledReal> energies_over_length(Charging charging, std::size_t count, double x) {
  std::vector<ScaledReal> energies;
  for (const std::size_t n : up_to(count))
    energies.push_back(last_energy(network_of(Topology::cascade, charging, n, x)));
  return energies;
}

Claim no_parity() {
  constexpr std::size_t longest = 48;
  double deviation = 0;
  for (const double x : weak_to_strong) {
    const auto energies = energies_over_length(nr, longest, x);
    const double amplitude = 4 * x / (4 * x + 1);
    const ScaledReal step = amplitude * amplitude;
    for (std::size_t i = 1; i < longest; ++i)
      deviation = std::max(deviation, relative_difference(energies[i] / energies[i - 1], step));
  }
  Claim claim;
  claim.id = "no-parity";
  claim.claim = "Nonreciprocity disrupts the dependence on the parity of N.";
  claim.formula = "E_{N+1}^nr / E_N^nr = [4g_b/(4g_b + γ)]², the same for odd and even N";
  claim.where = "text after Eq. (3)";
  claim.paper_value = "no dependence on parity";
  claim.our_value = fmt::format("E_{{N+1}}/E_N is this number for N = 1 to {}, to {}", longest - 1,
                                small(deviation));
  claim.difference = fmt::format("{} (threshold {})", small(deviation), small(rounding));
  claim.verdict = deviation < rounding ? Verdict::holds : Verdict::does_not_hold;
  claim.range_or_truth = fmt::format("N = 1 to {}, g_b/γ = {}", longest, ends(weak_to_strong));
  return claim;
}

Claim reciprocal_parity() {
  constexpr double visible = 0.1;
  const auto contrast = [](std::size_t n, double x) {
    const auto e = energies_over_length(r1, n + 1, x);
    return log(e[n - 1] * e[n - 1] / (e[n - 2] * e[n]));
  };
  std::vector<std::size_t> lengths;
  std::vector<double> where;
  bool alternates = true;
  for (std::size_t n = 2; n <= 8; ++n) {
    lengths.push_back(n);
    where.push_back(
        root([&](double x) { return std::abs(contrast(n, x)) - std::log1p(visible); }, 0.05, 20));
    alternates = alternates && (contrast(n, 2.0) > 0) == (n % 2 == 0);
  }
  const double weak = std::abs(contrast(3, 0.1));
  Claim claim;
  claim.id = "reciprocal-parity";
  claim.claim = "In reciprocal case I the energy of b_N depends on whether N is odd or even.";
  claim.formula = "E_N² / (E_{N−1} E_{N+1}) ≠ 1, above 1 for even N and below for odd N";
  claim.where = "Eq. (2) and text after it";
  claim.paper_value = "“obvious”, at any g_b/γ";
  claim.our_value = fmt::format("this differs from 1 by {} at g_b/γ = {}", percent(visible),
                                per_batteries(lengths, where, 4));
  claim.difference = fmt::format("contrast at g_b/γ = 0.1, N = 3: {}", small(weak));
  claim.verdict = alternates ? Verdict::holds_for : Verdict::does_not_hold;
  claim.range_or_truth =
      alternates ? fmt::format(
                       "g_b/γ above about {} (N = 2; more for longer chains); in the weak "
                       "coupling of the paper's gains odd and even cannot be told apart",
                       number(least(where), 3))
                 : "the contrast does not alternate with N";
  return claim;
}

Claim mediator_loss_does_not_matter() {
  constexpr std::size_t longest = 16;
  const std::vector<double> loss_ratios = log_spaced(1e-3, 1e6, 10);
  double deviation = 0;
  for (const double x : weak_to_strong) {
    for (const std::size_t n : up_to(longest)) {
      const auto energy = [&](double loss_ratio) {
        return last_energy(network_of(Topology::cascade, nr, n, x, {0.1, 0.1 * loss_ratio}));
      };
      const ScaledReal equal = energy(1);
      for (const double ratio : loss_ratios)
        deviation = std::max(deviation, relative_difference(energy(ratio), equal));
    }
  }
  Claim claim;
  claim.id = "independent-of-mediator-loss";
  claim.claim = "E_N^nr does not depend on the loss Γ of the mediators.";
  claim.formula = "∂E_N^nr/∂Γ = 0 with g₁ = g₂ = √(g_bΓ/2)";
  claim.where = "Eq. (3), in which Γ does not occur";
  claim.paper_value = "independent of Γ";
  claim.our_value =
      fmt::format("E_N changes by {} at most over Γ/γ = {}", small(deviation), ends(loss_ratios));
  claim.difference = fmt::format("{} (threshold {})", small(deviation), small(rounding));
  claim.verdict = deviation < rounding ? Verdict::holds : Verdict::does_not_hold;
  claim.range_or_truth =
      fmt::format("the steady state, N = 1 to {}, g_b/γ = {}; charging in time does depend on Γ",
                  longest, ends(weak_to_strong));
  return claim;
}

}  // namespace

Claims judge_nonreciprocity() {
  return {perfect_nonreciprocity(), nonreciprocal_phases(), reversal()};
}

Claims judge_parity() {
  return {reciprocal_parity(), no_parity(), mediator_loss_does_not_matter()};
}

}  // namespace qbnet::claims
