#include "qbnet/resolvent/order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <set>
#include <utility>

namespace qbnet {
namespace {

using Edges = std::set<std::pair<int, int>>;

Rows rows_of(int n, const Edges& edges) {
  std::vector<std::vector<int>> row(static_cast<std::size_t>(n));
  for (const auto& [a, b] : edges) {
    row[static_cast<std::size_t>(a)].push_back(b);
    row[static_cast<std::size_t>(b)].push_back(a);
  }
  Rows rows;
  rows.start.push_back(0);
  for (std::vector<int>& r : row) {
    std::sort(r.begin(), r.end());
    rows.column.insert(rows.column.end(), r.begin(), r.end());
    rows.start.push_back(static_cast<std::uint32_t>(rows.column.size()));
  }
  return rows;
}

// The pairs that elimination in this order joins, and how many neighbours a mode has at most when
// its turn comes.
struct Fill {
  std::size_t pairs = 0;
  std::size_t widest = 0;
};
Fill fill_of(int n, const Edges& edges, const std::vector<std::int32_t>& order) {
  std::vector<std::set<int>> row(static_cast<std::size_t>(n));
  for (const auto& [a, b] : edges) {
    row[static_cast<std::size_t>(a)].insert(b);
    row[static_cast<std::size_t>(b)].insert(a);
  }
  Fill fill;
  for (const std::int32_t j : order) {
    const std::set<int> around = row[static_cast<std::size_t>(j)];
    fill.widest = std::max(fill.widest, around.size());
    for (const int a : around) {
      row[static_cast<std::size_t>(a)].erase(j);
      for (const int b : around) {
        if (a < b && row[static_cast<std::size_t>(a)].insert(b).second) {
          row[static_cast<std::size_t>(b)].insert(a);
          ++fill.pairs;
        }
      }
    }
  }
  return fill;
}

// What is said of the graph when each mode's turn comes.
void expect_neighbours(int n, const Edges& edges, const Order& order) {
  std::vector<std::set<int>> row(static_cast<std::size_t>(n));
  const auto of = [&](int j) -> std::set<int>& { return row[static_cast<std::size_t>(j)]; };
  for (const auto& [a, b] : edges) {
    of(a).insert(b);
    of(b).insert(a);
  }
  const std::size_t first = order.neighbours.size();
  for (std::size_t p = 0; p < first; ++p) {
    const int j = order.mode_at[p];
    std::set<int> said(order.neighbours[p].begin(), order.neighbours[p].end());
    said.erase(-1);
    const std::set<int> around = of(j);
    EXPECT_EQ(said, around);
    for (const int a : around) {
      of(a).erase(j);
      for (const int b : around) {
        if (a != b) of(a).insert(b);
      }
    }
  }
  ASSERT_EQ(order.rest.size(), static_cast<std::size_t>(n) - first);
  for (std::size_t k = 0; k < order.rest.size(); ++k) {
    std::set<int> said;
    for (std::uint32_t s = order.rest.start[k]; s < order.rest.start[k + 1]; ++s) {
      said.insert(order.mode_at[first + static_cast<std::size_t>(order.rest.column[s])]);
    }
    EXPECT_EQ(said, of(order.mode_at[first + k]));
  }
}

std::vector<std::int32_t> ordered(int n, const Edges& edges) {
  const Order found = elimination_order(rows_of(n, edges), {});
  const std::vector<std::int32_t> order(found.mode_at.begin(), found.mode_at.end());
  expect_neighbours(n, edges, found);
  std::vector<std::int32_t> all(static_cast<std::size_t>(n)), sorted = order;
  std::iota(all.begin(), all.end(), 0);
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(sorted, all) << "every mode once";
  return order;
}

TEST(EliminationOrder, TreesHaveNoFill) {
  std::mt19937 random(3);
  for (const int n : {0, 1, 2, 3, 5, 10, 50, 1000}) {
    Edges edges;
    for (int j = 1; j < n; ++j)
      edges.insert({static_cast<int>(random() % static_cast<unsigned>(j)), j});
    const Fill fill = fill_of(n, edges, ordered(n, edges));
    EXPECT_EQ(fill.pairs, 0U) << n;
    EXPECT_LE(fill.widest, 1U) << n;
  }
}

TEST(EliminationOrder, RingsLaddersAndStripsKeepTwoNeighbours) {
  for (const int n : {3, 4, 5, 10, 50, 1000}) {
    Edges ring, ladder, strip;
    for (int j = 0; j < n; ++j) {
      if (n > 2) ring.insert({std::min(j, (j + 1) % n), std::max(j, (j + 1) % n)});
      ladder.insert({2 * j, 2 * j + 1});
      if (j > 0) {
        ladder.insert({2 * j - 2, 2 * j});
        ladder.insert({2 * j - 1, 2 * j + 1});
        strip.insert({j - 1, j});
      }
      if (j > 1) strip.insert({j - 2, j});
    }
    EXPECT_LE(fill_of(n, ring, ordered(n, ring)).widest, 2U);
    EXPECT_LE(fill_of(2 * n, ladder, ordered(2 * n, ladder)).widest, 2U);
    const Fill triangles = fill_of(n, strip, ordered(n, strip));
    EXPECT_LE(triangles.widest, 2U);
    EXPECT_EQ(triangles.pairs, 0U);
  }
}

TEST(EliminationOrder, AHubIsNoHindrance) {
  // A parallel family: a hub, and at each battery a mediator.
  Edges edges;
  const int batteries = 500;
  for (int k = 0; k < batteries; ++k) {
    edges.insert({0, 1 + 2 * k});
    edges.insert({0, 2 + 2 * k});
    edges.insert({1 + 2 * k, 2 + 2 * k});
  }
  EXPECT_EQ(fill_of(2 * batteries + 1, edges, ordered(2 * batteries + 1, edges)).pairs, 0U);
}

TEST(EliminationOrder, GridsFillNoMoreThanMinimumDegreeWould) {
  for (const int side : {2, 3, 10, 30}) {
    Edges edges;
    for (int i = 0; i < side; ++i) {
      for (int j = 0; j < side; ++j) {
        if (i > 0) edges.insert({(i - 1) * side + j, i * side + j});
        if (j > 0) edges.insert({i * side + j - 1, i * side + j});
      }
    }
    const int n = side * side;
    const Fill fill = fill_of(n, edges, ordered(n, edges));
    // A band would fill n side of them.
    EXPECT_LT(fill.pairs, static_cast<std::size_t>(10 * n)) << side;
  }
}

TEST(EliminationOrder, RandomGraphsOfAnyDensity) {
  std::mt19937 random(5);
  for (const int n : {2, 3, 5, 10, 50}) {
    for (int trial = 0; trial < 40; ++trial) {
      Edges edges;
      const auto count = random() % static_cast<unsigned>(2 * n + 1);
      for (std::uint_fast32_t k = 0; k < count; ++k) {
        const int a = static_cast<int>(random() % static_cast<unsigned>(n));
        const int b = static_cast<int>(random() % static_cast<unsigned>(n));
        if (a != b) edges.insert({std::min(a, b), std::max(a, b)});
      }
      ordered(n, edges);
    }
  }
}

TEST(EliminationOrder, HigherClassesComeLater) {
  const Edges edges = {{0, 1}, {1, 2}, {2, 3}, {3, 0}};
  const std::vector<int> classes = {7, 0, 2, 0};
  const auto order = elimination_order(rows_of(4, edges), classes).mode_at;
  for (std::size_t k = 1; k < order.size(); ++k) {
    EXPECT_LE(classes[static_cast<std::size_t>(order[k - 1])],
              classes[static_cast<std::size_t>(order[k])]);
  }
}

}  // namespace
}  // namespace qbnet
