#include "qbnet/network/fluxes.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <numbers>
#include <set>

#include "qbnet/network/families.hpp"

namespace qbnet {
namespace {

constexpr double pi = std::numbers::pi;

NetworkParts bare_modes(std::size_t count) {
  NetworkParts parts;
  for (std::size_t j = 0; j < count; ++j) {
    parts.modes.push_back({.name = "m" + std::to_string(j), .loss = 1});
  }
  return parts;
}

FamilyRates paper_rates(std::size_t batteries) {
  return {.batteries = batteries,
          .coupling = {0.01},
          .phase = {},
          .charger_loss = 0.1,
          .battery_loss = {0.1},
          .mediator_loss = {0.1},
          .mediator_coupling = {}};
}

TEST(Fluxes, TreesHaveNone) {
  NetworkParts parts = bare_modes(4);
  parts.couplings = {{0, 1, 1, 0.3}, {1, 2, 1, 0.4}, {1, 3, -1, 0.5}};
  EXPECT_TRUE(loop_fluxes(Network(parts)).empty());
  EXPECT_TRUE(loop_fluxes(Network()).empty());
}

TEST(Fluxes, TriangleHasItsPhase) {
  const Network network = cascade(paper_rates(1));
  const auto loops = loop_fluxes(network);
  ASSERT_EQ(loops.size(), 1u);
  EXPECT_EQ(node_names(network, loops[0]), (std::vector<std::string>{"c", "b1", "a1"}));
  EXPECT_DOUBLE_EQ(loops[0].flux, -pi / 2);
}

TEST(Fluxes, DirectionAndSign) {
  NetworkParts parts = bare_modes(3);
  parts.couplings = {{0, 1, 1, 0.3}, {2, 1, 1, 0.4}, {2, 0, -1, 0.5}};
  const auto loops = loop_fluxes(Network(parts));
  ASSERT_EQ(loops.size(), 1u);
  EXPECT_EQ(loops[0].nodes, (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_NEAR(loops[0].flux, 0.3 - 0.4 + 0.5 + pi - 2 * pi, 1e-15);
}

TEST(Fluxes, HalfTurnIsPlusPi) {
  NetworkParts parts = bare_modes(3);
  parts.couplings = {{0, 1, 1, -pi}, {1, 2, 1, 0}, {0, 2, 1, 0}};
  EXPECT_EQ(loop_fluxes(Network(parts))[0].flux, pi);
  parts.couplings = {{0, 1, -1, 2 * pi}, {1, 2, 1, -6 * pi}, {0, 2, 1, 0}};
  EXPECT_NEAR(loop_fluxes(Network(parts))[0].flux, pi, 1e-14);
}

TEST(Fluxes, StrengthZeroIsAnEdge) {
  NetworkParts parts = bare_modes(3);
  parts.couplings = {{0, 1, 0, 0.3}, {1, 2, 1, 0}, {0, 2, 1, 0}};
  ASSERT_EQ(loop_fluxes(Network(parts)).size(), 1u);
  EXPECT_DOUBLE_EQ(loop_fluxes(Network(parts))[0].flux, 0.3);
}

TEST(Fluxes, SharedBathIsLikeAMediator) {
  NetworkParts parts = bare_modes(2);
  parts.couplings = {{0, 1, 1, 0.3}};
  parts.dissipators = {{1, {{0, std::polar(1.0, 0.2)}, {1, std::polar(2.0, 1.1)}}}};
  const Network network(parts);
  const auto loops = loop_fluxes(network);
  ASSERT_EQ(loops.size(), 1u);
  EXPECT_EQ(node_names(network, loops[0]), (std::vector<std::string>{"m0", "m1", "dissipator 1"}));
  EXPECT_NEAR(loops[0].flux, 0.3 + 1.1 - 0.2, 1e-15);
  parts.dissipators[0].weights[1].second = 0;
  EXPECT_TRUE(loop_fluxes(Network(parts)).empty());
}

TEST(Fluxes, FamiliesHaveOneTriangleALink) {
  for (const auto make : {cascade, parallel}) {
    const auto loops = loop_fluxes(make(paper_rates(20000)));
    ASSERT_EQ(loops.size(), 20000u);
    for (const Loop& loop : loops) {
      EXPECT_EQ(loop.nodes.size(), 3u);
      EXPECT_DOUBLE_EQ(loop.flux, -pi / 2);
    }
  }
}

// Rails first, then the rungs: a forest alone would give loops as long as the ladder.
TEST(Fluxes, LadderOf100000ModesHasShortLoops) {
  constexpr std::size_t rungs = 50000;
  NetworkParts parts = bare_modes(2 * rungs);
  for (std::size_t k = 0; k + 1 < rungs; ++k) {
    parts.couplings.push_back({k, k + 1, 1, 0});
    parts.couplings.push_back({rungs + k, rungs + k + 1, 1, 0.25});
  }
  for (std::size_t k = 0; k < rungs; ++k) parts.couplings.push_back({k, rungs + k, 1, 0});
  const auto loops = loop_fluxes(Network(parts));
  ASSERT_EQ(loops.size(), rungs - 1);
  for (const Loop& loop : loops) {
    EXPECT_EQ(loop.nodes.size(), 4u);
    EXPECT_NEAR(std::abs(loop.flux), 0.25, 1e-15);
  }
}

TEST(Fluxes, LongRing) {
  constexpr std::size_t count = 10000;
  NetworkParts parts = bare_modes(count);
  for (std::size_t k = 0; k < count; ++k) {
    parts.couplings.push_back({k, (k + 1) % count, 1, k == 0 ? 0.5 : 0.0});
  }
  const auto loops = loop_fluxes(Network(parts));
  ASSERT_EQ(loops.size(), 1u);
  EXPECT_EQ(loops[0].nodes.size(), count);
  EXPECT_EQ(loops[0].flux, 0.5);
}

NetworkParts random_parts() {
  const auto count = *rc::gen::inRange<std::size_t>(1, 12);
  NetworkParts parts = bare_modes(count);
  const auto angle = [] { return *rc::gen::inRange(-1000, 1000) * 0.01; };
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = i + 1; j < count; ++j) {
      if (*rc::gen::inRange(0, 3) != 0) continue;
      const double strength = *rc::gen::element(1.0, -1.0);
      if (*rc::gen::arbitrary<bool>())
        parts.couplings.push_back({i, j, strength, angle()});
      else
        parts.couplings.push_back({j, i, strength, angle()});
    }
  }
  if (count > 2) parts.dissipators = {{1, {{0, std::polar(1.0, angle())}, {2, 1.0}}}};
  return parts;
}

RC_GTEST_PROP(Fluxes, DoNotFeelTheGauge, ()) {
  NetworkParts parts = random_parts();
  const auto before = loop_fluxes(Network(parts));
  std::vector<double> turn;
  for (std::size_t j = 0; j < parts.modes.size(); ++j) turn.push_back(*rc::gen::inRange(-9, 9));
  for (Coupling& coupling : parts.couplings) {
    coupling.phase += turn[coupling.from] - turn[coupling.to];
  }
  for (Dissipator& dissipator : parts.dissipators) {
    for (auto& [mode, weight] : dissipator.weights) weight *= std::polar(1.0, turn[mode]);
  }
  const auto after = loop_fluxes(Network(parts));
  RC_ASSERT(before.size() == after.size());
  for (std::size_t k = 0; k < before.size(); ++k) {
    RC_ASSERT(before[k].nodes == after[k].nodes);
    RC_ASSERT(std::abs(std::remainder(before[k].flux - after[k].flux, 2 * pi)) < 1e-12);
    RC_ASSERT(after[k].flux > -pi && after[k].flux <= pi);
  }
}

RC_GTEST_PROP(Fluxes, AsManyAsIndependentLoopsAndEachAWay, ()) {
  const Network network(random_parts());
  const std::size_t nodes = network.size() + network.dissipators().size();
  std::set<std::pair<std::size_t, std::size_t>> joined;
  const auto join = [&](std::size_t a, std::size_t b) {
    joined.insert({a, b});
    joined.insert({b, a});
  };
  for (const auto& coupling : network.couplings()) join(coupling.from, coupling.to);
  for (std::size_t d = 0; d < network.dissipators().size(); ++d) {
    for (const auto& [mode, weight] : network.dissipators()[d].weights) {
      join(mode, network.size() + d);
    }
  }
  std::vector<std::size_t> part(nodes);
  for (std::size_t j = 0; j < nodes; ++j) part[j] = j;
  std::size_t parts = nodes;
  for (const auto& [a, b] : joined) {
    if (part[a] == part[b]) continue;
    --parts;
    const std::size_t old = part[b];
    for (std::size_t& p : part) p = p == old ? part[a] : p;
  }
  const auto loops = loop_fluxes(network);
  RC_ASSERT(loops.size() == joined.size() / 2 + parts - nodes);
  for (const Loop& loop : loops) {
    RC_ASSERT(loop.nodes.size() >= 3u);
    RC_ASSERT(std::set<std::size_t>(loop.nodes.begin(), loop.nodes.end()).size() ==
              loop.nodes.size());
    for (std::size_t k = 0; k < loop.nodes.size(); ++k) {
      RC_ASSERT(joined.contains({loop.nodes[k], loop.nodes[(k + 1) % loop.nodes.size()]}));
    }
  }
}

}  // namespace
}  // namespace qbnet
