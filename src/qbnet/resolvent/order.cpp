#include "qbnet/resolvent/order.hpp"

#include <camd.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

#include "qbnet/base/status.hpp"
#include "qbnet/resolvent/pair_set.hpp"

namespace qbnet {
namespace {

using Index = std::int32_t;

std::size_t index(Index j) { return static_cast<std::size_t>(j); }

std::vector<Index> by_minimum_degree(const Rows& rows, const std::vector<int>& order_class) {
  const std::size_t n = rows.size();
  std::vector<Index> classes(n, 0), order(n);
  if (!order_class.empty()) {  // CAMD wants classes without gaps
    std::vector<int> levels(order_class);
    std::sort(levels.begin(), levels.end());
    levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
    for (std::size_t j = 0; j < n; ++j) {
      const auto it = std::lower_bound(levels.begin(), levels.end(), order_class[j]);
      classes[j] = static_cast<Index>(it - levels.begin());
    }
  }
  if (rows.column.empty()) {  // CAMD refuses a null pointer
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](Index i, Index j) { return classes[index(i)] < classes[index(j)]; });
    return order;
  }
  std::vector<Index> start(rows.start.begin(), rows.start.end());
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

// The rows of these modes in their order, columns by their number there; other modes are left out.
// `fill`: further pairs.
Rows graph_of(const Rows& rows, const std::vector<Index>& modes, const PairSet& fill) {
  std::vector<Index> place(rows.size(), -1);
  for (std::size_t k = 0; k < modes.size(); ++k) place[index(modes[k])] = static_cast<Index>(k);
  Rows graph;
  graph.start.assign(modes.size() + 1, 0);
  const auto each_edge = [&](const auto& visit) {
    for (std::size_t k = 0; k < modes.size(); ++k) {
      const std::size_t j = index(modes[k]);
      for (std::uint32_t s = rows.start[j]; s < rows.start[j + 1]; ++s) {
        if (const Index other = place[index(rows.column[s])]; other >= 0) visit(k, other);
      }
    }
    fill.each([&](Index first, Index second) {
      const Index a = place[index(first)], b = place[index(second)];
      if (a < 0 || b < 0) return;
      visit(index(a), b);
      visit(index(b), a);
    });
  };
  each_edge([&](std::size_t k, Index) { ++graph.start[k + 1]; });
  std::partial_sum(graph.start.begin(), graph.start.end(), graph.start.begin());
  graph.column.resize(graph.start.back());
  std::vector<std::uint32_t> next(graph.start.begin(), graph.start.end() - 1);
  each_edge([&](std::size_t k, Index other) { graph.column[next[k]++] = other; });
  for (std::size_t k = 0; k < modes.size(); ++k) {
    std::sort(graph.column.begin() + graph.start[k], graph.column.begin() + graph.start[k + 1]);
  }
  return graph;
}

// Takes modes with at most two neighbours out of the graph, one after another.
class LowDegreeFirst {
 public:
  explicit LowDegreeFirst(const Rows& rows) : rows_(rows), node_(rows.size()) {
    for (std::size_t j = 0; j < node_.size(); ++j) {
      Node node;
      for (std::uint32_t s = rows.start[j]; s < rows.start[j + 1]; ++s) add(node, rows.column[s]);
      node_[j] = node;
    }
  }

  void run(Order& order) {
    order_ = &order;
    order.mode_at.reserve(node_.size());
    order.neighbours.reserve(node_.size());
    for (std::size_t j = 0; j < node_.size(); ++j) {
      if (node_[j].degree < 2) leaves_.push_back(static_cast<Index>(j));
      if (node_[j].degree == 2) pairs_.push_back(static_cast<Index>(j));
    }
    // Leaves first: a pair's neighbours have to be joined, a leaf has one.
    take_leaves();
    for (std::size_t next = 0; next < pairs_.size();) {
      // All there are before anything else: modes that are alike stay side by side (repeats.hpp).
      for (const std::size_t end = pairs_.size(); next < end; ++next) {
        if (const Index j = pairs_[next]; node_[index(j)].degree == 2) take_out(j);
      }
      take_leaves();
    }
  }

