#include "qbnet/files/draw_graph.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace qbnet {
namespace {

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

/// Neighbours of every mode, through couplings, squeezers and shared baths.
struct Incidence {
  std::vector<std::vector<std::size_t>> modes;
  std::vector<std::vector<std::size_t>> baths;
};

Incidence incidence(const Network& network) {
  Incidence result{std::vector<std::vector<std::size_t>>(network.size()),
                   std::vector<std::vector<std::size_t>>(network.size())};
  for (const Coupling& coupling : network.couplings()) {
    result.modes[coupling.from].push_back(coupling.to);
    result.modes[coupling.to].push_back(coupling.from);
  }
  for (const Squeezer& squeezer : network.squeezers()) {
    if (squeezer.first == squeezer.second) continue;
    result.modes[squeezer.first].push_back(squeezer.second);
    result.modes[squeezer.second].push_back(squeezer.first);
  }
  for (std::size_t d = 0; d < network.dissipators().size(); ++d)
    for (const auto& [mode, weight] : network.dissipators()[d].weights)
      result.baths[mode].push_back(d);
  return result;
}

/// Driven modes first, then chargers, then the others; each part that is reached breadth first.
std::vector<std::size_t> breadth_first(const Network& network, const Incidence& near,
                                       std::size_t largest) {
  std::vector<std::size_t> order;
  std::vector<bool> seen(network.size());
  std::vector<bool> bath_seen(network.dissipators().size());
  const auto visit = [&](std::size_t mode) {
    if (seen[mode] || order.size() == largest) return;
    seen[mode] = true;
    order.push_back(mode);
  };
  std::size_t next = 0;
  const auto spread = [&](std::size_t start) {
    visit(start);
    for (; next < order.size(); ++next) {
      for (const std::size_t mode : near.modes[order[next]]) visit(mode);
      for (const std::size_t bath : near.baths[order[next]]) {
        if (bath_seen[bath]) continue;
        bath_seen[bath] = true;
        for (const auto& [mode, weight] : network.dissipators()[bath].weights) visit(mode);
      }
    }
  };
  for (int rank = 0; rank < 3; ++rank)
    for (std::size_t j = 0; j < network.size() && order.size() < largest; ++j) {
      const bool driven = network.mode(j).drive != 0.0;
      const bool charger = network.mode(j).role == Role::charger;
      if (rank == 2 || (rank == 1 && charger) || (rank == 0 && driven)) spread(j);
    }
  return order;
}

void link(DrawGraph& graph, std::size_t a, std::size_t b) {
  auto& list = graph.links[a];
  if (a == b || std::find(list.begin(), list.end(), b) != list.end()) return;
  list.push_back(b);
  graph.links[b].push_back(a);
}

}  // namespace

DrawGraph draw_graph(const Network& network, std::size_t largest) {
  const Incidence near = incidence(network);
  DrawGraph graph;
  graph.modes = breadth_first(network, near, std::max<std::size_t>(largest, 1));
  const std::size_t n = graph.modes.size();
  std::vector<std::size_t> item(network.size(), none);
  for (std::size_t i = 0; i < n; ++i) item[graph.modes[i]] = i;

  // Baths of the drawn modes, in the order of the network.
  for (const std::size_t mode : graph.modes)
    for (const std::size_t bath : near.baths[mode]) graph.baths.push_back(bath);
  std::sort(graph.baths.begin(), graph.baths.end());
  graph.baths.erase(std::unique(graph.baths.begin(), graph.baths.end()), graph.baths.end());
  if (graph.baths.size() > largest) graph.baths.resize(largest);
  std::vector<std::size_t> bath_item(network.dissipators().size(), none);
  for (std::size_t d = 0; d < graph.baths.size(); ++d) bath_item[graph.baths[d]] = n + d;
  graph.is_hung.resize(n + graph.baths.size());
  graph.links.resize(graph.items());

  for (const std::size_t mode : graph.modes) {
    const bool coupled = std::any_of(near.modes[mode].begin(), near.modes[mode].end(),
                                     [&](std::size_t other) { return item[other] == none; });
    const bool bathed =
        std::any_of(near.baths[mode].begin(), near.baths[mode].end(), [&](std::size_t bath) {
          const auto& weights = network.dissipators()[bath].weights;
          return bath_item[bath] == none ||
                 std::any_of(weights.begin(), weights.end(),
                             [&](const auto& weight) { return item[weight.first] == none; });
        });
    graph.cut.push_back(coupled || bathed);
  }

  // What hangs on a link.
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t mode = graph.modes[i];
    const auto& ends = near.modes[mode];
    if (network.mode(mode).role != Role::mediator || graph.cut[i] || ends.size() != 2 ||
        !near.baths[mode].empty() || network.mode(ends[0]).role == Role::mediator ||
        network.mode(ends[1]).role == Role::mediator)
      continue;
    graph.is_hung[i] = true;
    graph.hung.push_back({i, item[ends[0]], item[ends[1]], false});
  }
  for (std::size_t d = 0; d < graph.baths.size(); ++d) {
    const auto& weights = network.dissipators()[graph.baths[d]].weights;
    if (weights.size() != 2) continue;
    const std::size_t from = item[weights[0].first];
    const std::size_t to = item[weights[1].first];
    if (from == none || to == none || graph.is_hung[from] || graph.is_hung[to]) continue;
    graph.is_hung[n + d] = true;
    graph.hung.push_back({n + d, from, to, false});
  }

  for (const std::size_t mode : graph.modes)
    for (const std::size_t other : near.modes[mode])
      if (item[other] != none && !graph.is_hung[item[mode]] && !graph.is_hung[item[other]])
        link(graph, item[mode], item[other]);
  // A second thing on a link stands beside it.
  for (Hung& hung : graph.hung) {
    const auto& list = graph.links[hung.from];
    hung.alone = std::find(list.begin(), list.end(), hung.to) == list.end();
    link(graph, hung.from, hung.to);
  }
  for (std::size_t d = 0; d < graph.baths.size(); ++d)
    for (const auto& [mode, weight] : network.dissipators()[graph.baths[d]].weights)
      if (!graph.is_hung[n + d] && item[mode] != none) link(graph, n + d, item[mode]);
  return graph;
}

}  // namespace qbnet
