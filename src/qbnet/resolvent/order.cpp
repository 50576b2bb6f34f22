#include "qbnet/resolvent/order.hpp"

#include <camd.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_set>
#include <utility>

#include "qbnet/base/status.hpp"

namespace qbnet {
namespace {

using Index = std::int32_t;

std::size_t index(Index j) { return static_cast<std::size_t>(j); }

std::vector<Index> by_minimum_degree(const Rows& rows, const std::vector<int>& order_class) {
  const std::size_t n = rows.start.size() - 1;
  if (n == 0) return {};
  // CAMD wants classes without gaps.
  std::vector<int> levels(order_class);
  std::sort(levels.begin(), levels.end());
  levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  std::vector<Index> classes(n), start(rows.start.begin(), rows.start.end()), order(n);
  for (std::size_t j = 0; j < n; ++j) {
    const auto it = std::lower_bound(levels.begin(), levels.end(), order_class[j]);
    classes[j] = static_cast<Index>(it - levels.begin());
  }
  if (rows.column.empty()) {  // CAMD refuses a null pointer
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](Index i, Index j) { return classes[index(i)] < classes[index(j)]; });
    return order;
  }
  // It only reads the columns.
  const int result =
      camd_order(static_cast<Index>(n), start.data(), const_cast<Index*>(rows.column.data()),
                 order.data(), nullptr, nullptr, classes.data());
  if (result != CAMD_OK && result != CAMD_OK_BUT_JUMBLED) {
    throw Error(Refusal::too_large,
                fmt::format("ordering {} modes needs more memory than there is", n));
  }
  return order;
}

// Takes modes with at most two neighbours out of the graph, one after another.
class LowDegreeFirst {
 public:
  explicit LowDegreeFirst(const Rows& rows) : rows_(rows), node_(rows.start.size() - 1) {
    for (std::size_t j = 0; j < node_.size(); ++j) {
      for (std::uint32_t s = rows.start[j]; s < rows.start[j + 1]; ++s) {
        add(node_[j], rows.column[s]);
      }
    }
  }

  void run() {
    order_.reserve(node_.size());
    for (std::size_t j = 0; j < node_.size(); ++j) {
      if (node_[j].degree < 2) leaves_.push_back(static_cast<Index>(j));
      if (node_[j].degree == 2) pairs_.push_back(static_cast<Index>(j));
    }
    // Leaves first: a pair's neighbours have to be joined, a leaf has one.
    take_leaves();
    for (std::size_t next = 0; next < pairs_.size(); ++next) {
      if (const Index j = pairs_[next]; node_[index(j)].degree == 2) take_out(j);
      take_leaves();
    }
  }

  const std::vector<Index>& order() const { return order_; }

  // The graph of the modes that are left, and which those are.
  Rows rest(std::vector<Index>& left) const {
    std::vector<Index> place(node_.size(), -1);
    for (std::size_t j = 0; j < node_.size(); ++j) {
      if (node_[j].degree == gone) continue;
      place[j] = static_cast<Index>(left.size());
      left.push_back(static_cast<Index>(j));
    }
    std::vector<std::pair<Index, Index>> edges;
    for (const Index j : left) {
      for (std::uint32_t s = rows_.start[index(j)]; s < rows_.start[index(j) + 1]; ++s) {
        const Index other = place[index(rows_.column[s])];
        if (other >= 0) edges.emplace_back(place[index(j)], other);
      }
    }
    for (const std::uint64_t key : fill_) {
      const Index a = place[key / node_.size()], b = place[key % node_.size()];
      if (a < 0 || b < 0) continue;
      edges.emplace_back(a, b);
      edges.emplace_back(b, a);
    }
    std::sort(edges.begin(), edges.end());
    Rows graph;
    graph.start.assign(left.size() + 1, 0);
    for (const auto& [row, column] : edges) {
      ++graph.start[index(row) + 1];
      graph.column.push_back(column);
    }
    std::partial_sum(graph.start.begin(), graph.start.end(), graph.start.begin());
    return graph;
  }

