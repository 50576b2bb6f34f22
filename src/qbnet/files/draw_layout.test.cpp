#include "qbnet/files/draw_layout.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "qbnet/network/families.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

FamilyRates rates(std::size_t n, Charging charging = Charging::nonreciprocal) {
  return uniform_rates(n, 0.01, 0.1, 0.1, charging);
}

struct Placed {
  explicit Placed(const Network& network, std::size_t largest = 64)
      : graph(draw_graph(network, largest)), at(lay_out(graph)), index(network.size(), 99999) {
    for (std::size_t i = 0; i < graph.modes.size(); ++i) index[graph.modes[i]] = i;
  }
  Point of(const Network& network, const std::string& name) const {
    return at[index[network.index_of(name)]];
  }
  DrawGraph graph;
  std::vector<Point> at;
  std::vector<std::size_t> index;
};

/// A graph of batteries with the given edges; mode 0 is driven.
Network graph_of(std::size_t n, const std::vector<std::pair<std::size_t, std::size_t>>& edges) {
  NetworkParts parts;
  for (std::size_t i = 0; i < n; ++i) {
    Mode mode;
    mode.name = "m" + std::to_string(i);
    mode.loss = 0.1;
    parts.modes.push_back(mode);
  }
  if (n > 0) parts.modes[0].drive = 1;
  for (const auto& [a, b] : edges) parts.couplings.push_back({a, b, 0.1, 0});
  return Network(parts);
}

TEST(DrawLayout, ACascadeIsARowWithMediatorsAbove) {
  const Network network = cascade(rates(4));
  const Placed placed(network);
  const double y = placed.of(network, "c").y;
  double x = placed.of(network, "c").x;
  for (int k = 1; k <= 4; ++k) {
    const Point b = placed.of(network, "b" + std::to_string(k));
    const Point a = placed.of(network, "a" + std::to_string(k));
    EXPECT_DOUBLE_EQ(b.y, y);
    EXPECT_LT(a.y, y - 50);
    EXPECT_NEAR(a.x, (x + b.x) / 2, 1e-9);
    EXPECT_GT(b.x, x);
    x = b.x;
  }
}

TEST(DrawLayout, ALongCascadeFoldsIntoRows) {
  const Network network = cascade(rates(20));
  const Placed placed(network);
  double high = 0;
  for (const Point& p : placed.at) high = std::max(high, p.x);
  EXPECT_LT(high, 1500);
  // Neighbours stay neighbours, at the folds too.
  for (int k = 2; k <= 20; ++k)
    EXPECT_LT(length(placed.of(network, "b" + std::to_string(k)) -
                     placed.of(network, "b" + std::to_string(k - 1))),
              260);
}

TEST(DrawLayout, AParallelNetworkIsAFan) {
  for (const std::size_t n : {3, 4, 6, 7, 12, 31}) {
    const Network network = parallel(rates(n));
    const Placed placed(network);
    const Point hub = placed.of(network, "c");
    const double radius = length(placed.of(network, "b1") - hub);
    for (std::size_t k = 1; k <= n; ++k) {
      const Point b = placed.of(network, "b" + std::to_string(k));
      EXPECT_NEAR(length(b - hub), radius, 1e-6);
      // The left side is the drive's.
      EXPECT_GT(std::abs(std::atan2(b.y - hub.y, hub.x - b.x)), 0.2) << n << ' ' << k;
    }
  }
}

TEST(DrawLayout, ATreeStandsInLayers) {
  std::vector<std::pair<std::size_t, std::size_t>> edges;
  for (std::size_t i = 1; i < 31; ++i) edges.emplace_back((i - 1) / 2, i);
  const Network network = graph_of(31, edges);
  const Placed placed(network);
  for (std::size_t i = 1; i < 31; ++i) {
    const Point child = placed.of(network, "m" + std::to_string(i));
    const Point parent = placed.of(network, "m" + std::to_string((i - 1) / 2));
    const Point first = placed.of(network, "m1");
    EXPECT_NEAR(child.x - parent.x, first.x - placed.of(network, "m0").x, 1e-9);
  }
  EXPECT_NEAR(placed.of(network, "m0").y,
              (placed.of(network, "m1").y + placed.of(network, "m2").y) / 2, 1e-9);
}

