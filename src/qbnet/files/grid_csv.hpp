// Grids as lines of text.
#pragma once

#include "qbnet/files/atomic_file.hpp"
#include "qbnet/study/grid.hpp"

namespace qbnet {

/// A header line with the names of axes and measures and "status", then one line a point, the last
/// axis running fastest. Numbers have 17 significant digits and a decimal point in any locale; the
/// field of a NaN is empty. A field with a comma or quote in it stands in quotes. Lines end in \n.
void write_csv(const Grid& grid, const Append& append);

}  // namespace qbnet
