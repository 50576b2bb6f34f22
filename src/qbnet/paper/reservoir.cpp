#include "qbnet/paper/reservoir.hpp"

#include <fmt/format.h>

#include <numbers>

#include "qbnet/paper/claims_tools.hpp"
#include "qbnet/paper/study_backed.hpp"

namespace qbnet::reservoir {
namespace {

constexpr double loss = 0.1;  // kappa in units of omega, as in the figures of the first paper
constexpr Bath baths[] = {Bath::shared, Bath::none, Bath::own};
constexpr std::string_view equal_rates = "κ_a = κ_b = κ = 0.1ω, p_a = p_b = 1, |J| = Γ/2, ξ = ω.";

theory::SharedReservoir equal(double ratio) { return {loss, loss, ratio * loss, 1, 1, 1}; }

PanelData energies(int) {
  PanelData data;
  data.columns = {"Gamma_over_kappa", "nr", "alone", "same"};
  for (const double x : claims::log_spaced(0.01, 100, 121)) {
    std::vector<double> row = {x};
    for (const Bath bath : baths) {
      row.push_back(backed_energy(pair(equal(x), bath), 1, "a", data.evidence).value());
    }
    data.rows.push_back(row);
  }
  return data;
}

PanelData ratios(int) {
  PanelData data;
  data.columns = {"Gamma_over_kappa", "over_alone", "over_same"};
  for (const double x : claims::log_spaced(1e-3, 1e3, 121)) {
    ScaledReal energy[3];
    for (std::size_t k = 0; k < 3; ++k) {
      energy[k] = backed_energy(pair(equal(x), baths[k]), 1, "b", data.evidence);
    }
    data.rows.push_back({x, (energy[0] / energy[1]).value(), (energy[0] / energy[2]).value()});
  }
  return data;
}

PanelData courses(int) {
  constexpr double ratio = 10;
  PanelData data;
  data.columns = {"kappa_t", "nr", "alone", "same"};
  std::vector<double> times;
  for (int i = 0; i <= 240; ++i) {
    data.rows.push_back({0.05 * i});
    times.push_back(0.05 * i / loss);
  }
  for (const Bath bath : baths) {
    const Evolution course = backed_course(pair(equal(ratio), bath), times, "c", data.evidence);
    for (std::size_t i = 0; i < times.size(); ++i) {
      data.rows[i].push_back(course.energy(0, i).value());
    }
  }
  return data;
}

}  // namespace

Network pair(const theory::SharedReservoir& rates, Bath bath, double phase, double strength) {
  NetworkParts parts;
  parts.modes = {
      {.name = "c", .role = Role::charger, .loss = rates.charger_loss, .drive = rates.drive},
      {.name = "b", .role = Role::battery, .loss = rates.battery_loss}};
  const double a = rates.charger_weight;
  const double b = rates.battery_weight;
  parts.couplings = {{0, 1, strength * a * b * rates.rate / 2, phase}};
  if (bath == Bath::shared) parts.dissipators = {{rates.rate, {{0, a}, {1, b}}}};
  if (bath == Bath::own) parts.dissipators = {{rates.rate, {{0, a}}}, {rates.rate, {{1, b}}}};
  return Network(parts);
}

Network pair(const theory::SharedReservoir& rates, Bath bath) {
  return pair(rates, bath, -std::numbers::pi / 2);
}

const std::vector<Chart>& charts() {
  static const std::vector<Chart> all = {
      {"a",
       "Steady energy of the battery over the reservoir's rate",
       equal_rates,
       "$J=-i\\mu\\Gamma/2$",
       {"Reservoir rate $\\Gamma/\\kappa$", true},
       {"Stored energy $E_b/\\omega$", true},
       {{"nr", "shared reservoir", "nr"},
        {"alone", "coherent coupling alone", "r1"},
        {"same", "same losses, no cross terms", "r2"}},
       {},
       "lower center",
       energies},
      {"b",
       "Energy at the nonreciprocal condition over that of the coherent coupling",
       equal_rates,
       "$J=-i\\mu\\Gamma/2$",
       {"Reservoir rate $\\Gamma/\\kappa$", true},
       {"Gain in energy", false, 0, 17},
       {{"over_alone", "over coupling alone", "r1"}, {"over_same", "over same losses", "r2"}},
       {4},
       "upper left",
       ratios},
      {"c",
       "Energy E(t) of the battery, charged from the vacuum",
       "κ_a = κ_b = κ = 0.1ω, Γ = 10κ, p_a = p_b = 1, |J| = Γ/2, ξ = ω.",
       "$\\Gamma=10\\,\\kappa$",
       {"Time $\\kappa t$"},
       {"Stored energy $E_b/\\omega$", false, 0, 16},
       {{"nr", "shared reservoir", "nr"},
        {"alone", "coherent coupling alone", "r1"},
        {"same", "same losses, no cross terms", "r2"}},
       {},
       "upper right",
       courses},
  };
  return all;
}

}  // namespace qbnet::reservoir
