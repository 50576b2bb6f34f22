#include <fmt/format.h>

#include <array>
#include <boost/math/tools/minima.hpp>
#include <cmath>

#include "qbnet/measure/energy.hpp"
#include "qbnet/paper/claims_judges.hpp"
#include "qbnet/paper/claims_tools.hpp"
#include "qbnet/solve/evolve.hpp"

namespace qbnet::claims {
namespace {

constexpr std::size_t batteries = 4;  // of Figs. 3(d) and 4
constexpr std::array charging_cases = {nr, r1, r2};

/// E_N(t)/omega at these times, backed.
std::vector<ScaledReal> energy_over_time(const Network& network, const std::vector<double>& times) {
  EvolveOptions options;
  options.modes = {network.with_role(Role::battery).back()};
  const Evolution course = evolve(network, times, options);
  require_backed(course.status, course.message);
  std::vector<ScaledReal> energies;
  for (const ScaledComplex& v : course.amplitude[0]) energies.push_back(energy(v));
  return energies;
}

/// The first time at which the last battery holds `target`, between two times of a scan.
double time_to_reach(const Network& network, const ScaledReal& target, double from, double to) {
  const std::vector<double> times = log_spaced(from, to, 60);
  const auto energies = energy_over_time(network, times);
  std::size_t i = 1;
  while (i + 1 < times.size() && energies[i] < target) ++i;
  return root([&](double t) { return log(energy_over_time(network, {t})[0] / target); },
              times[i - 1], times[i]);
}

Claim faster_charging() {
  constexpr double x = 0.01;
  constexpr double share = 0.9;
  const double unit = 1 / rates_fig2.loss;
  std::array<Network, 3> network;
  std::array<ScaledReal, 3> full;
  std::array<double, 3> own;
  for (std::size_t k = 0; k < 3; ++k) {
    network[k] = network_of(Topology::parallel, charging_cases[k], batteries, x);
    full[k] = last_energy(network[k]);
    own[k] = time_to_reach(network[k], full[k] * share, 0.1 * unit, 100 * unit) / unit;
  }
  std::array<double, 3> to_same;
  for (std::size_t k = 0; k < 3; ++k)
    to_same[k] = time_to_reach(network[k], full[1] * share, 0.1 * unit, 100 * unit) / unit;
  // Not only late: at every time.
  double least_lead = INFINITY;
  const std::vector<double> times = log_spaced(1e-3 * unit, 100 * unit, 80);
  std::array<std::vector<ScaledReal>, 3> course;
  for (std::size_t k = 0; k < 3; ++k) course[k] = energy_over_time(network[k], times);
  for (std::size_t i = 0; i < times.size(); ++i)
    for (std::size_t k = 1; k < 3; ++k)
      least_lead = std::min(least_lead, (course[0][i] / course[k][i]).value());
  const bool own_faster = own[0] < own[1] && own[0] < own[2];
  const bool more = least_lead > 1;
  Claim claim;
  claim.id = "faster-charging";
  claim.claim = "Nonreciprocal parallel charging is much faster at weak coupling.";
  claim.formula = "E_4^nr(t) rises faster than E_4^r1(t) and E_4^r2(t), g_b = γ/100";
  claim.where = "Fig. 3(d) and text after Eq. (5)";
  claim.paper_value = "much faster";
  claim.our_value = fmt::format(
      "γt to {} of the own steady energy: {} (nr), {} (r1), {} (r2); to the energy that r1 has "
      "then: {}, {}, {}; least E^nr/E^r1 or E^nr/E^r2 over time, minus 1: {}",
      percent(share), number(own[0], 4), number(own[1], 4), number(own[2], 4),
      number(to_same[0], 4), number(to_same[1], 4), number(to_same[2], 4), small(least_lead - 1));
  claim.difference = fmt::format(
      "nr/r1 − 1 in the time to {} of the own steady energy: {}; to the same energy: {}",
      percent(share), percent(own[0] / own[1] - 1), percent(to_same[0] / to_same[1] - 1));
  claim.verdict = more && own_faster ? Verdict::holds
                  : more             ? Verdict::holds_for
                                     : Verdict::does_not_hold;
  claim.range_or_truth =
      more && own_faster
          ? "energy at equal times, and the time to the own steady energy"
          : fmt::format(
                "the time to a given energy, and energy at equal times ({} times that of r1 "
                "in the end); the own steady energy is reached no sooner than in case I: all "
                "three settle at the rate of the losses",
                number((full[0] / full[1]).value(), 3));
  return claim;
}

/// max_t E(t)/E(infinity) - 1; 0 where it is below what evolve() promises.
double overshoot(Topology topology, Charging charging, double x, const Rates& rates) {
  constexpr double visible = 1e-9;
  const Network network = network_of(topology, charging, batteries, x, rates);
  const ScaledReal full = last_energy(network);
  const std::vector<double> times = log_spaced(0.2 / rates.loss, 100 / rates.loss, 150);
  const auto energies = energy_over_time(network, times);
  std::size_t top = 0;
  for (std::size_t i = 0; i < times.size(); ++i)
    if (energies[top] < energies[i]) top = i;
  const double seen = (energies[top] / full).value() - 1;
  if (seen < visible || top == 0 || top + 1 == times.size()) return 0;
  const auto lack = [&](double t) { return -(energy_over_time(network, {t})[0] / full).value(); };
  const auto best = boost::math::tools::brent_find_minima(lack, times[top - 1], times[top + 1], 12);
  return std::max(seen, -best.second - 1);
}

std::string three_cases(const std::array<double, 3>& value) {
  return fmt::format("{} (nr), {} (r1), {} (r2)", percent(value[0]), percent(value[1]),
                     percent(value[2]));
}

std::array<double, 3> overshoots(Topology topology, double x, const Rates& rates) {
  std::array<double, 3> result;
  for (std::size_t k = 0; k < 3; ++k) result[k] = overshoot(topology, charging_cases[k], x, rates);
  return result;
}

Claim steady_is_maximum() {
  constexpr double weak = 0.1;
  constexpr double strong = 1;
  constexpr double negligible = 1e-3;
  const auto chain = overshoots(Topology::cascade, weak, rates_fig4);
  const auto star = overshoots(Topology::parallel, weak, rates_fig4);
  const auto strong_chain = overshoots(Topology::cascade, strong, rates_fig4);
  const auto strong_star = overshoots(Topology::parallel, strong, rates_fig4);
  const auto equal_losses = overshoots(Topology::cascade, weak, rates_fig2);
  const double most_weak = std::max(largest(chain), largest(star));
  const double most = std::max({largest(strong_chain), largest(strong_star), most_weak});
  Claim claim;
  claim.id = "steady-is-maximum";
  claim.claim = "The stored energy reaches its maximum in the steady state.";
  claim.formula = "max_t E_4(t) = E_4(∞)";
  claim.where = "text after Fig. 4, on the charging power";
  claim.paper_value = "0 above the steady energy";
  claim.our_value = fmt::format(
      "overshoot max_t E/E(∞) − 1 at Fig. 4 rates, g_b/γ = {}: cascade {}; parallel {}. At g_b/γ = "
      "{}: cascade {}; parallel {}. At Fig. 2 rates, g_b/γ = {}: cascade {}",
      number(weak), three_cases(chain), three_cases(star), number(strong),
      three_cases(strong_chain), three_cases(strong_star), number(weak), three_cases(equal_losses));
  claim.difference = fmt::format("{} at g_b/γ = {} (threshold {})", percent(most_weak),
                                 number(weak), percent(negligible));
  claim.verdict = most < negligible        ? Verdict::holds
                  : most_weak < negligible ? Verdict::holds_for
                                           : Verdict::does_not_hold;
  claim.range_or_truth =
      most_weak < negligible
          ? fmt::format(
                "to {}, g_b/γ ≤ {} at the rates of Fig. 4; stronger coupling, or mediators "
                "no faster than the batteries (Γ = γ), make the energy overshoot",
                percent(negligible), number(weak))
          : "the energy overshoots its steady value";
  return claim;
}

Claim power_vanishes() {
  constexpr double weak = 0.1;
  constexpr double late = 1e4;  // in units of 1/gamma
  double share = 0;
  double off_law = 0;
  for (const Topology topology : {Topology::cascade, Topology::parallel}) {
    for (const Charging charging : charging_cases) {
      const Network network = network_of(topology, charging, batteries, weak, rates_fig4);
      const double t = late / rates_fig4.loss;
      const ScaledReal energy_then = energy_over_time(network, {t})[0];
      share = std::max(share, (energy_then / t / last_peak(network).power).value());
      off_law = std::max(off_law, relative_difference(energy_then, last_energy(network)));
    }
  }
  Claim claim;
  claim.id = "power-vanishes";
  claim.claim = "The charging power approaches 0 in the long-time limit.";
  claim.formula = "P(t) = E(t)/t → E(∞)/t → 0";
  claim.where = "text after Fig. 4, on the charging power";
  claim.paper_value = "0";
  claim.our_value = fmt::format("P/P_max ≤ {} at γt = {}; there |tP/E(∞) − 1| ≤ {}", small(share),
                                number(late), small(off_law));
  claim.difference = fmt::format("{} of P_max (threshold 1 %)", percent(share));
  claim.verdict = share < 0.01 && off_law < 1e-9 ? Verdict::holds : Verdict::does_not_hold;
  claim.range_or_truth = "all three cases, cascade and parallel, N = 4 at the rates of Fig. 4";
  return claim;
}

}  // namespace

Claims judge_charging_in_time() {
  return {faster_charging(), steady_is_maximum(), power_vanishes()};
}

}  // namespace qbnet::claims
