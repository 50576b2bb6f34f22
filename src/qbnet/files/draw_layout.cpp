#include "qbnet/files/draw_layout.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "qbnet/base/stop.hpp"

namespace qbnet {
namespace {

constexpr double step = 185;        // between neighbours in a row, or layers of a tree
constexpr double row_height = 250;  // of a folded row
constexpr std::size_t row_length = 7;
constexpr double beside = 84;          // from a link to what hangs on it
constexpr double clearance = 70;       // of what hangs, from other items
constexpr double line_clearance = 33;  // and from other links
constexpr double two_pi = 2 * std::numbers::pi;

enum class Shape { row, fan, tree, ring, general };

/// A connected part of the graph: what is not hung, breadth first from the root.
struct Part {
  std::vector<std::size_t> items;
  std::vector<std::size_t> parent;  ///< one an item; of the root: itself
  Shape shape = Shape::general;
};

class Placer {
 public:
  explicit Placer(const DrawGraph& graph)
      : graph_(graph), at_(graph.items()), part_of_(graph.items(), graph.items()) {}
  std::vector<Point> place();

 private:
  Part reach(std::size_t root, std::size_t number);
  Shape shape_of(const Part& part) const;
  void row(const Part& part);
  void fan(const Part& part);
  void tree(const Part& part);
  void ring(const Part& part);
  void general(const Part& part);
  std::vector<std::size_t> hang(const Part& part, std::size_t number);
  double room(Point at, const Hung& hung, const std::vector<std::size_t>& taken) const;
  Point beside_link(const Hung& hung, const Part& part,
                    const std::vector<std::size_t>& taken) const;
  std::size_t degree(std::size_t item) const { return graph_.links[item].size(); }

