// Which modes the drives can reach at all.
#pragma once

#include <vector>

#include "qbnet/network/network.hpp"

namespace qbnet {

/// For each mode the number of couplings and shared dissipators between it and the nearest driven
/// mode; -1 for a mode that no drive reaches and that therefore stays empty. Linear time.
std::vector<int> distance_from_drives(const Network& network);

}  // namespace qbnet
