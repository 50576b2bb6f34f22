#include "qbnet/measure/band.hpp"

#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>
#include <limits>

namespace qbnet {
namespace {

// Root finding and comparisons want finite numbers: 10^-10^6 in place of 0.
constexpr double most_decibels = 1e7;
double clamped(double level) { return std::clamp(level, -most_decibels, most_decibels); }

struct Point {
  double x, y;
};

Peak golden_section(const Curve& f, Point low, Point middle, Point high) {
  constexpr double part = 0.3819660112501051, flat = 1e-9;
  constexpr int most_steps = 4000;
  for (int step = 0; step < most_steps; ++step) {
    if (middle.y - std::min(low.y, high.y) <= flat || middle.y >= most_decibels) break;
    const bool right = high.x - middle.x > middle.x - low.x;
    const Point& end = right ? high : low;
    const double x = middle.x + part * (end.x - middle.x);
    if (x == middle.x || x == end.x) break;
    const Point probe{x, clamped(f(x))};
    if (probe.y > middle.y) {
      (right ? low : high) = middle;
      middle = probe;
    } else {
      (right ? high : low) = probe;
    }
  }
  return {middle.x, middle.y};
}

// The first point below the level on the way from a to b, which need not be; b if b is the first.
std::optional<Point> first_below(const Curve& f, const Point& a, const Point& b, double level,
                                 int depth) {
  const double x = a.x + (b.x - a.x) / 2;
  const Point middle{x, clamped(f(x))};
  const double bend = std::abs(middle.y - (a.y + b.y) / 2);
  const double margin = std::min({a.y, middle.y, b.y}) - level;
  const bool look = depth > 0 && bend > std::max(margin, 0.0) / 4 && x != a.x && x != b.x;
  if (look && middle.y >= level) {
    if (const auto found = first_below(f, a, middle, level, depth - 1)) return found;
    if (const auto found = first_below(f, middle, b, level, depth - 1)) return found;
  }
  if (middle.y < level) return middle;
  if (b.y < level) return b;
  return std::nullopt;
}

// Where f crosses the level between the peak and a point below it; no value where doubles around
// the peak lie too far apart to tell.
std::optional<double> crossing(const Curve& f, const Peak& peak, double level, Point inside,
                               Point outside) {
  // Down from a point outside by factors, for a band can be far narrower than a step of the grid.
  const double side = outside.x > peak.at ? 1 : -1;
  double far = std::abs(outside.x - peak.at), near = std::abs(inside.x - peak.at);
  double far_value = outside.y - level, near_value = inside.y - level;
  const auto at = [&](double distance) { return clamped(f(peak.at + side * distance)) - level; };
  while (near < far / 4) {
    const double d = far / 4;
    if (peak.at + side * d == peak.at) return std::nullopt;
    const double value = at(d);
    (value < 0 ? far : near) = d;
    (value < 0 ? far_value : near_value) = value;
  }
  constexpr double accuracy = 1e-13, least_steps = 1e4;
  const double spacing =
      std::nextafter(std::abs(peak.at), std::numeric_limits<double>::infinity()) -
      std::abs(peak.at);
  if (far < least_steps * spacing) return std::nullopt;
  if (near_value == 0) return peak.at + side * near;
  std::uintmax_t steps = 200;
  const auto [low, high] = boost::math::tools::toms748_solve(
      at, near, far, near_value, far_value,
      [&](double a, double b) { return std::abs(b - a) <= accuracy * b; }, steps);
  return peak.at + side * (low + (high - low) / 2);
}

struct Edge {
  bool open = true;  // the range ends first
  std::optional<double> at;
};

Edge edge(const Curve& f, const Peak& peak, double level, const std::vector<Point>& outward) {
  constexpr int halvings = 4;
  Point before{peak.at, clamped(peak.level)};
  for (const Point& point : outward) {
    if (const auto below = first_below(f, before, point, level, halvings)) {
      return {false, crossing(f, peak, level, before, *below)};
    }
    before = point;
  }
  return {};
}

}  // namespace

Peak highest_peak(const Curve& f, std::span<const double> grid, std::span<const double> values) {
  constexpr double within = 6;  // dB of the highest point
  constexpr std::size_t most_candidates = 8;
  const std::size_t n = grid.size();
  std::vector<std::size_t> candidates;
  const auto value = [&](std::size_t k) { return clamped(values[k]); };
  const auto best = static_cast<std::size_t>(std::ranges::max_element(values) - values.begin());
  for (std::size_t k = 0; k < n; ++k) {
    const bool rises = k == 0 || value(k) > value(k - 1);
    const bool falls = k + 1 == n || value(k) >= value(k + 1);
    if (rises && falls && value(k) >= value(best) - within) candidates.push_back(k);
  }
  std::ranges::stable_sort(candidates, [&](auto a, auto b) { return value(a) > value(b); });
  if (candidates.size() > most_candidates) candidates.resize(most_candidates);
  Peak peak{grid[best], values[best]};
  for (const std::size_t k : candidates) {
    const std::size_t below = k == 0 ? k : k - 1, above = k + 1 == n ? k : k + 1;
    const Peak found = golden_section(f, {grid[below], value(below)}, {grid[k], value(k)},
                                      {grid[above], value(above)});
    if (found.level > clamped(peak.level)) peak = found;
  }
  return peak;
}

Band band_around(const Curve& f, const Peak& peak, double level, std::span<const double> grid,
                 std::span<const double> values) {
  Band band;
  if (!(clamped(peak.level) >= level)) {
    band.reason = "it stays below that throughout";
    return band;
  }
  std::vector<Point> up, down;
  for (std::size_t k = 0; k < grid.size(); ++k) {
    if (grid[k] > peak.at) up.push_back({grid[k], clamped(values[k])});
    if (grid[k] < peak.at) down.push_back({grid[k], clamped(values[k])});
  }
  std::ranges::reverse(down);
  const Edge lower = edge(f, peak, level, down), upper = edge(f, peak, level, up);
  band.lower = lower.at;
  band.upper = upper.at;
  if (lower.open && upper.open) {
    band.reason = "it goes on to both ends of the range";
  } else if (lower.open || upper.open) {
    band.reason = lower.open ? "it goes on to the lower end of the range"
                             : "it goes on to the upper end of the range";
  } else if (!lower.at || !upper.at) {
    band.reason = "it is too narrow for doubles around the peak";
  } else {
    band.width = *upper.at - *lower.at;
  }
  return band;
}

}  // namespace qbnet
