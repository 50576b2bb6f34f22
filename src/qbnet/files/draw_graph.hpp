// What of a network is drawn, and how its parts hang together.
#pragma once

#include <cstddef>
#include <vector>

#include "qbnet/network/network.hpp"

namespace qbnet {

/// A mediator or shared bath that links exactly two modes: drawn beside their link.
struct Hung {
  std::size_t item = 0;
  std::size_t from = 0;  ///< items
  std::size_t to = 0;
  bool alone = false;  ///< nothing else links the two: it stands on the line between them
};

/// Items are the drawn modes 0 .. modes.size()-1, then the drawn baths.
struct DrawGraph {
  std::vector<std::size_t> modes;  ///< indices into network.modes(), breadth first from the drive
  std::vector<bool> cut;           ///< as many as modes: has a neighbour that is not drawn
  std::vector<std::size_t> baths;  ///< indices into network.dissipators()
  std::vector<Hung> hung;
  std::vector<bool> is_hung;                    ///< one an item
  std::vector<std::vector<std::size_t>> links;  ///< of the items that are not hung; each list in
                                                ///< the order of the network, no item twice
  std::size_t items() const { return is_hung.size(); }
};

/// At most `largest` >= 1 modes and as many baths; time linear in the size of the network.
DrawGraph draw_graph(const Network& network, std::size_t largest);

}  // namespace qbnet
