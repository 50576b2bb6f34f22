// A schematic of any network, like Fig. 1 of the paper, as a standalone SVG picture.
#pragma once

#include <cstddef>
#include <string>

#include "qbnet/network/network.hpp"

namespace qbnet {

/// What a schematic shows.
struct DrawOptions {
  std::string title;         ///< above the picture; any UTF-8 text; empty: none
  bool rates = true;         ///< strengths, phases, losses and drives as labels
  std::size_t largest = 64;  ///< >= 1; draw at most this many modes, and say how many are left out
};

/// One SVG 1.1 document without scripts, the same for the same network and options on every
/// machine. Modes: charger = orange hexagon, battery = blue rounded box, mediator = grey circle;
/// double-walled box = shared bath; arrow = coupling, from -> to; zigzag arrow = loss; straight
/// arrow in = drive. Chains become rows, stars fans, trees layers, anything else layers or rings by
/// distance from the driven modes. Time and size grow with options.largest, apart from one pass
/// over the network.
std::string draw_svg(const Network& network, const DrawOptions& options = {});

}  // namespace qbnet
