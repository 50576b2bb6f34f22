#include "qbnet/paper/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "qbnet/base/quote.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/base/suggest.hpp"
#include "qbnet/files/range.hpp"

namespace qbnet {
namespace {

using enum Shows;
constexpr Topology chain = Topology::cascade;
constexpr Topology star = Topology::parallel;

/// "Fig. 2(B)", "fig2b", "2b" -> "2b".
std::string bare_name(std::string_view word) {
  std::string name;
  for (const char c : word) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::string_view("(). ").find(c) == std::string_view::npos) {
      name += static_cast<char>(std::tolower(byte));
    }
  }
  for (const std::string_view prefix : {"figure", "fig"}) {
    if (name.starts_with(prefix)) return name.substr(prefix.size());
  }
  return name;
}

}  // namespace

const std::vector<Panel>& panels() {
  // id, topology, N, shows, gamma, Gamma, g_b/gamma, axis
  static const std::vector<Panel> all = {
      {"2a", chain, 2, phase_map, 0.1, 0.1, 0.1, -1, 1, 121},
      {"2b", chain, 3, steady_energy, 0.1, 0.1, 0, 0, 1, 201},
      {"2c", chain, 4, steady_energy, 0.1, 0.1, 0, 0, 1, 201},
      {"2d", chain, 3, energy_gain, 0.1, 0.1, 0, 0.0025, 1, 400},
      {"2e", chain, 4, energy_gain, 0.1, 0.1, 0, 0.0025, 1, 400},
      {"2f", chain, 0, optimum, 0.1, 0.1, 0, 1, 51, 26},
      {"3a", star, 2, phase_map, 0.1, 0.1, 0.1, -1, 1, 121},
      {"3b", star, 2, steady_energy, 0.1, 0.1, 0, 0, 1, 201},
      {"3c", star, 2, energy_gain, 0.1, 0.1, 0, 0.0025, 1, 400},
      {"3d", star, 4, energy_rise, 0.1, 0.1, 0.01, 0, 250, 251},
      {"4a", chain, 4, power_course, 5e-4, 1, 0.1, 0, 8e4, 241},
      {"4b", star, 4, power_course, 5e-4, 1, 0.1, 0, 4e4, 251},
      {"4c", chain, 4, power_gain, 5e-4, 1, 0, 0.002, 0.1, 50},
      {"4d", star, 4, power_gain, 5e-4, 1, 0, 0.002, 0.1, 50},
  };
  return all;
}

std::vector<std::string> panel_names(const std::vector<std::string>& words,
                                     const std::vector<std::string>& known) {
  std::vector<std::string> names;
  for (const std::string& word : words) {
    names.push_back(bare_name(word));
    if (std::find(known.begin(), known.end(), names.back()) == known.end()) {
      throw Error(Refusal::usage,
                  fmt::format("--only must name panels from {} to {}, but got {}{}", known.front(),
                              known.back(), in_quotes(word), did_you_mean(names.back(), known)));
    }
  }
  return names;
}

std::vector<Panel> find_panels(const std::vector<std::string>& words) {
  if (words.empty()) return panels();
  std::vector<std::string> known;
  for (const Panel& panel : panels()) known.emplace_back(panel.id);
  const std::vector<std::string> wanted = panel_names(words, known);
  std::vector<Panel> found;
  for (const Panel& panel : panels()) {
    if (std::find(wanted.begin(), wanted.end(), panel.id) != wanted.end()) found.push_back(panel);
  }
  return found;
}

std::vector<double> axis(const Panel& panel) {
  return points({panel.from, panel.to, panel.points});
}

Network panel_network(const Panel& panel, Charging charging, std::size_t batteries, double coupling,
                      const std::vector<double>& phases) {
  FamilyRates rates;
  rates.batteries = batteries;
  rates.charging = charging;
  rates.coupling = {coupling};
  rates.phase = phases;
  rates.charger_loss = panel.loss;
  rates.battery_loss = {panel.loss};
  rates.mediator_loss = {panel.mediator_loss};
  return panel.topology == Topology::cascade ? cascade(rates) : parallel(rates);
}

const std::vector<Schematic>& schematics() {
  static const std::vector<Schematic> all = {
      {"1a", "Charger, battery and lossy mediator: the Aharonov-Bohm triangle", chain, 1},
      {"1b", "Cascaded charging, N = 3", chain, 3},
      {"1c", "Parallel charging, N = 3", star, 3},
  };
  return all;
}

Network schematic_network(const Schematic& schematic) {
  const Panel& first = panels().front();
  Panel panel = first;
  panel.topology = schematic.topology;
  return panel_network(panel, Charging::nonreciprocal, schematic.batteries,
                       first.coupling * first.loss);
}

}  // namespace qbnet
