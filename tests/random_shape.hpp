// Random large networks of given shapes, the same ones for the same seed everywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>

#include "qbnet/network/network.hpp"

namespace qbnet {

enum class Shape { chain, tree, ring, ladder, comb, cactus, grid, star, sparse };
inline constexpr Shape shapes[] = {Shape::chain,  Shape::tree, Shape::ring,
                                   Shape::ladder, Shape::comb, Shape::cactus,
                                   Shape::grid,   Shape::star, Shape::sparse};

/// About `modes` modes (a grid: the next square below) drawn from `seed`: couplings over up to
/// eight decades, losses over up to twelve, phases uniform or at multiples of pi/2; in some
/// networks detunings, lossless modes with a lossy neighbour (up to 300 modes), shared dissipators,
/// or drives on several modes. Names in random order of their places, so that no order comes for
/// free.
struct RandomShape {
  Shape shape = Shape::chain;
  std::uint64_t seed = 0;
  std::size_t modes = 10;
  Network network() const;
};
std::ostream& operator<<(std::ostream& out, const RandomShape& random);

}  // namespace qbnet
