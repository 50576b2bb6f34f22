#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "qbnet/measure/covariance.hpp"
#include "qbnet/paper/claims_tools.hpp"
#include "qbnet/paper/network_laws.hpp"
#include "qbnet/theory/other_papers.hpp"

namespace qbnet::laws {
namespace {

using claims::network_of;
using claims::nr;
using claims::number;
using claims::r1;
using claims::r2;
using claims::small;
using enum Topology;

constexpr std::size_t batteries = 3;
constexpr double moderate = 0.5;  // g/gamma
constexpr double backed = 1e-10;  // a moment is right to 1e-11

struct Kind {
  std::string_view name;
  Topology topology;
  Charging charging;
};
constexpr Kind kinds[] = {{"nonreciprocal cascade", cascade, nr},
                          {"direct cascade", cascade, r1},
                          {"mediated cascade", cascade, r2},
                          {"nonreciprocal parallel", parallel, nr},
                          {"direct parallel", parallel, r1}};

Network of_kind(const Kind& kind) {
  return network_of(kind.topology, kind.charging, batteries, moderate);
}

/// Of the batteries, each and together.
Covariance state(const Network& network) {
  const Covariance answer = covariance(network, network.with_role(Role::battery));
  claims::require_backed(answer.status, answer.message);
  return answer;
}

double thermal_of(const Covariance& answer, std::size_t k) {
  return answer.parts[k].thermal.value();
}

}  // namespace

std::vector<Claim> judge_heat() {
  double changed = 0;       // an ergotropy, alone
  double together = 0;      // that of all batteries, by Gaussian operations
  double from_n = 0;        // all baths alike: what is added, beside n
  double equal_spread = 0;  // of the symplectic eigenvalues
  double least_spread = INFINITY;
  double most_added = 0;
  for (const Kind& kind : kinds) {
    const Network network = of_kind(kind);
    const Covariance cold = state(network);
    for (const Baths& baths : {Baths{.thermal = 0.5, .all = true}, Baths{.thermal = 3, .all = true},
                               Baths{.thermal = 0.5}, Baths{.thermal = 3}}) {
      const Covariance warm = state(with_baths(network, baths));
      for (std::size_t k = 0; k < batteries; ++k) {
        changed = std::max(changed,
                           claims::relative_difference(warm.ergotropy_of(k), cold.ergotropy_of(k)));
        const double added = (warm.energy_of(k) - cold.energy_of(k)).value();
        most_added = std::max(most_added, added);
        if (baths.all) from_n = std::max(from_n, std::abs(added / baths.thermal - 1));
      }
      together = std::max(together, claims::relative_difference(warm.ergotropy, cold.ergotropy));
      const double spread = 1 - (warm.symplectic.front() / warm.symplectic.back()).value();
      if (baths.all) {
        equal_spread = std::max(equal_spread, spread);
      } else {
        least_spread = std::min(least_spread, spread);
      }
    }
  }
  Claim alone;
  alone.id = "thermal-passive";
  alone.claim = "Thermal baths add passive energy: what can be extracted from a battery stays.";
  alone.formula = "E_j = |v_j|² + n_j, ergotropy |v_j|²";
  alone.where = "abstract";
  alone.paper_value = "mainly passive energy";
  alone.our_value = fmt::format(
      "ergotropy unchanged, energy up by as much as {}; with all baths at n by n itself, to {}",
      number(most_added), small(from_n));
  alone.difference =
      fmt::format("ergotropy {} relative at most (threshold {})", small(changed), small(backed));
  alone.verdict = changed < backed && from_n < backed && most_added > 1 ? Verdict::holds
                                                                        : Verdict::does_not_hold;
  alone.range_or_truth = fmt::format(
      "each battery by itself and any operation on it; cascades and parallel networks, reciprocal "
      "or not, N = {}, all baths or the batteries' warm, n up to 3",
      batteries);
  Claim joint;
  joint.id = "thermal-passive-together";
  joint.claim = "Thermal baths add passive energy to all batteries together.";
  joint.formula = "ergotropy Σ_j |v_j|²; passive where all symplectic eigenvalues are equal";
  joint.where = "follows from the abstract if it is read so";
  joint.paper_value = "mainly passive energy";
  joint.our_value = fmt::format(
      "by Gaussian operations unchanged to {}; occupations of the normal modes equal to {} with "
      "all "
      "baths alike, at least {} apart with warm batteries' baths only",
      small(together), small(equal_spread), claims::percent(least_spread));
  joint.difference =
      fmt::format("{} relative at most (threshold {})", small(together), small(backed));
  joint.verdict = together < backed && equal_spread < backed && least_spread > backed
                      ? Verdict::holds_for
                      : Verdict::does_not_hold;
  joint.range_or_truth =
      "Gaussian operations, and any operation where all baths have one n; with unequal baths the "
      "batteries are not passive together, and other operations extract more";
  return {alone, joint};
}

namespace {

constexpr double squeezings[] = {0.25, 0.5, 1, 1.5};

/// What the squeezed baths of the batteries make extractable in each battery.
std::vector<double> squeezed_parts(const Network& network, double r) {
  const Covariance answer = state(with_baths(network, {.r = r}));
  std::vector<double> parts;
  for (std::size_t k = 0; k < batteries; ++k) parts.push_back(answer.parts[k].squeezed.value());
  return parts;
}

/// 1 - thermal/energy of the last battery.
double useful(const Network& network, double thermal, double r) {
  const Covariance answer = state(with_baths(network, {.thermal = thermal, .r = r}));
  return (answer.ergotropy_of(batteries - 1) / answer.energy_of(batteries - 1)).value();
}

}  // namespace

std::vector<Claim> judge_squeezing() {
  bool rising = true;
  double worst = 0;  // beside the closed form, where there is one
  std::string shares;
  for (const Kind& kind : kinds) {
    const Network network = of_kind(kind);
    const Covariance warm = state(with_baths(network, {.thermal = 1}));
    std::vector<double> before(batteries, 0);
    for (const double r : squeezings) {
      std::vector<double> parts = squeezed_parts(network, r);
      for (std::size_t k = 0; k < batteries; ++k) {
        rising = rising && parts[k] > before[k];
        const bool closed =
            kind.charging == nr || (kind.topology == parallel && kind.charging == r1);
        if (closed) {
          const double expected = theory::squeezed_part(thermal_of(warm, k), r);
          worst = std::max(worst, std::abs(parts[k] / expected - 1));
        }
      }
      before = std::move(parts);
    }
    const Covariance last = state(with_baths(network, {.r = squeezings[2]}));
    const Fluctuations& parts = last.parts.back();
    shares += fmt::format(
        "{}{} ({})", shares.empty() ? "" : ", ",
        claims::percent((parts.squeezed / (parts.thermal + parts.squeezed)).value()), kind.name);
  }
  Claim enhances;
  enhances.id = "squeezing-ergotropy";
  enhances.claim = "Squeezed baths enhance the ergotropy.";
  enhances.formula = "n_j^sq = p_j sinh²r − ½[√(1 + 4p_j(1−p_j) sinh²r) − 1] > 0, nonreciprocal";
  enhances.where = "abstract; formula derived in docs/other-papers.md";
  enhances.paper_value = "squeezing enhances ergotropy";
  enhances.our_value = fmt::format(
      "rises with r in every battery; share of the added energy that is extractable from the last "
      "one at r = 1: {}",
      shares);
  enhances.difference =
      fmt::format("{} relative from the formula, p_j from warm baths (threshold {})", small(worst),
                  small(backed));
  enhances.verdict = rising && worst < backed ? Verdict::holds : Verdict::does_not_hold;
  enhances.range_or_truth = fmt::format(
      "batteries' baths squeezed alike, all others vacua, N = {}, g = γ/2, r = 0 to 1.5; the rest "
      "is passive: most of the energy in the reciprocal cascades, where neighbours' squeezing "
      "works "
      "against each other",
      batteries);

  const Network network = of_kind(kinds[0]);
  const double cold = useful(network, 0, 1);
  const double warm_before = useful(network, 6, 0);
  const double warm_after = useful(network, 6, 1);
  Claim fraction;
  fraction.id = "useful-fraction";
  fraction.claim = "Squeezing enhances the useful fraction of the stored energy.";
  fraction.formula = "ergotropy/E_N";
  fraction.where = "abstract";
  fraction.paper_value = "enhanced";
  fraction.our_value = fmt::format(
      "last battery of the nonreciprocal cascade, r = 0 to 1: 1 to {} with vacuum baths, {} to {} "
      "with n = 6",
      number(cold), number(warm_before), number(warm_after));
  fraction.difference =
      fmt::format("{} and {}", number(cold - 1, 3), number(warm_after - warm_before, 3));
  fraction.verdict =
      cold < 1 && warm_after > warm_before ? Verdict::holds_for : Verdict::does_not_hold;
  fraction.range_or_truth =
      "warm baths, or against heat that adds the same energy; beside vacuum baths everything is "
      "extractable, and squeezing some of the baths makes part of the energy passive";
  return {enhances, fraction};
}

}  // namespace qbnet::laws