  const DrawGraph& graph_;
  std::vector<Point> at_;
  std::vector<std::size_t> part_of_;
};

std::vector<Point> Placer::place() {
  double top = 0;
  std::size_t number = 0;
  for (std::size_t root = 0; root < graph_.items(); ++root) {
    if (graph_.is_hung[root] || part_of_[root] != graph_.items()) continue;
    const Part part = reach(root, number);
    switch (part.shape) {
      case Shape::row:
        row(part);
        break;
      case Shape::fan:
        fan(part);
        break;
      case Shape::tree:
        tree(part);
        break;
      case Shape::ring:
        ring(part);
        break;
      case Shape::general:
        general(part);
        break;
    }
    const std::vector<std::size_t> all = hang(part, number++);
    double low = at_[root].y;
    double high = low;
    for (const std::size_t i : all) {
      low = std::min(low, at_[i].y);
      high = std::max(high, at_[i].y);
    }
    for (const std::size_t i : all) at_[i].y += top - low;
    top += high - low + 200;
  }
  return at_;
}

Part Placer::reach(std::size_t root, std::size_t number) {
  Part part{{root}, {root}, Shape::general};
  part_of_[root] = number;
  for (std::size_t k = 0; k < part.items.size(); ++k) {
    const std::size_t here = part.items[k];
    for (const std::size_t next : graph_.links[here]) {
      if (part_of_[next] == number) continue;
      part_of_[next] = number;
      part.items.push_back(next);
      part.parent.push_back(here);
    }
  }
  part.shape = shape_of(part);
  return part;
}

Shape Placer::shape_of(const Part& part) const {
  const std::size_t n = part.items.size();
  std::size_t ends = 0;
  std::size_t most = 0;
  for (const std::size_t i : part.items) {
    ends += degree(i);
    most = std::max(most, degree(i));
  }
  const std::size_t root = part.items[0];
  if (ends == 2 * (n - 1)) {
    if (most <= 2 && degree(root) <= 1) return Shape::row;
    if (degree(root) == n - 1) return Shape::fan;
    return Shape::tree;
  }
  return ends == 2 * n && most == 2 ? Shape::ring : Shape::general;
}

void Placer::row(const Part& part) {
  for (std::size_t k = 0; k < part.items.size(); ++k) {
    const std::size_t line = k / row_length;
    const std::size_t along = k % row_length;
    const std::size_t column = line % 2 == 0 ? along : row_length - 1 - along;
    at_[part.items[k]] = {step * static_cast<double>(column),
                          row_height * static_cast<double>(line)};
  }
}

/// Angle between neighbours of a fan's rim. The left side stays free for the drive of the hub.
double fan_step(std::size_t rim) {
  const double between = static_cast<double>(std::max<std::size_t>(rim, 2) - 1);
  return std::min(two_pi / 6, (rim <= 6 ? 0.5 : 0.8) * two_pi / between);
}

void Placer::fan(const Part& part) {
  const std::size_t rim = part.items.size() - 1;
  const double angle = fan_step(rim);
  const double apart = graph_.hung.empty() ? 110 : 190;
  const double radius =
      std::max(graph_.hung.empty() ? 210.0 : 290.0, apart / 2 / std::sin(angle / 2));
  at_[part.items[0]] = {};
  for (std::size_t k = 0; k < rim; ++k) {
    const double direction = angle * (static_cast<double>(k) - static_cast<double>(rim - 1) / 2);
    at_[part.items[k + 1]] = {radius * std::cos(direction), radius * std::sin(direction)};
  }
}

void Placer::tree(const Part& part) {
  const std::size_t n = part.items.size();
  std::vector<std::size_t> place(graph_.items());
  for (std::size_t k = 0; k < n; ++k) place[part.items[k]] = k;
  std::vector<std::vector<std::size_t>> children(n);
  std::vector<double> depth(n);
  for (std::size_t k = 1; k < n; ++k) {
    children[place[part.parent[k]]].push_back(k);
    depth[k] = depth[place[part.parent[k]]] + 1;
  }
  // Leaves in the order of a walk along the outline, everything else between its children.
  // Three children leave least room: what hangs on the middle link is between two links.
  const bool wide = std::ranges::any_of(children, [](const auto& of) { return of.size() > 2; });
  const double apart = graph_.hung.empty() ? 95 : wide ? 215 : 155;
  double next = 0;
  std::vector<double> y(n);
  std::vector<std::size_t> walk{0};
  while (!walk.empty()) {
    const std::size_t k = walk.back();
    walk.pop_back();
    if (children[k].empty()) {
      y[k] = next;
      next += apart;
    }
    for (auto child = children[k].rbegin(); child != children[k].rend(); ++child)
      walk.push_back(*child);
  }
  for (std::size_t k = n; k-- > 0;)
    if (!children[k].empty()) y[k] = (y[children[k].front()] + y[children[k].back()]) / 2;
  for (std::size_t k = 0; k < n; ++k) at_[part.items[k]] = {1.1 * step * depth[k], y[k]};
}

void Placer::ring(const Part& part) {
  // Breadth first visits both sides in turn; walk around instead.
  std::vector<std::size_t> around{part.items[0], graph_.links[part.items[0]][0]};
  while (around.size() < part.items.size()) {
    const auto& near = graph_.links[around.back()];
    around.push_back(near[0] == around[around.size() - 2] ? near[1] : near[0]);
  }
  const double n = static_cast<double>(around.size());
  const double radius = step / 2 / std::sin(two_pi / 2 / n);
  for (std::size_t k = 0; k < around.size(); ++k) {
    const double direction = two_pi * (static_cast<double>(k) / n - 0.5);
    at_[around[k]] = {radius * std::cos(direction), radius * std::sin(direction)};
  }
}

/// Stress majorisation (Gansner, Koren and North, 2004): weights 1/d^2, one item at a time.
void Placer::general(const Part& part) {
  const std::size_t n = part.items.size();
  std::vector<std::size_t> place(graph_.items());
  for (std::size_t k = 0; k < n; ++k) place[part.items[k]] = k;
  std::vector<double> hops(n * n, -1);
  for (std::size_t k = 0; k < n; ++k) {
    std::vector<std::size_t> queue{k};
    hops[k * n + k] = 0;
    for (std::size_t q = 0; q < queue.size(); ++q)
      for (const std::size_t item : graph_.links[part.items[queue[q]]]) {
        const std::size_t next = place[item];
        if (hops[k * n + next] >= 0) continue;
        hops[k * n + next] = hops[k * n + queue[q]] + 1;
        queue.push_back(next);
      }
  }
  std::vector<Point> p(n);
  const double radius = step * std::sqrt(static_cast<double>(n)) / 2;
  for (std::size_t k = 0; k < n; ++k) {
    const double direction = two_pi * (static_cast<double>(k) / static_cast<double>(n) - 0.5);
    p[k] = {radius * std::cos(direction), radius * std::sin(direction)};
  }
  for (int sweep = 0; sweep < 200; ++sweep)
    for (std::size_t i = 0; i < n; ++i) {
      stop_if_asked();
      Point sum;
      double weights = 0;
      for (std::size_t j = 0; j < n; ++j) {
        if (j == i) continue;
        const double d = hops[i * n + j];
        const Point wanted = p[j] + (1.1 * step * d) * unit(p[i] - p[j]);
        sum = sum + (1 / (d * d)) * wanted;
        weights += 1 / (d * d);
      }
      p[i] = (1 / weights) * sum;
    }
  for (std::size_t k = 0; k < n; ++k) at_[part.items[k]] = p[k];
}

/// Places what hangs on the links of this part; returns all its items.
std::vector<std::size_t> Placer::hang(const Part& part, std::size_t number) {
  std::vector<std::size_t> all = part.items;
  for (const Hung& hung : graph_.hung) {
    if (part_of_[hung.from] != number) continue;
    stop_if_asked();
    at_[hung.item] = beside_link(hung, part, all);
    all.push_back(hung.item);
  }
  return all;
}

Point Placer::beside_link(const Hung& hung, const Part& part,
                          const std::vector<std::size_t>& taken) const {
  const Point from = at_[hung.from];
  const Point to = at_[hung.to];
  const Point middle = 0.5 * (from + to);
  if (hung.alone) return middle;
  const Point along = unit(to - from);
  Point away{along.y, -along.x};  // above a link that runs to the right
  std::vector<Point> candidates;
  if (part.shape == Shape::fan) {
    // Half-way between two spokes, where they are far enough apart.
    const std::size_t rim = part.items.size() - 1;
    const double half = fan_step(rim) / 2;
    const Point hub = at_[part.items[0]];
    const Point spoke = (hung.from == part.items[0] ? to : from) - hub;
    for (const double turn : {-half, half})
      candidates.push_back(hub + 0.64 * Point{spoke.x * std::cos(turn) - spoke.y * std::sin(turn),
                                              spoke.x * std::sin(turn) + spoke.y * std::cos(turn)});
  } else {
    const bool vertical = std::abs(along.x) < 0.1;
    if (part.shape == Shape::tree && (to.x - from.x) * (to.y - from.y) > 0) away = -1.0 * away;
    if (part.shape != Shape::tree && (part.shape != Shape::row || vertical)) {
      Point centre;
      for (const std::size_t i : part.items)
        centre = centre + (1 / static_cast<double>(part.items.size())) * at_[i];
      const Point out = middle - centre;
      if (out.x * away.x + out.y * away.y < 0) away = -1.0 * away;
    } else if (part.shape == Shape::row && away.y > 0) {
      away = -1.0 * away;
    }
    // The links of a tree are further apart near the children.
    const bool tree = part.shape == Shape::tree;
    const Point foot = tree ? from + (from.x < to.x ? 0.6 : 0.4) * (to - from) : middle;
    for (const double reach :
         {tree ? 0.75 * beside : beside, 0.5 * beside, 1.7 * beside, 2.6 * beside})
      for (const double side : {reach, -reach}) candidates.push_back(foot + side * away);
  }
  Point best = candidates.front();
  double most = -1;
  for (const Point& candidate : candidates) {
    const double room = this->room(candidate, hung, taken);
    if (room >= 1) return candidate;
    if (room > most) {
      most = room;
      best = candidate;
    }
  }
  return best;
}

/// 1 or more: clear of every item and of every link but its own.
double Placer::room(Point at, const Hung& hung, const std::vector<std::size_t>& taken) const {
  double least = std::numeric_limits<double>::max();
  for (const std::size_t i : taken) {
    least = std::min(least, length(at - at_[i]) / clearance);
    for (const std::size_t k : graph_.links[i]) {
      const bool own = (i == hung.from && k == hung.to) || (i == hung.to && k == hung.from);
      if (k > i && !own) least = std::min(least, distance(at, at_[i], at_[k]) / line_clearance);
    }
  }
  return least;
}

}  // namespace

std::vector<Point> lay_out(const DrawGraph& graph) { return Placer(graph).place(); }

}  // namespace qbnet
