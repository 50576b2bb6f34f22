#include "qbnet/paper/network_laws.hpp"

#include <cmath>

#include "qbnet/base/parallel.hpp"
#include "qbnet/paper/claims_tools.hpp"
#include "qbnet/paper/study_backed.hpp"
#include "qbnet/solve/fluctuations.hpp"

namespace qbnet::laws {
namespace {

using claims::network_of;
using claims::nr;
using claims::r1;
using enum Topology;

PanelData optima(int threads) {
  struct Case {
    Topology topology;
    Charging charging;
  };
  constexpr Case cases[] = {{cascade, nr}, {parallel, nr}, {parallel, r1}};
  PanelData data;
  data.columns = {"N", "cascade_nr", "parallel_nr", "parallel_r1"};
  for (std::size_t n = 1; n <= 512; n *= 2) data.rows.push_back({static_cast<double>(n), 0, 0, 0});
  std::vector<Evidence> evidence(data.rows.size());
  parallel_for(data.rows.size(), threads, [&](std::size_t piece) {
    const std::size_t i = data.rows.size() - 1 - piece;  // the long ones first
    std::vector<double>& row = data.rows[i];
    const auto n = static_cast<std::size_t>(row[0]);
    for (std::size_t k = 0; k < std::size(cases); ++k) {
      row[k + 1] = best_coupling(cases[k].topology, cases[k].charging, n);
      const Network network = network_of(cases[k].topology, cases[k].charging, n, row[k + 1]);
      backed_energy(network, last_battery(network), "a", evidence[i]);
    }
  });
  for (const Evidence& part : evidence) data.evidence.add(part);
  return data;
}

constexpr double strong = 5;  // g/gamma of panels (b) and (c)

PanelData lengths(int) {
  PanelData data;
  data.columns = {"N", "cascade_r1", "cascade_nr", "parallel_nr"};
  for (std::size_t n = 1; n <= 40; ++n) {
    data.rows.push_back({static_cast<double>(n)});
    for (const Network& network :
         {network_of(cascade, r1, n, strong), network_of(cascade, nr, n, strong),
          network_of(parallel, nr, n, strong)}) {
      data.rows.back().push_back(
          backed_energy(network, last_battery(network), "b", data.evidence).value());
    }
  }
  return data;
}

Network detuned(const Network& network, double detuning) {
  NetworkParts parts = network.parts();
  for (Mode& mode : parts.modes) mode.detuning = detuning;
  return Network(parts);
}

PanelData spectra(int) {
  PanelData data;
  data.columns = {"detuning_over_gamma", "N3", "N4"};
  for (int i = -240; i <= 240; ++i) {
    const double detuning = i / 20.0;
    data.rows.push_back({detuning});
    for (const std::size_t n : {std::size_t{3}, std::size_t{4}}) {
      const Network network =
          detuned(network_of(cascade, r1, n, strong), detuning * claims::rates_fig2.loss);
      data.rows.back().push_back(
          backed_energy(network, last_battery(network), "c", data.evidence).value());
    }
  }
  return data;
}

// Panels (d) and (e): the last of four batteries at g = gamma/2.
constexpr std::size_t batteries = 4;
constexpr double moderate = 0.5;

/// What the baths add to the last battery.
Fluctuations added(const Network& network, const Baths& baths, std::string_view panel) {
  const SteadyFluctuations answer =
      steady_fluctuations(with_baths(network, baths), {last_battery(network)});
  require_ok(answer.status, answer.message, panel);
  return answer.of_mode.front();
}

void backed_parts(std::size_t count, PanelData& data) {
  Evidence own;
  own.solutions = count;
  own.energy_error = 1e-11;
  data.evidence.add(own);
}

PanelData heat(int threads) {
  const Network network = network_of(cascade, nr, batteries, moderate);
  PanelData data;
  data.columns = {"n", "energy_all", "energy_batteries", "ergotropy"};
  const double coherent = backed_energy(network, last_battery(network), "d", data.evidence).value();
  for (int i = 0; i <= 20; ++i) data.rows.push_back({0.25 * i});
  parallel_for(data.rows.size(), threads, [&](std::size_t i) {
    std::vector<double>& row = data.rows[i];
    const Fluctuations all = added(network, {.thermal = row[0], .all = true}, "d");
    const Fluctuations some = added(network, {.thermal = row[0]}, "d");
    row.insert(row.end(), {coherent + (all.thermal + all.squeezed).value(),
                           coherent + (some.thermal + some.squeezed).value(),
                           coherent + all.squeezed.value()});
  });
  backed_parts(2 * data.rows.size(), data);
  return data;
}

PanelData squeezing(int threads) {
  const Network networks[] = {network_of(cascade, nr, batteries, moderate),
                              network_of(cascade, r1, batteries, moderate)};
  PanelData data;
  data.columns = {"r", "energy_nr", "ergotropy_nr", "energy_r1", "ergotropy_r1"};
  for (int i = 0; i <= 20; ++i) data.rows.push_back({0.075 * i});
  parallel_for(data.rows.size(), threads, [&](std::size_t i) {
    std::vector<double>& row = data.rows[i];
    const double r = row[0];
    for (const Network& network : networks) {
      const Fluctuations parts = added(network, {.r = r}, "e");
      row.push_back((parts.thermal + parts.squeezed).value());
      row.push_back(parts.squeezed.value());
    }
  });
  backed_parts(2 * data.rows.size(), data);
  return data;
}

constexpr std::string_view ours =
    "γ_c = γ_b = γ = 0.1ω, Γ = 0.1ω, ξ = ω, g_1 = g_2 = √(gΓ/2); one g on all links.";

}  // namespace

double best_coupling(Topology topology, Charging charging, std::size_t batteries) {
  const auto log_energy = [&](double x) {
    return log(claims::last_energy(network_of(topology, charging, batteries, x)));
  };
  const auto n = static_cast<double>(batteries);
  return topology == cascade ? claims::stationary_point(log_energy, 0.08 * n, 2 * n)
                             : claims::stationary_point(log_energy, 0.1 / n, 5);
}

Network with_baths(const Network& network, const Baths& baths) {
  NetworkParts parts = network.parts();
  for (Mode& mode : parts.modes) {
    if (!baths.all && mode.role != Role::battery) continue;
    mode.thermal = baths.thermal;
    mode.squeezing.r = baths.r;
  }
  return Network(parts);
}

const std::vector<Chart>& charts() {
  static const std::vector<Chart> all = {
      {"a",
       "Coupling that stores most in the last battery over the number of batteries",
       ours,
       "$g$ the same on all links",
       {"Number of batteries $N$", true, 0.9, 570},
       {"Optimal coupling $g^{\\mathrm{opt}}/\\gamma$", true, 0.01, 4000},
       {{"cascade_nr", "cascade, nonreciprocal", "nr", true},
        {"parallel_r1", "parallel, direct (line)", "r1"},
        {"parallel_nr", "parallel, nonreciprocal (the same)", "r2", true}},
       {},
       "upper left",
       optima},
      {"b",
       "Steady energy of the last battery over the number of batteries, g = 5γ",
       ours,
       "$g=5\\,\\gamma$",
       {"Number of batteries $N$", false, 0, 41},
       {"Stored energy $E_N/\\omega$", true},
       {{"cascade_r1", "cascade, direct", "r1", true},
        {"cascade_nr", "cascade, nonreciprocal", "nr", true},
        {"parallel_nr", "parallel, nonreciprocal", "r2", true}},
       {},
       "upper right",
       lengths},
      {"c",
       "Steady energy of the last battery of a direct cascade over the detuning, g = 5γ",
       "γ_c = γ_b = γ = 0.1ω, ξ = ω, no mediators; Δ the same for all modes.",
       "cascade, direct, $g=5\\,\\gamma$",
       {"Detuning $\\Delta/\\gamma$"},
       {"Stored energy $E_N/\\omega$", true},
       {{"N3", "$N=3$: an even number of modes", "r1"},
        {"N4", "$N=4$: an odd number of modes", "nr"}},
       {},
       "lower center",
       spectra},
      {"d",
       "Warm baths: energy and ergotropy of the last battery, nonreciprocal cascade, N = 4, g = "
       "γ/2",
       ours,
       "cascade, $N=4$",
       {"Bath occupation $n$"},
       {"$E_4/\\omega$"},
       {{"energy_all", "energy, all baths warm", "nr"},
        {"energy_batteries", "energy, batteries' baths warm", "r2"},
        {"ergotropy", "ergotropy, either", "r1"}},
       {},
       "upper left",
       heat},
      {"e",
       "Batteries' baths squeezed: what they add to the last battery, cascades, N = 4, g = γ/2",
       ours,
       "cascade, $N=4$",
       {"Squeezing $r$"},
       {"Added to $E_4/\\omega$"},
       {{"energy_nr", "energy, nonreciprocal", "nr"},
        {"ergotropy_nr", "ergotropy, nonreciprocal", "nr_second"},
        {"energy_r1", "energy, direct", "r1"},
        {"ergotropy_r1", "ergotropy, direct", "r1_second"}},
       {},
       "upper left",
       squeezing},
  };
  return all;
}

}  // namespace qbnet::laws
