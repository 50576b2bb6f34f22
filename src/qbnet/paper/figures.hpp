// What each figure of the paper shows: one line a panel. The data follow from it.
#pragma once

#include <complex>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "qbnet/network/families.hpp"

namespace qbnet {

enum class Topology { cascade, parallel };

/// What is drawn against what. "Energy" and "power" are those of the last battery.
enum class Shows {
  phase_map,      ///< steady energy over theta_1 and theta_2
  steady_energy,  ///< steady energy over g_b/gamma, all three cases
  energy_gain,    ///< G_N1 and G_N2 over g_b/gamma, and the energies for the inset
  optimum,        ///< the g_b that is best for the nonreciprocal cascade, over odd N
  energy_rise,    ///< E(t)
  power_course,   ///< P(t) = E(t)/t
  power_gain,     ///< eta_N1 and eta_N2 over g_b/gamma
};

/// Rates are in units of omega. gamma_c and every gamma_b^(k) are `loss`.
struct Panel {
  std::string_view id;  ///< "2a"
  Topology topology = Topology::cascade;
  std::size_t batteries = 1;  ///< N; 0 where it is the axis
  Shows shows = Shows::steady_energy;
  double loss = 0;           ///< gamma
  double mediator_loss = 0;  ///< Gamma
  double coupling = 0;       ///< g_b/gamma; 0 where it is the axis or an unknown
  /// The axis: theta/pi, g_b/gamma, N or omega t; `points` of them, both ends included.
  double from = 0;
  double to = 0;
  std::size_t points = 0;
};

/// Figs. 2(a) to 4(d), in order. Rates and couplings are those of the captions; where the paper
/// states no range, the axis covers what its text says about the panel.
const std::vector<Panel>& panels();

/// "2b" for words such as 2b, 2(b), fig2b or "Fig. 2(B)". Throws Error(Refusal::usage) with the
/// nearest known name for a word that is none.
std::vector<std::string> panel_names(const std::vector<std::string>& words,
                                     const std::vector<std::string>& known);
/// The panels meant by words such as 2b, 2(b), fig2b or "Fig. 2(B)", in the order of the paper,
/// each once; all of them if there are no words. Throws Error(Refusal::usage) with the nearest
/// panel for a word that is none.
std::vector<Panel> find_panels(const std::vector<std::string>& words);

/// The points of a panel's axis.
std::vector<double> axis(const Panel& panel);

/// The three cases compared, and what they are called in the data.
struct Case {
  std::string_view name;  ///< "nr", "r1", "r2"
  Charging charging;
};
inline constexpr Case cases[] = {{"nr", Charging::nonreciprocal},
                                 {"r1", Charging::reciprocal_direct},
                                 {"r2", Charging::reciprocal_mediated}};

/// The network of a panel in one case at one coupling g_b (in units of omega): xi = 1 and
/// g_1 = g_2 = sqrt(g_b Gamma/2). `phases` in radians; empty: -pi/2 on every link.
Network panel_network(const Panel& panel, Charging charging, std::size_t batteries, double coupling,
                      const std::vector<double>& phases = {});

/// One schematic of Fig. 1.
struct Schematic {
  std::string_view id;  ///< "1a"
  std::string_view title;
  Topology topology;
  std::size_t batteries;
};
const std::vector<Schematic>& schematics();
Network schematic_network(const Schematic& schematic);

}  // namespace qbnet
