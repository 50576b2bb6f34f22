// The way from HDF5 to the disk.
#pragma once

#include <hdf5.h>

namespace qbnet {

/// HDF5's own driver cannot bear a full disk: closing the file fails, and what stays open crashes
/// the library later or makes it complain when the program ends. This one notes the first error
/// and lets HDF5 believe that all went well; whoever writes has to look at `error`.
struct Hdf5Disk {
  int descriptor = -1;  ///< open for reading and writing; left open
  int error = 0;        ///< errno of the first call that failed; nothing is written after it
};

/// Makes a file access list (H5P_FILE_ACCESS) use `disk`, which must live until the file is closed.
/// Negative on failure, as HDF5's functions.
herr_t set_hdf5_disk(hid_t access, Hdf5Disk& disk);

}  // namespace qbnet
