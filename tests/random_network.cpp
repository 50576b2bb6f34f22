#include "tests/random_network.hpp"

#include <algorithm>
#include <numbers>
#include <ostream>
#include <set>
#include <string>
#include <utility>

#include "tests/dice.hpp"

namespace qbnet {
namespace {

std::set<std::pair<std::size_t, std::size_t>> graph(Dice& dice, std::size_t n) {
  std::set<std::pair<std::size_t, std::size_t>> edges;
  const auto join = [&](std::size_t i, std::size_t j) {
    if (i != j && !edges.contains({j, i})) edges.insert({i, j});
  };
  const std::size_t shape = dice.below(4);
  if (shape == 1) {
    for (std::size_t j = 0; j < n; ++j) join(j, (j + 1) % n);
    return edges;
  }
  for (std::size_t j = 1; j < n; ++j) {
    const std::size_t parent = dice.below(j);
    if (dice.chance(0.5)) {
      join(parent, j);
    } else {
      join(j, parent);
    }
  }
  if (shape == 2) {
    for (std::size_t k = 0; k < n / 2; ++k) join(dice.below(n), dice.below(n));
  } else if (shape == 3) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = i + 1; j < n; ++j) {
        if (dice.chance(0.5)) join(i, j);
      }
    }
  }
  return edges;
}

}  // namespace

NetworkParts RandomNetwork::parts() const {
  Dice dice(seed);
  NetworkParts parts;
  const bool detuned = dice.chance(0.6);
  const bool special = dice.chance(0.4);
  const bool shared = dice.chance(1.0 / 3);
  for (std::size_t j = 0; j < modes; ++j) {
    Mode mode;
    mode.name = (j == 0 ? "c" : "m" + std::to_string(j));
    mode.role = j == 0 ? Role::charger : dice.chance(0.3) ? Role::mediator : Role::battery;
    mode.loss = dice.decades(-6, 0);
    if (detuned) mode.detuning = (dice.chance(0.5) ? 1 : -1) * dice.decades(-4, 0);
    if (j == 0 || dice.chance(0.1)) mode.drive = dice.complex();
    parts.modes.push_back(mode);
  }
  for (const auto& [from, to] : graph(dice, modes)) {
    constexpr double quarter = std::numbers::pi / 2;
    const double phase = special ? quarter * (static_cast<double>(dice.below(4)) - 1)
                                 : dice.uniform(-2 * quarter, 2 * quarter);
    parts.couplings.push_back({from, to, dice.decades(-4, 0), phase});
  }
  if (shared) {
    for (std::size_t count = 1 + dice.below(3); count-- > 0;) {
      Dissipator dissipator;
      dissipator.rate = dice.decades(-4, 0);
      std::set<std::size_t> members;
      while (members.size() < std::min<std::size_t>(modes, 2)) members.insert(dice.below(modes));
      if (dice.chance(0.3)) members.insert(dice.below(modes));
      for (const std::size_t j : members) dissipator.weights.emplace_back(j, dice.complex());
      parts.dissipators.push_back(dissipator);
    }
  }
  return parts;
}

Network RandomNetwork::network() const { return Network(parts()); }

std::ostream& operator<<(std::ostream& out, const RandomNetwork& random) {
  return out << "RandomNetwork{" << random.seed << "u, " << random.modes << "}";
}

Network wild_network(std::uint64_t seed) {
  Dice dice(seed);
  const std::size_t n = 2 + dice.below(9);
  const double span = dice.uniform(0, 20);
  const auto strength = [&] { return dice.decades(-span / 2, span / 4); };
  NetworkParts parts;
  for (std::size_t j = 0; j < n; ++j) {
    Mode mode{.name = "m" + std::to_string(j)};
    mode.loss = dice.decades(-span, 0);
    if (dice.chance(0.3)) mode.detuning = dice.decades(-span / 2, 1) * (dice.chance(0.5) ? 1 : -1);
    parts.modes.push_back(mode);
  }
  parts.modes[0].drive = dice.chance(0.5) ? 1 : dice.complex();
  for (std::size_t j = 1; j < n; ++j) {
    const std::size_t from = dice.below(j);
    const double size = strength();
    parts.couplings.push_back({from, j, size, dice.uniform(-3, 3)});
  }
  for (std::size_t j = 2; j < n; ++j) {
    if (parts.couplings[j - 1].from == 0 || dice.chance(0.5)) continue;
    const double size = strength();
    parts.couplings.push_back({0, j, size, dice.uniform(-3, 3)});
  }
  return Network(parts);
}

}  // namespace qbnet
