#include "qbnet/network/reach.hpp"

#include <cstdint>
#include <numeric>

namespace qbnet {

std::vector<int> distance_from_drives(const Network& network) {
  return distance_from(network, [&](std::size_t j) { return network.rates(j).drive != 0.0; });
}

std::vector<int> distance_from(const Network& network,
                               const std::function<bool(std::size_t)>& starts) {
  const std::size_t n = network.size();
  // The neighbours of all modes, one after another.
  std::vector<std::uint32_t> start(n + 1, 0), next_place;
  const auto each_end = [&](const auto& visit) {
    for (const Coupling& coupling : network.couplings()) {
      if (coupling.strength == 0) continue;
      visit(coupling.from, coupling.to);
      visit(coupling.to, coupling.from);
    }
  };
  each_end([&](std::size_t j, std::size_t) { ++start[j + 1]; });
  std::partial_sum(start.begin(), start.end(), start.begin());
  std::vector<std::uint32_t> neighbour(start[n]);
  next_place.assign(start.begin(), start.end() - 1);
  each_end([&](std::size_t j, std::size_t k) {
    neighbour[next_place[j]++] = static_cast<std::uint32_t>(k);
  });
  const auto& dissipators = network.dissipators();
  std::vector<std::vector<std::size_t>> baths(dissipators.empty() ? 0 : n);
  for (std::size_t d = 0; d < dissipators.size(); ++d) {
    if (dissipators[d].rate == 0) continue;
    for (const auto& [mode, weight] : dissipators[d].weights) {
      if (weight != 0.0) baths[mode].push_back(d);
    }
  }
  std::vector<int> distance(n, -1);
  std::vector<char> used(dissipators.size(), 0);
  std::vector<std::size_t> queue;
  const auto reach = [&](std::size_t mode, int steps) {
    if (distance[mode] >= 0) return;
    distance[mode] = steps;
    queue.push_back(mode);
  };
  for (std::size_t j = 0; j < n; ++j) {
    if (starts(j)) reach(j, 0);
  }
  for (std::size_t next = 0; next < queue.size(); ++next) {
    const std::size_t mode = queue[next];
    for (std::uint32_t s = start[mode]; s < start[mode + 1]; ++s) {
      reach(neighbour[s], distance[mode] + 1);
    }
    if (baths.empty()) continue;
    for (const std::size_t d : baths[mode]) {
      if (used[d]) continue;
      used[d] = 1;
      for (const auto& [other, weight] : dissipators[d].weights) {
        if (weight != 0.0) reach(other, distance[mode] + 1);
      }
    }
  }
  return distance;
}

}  // namespace qbnet
