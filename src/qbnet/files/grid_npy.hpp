// Grids as NumPy arrays.
#pragma once

#include "qbnet/files/atomic_file.hpp"
#include "qbnet/study/grid.hpp"

namespace qbnet {

/// NPY version 1.0: the array of one measure with a dimension for each axis; of several measures,
/// one more dimension in front. Little-endian doubles in C order that begin at a multiple of 64
/// bytes. A point whose status is not ok is NaN.
void write_npy(const Grid& grid, const Append& append);

}  // namespace qbnet
