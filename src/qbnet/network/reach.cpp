#include "qbnet/network/reach.hpp"

#include <cstddef>

namespace qbnet {

std::vector<int> distance_from_drives(const Network& network) {
  const std::size_t n = network.size();
  std::vector<std::vector<std::size_t>> neighbours(n), baths(n);
  for (const Coupling& coupling : network.couplings()) {
    if (coupling.strength == 0) continue;
    neighbours[coupling.from].push_back(coupling.to);
    neighbours[coupling.to].push_back(coupling.from);
  }
  const auto& dissipators = network.dissipators();
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
    if (network.mode(j).drive != 0.0) reach(j, 0);
  }
  for (std::size_t next = 0; next < queue.size(); ++next) {
    const std::size_t mode = queue[next];
    for (const std::size_t other : neighbours[mode]) reach(other, distance[mode] + 1);
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
