#include "qbnet/files/hdf5_disk.hpp"

#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>

#include "qbnet/files/atomic_file.hpp"

namespace qbnet {
namespace {

// HDF5 knows its own part only, which must come first.
struct OpenFile {
  H5FD_t known = {};
  Hdf5Disk* disk = nullptr;
  haddr_t end_of_addresses = 0;
  haddr_t end_of_file = 0;
};

OpenFile& whole(H5FD_t* file) { return *reinterpret_cast<OpenFile*>(file); }
const OpenFile& whole(const H5FD_t* file) { return *reinterpret_cast<const OpenFile*>(file); }

// What the access list carries: HDF5 copies it byte by byte.
struct Carried {
  Hdf5Disk* disk;
};

H5FD_t* open(const char*, unsigned, hid_t access, haddr_t) {
  const auto* carried = static_cast<const Carried*>(H5Pget_driver_info(access));
  if (carried == nullptr) return nullptr;
  auto* const file = new OpenFile;
  file->disk = carried->disk;
  return &file->known;
}

herr_t close(H5FD_t* file) {
  delete &whole(file);
  return 0;
}

herr_t query(const H5FD_t*, unsigned long* features) {
  *features = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
              H5FD_FEAT_AGGREGATE_SMALLDATA | H5FD_FEAT_DEFAULT_VFD_COMPATIBLE;
  return 0;
}

haddr_t get_end_of_addresses(const H5FD_t* file, H5FD_mem_t) {
  return whole(file).end_of_addresses;
}

herr_t set_end_of_addresses(H5FD_t* file, H5FD_mem_t, haddr_t address) {
  whole(file).end_of_addresses = address;
  return 0;
}

haddr_t get_end_of_file(const H5FD_t* file, H5FD_mem_t) { return whole(file).end_of_file; }

// What lies behind the end of the file reads as 0.
herr_t read(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t address, std::size_t size, void* buffer) {
  Hdf5Disk& disk = *whole(file).disk;
  auto* to = static_cast<char*>(buffer);
  std::memset(to, 0, size);
  while (size > 0 && disk.error == 0) {
    const ssize_t count = ::pread(disk.descriptor, to, size, static_cast<off_t>(address));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) disk.error = errno;
    if (count <= 0) break;
    to += count;
    address += static_cast<haddr_t>(count);
    size -= static_cast<std::size_t>(count);
  }
  return 0;
}

herr_t write(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t address, std::size_t size,
             const void* buffer) {
  Hdf5Disk& disk = *whole(file).disk;
  if (disk.error == 0) {
    disk.error = write_bytes(disk.descriptor, {static_cast<const char*>(buffer), size},
                             static_cast<off_t>(address));
  }
  whole(file).end_of_file = std::max(whole(file).end_of_file, address + size);
  return 0;
}

// HDF5 may have given out addresses at the end that it never wrote to.
herr_t truncate(H5FD_t* file, hid_t, hbool_t) {
  OpenFile& is = whole(file);
  if (is.end_of_file == is.end_of_addresses) return 0;
  const auto length = static_cast<off_t>(is.end_of_addresses);
  if (is.disk->error == 0 && ::ftruncate(is.disk->descriptor, length) != 0) is.disk->error = errno;
  is.end_of_file = is.end_of_addresses;
  return 0;
}

hid_t register_driver() {
  H5FD_class_t driver = {};
  driver.name = "qbnet";
  driver.maxaddr = HADDR_MAX >> 1U;  // the largest off_t
  driver.fc_degree = H5F_CLOSE_STRONG;
  driver.fapl_size = sizeof(Carried);
  driver.open = open;
  driver.close = close;
  driver.query = query;
  driver.get_eoa = get_end_of_addresses;
  driver.set_eoa = set_end_of_addresses;
  driver.get_eof = get_end_of_file;
  driver.read = read;
  driver.write = write;
  driver.truncate = truncate;
  for (H5FD_mem_t& kind : driver.fl_map) kind = H5FD_MEM_SUPER;  // one pool of free space for all
  return H5FDregister(&driver);
}

}  // namespace

herr_t set_hdf5_disk(hid_t access, Hdf5Disk& disk) {
  static const hid_t driver = register_driver();
  const Carried carried = {&disk};
  return H5Pset_driver(access, driver, &carried);
}

}  // namespace qbnet
