// Modes that no measurement of an amplitude can tell apart.
#pragma once

#include <cstddef>
#include <vector>

#include "qbnet/network/network.hpp"

namespace qbnet {

/// For each mode the first one that surely has the same v(t): equal rates, drives and weights in
/// shared baths, and the same couplings to neighbours of which the same holds (an equitable
/// partition, by refinement of colours). Networks where that takes more than a few rounds are taken
/// to have no such modes. Meant for up to 1e5 modes: a few microseconds a mode.
std::vector<std::size_t> alike_modes(const Network& network);

}  // namespace qbnet
