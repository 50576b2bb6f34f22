#include <fmt/format.h>

#include <cmath>

#include "qbnet/paper/claims_judges.hpp"
#include "qbnet/paper/claims_tools.hpp"

namespace qbnet::claims {
namespace {

constexpr std::size_t four = 4;  // batteries of Fig. 4
constexpr double shown_couplings[] = {0.001, 0.01, 0.02, 0.03, 0.04, 0.05,
                                      0.06,  0.07, 0.08, 0.09, 0.1};
constexpr double vanishing = 1e-6;  // g_b/gamma
constexpr double close = 1e-3;      // a limit is reached at vanishing coupling

/// eta_N1 and eta_N2 at one coupling.
struct PowerGains {
  double r1 = 0;
  double r2 = 0;
  double best_power[3] = {};  ///< P_max of nr, r1, r2
};
PowerGains power_gains(Topology topology, std::size_t n, double x, const Rates& rates) {
  const auto power = [&](Charging charging) {
    return last_peak(network_of(topology, charging, n, x, rates)).power;
  };
  const ScaledReal own = power(nr);
  const ScaledReal first = power(claims::r1);
  const ScaledReal second = power(claims::r2);
  return {
      (own / first).value(), (own / second).value(), {own.value(), first.value(), second.value()}};
}

/// What Figs. 4(c) or (d) show, and its end at g -> 0.
struct Curve {
  std::vector<double> eta1;
  std::vector<double> eta2;
  PowerGains at_zero;
  PowerGains at_end;
  PowerGains equal_losses;  ///< at g -> 0 with Gamma = gamma
};
Curve curve(Topology topology) {
  Curve result;
  for (const double x : shown_couplings) {
    result.at_end = power_gains(topology, four, x, rates_fig4);
    result.eta1.push_back(result.at_end.r1);
    result.eta2.push_back(result.at_end.r2);
  }
  result.at_zero = power_gains(topology, four, vanishing, rates_fig4);
  result.equal_losses = power_gains(topology, four, vanishing, rates_fig2);
  return result;
}

struct Names {
  Topology topology;
  const char* id;       // of claims
  const char* words;    // the network
  const char* courses;  // panel of P(t)
  const char* panel;    // panel of eta
  double limit1;        // said of eta_41
  double limit2;        // said of eta_42
  const char* said1;
  const char* said2;
};
constexpr Names chain = {
    Topology::cascade, "cascade", "cascade", "4(a)", "4(c)", 256, 16, "2^8", "2^4"};
constexpr Names star = {
    Topology::parallel, "parallel", "parallel network", "4(b)", "4(d)", 4, 2, "4", "2"};

Claim more_power(const Names& names, const Curve& curve) {
  const double least_gain = std::min(least(curve.eta1), least(curve.eta2));
  Claim claim;
  claim.id = fmt::format("power-above-references-{}", names.id);
  claim.claim =
      fmt::format("Nonreciprocity improves the maximal charging power of the {}.", names.words);
  claim.formula = "η_41 > 1 and η_42 > 1 for g_b/γ in [0, 0.1]";
  claim.where = fmt::format("Fig. {} and {}, text after Fig. 4", names.courses, names.panel);
  claim.paper_value = "above 1";
  claim.our_value =
      fmt::format("least η = {}; at g_b/γ = 0.1 P_max/ω² = {} (nr), {} (r1), {} (r2)",
                  number(least_gain), number(curve.at_end.best_power[0], 4),
                  number(curve.at_end.best_power[1], 4), number(curve.at_end.best_power[2], 4));
  claim.difference = fmt::format("least η − 1 = {}", number(least_gain - 1, 3));
  claim.verdict = least_gain > 1 ? Verdict::holds : Verdict::does_not_hold;
  claim.range_or_truth = fmt::format("N = 4, g_b/γ = {}, rates of Fig. 4", ends(shown_couplings));
  return claim;
}

Claim eta41(const Names& names, const Curve& curve) {
  const double off = curve.at_zero.r1 / names.limit1 - 1;
  const double off_equal = curve.equal_losses.r1 / names.limit1 - 1;
  bool rising = curve.at_zero.r1 > curve.eta1.front();
  for (std::size_t i = 1; i < curve.eta1.size(); ++i)
    rising = rising && curve.eta1[i] < curve.eta1[i - 1];
  Claim claim;
  claim.id = fmt::format("eta41-{}", names.id);
  claim.claim = fmt::format(
      "The gain in maximal power of the {} against case I rises to {} as the coupling vanishes.",
      names.words, names.said1);
  claim.formula = fmt::format("η_41 → {} as g_b → 0", names.said1);
  claim.where = fmt::format("Fig. {} and text after Fig. 4", names.panel);
  claim.paper_value = names.said1;
  claim.our_value =
      fmt::format("{} at g_b/γ = {}; {} at 0.01, {} at 0.1", number(curve.at_zero.r1),
                  number(vanishing), number(curve.eta1[1]), number(curve.eta1.back()));
  claim.difference = fmt::format("{} (threshold {})", percent(off), percent(close));
  claim.verdict = rising && std::abs(off) < close ? Verdict::holds : Verdict::does_not_hold;
  claim.range_or_truth = fmt::format(
      "the rates of Fig. 4 (Γ = {}γ); it takes fast mediators: with Γ = γ the limit is {}, {} off",
      number(rates_fig4.mediator_loss / rates_fig4.loss), number(curve.equal_losses.r1),
      percent(off_equal));
  return claim;
}

Claim eta42(const Names& names, const Curve& curve) {
  constexpr double negligible = 0.01;
  const double change = largest(curve.eta2) / least(curve.eta2) - 1;
  double off = 0;
  for (const double eta : curve.eta2) off = std::max(off, std::abs(eta / names.limit2 - 1));
  const double off_equal = curve.equal_losses.r2 / names.limit2 - 1;
  Claim claim;
  claim.id = fmt::format("eta42-{}", names.id);
  claim.claim = fmt::format(
      "The gain in maximal power of the {} against case II is about {} and hardly changes.",
      names.words, names.said2);
  claim.formula = fmt::format("η_42 ≈ {} for g_b/γ in [0, 0.1]", names.said2);
  claim.where = fmt::format("Fig. {} and text after Fig. 4", names.panel);
  claim.paper_value = names.said2;
  claim.our_value =
      fmt::format("{:.5f} at g_b/γ = {}, {:.5f} at 0.05, {:.5f} at 0.1", curve.at_zero.r2,
                  number(vanishing), curve.eta2[5], curve.eta2.back());
  claim.difference = fmt::format("changes by {}, at most {} from {} (threshold {})",
                                 percent(change), percent(off), names.said2, percent(negligible));
  claim.verdict = off < negligible ? Verdict::holds : Verdict::does_not_hold;
  claim.range_or_truth = fmt::format("the rates of Fig. 4; with Γ = γ it is {} as g_b → 0, {} off",
                                     number(curve.equal_losses.r2), percent(off_equal));
  return claim;
}

Claim same_gain(const Names& names, const Curve& curve) {
  const double g1 = energy_gain(names.topology, claims::r1, four, 0.1, rates_fig4);
  const double g2 = energy_gain(names.topology, claims::r2, four, 0.1, rates_fig4);
  const double in_limit =
      std::max(std::abs(curve.at_zero.r1 /
                            energy_gain(names.topology, claims::r1, four, vanishing, rates_fig4) -
                        1),
               std::abs(curve.at_zero.r2 /
                            energy_gain(names.topology, claims::r2, four, vanishing, rates_fig4) -
                        1));
  const double off =
      std::max(std::abs(curve.at_end.r1 / g1 - 1), std::abs(curve.at_end.r2 / g2 - 1));
  Claim claim;
  claim.id = fmt::format("same-gain-in-power-{}", names.id);
  claim.claim = fmt::format(
      "Nonreciprocity enhances energy storage and charging power of the {} by the same gain.",
      names.words);
  claim.formula = "η_N1 = G_N1 and η_N2 = G_N2";
  claim.where = "text after Fig. 4; conclusion";
  claim.paper_value = "the same";
  claim.our_value =
      fmt::format("equal to {} at g_b/γ = {}; at 0.1: η_41 = {}, G_41 = {}; η_42 = {}, G_42 = {}",
                  small(in_limit), number(vanishing), number(curve.at_end.r1), number(g1),
                  number(curve.at_end.r2), number(g2));
  claim.difference = fmt::format("{} at g_b/γ = 0.1 (threshold 1 %)", percent(off));
  claim.verdict = in_limit > close ? Verdict::does_not_hold
                  : off < 0.01     ? Verdict::holds
                                   : Verdict::holds_for;
  claim.range_or_truth =
      "the limit g_b → 0 with mediators much faster than batteries; at finite "
      "coupling the two gains differ";
  return claim;
}

Claims judge_figure(const Names& names) {
  const Curve shown = curve(names.topology);
  return {more_power(names, shown), eta41(names, shown), eta42(names, shown),
          same_gain(names, shown)};
}

}  // namespace

Claims judge_cascade_power() { return judge_figure(chain); }

Claims judge_parallel_power() { return judge_figure(star); }

Claims judge_power_bounds() {
  constexpr std::size_t most_batteries = 8;
  const auto lengths = up_to(most_batteries);
  std::vector<double> chain1, chain2, star1, star2;  // in units of the limit
  std::vector<double> equal_losses;
  for (const std::size_t n : lengths) {
    const auto limit = power_gains(Topology::cascade, n, vanishing, rates_fig4);
    chain1.push_back(limit.r1 / std::exp2(2 * n));
    chain2.push_back(limit.r2 / std::exp2(n));
    const auto other = power_gains(Topology::parallel, n, vanishing, rates_fig4);
    star1.push_back(other.r1 / 4);
    star2.push_back(other.r2 / 2);
    equal_losses.push_back(power_gains(Topology::cascade, n, vanishing, rates_fig2).r1 /
                           std::exp2(2 * n));
  }
  const auto farthest = [](const std::vector<double>& values) {
    double off = 0;
    for (const double v : values) off = std::max(off, std::abs(v - 1));
    return off;
  };
  constexpr double weak = 0.1;
  const PowerGains at_weak = power_gains(Topology::cascade, four, weak, rates_fig4);
  const PowerGains star_weak = power_gains(Topology::parallel, four, weak, rates_fig4);

  Claim first;
  first.id = "eta-n1-bound";
  first.claim = "The upper bound of the gain in power against case I is that of the energy.";
  first.formula = "η_N1 → 2^(2N) as g_b → 0, its upper bound";
  first.where = "text after Fig. 4";
  first.paper_value = "2^(2N)";
  first.our_value = fmt::format("η_N1/2^(2N) = {} at g_b/γ = {}", per_batteries(lengths, chain1),
                                number(vanishing));
  first.difference =
      fmt::format("{} at most (threshold {}); none above the bound: largest − 1 = {}",
                  percent(farthest(chain1)), percent(close), small(largest(chain1) - 1));
  first.verdict = farthest(chain1) > close || largest(chain1) > 1 ? Verdict::does_not_hold
                  : farthest(equal_losses) < close                ? Verdict::holds
                                                                  : Verdict::holds_for;
  first.range_or_truth = fmt::format(
      "Γ ≫ γ, as in Fig. 4, N = 1 to {}; with Γ = γ the limit of η_N1/2^(2N) is {}, though that of "
      "G_N1/2^(2N) is 1",
      most_batteries, per_batteries(lengths, equal_losses, 3));

  const bool bounded = at_weak.r2 <= std::exp2(four);
  Claim second;
  second.id = "eta-n2-bound";
  second.claim = "The upper bound of the gain in power against case II is that of the energy.";
  second.formula = "η_N2 → 2^N as g_b → 0, its upper bound";
  second.where = "text after Fig. 4";
  second.paper_value = "2^N";
  second.our_value = fmt::format(
      "η_N2/2^N − 1 is {} at most at g_b/γ = {}, N = 1 to {}; η_42 = {} at g_b/γ = {}",
      small(farthest(chain2)), number(vanishing), most_batteries, number(at_weak.r2), number(weak));
  second.difference = fmt::format("{} above 2^4 at g_b/γ = {}, N = 4",
                                  percent(at_weak.r2 / std::exp2(four) - 1), number(weak));
  second.verdict = farthest(chain2) > close ? Verdict::does_not_hold
                   : bounded                ? Verdict::holds
                                            : Verdict::holds_for;
  second.range_or_truth =
      bounded ? fmt::format("N = 1 to {}", most_batteries)
              : "the limit g_b → 0; as a bound it fails: like G_N2, η_N2 grows with the coupling";

  const bool star_bounded = star_weak.r2 <= 2;
  Claim third;
  third.id = "eta-parallel-bounds";
  third.claim =
      "In parallel charging the gains in power reach up to 4 and 2, as those of the energy.";
  third.formula = "η_N1 → 4 and η_N2 → 2 as g_b → 0";
  third.where = "text after Fig. 4";
  third.paper_value = "4 (case I), 2 (case II)";
  third.our_value = fmt::format(
      "η_N1/4 − 1 = {} and η_N2/2 − 1 = {} at most at g_b/γ = {}, N = 1 to {}; at {}: η_41 = {}, "
      "η_42 = {}",
      small(farthest(star1)), small(farthest(star2)), number(vanishing), most_batteries,
      number(weak), number(star_weak.r1), number(star_weak.r2));
  third.difference = fmt::format("{} and {} (threshold {})", percent(farthest(star1)),
                                 percent(farthest(star2)), percent(close));
  third.verdict = farthest(star1) > close || farthest(star2) > close || largest(star1) > 1
                      ? Verdict::does_not_hold
                  : star_bounded ? Verdict::holds
                                 : Verdict::holds_for;
  third.range_or_truth =
      fmt::format("N = 1 to {}{}", most_batteries,
                  star_bounded ? ""
                               : " in the limit g_b → 0; 4 is an upper bound, 2 is not: η_N2 grows "
                                 "with the coupling");
  return {first, second, third};
}

}  // namespace qbnet::claims
