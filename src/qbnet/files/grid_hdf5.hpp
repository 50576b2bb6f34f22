// Grids as HDF5 files that describe themselves.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "qbnet/study/grid.hpp"

namespace qbnet {

/// Where a grid comes from; what it takes to compute it again.
struct GridOrigin {
  std::string network;                ///< text of the network file
  std::string version;                ///< of qbnet
  std::vector<std::string> settings;  ///< NAME=EXPRESSION, as typed
  std::string command;                ///< as typed
};

/// Fills the empty file of this descriptor, `path` in sentences. One dataset for each measure, in
/// the shape of the axes; one for each axis, attached to the measures as dimension scale; "status"
/// (uint8) with its meanings in the attributes flag_values and flag_meanings (CF convention). All
/// have "units"; measures have their name as typed in "long_name", for a '/' in it is %2F in the
/// name of the dataset. The origin is in attributes of the root. No date anywhere: the same grid
/// and origin give the same bytes. Not from several threads at once: HDF5 is not made for it.
/// Error(Refusal::io) with the system's reason.
void write_hdf5(const Grid& grid, const GridOrigin& origin, int descriptor,
                const std::filesystem::path& path);

}  // namespace qbnet