 private:
  // The neighbours left: how many, their sum and the sum of their squares, from which the last two
  // follow. Sums wrap around, which does not matter in the end.
  struct Node {
    std::uint64_t sum = 0, squares = 0;
    std::uint32_t degree = 0;
  };
  static constexpr std::uint32_t gone = ~std::uint32_t{0};

  static void add(Node& node, Index j) {
    const auto k = static_cast<std::uint64_t>(j);
    ++node.degree;
    node.sum += k;
    node.squares += k * k;
  }
  void remove(Index from, Index j) {
    Node& node = node_[index(from)];
    const auto k = static_cast<std::uint64_t>(j);
    node.sum -= k;
    node.squares -= k * k;
    --node.degree;
    if (node.degree == 2) pairs_.push_back(from);
    if (node.degree == 1) leaves_.push_back(from);
  }

  void take_leaves() {
    while (!leaves_.empty()) {
      const Index j = leaves_.back();
      leaves_.pop_back();
      if (node_[index(j)].degree != gone) take_out(j);
    }
  }

  void take_out(Index j) {
    const Node node = node_[index(j)];
    node_[index(j)].degree = gone;
    order_.push_back(j);
    if (node.degree == 0) return;
    if (node.degree == 1) {
      remove(static_cast<Index>(node.sum), j);
      return;
    }
    const std::uint64_t square = 2 * node.squares - node.sum * node.sum;  // of their difference
    const auto difference =
        static_cast<std::uint64_t>(std::sqrt(static_cast<double>(square)) + 0.5);
    const auto a = static_cast<Index>((node.sum - difference) / 2);
    const auto b = static_cast<Index>((node.sum + difference) / 2);
    if (adjacent(a, b)) {
      remove(a, j);
      remove(b, j);
      return;
    }
    fill_.insert(key(a, b));
    put_in_place(a, j, b);
    put_in_place(b, j, a);
  }

  // One neighbour for another.
  void put_in_place(Index of, Index old, Index now) {
    Node& node = node_[index(of)];
    const auto k = static_cast<std::uint64_t>(old), m = static_cast<std::uint64_t>(now);
    node.sum += m - k;
    node.squares += m * m - k * k;
  }

  std::uint64_t key(Index a, Index b) const {
    return static_cast<std::uint64_t>(std::min(a, b)) * node_.size() +
           static_cast<std::uint64_t>(std::max(a, b));
  }
  bool adjacent(Index a, Index b) const {
    const auto length = [&](Index j) { return rows_.start[index(j) + 1] - rows_.start[index(j)]; };
    if (length(a) > length(b)) std::swap(a, b);
    const auto row = rows_.column.begin();
    if (std::binary_search(row + rows_.start[index(a)], row + rows_.start[index(a) + 1], b)) {
      return true;
    }
    return !fill_.empty() && fill_.contains(key(a, b));
  }

  const Rows& rows_;
  std::vector<Node> node_;
  std::vector<Index> order_, leaves_, pairs_;
  std::unordered_set<std::uint64_t> fill_;
};

}  // namespace

std::vector<Index> elimination_order(const Rows& neighbours, const std::vector<int>& order_class) {
  if (std::adjacent_find(order_class.begin(), order_class.end(), std::not_equal_to<>()) !=
      order_class.end()) {
    return by_minimum_degree(neighbours, order_class);
  }
  LowDegreeFirst first(neighbours);
  first.run();
  std::vector<Index> order = first.order();
  if (order.size() < neighbours.start.size() - 1) {
    std::vector<Index> left;
    const Rows rest = first.rest(left);
    for (const Index j : by_minimum_degree(rest, std::vector<int>(left.size(), 0))) {
      order.push_back(left[index(j)]);
    }
  }
  return order;
}

}  // namespace qbnet
