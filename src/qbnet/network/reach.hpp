// Which modes the drives, or the baths, can reach at all.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "qbnet/network/network.hpp"

namespace qbnet {

/// For each mode the number of couplings and shared dissipators between it and the nearest driven
/// mode; -1 for a mode that no drive reaches and that therefore stays empty. Linear time.
std::vector<int> distance_from_drives(const Network& network);
/// The same from the modes for which `starts(mode)`.
std::vector<int> distance_from(const Network& network,
                               const std::function<bool(std::size_t)>& starts);

}  // namespace qbnet
