#include "qbnet/network/fluxes.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <queue>
#include <unordered_map>

namespace qbnet {
namespace {

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
constexpr std::size_t most_steps = 128;  // of one search: hubs have as many neighbours as modes

struct Edge {
  std::size_t from;
  std::size_t to;
  double phase;
};

struct Step {
  std::size_t node;
  std::size_t edge;
};

struct Graph {
  std::size_t nodes = 0;
  std::vector<Edge> edges;
};

Graph graph_of(const Network& network) {
  Graph graph{.nodes = network.size() + network.dissipators().size(), .edges = {}};
  for (const Coupling& coupling : network.couplings()) {
    const double turned = coupling.strength < 0 ? std::numbers::pi : 0.0;
    graph.edges.push_back({coupling.from, coupling.to, coupling.phase + turned});
  }
  for (std::size_t d = 0; d < network.dissipators().size(); ++d) {
    for (const auto& [mode, weight] : network.dissipators()[d].weights) {
      if (weight == 0.0) continue;
      graph.edges.push_back({mode, network.size() + d, std::arg(weight)});
    }
  }
  return graph;
}

// Each node's neighbours over the edges admitted so far.
class Neighbours {
 public:
  explicit Neighbours(std::size_t nodes) : steps_(nodes) {}
  void admit(const Edge& edge, std::size_t index) {
    steps_[edge.from].push_back({edge.to, index});
    steps_[edge.to].push_back({edge.from, index});
  }
  const std::vector<Step>& of(std::size_t node) const { return steps_[node]; }

 private:
  std::vector<std::vector<Step>> steps_;
};

struct Forest {
  std::vector<Step> parent;        // {none, none} at a root
  std::vector<std::size_t> depth;  // 0 at a root
  std::vector<bool> holds;         // for each edge
};

Forest breadth_first_forest(const Graph& graph) {
  Neighbours all(graph.nodes);
  for (std::size_t e = 0; e < graph.edges.size(); ++e) all.admit(graph.edges[e], e);
  Forest forest{.parent = std::vector<Step>(graph.nodes, Step{none, none}),
                .depth = std::vector<std::size_t>(graph.nodes, none),
                .holds = std::vector<bool>(graph.edges.size(), false)};
  for (std::size_t root = 0; root < graph.nodes; ++root) {
    if (forest.depth[root] != none) continue;
    std::queue<std::size_t> queue({root});
    forest.depth[root] = 0;
    while (!queue.empty()) {
      const std::size_t node = queue.front();
      queue.pop();
      for (const Step& step : all.of(node)) {
        if (forest.depth[step.node] != none) continue;
        forest.depth[step.node] = forest.depth[node] + 1;
        forest.parent[step.node] = {node, step.edge};
        forest.holds[step.edge] = true;
        queue.push(step.node);
      }
    }
  }
  return forest;
}

// Every node reached after the start, with the edge that led to it.
using Way = std::vector<Step>;

// Empty if the goal is not found within most_steps.
Way shortest_way(const Neighbours& admitted, std::size_t start, std::size_t goal) {
  std::unordered_map<std::size_t, Step> reached_from{{start, {none, none}}};
  std::queue<std::size_t> queue({start});
  std::size_t steps = 0;
  while (!queue.empty()) {
    const std::size_t node = queue.front();
    queue.pop();
    for (const Step& step : admitted.of(node)) {
      if (++steps > most_steps) return {};
      if (!reached_from.emplace(step.node, Step{node, step.edge}).second) continue;
      if (step.node == goal) {
        Way way;
        for (std::size_t at = goal; at != start; at = reached_from.at(at).node) {
          way.push_back({at, reached_from.at(at).edge});
        }
        std::ranges::reverse(way);
        return way;
      }
      queue.push(step.node);
    }
  }
  return {};
}

Way forest_way(const Forest& forest, std::size_t start, std::size_t goal) {
  Way up;
  Way down;
  while (start != goal) {
    if (forest.depth[start] >= forest.depth[goal]) {
      up.push_back(forest.parent[start]);
      start = forest.parent[start].node;
    } else {
      down.push_back({goal, forest.parent[goal].edge});
      goal = forest.parent[goal].node;
    }
  }
  up.insert(up.end(), down.rbegin(), down.rend());
  return up;
}

double wrapped(double phase) {
  const double flux = std::remainder(phase, 2 * std::numbers::pi);
  // -pi and pi are one flux: rounding must not make two of it.
  return flux < -std::numbers::pi + 1e-12 ? std::numbers::pi : flux;
}

// `way` leads from the end of the closing edge back to its start.
Loop closed_loop(const Graph& graph, std::size_t closing, const Way& way) {
  std::vector<std::size_t> nodes{graph.edges[closing].to};
  double phase = graph.edges[closing].phase;
  for (const Step& step : way) {
    const Edge& edge = graph.edges[step.edge];
    phase += edge.to == step.node ? edge.phase : -edge.phase;
    nodes.push_back(step.node);
  }
  std::ranges::rotate(nodes, std::ranges::min_element(nodes));
  if (nodes.back() < nodes[1]) {
    std::reverse(nodes.begin() + 1, nodes.end());
    phase = -phase;
  }
  return {.nodes = std::move(nodes), .flux = wrapped(phase)};
}

}  // namespace

std::vector<Loop> loop_fluxes(const Network& network) {
  const Graph graph = graph_of(network);
  const Forest forest = breadth_first_forest(graph);
  Neighbours admitted(graph.nodes);
  for (std::size_t e = 0; e < graph.edges.size(); ++e) {
    if (forest.holds[e]) admitted.admit(graph.edges[e], e);
  }
  std::vector<Loop> loops;
  for (std::size_t e = 0; e < graph.edges.size(); ++e) {
    if (forest.holds[e]) continue;
    const Edge& edge = graph.edges[e];
    Way way = shortest_way(admitted, edge.to, edge.from);
    if (way.empty()) way = forest_way(forest, edge.to, edge.from);
    loops.push_back(closed_loop(graph, e, way));
    admitted.admit(edge, e);
  }
  return loops;
}

std::vector<std::string> node_names(const Network& network, const Loop& loop) {
  std::vector<std::string> names;
  for (const std::size_t node : loop.nodes) {
    names.push_back(node < network.size()
                        ? network.mode(node).name
                        : "dissipator " + std::to_string(node - network.size() + 1));
  }
  return names;
}

}  // namespace qbnet
