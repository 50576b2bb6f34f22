#include "qbnet/resolvent/rounds.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

namespace qbnet {
namespace {

using Neighbours = std::vector<std::vector<std::size_t>>;

Neighbours neighbours_of(const Network& network) {
  Neighbours neighbours(network.size());
  for (const Coupling& coupling : network.couplings()) {
    neighbours[coupling.from].push_back(coupling.to);
    neighbours[coupling.to].push_back(coupling.from);
  }
  for (const Dissipator& dissipator : network.dissipators()) {
    for (const auto& [i, wi] : dissipator.weights) {
      for (const auto& [j, wj] : dissipator.weights) {
        if (i != j) neighbours[i].push_back(j);
      }
    }
  }
  for (auto& list : neighbours) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
  }
  return neighbours;
}

bool contains(const std::vector<std::size_t>& list, std::size_t mode) {
  return std::find(list.begin(), list.end(), mode) != list.end();
}

bool leaves_nothing(const Neighbours& neighbours, std::size_t mode) {
  const auto& own = neighbours[mode];
  if (own.size() < 2) return true;
  if (own.size() > 2) return false;
  const bool first_is_smaller = neighbours[own[0]].size() < neighbours[own[1]].size();
  return first_is_smaller ? contains(neighbours[own[0]], own[1])
                          : contains(neighbours[own[1]], own[0]);
}

}  // namespace

std::vector<int> elimination_rounds(const Network& network) {
  Neighbours neighbours = neighbours_of(network);
  std::vector<int> round_of(network.size(), -1), touched(network.size(), -1);
  std::vector<std::size_t> current(network.size()), next;
  std::iota(current.begin(), current.end(), std::size_t{0});
  int round = 0;
  for (; !current.empty(); ++round) {
    next.clear();
    for (const std::size_t mode : current) {
      if (round_of[mode] >= 0 || !leaves_nothing(neighbours, mode)) continue;
      if (touched[mode] == round) {
        next.push_back(mode);
        continue;
      }
      round_of[mode] = round;
      for (const std::size_t other : neighbours[mode]) {
        touched[other] = round;
        std::erase(neighbours[other], mode);
        next.push_back(other);
      }
    }
    std::swap(current, next);
  }
  std::replace(round_of.begin(), round_of.end(), -1, round);
  return round_of;
}

}  // namespace qbnet
