// Families as the paper has them: one rate for all links and all batteries.
#pragma once

#include <cstddef>

#include "qbnet/network/families.hpp"

namespace qbnet {

/// Couplings g, losses gamma of charger and batteries, `big` of mediators.
inline FamilyRates uniform_rates(std::size_t batteries, double g, double gamma, double big,
                                 Charging charging = Charging::nonreciprocal) {
  FamilyRates rates;
  rates.batteries = batteries;
  rates.charging = charging;
  rates.coupling = {g};
  rates.charger_loss = gamma;
  rates.battery_loss = {gamma};
  rates.mediator_loss = {big};
  return rates;
}

/// Batteries of which no two neighbours are equally warm.
inline FamilyRates unequally_warm(FamilyRates rates) {
  for (std::size_t j = 0; j < rates.batteries; ++j) {
    rates.battery_thermal.push_back(0.1 * static_cast<double>(1 + j * 7919 % 13));
  }
  return rates;
}

}  // namespace qbnet
