// An order of elimination in which little has to wait.
#pragma once

#include <vector>

#include "qbnet/network/network.hpp"

namespace qbnet {

/// Order classes for a Pattern: rounds of modes that leave nothing behind when they are eliminated
/// (at most two neighbours left, and these coupled to each other) and that do not touch each other.
/// So a chain is eliminated from both ends at once, its mediators first. What has no such mode left
/// is one last class. No fill that least degree would avoid; linear time for bounded degree. Only
/// where every mode is lossy.
std::vector<int> elimination_rounds(const Network& network);

}  // namespace qbnet
