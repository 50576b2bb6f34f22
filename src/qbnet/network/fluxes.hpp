// Loop fluxes: the phases of a network that no choice of the modes' own phases can remove.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "qbnet/network/network.hpp"

namespace qbnet {

/// A closed way through the network. Entries below network.size() are modes; an entry
/// network.size() + d is dissipator d, which joins its modes as a mediator would.
struct Loop {
  std::vector<std::size_t> nodes;  ///< from the lowest entry on, towards its lower neighbour
  double flux = 0;                 ///< radians, in (-pi, pi]; reversed in sign the other way round
};

/// One flux for each independent loop: (couplings + weights) - (nodes) + (connected parts) of them.
///
/// flux = sum of the phases along the loop. A coupling from i to j adds +phase when passed from i
/// to j and -phase when passed the other way, and pi more if its strength is negative; a coupling
/// of strength 0 counts with its phase, so that a sweep through 0 keeps its loops. A weight w adds
/// +arg(w) on the way into its dissipator and -arg(w) on the way out; a weight of 0 is no edge.
/// So the paper's AB triangle c -> b1 -> a1 has flux theta, and so has its twin with a shared bath
/// in place of a1: both let no energy back at -pi/2.
///
/// A breadth-first forest, then one loop for each further edge, closed by the shortest way through
/// the edges already there where a search of 128 steps finds it (else along the forest),
/// so that loops are short: O(modes + couplings) time for cascades, trees and lattices.
std::vector<Loop> loop_fluxes(const Network& network);

/// The names along a loop: modes by their names, dissipator d as "dissipator <d + 1>".
std::vector<std::string> node_names(const Network& network, const Loop& loop);

}  // namespace qbnet
