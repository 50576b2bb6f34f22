// Random networks, the same ones for the same seed everywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>

#include "qbnet/network/network.hpp"

namespace qbnet {

/// A network of `modes` modes drawn from `seed`: a tree, a ring, a sparse or a dense graph;
/// detunings; losses over six decades (1e-6..1) and couplings over four; phases uniform or at
/// multiples of pi/2; complex drives on one mode or several; in every third network shared
/// dissipators with complex weights. Every mode is lossy, so that it always settles.
struct RandomNetwork {
  std::uint64_t seed = 0;
  std::size_t modes = 2;
  Network network() const;
  NetworkParts parts() const;
};
std::ostream& operator<<(std::ostream& out, const RandomNetwork& random);

/// Two to ten modes whose losses span up to twenty decades, so that the weakest terms of an
/// equation can be all that decides on an amplitude.
Network wild_network(std::uint64_t seed);

}  // namespace qbnet