TEST(DrawLayout, ARingIsARing) {
  const Network network = graph_of(6, {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {5, 0}});
  const Placed placed(network);
  for (std::size_t i = 0; i < 6; ++i)
    EXPECT_NEAR(length(placed.of(network, "m" + std::to_string(i)) -
                       placed.of(network, "m" + std::to_string((i + 1) % 6))),
                185, 1e-6);
}

TEST(DrawLayout, NoTwoThingsStandOnEachOther) {
  std::vector<Network> networks;
  for (const std::size_t n : {1, 2, 3, 5, 10, 31}) {
    networks.push_back(cascade(rates(n)));
    networks.push_back(parallel(rates(n)));
    networks.push_back(cascade(rates(n, Charging::reciprocal_direct)));
    networks.push_back(parallel(rates(n, Charging::reciprocal_direct)));
  }
  networks.push_back(graph_of(1, {}));
  networks.push_back(graph_of(5, {}));
  networks.push_back(graph_of(4, {{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}}));
  networks.push_back(graph_of(3, {{0, 1}, {1, 2}, {2, 0}}));
  std::vector<std::pair<std::size_t, std::size_t>> grid;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i % 4 < 3) grid.emplace_back(i, i + 1);
    if (i < 12) grid.emplace_back(i, i + 4);
  }
  networks.push_back(graph_of(16, grid));
  for (std::size_t k = 0; k < networks.size(); ++k) {
    const Placed placed(networks[k]);
    for (std::size_t i = 0; i < placed.at.size(); ++i) {
      ASSERT_TRUE(std::isfinite(placed.at[i].x) && std::isfinite(placed.at[i].y));
      for (std::size_t j = 0; j < i; ++j)
        EXPECT_GT(length(placed.at[i] - placed.at[j]), 55) << k << ": " << i << ' ' << j;
    }
  }
}

TEST(DrawLayout, SharedBaths) {
  NetworkParts parts = graph_of(4, {}).parts();
  parts.dissipators.push_back({0.1, {{0, 1.0}, {1, 1.0}}});            // alone between two modes
  parts.dissipators.push_back({0.1, {{1, 1.0}, {2, 1.0}, {3, 1.0}}});  // a hub of three
  const Network network(parts);
  const Placed placed(network);
  ASSERT_EQ(placed.graph.baths.size(), 2u);
  ASSERT_EQ(placed.graph.hung.size(), 1u);
  EXPECT_TRUE(placed.graph.hung[0].alone);
  EXPECT_NEAR(length(placed.at[4] - 0.5 * (placed.at[0] + placed.at[1])), 0, 1e-9);
  parts.couplings.push_back({0, 1, 0.1, 0});
  const Placed coupled{Network(parts)};
  EXPECT_FALSE(coupled.graph.hung[0].alone);
  EXPECT_GT(length(coupled.at[4] - 0.5 * (coupled.at[0] + coupled.at[1])), 40);
}

TEST(DrawLayout, TheFirstPartOfALargeNetwork) {
  const Network network = cascade(rates(1000));
  const DrawGraph graph = draw_graph(network, 10);
  ASSERT_EQ(graph.modes.size(), 10u);
  EXPECT_EQ(graph.modes[0], network.index_of("c"));
  std::size_t cut = 0;
  for (std::size_t i = 0; i < 10; ++i) {
    const std::string& name = network.mode(graph.modes[i]).name;
    EXPECT_TRUE(name == "c" || std::stoi(name.substr(1)) <= 6) << name;
    cut += graph.cut[i] ? 1 : 0;
  }
  EXPECT_GE(cut, 1u);
  EXPECT_LE(cut, 3u);
  EXPECT_EQ(draw_graph(network, 0).modes.size(), 1u);
  EXPECT_TRUE(draw_graph(Network(), 10).modes.empty());
}

}  // namespace
}  // namespace qbnet