  std::vector<Index> left() const {
    std::vector<Index> modes;
    for (std::size_t j = 0; j < node_.size(); ++j) {
      if (node_[j].degree != gone) modes.push_back(static_cast<Index>(j));
    }
    return modes;
  }
  PairSet take_fill() { return std::move(fill_); }

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

  // One after another, each with the leaves that it leaves behind.
  void take_leaves() {
    for (const Index leaf : std::exchange(leaves_, {})) {
      leaves_.push_back(leaf);
      while (!leaves_.empty()) {
        const Index j = leaves_.back();
        leaves_.pop_back();
        if (node_[index(j)].degree != gone) take_out(j);
      }
    }
  }

  void take_out(Index j) {
    const Node node = node_[index(j)];
    node_[index(j)].degree = gone;
    order_->mode_at.push_back(j);
    if (node.degree == 0) {
      order_->neighbours.push_back({-1, -1});
      return;
    }
    if (node.degree == 1) {
      const auto only = static_cast<Index>(node.sum);
      order_->neighbours.push_back({only, -1});
      remove(only, j);
      return;
    }
    const auto [a, b] = pair_of(node, j);
    order_->neighbours.push_back({a, b});
    if (adjacent(a, b)) {
      remove(a, j);
      remove(b, j);
      return;
    }
    fill_.insert(a, b);
    put_in_place(a, j, b);
    put_in_place(b, j, a);
  }

  // The two neighbours left, ascending: those it began with, or from both sums.
  std::array<Index, 2> pair_of(const Node& node, Index j) const {
    const std::uint32_t first = rows_.start[index(j)];
    if (rows_.start[index(j) + 1] - first == 2) {
      const Index c = rows_.column[first], d = rows_.column[first + 1];
      Node began;
      add(began, c);
      add(began, d);
      if (began.sum == node.sum && began.squares == node.squares) {
        return {std::min(c, d), std::max(c, d)};
      }
    }
    const std::uint64_t square = 2 * node.squares - node.sum * node.sum;  // of their difference
    const auto difference =
        static_cast<std::uint64_t>(std::sqrt(static_cast<double>(square)) + 0.5);
    return {static_cast<Index>((node.sum - difference) / 2),
            static_cast<Index>((node.sum + difference) / 2)};
  }

  // One neighbour for another.
  void put_in_place(Index of, Index old, Index now) {
    Node& node = node_[index(of)];
    const auto k = static_cast<std::uint64_t>(old), m = static_cast<std::uint64_t>(now);
    node.sum += m - k;
    node.squares += m * m - k * k;
  }

  bool adjacent(Index a, Index b) const {
    const auto length = [&](Index j) { return rows_.start[index(j) + 1] - rows_.start[index(j)]; };
    if (length(a) > length(b)) std::swap(a, b);
    const auto first = rows_.column.begin() + rows_.start[index(a)];
    const auto last = rows_.column.begin() + rows_.start[index(a) + 1];
    const bool found =
        is_long(length(a)) ? std::binary_search(first, last, b) : std::find(first, last, b) != last;
    return found || fill_.contains(a, b);
  }

  const Rows& rows_;
  UnsetPages<Node> node_;
  Order* order_ = nullptr;
  std::vector<Index> leaves_, pairs_;
  PairSet fill_;
};

}  // namespace

Order elimination_order(const Rows& neighbours, const std::vector<int>& order_class) {
  Order order;
  std::vector<Index> left;
  PairSet fill;
  if (std::ranges::adjacent_find(order_class, std::not_equal_to<>()) == order_class.end()) {
    LowDegreeFirst first(neighbours);
    first.run(order);
    left = first.left();
    fill = first.take_fill();
  } else {
    left.resize(neighbours.size());
    std::iota(left.begin(), left.end(), 0);
  }
  if (left.empty()) {
    order.rest.start = {0};
    return order;
  }
  std::vector<Index> last;
  const auto& classes = order.mode_at.empty() ? order_class : std::vector<int>();
  for (const Index k : by_minimum_degree(graph_of(neighbours, left, fill), classes)) {
    last.push_back(left[index(k)]);
  }
  order.rest = graph_of(neighbours, last, fill);
  order.mode_at.insert(order.mode_at.end(), last.begin(), last.end());
  return order;
}

}  // namespace qbnet
