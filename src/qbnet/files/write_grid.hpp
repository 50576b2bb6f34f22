// A grid into the kind of file that its name asks for.
#pragma once

#include <filesystem>
#include <vector>

#include "qbnet/files/atomic_file.hpp"
#include "qbnet/files/grid_hdf5.hpp"
#include "qbnet/study/grid.hpp"

namespace qbnet {

/// Writes .csv, .npy, .h5 or .hdf5 (grid_csv.hpp, grid_npy.hpp, grid_hdf5.hpp), whole or not at
/// all. Errors: those of check_grid_file(); Error(Refusal::io) with the system's reason.
void write_grid(const std::filesystem::path& path, const Grid& grid, const GridOrigin& origin,
                Existing existing = Existing::refuse);

/// Throws what write_grid would throw for this path and these columns: to be asked before a long
/// computation. Error(Refusal::usage) for another ending, or if axes and measures share a name or
/// one is called "status"; Error(Refusal::exists) for a file that may not be replaced.
void check_grid_file(const std::filesystem::path& path, const std::vector<Axis>& axes,
                     const std::vector<MeasureName>& measures, Existing existing);

}  // namespace qbnet
