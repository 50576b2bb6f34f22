#include "tests/random_shape.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/dice.hpp"

namespace qbnet {
namespace {

using Edges = std::vector<std::pair<std::size_t, std::size_t>>;

Edges edges_of(Shape shape, Dice& dice, std::size_t n) {
  Edges edges;
  switch (shape) {
    case Shape::chain:
    case Shape::ring:
      for (std::size_t j = 1; j < n; ++j) edges.emplace_back(j - 1, j);
      if (shape == Shape::ring) edges.emplace_back(n - 1, 0);
      break;
    case Shape::tree:
      for (std::size_t j = 1; j < n; ++j) edges.emplace_back(dice.below(j), j);
      break;
    case Shape::ladder:
      for (std::size_t j = 2; j < n; ++j) edges.emplace_back(j - 2, j);
      for (std::size_t j = 1; j < n; j += 2) edges.emplace_back(j - 1, j);
      break;
    case Shape::comb: {
      const std::size_t teeth = 1 + dice.below(5);
      for (std::size_t j = 1; j < n; ++j) {
        const bool spine = j % (teeth + 1) == 0;
        edges.emplace_back(spine ? j - teeth - 1 : j - 1, j);
      }
      break;
    }
    case Shape::cactus:  // rings of 3 to 7 modes that share one mode with what is there
      for (std::size_t j = 1; j < n;) {
        const std::size_t more = std::min(2 + dice.below(5), n - j), root = dice.below(j);
        for (std::size_t k = 0; k < more; ++k) edges.emplace_back(k == 0 ? root : j + k - 1, j + k);
        if (more > 1) edges.emplace_back(j + more - 1, root);
        j += more;
      }
      break;
    case Shape::grid: {
      const auto side = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(n))));
      for (std::size_t j = 0; j < n; ++j) {
        if (j % side > 0) edges.emplace_back(j - 1, j);
        if (j >= side) edges.emplace_back(j - side, j);
      }
      break;
    }
    case Shape::star:
      for (std::size_t j = 1; j < n; ++j) edges.emplace_back(0, j);
      break;
    case Shape::sparse: {
      std::set<std::pair<std::size_t, std::size_t>> joined;
      for (std::size_t j = 1; j < n; ++j) joined.emplace(dice.below(j), j);
      for (std::size_t k = 0; k < n / 3; ++k) {
        const std::size_t i = dice.below(n), j = dice.below(n);
        if (i != j) joined.emplace(std::min(i, j), std::max(i, j));
      }
      edges.assign(joined.begin(), joined.end());
      break;
    }
  }
  return edges;
}

void add_dissipators(Dice& dice, NetworkParts& parts, double decades) {
  const std::size_t n = parts.modes.size();
  for (std::size_t count = 1 + dice.below(3); count-- > 0;) {
    Dissipator dissipator;
    dissipator.rate = dice.decades(-decades, 0);
    std::set<std::size_t> members;
    for (std::size_t k = 2 + dice.below(3); k-- > 0;) members.insert(dice.below(n));
    for (const std::size_t j : members) dissipator.weights.emplace_back(j, dice.complex());
    parts.dissipators.push_back(dissipator);
  }
}

std::string_view name_of(Shape shape) {
  constexpr std::string_view names[] = {"chain",  "tree", "ring", "ladder", "comb",
                                        "cactus", "grid", "star", "sparse"};
  return names[static_cast<std::size_t>(shape)];
}

}  // namespace

Network RandomShape::network() const {
  Dice dice(1000 * seed + static_cast<std::uint64_t>(shape));
  std::size_t n = modes;
  if (shape == Shape::grid) {
    const auto side = static_cast<std::size_t>(std::sqrt(static_cast<double>(n)));
    n = side * side;
  }
  const double decades = dice.uniform(0, 8), losses = dice.uniform(0, 12);
  const bool detuned = dice.chance(0.5), special = dice.chance(0.3);
  // Lossless modes make exact zeros, which take balls of 4096 bits to tell.
  const bool lossless = dice.chance(0.3) && n <= 300;
  NetworkParts parts;
  for (std::size_t j = 0; j < n; ++j) {
    Mode mode{.name = "m" + std::to_string(j), .loss = dice.decades(-losses, 0)};
    if (detuned) mode.detuning = (dice.chance(0.5) ? 1 : -1) * dice.decades(-decades, 0);
    parts.modes.push_back(mode);
  }
  const std::size_t drives = dice.chance(0.3) ? 2 + dice.below(4) : 1;
  for (std::size_t k = 0; k < drives; ++k) parts.modes[dice.below(n)].drive = dice.complex();

  std::vector<std::size_t> place(n);
  std::iota(place.begin(), place.end(), std::size_t{0});
  for (std::size_t j = n; j > 1; --j) std::swap(place[j - 1], place[dice.below(j)]);
  std::vector<char> taken(n, 0);  // lossless, or the lossy neighbour of one
  for (const auto& [i, j] : edges_of(shape, dice, n)) {
    constexpr double quarter = std::numbers::pi / 2;
    const double phase = special ? quarter * (static_cast<double>(dice.below(4)) - 1)
                                 : dice.uniform(-2 * quarter, 2 * quarter);
    const std::size_t a = place[i], b = place[j];
    parts.couplings.push_back({a, b, dice.decades(-decades, 0), phase});
    if (!lossless || taken[a] != 0 || taken[b] != 0 || !dice.chance(0.3)) continue;
    taken[a] = taken[b] = 1;
    parts.modes[a].loss = 0;
  }
  if (dice.chance(0.3)) add_dissipators(dice, parts, decades);
  return Network(std::move(parts));
}

std::ostream& operator<<(std::ostream& out, const RandomShape& random) {
  return out << "RandomShape{Shape::" << name_of(random.shape) << ", " << random.seed << "u, "
             << random.modes << "}";
}

}  // namespace qbnet
