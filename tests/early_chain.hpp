// A chain driven at one end, at times at which every mode is reached by the shortest way alone.
#pragma once

#include <cmath>
#include <cstddef>
#include <string>

#include "qbnet/network/network.hpp"

namespace qbnet {

inline NetworkParts early_chain(std::size_t modes) {
  NetworkParts parts;
  for (std::size_t j = 0; j < modes; ++j) {
    parts.modes.push_back({.name = "m" + std::to_string(j), .loss = 0.1});
    if (j > 0) parts.couplings.push_back({j - 1, j, 0.5, 0.2});
  }
  parts.modes[0].drive = 0.3;
  return parts;
}

/// log10 |v| of its last mode: v = xi t prod_k g t/(k + 1).
inline double early_log10_amplitude(std::size_t modes, double t) {
  double sum = std::log10(0.3 * t);
  for (std::size_t k = 1; k < modes; ++k) {
    sum += std::log10(0.5 * t) - std::log10(static_cast<double>(k + 1));
  }
  return sum;
}

}  // namespace qbnet
