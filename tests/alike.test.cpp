#include "qbnet/network/alike.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

#include "qbnet/network/families.hpp"
#include "qbnet/solve/evolve.hpp"
#include "tests/dice.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

FamilyRates rates(std::size_t batteries) { return uniform_rates(batteries, 0.01, 0.1, 1); }

std::size_t count(const Network& network) {
  const auto found = alike_modes(network);
  return std::set<std::size_t>(found.begin(), found.end()).size();
}

TEST(AlikeModes, BatteriesOfAParallelNetwork) {
  EXPECT_EQ(count(parallel(rates(50))), 3U);
  FamilyRates one_differs = rates(50);
  one_differs.battery_loss.assign(50, 0.1);
  one_differs.battery_loss[7] = 0.2;
  // It and its mediator stand apart.
  EXPECT_EQ(count(parallel(one_differs)), 5U);
  for (auto change :
       {+[](NetworkParts& p) { p.modes[3].drive = 1e-3; },
        +[](NetworkParts& p) { p.modes[3].detuning = 1e-3; },
        +[](NetworkParts& p) { p.couplings[4].phase += 1e-9; },
        +[](NetworkParts& p) { p.couplings[4].strength *= 1.5; },
        +[](NetworkParts& p) {
          p.dissipators.push_back({1, {{3, 1}, {5, 1}}});
        },
        +[](NetworkParts& p) { std::swap(p.couplings[4].from, p.couplings[4].to); }}) {
    NetworkParts parts = parallel(rates(50)).parts();
    change(parts);
    EXPECT_GT(count(Network(parts)), 3U);
  }
}

TEST(AlikeModes, ChainsHaveNone) {
  const Network network = cascade(rates(60));
  std::vector<std::size_t> own(network.size());
  std::iota(own.begin(), own.end(), std::size_t{0});
  EXPECT_EQ(alike_modes(network), own);
}

// Random networks of few different numbers: what is told alike charges alike.
TEST(AlikeModes, ChargeAlike) {
  std::size_t pairs = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Dice dice(seed);
    NetworkParts parts;
    const std::size_t n = 4 + dice.below(6);
    for (std::size_t j = 0; j < n; ++j) {
      parts.modes.push_back({.name = "m" + std::to_string(j), .loss = dice.chance(0.8) ? 0.1 : 1});
      if (j > 0) {
        const std::size_t other = dice.below(std::min<std::size_t>(j, 2));
        const bool turned = dice.chance(0.3);
        parts.couplings.push_back(
            {turned ? j : other, turned ? other : j, 0.1, dice.chance(0.7) ? 0.3 : -0.3});
      }
    }
    parts.modes[0].drive = 1;
    const Network network(parts);
    const auto alike = alike_modes(network);
    const Evolution course = evolve(network, {0.3, 4, 30});
    ASSERT_EQ(course.status, Status::ok);
    for (std::size_t j = 0; j < n; ++j) {
      if (alike[j] == j) continue;
      ++pairs;
      for (std::size_t i = 0; i < 3; ++i) {
        const ScaledComplex &a = course.amplitude[j][i], &b = course.amplitude[alike[j]][i];
        EXPECT_LE(abs(a - b).value(), 1e-10 * abs(b).value()) << seed << " " << j;
      }
    }
  }
  EXPECT_GT(pairs, 100U);
}

}  // namespace
}  // namespace qbnet
