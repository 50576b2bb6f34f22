// Rows of M that repeat: in families nearly all of them do.
#pragma once

#include <cstdint>

#include "qbnet/base/pages.hpp"
#include "qbnet/resolvent/entries.hpp"
#include "qbnet/resolvent/pattern.hpp"

namespace qbnet {

/// The first positions of stretches in which rows repeat, ascending, then the number of positions;
/// empty if most rows do not. Row by row in a stretch, M has the same numbers (the same places of
/// `entries`) at the same slots of M, L and U, and the column of a slot stays or moves on by one,
/// in each row as in the others.
Pages<std::uint32_t> repeating_rows(const Pattern& pattern, const Entries& entries);

}  // namespace qbnet
