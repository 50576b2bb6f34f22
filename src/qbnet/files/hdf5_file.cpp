#include "qbnet/files/hdf5_file.hpp"

#include <fmt/format.h>
#include <sys/mman.h>

#include <cstddef>
#include <new>

#include "qbnet/base/quote.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/files/atomic_file.hpp"

namespace qbnet {
namespace {

// HDF5's account of an error: its innermost sentence, and whether memory was the reason.
struct Account {
  std::string sentence;
  bool memory = false;
};

herr_t read_account(unsigned, const H5E_error2_t* entry, void* found) {
  Account& account = *static_cast<Account*>(found);
  if (account.sentence.empty() && entry->desc != nullptr) account.sentence = entry->desc;
  account.memory =
      account.memory || entry->min_num == H5E_NOSPACE || entry->min_num == H5E_CANTALLOC;
  return 0;
}

// HDF5 1.10 crashes where memory ends while it makes the cache of a file (2 MB): there must be more
// than it takes before it begins.
void require_room() {
  constexpr std::size_t bytes = std::size_t{16} << 20U;
  void* const room =
      ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (room == MAP_FAILED) throw std::bad_alloc();
  ::munmap(room, bytes);
}

}  // namespace

Hdf5Silence::Hdf5Silence() {
  H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}
Hdf5Silence::~Hdf5Silence() { H5Eset_auto2(H5E_DEFAULT, function_, data_); }

Hdf5File::Hdf5File(int descriptor, const std::filesystem::path& path)
    : path_(path),
      disk_{descriptor, 0},
      text_type_(hold(H5Tcopy(H5T_C_S1), H5Tclose)),
      dataset_options_(hold(H5Pcreate(H5P_DATASET_CREATE), H5Pclose)),
      file_(create()) {
  check(H5Tset_size(text_type_, H5T_VARIABLE));
  check(H5Tset_cset(text_type_, H5T_CSET_UTF8));
  check(H5Pset_obj_track_times(dataset_options_, false));
  check(H5Pset_fill_time(dataset_options_, H5D_FILL_TIME_NEVER));
}

Hdf5Handle Hdf5File::dataset(const std::string& name, const Shape& shape, hid_t type, hid_t memory,
                             const void* data) const {
  const Hdf5Handle extent = space(shape);
  Hdf5Handle set = hold(
      H5Dcreate2(file_, name.c_str(), type, extent, H5P_DEFAULT, dataset_options_, H5P_DEFAULT),
      H5Dclose);
  if (data != nullptr) check(H5Dwrite(set, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, data));
  return set;
}

void Hdf5File::write_piece(hid_t set, hsize_t first, hsize_t count, hid_t memory,
                           const void* data) const {
  const Hdf5Handle there = hold(H5Dget_space(set), H5Sclose);
  const Hdf5Handle here = space({count});
  check(H5Sselect_hyperslab(there, H5S_SELECT_SET, &first, nullptr, &count, nullptr));
  check(H5Dwrite(set, memory, here, there, H5P_DEFAULT, data));
}

Hdf5Handle Hdf5File::text_of_width(std::size_t width) const {
  Hdf5Handle type = hold(H5Tcopy(H5T_C_S1), H5Tclose);
  check(H5Tset_size(type, width));
  check(H5Tset_strpad(type, H5T_STR_NULLPAD));
  check(H5Tset_cset(type, H5T_CSET_UTF8));
  return type;
}

void Hdf5File::attribute(hid_t object, const char* name, const Shape& shape, hid_t type,
                         hid_t memory, const void* data) const {
  const Hdf5Handle extent = space(shape);
  Hdf5Handle made =
      hold(H5Acreate2(object, name, type, extent, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  check(H5Awrite(made, memory, data));
  check(made.close());
}

void Hdf5File::number(hid_t object, const char* name, double value) const {
  attribute(object, name, {}, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &value);
}

void Hdf5File::text(hid_t object, const char* name, const std::string& value) const {
  const char* const pointer = value.c_str();
  attribute(object, name, {}, text_type_, text_type_, &pointer);
}

void Hdf5File::texts(hid_t object, const char* name, const std::vector<std::string>& values) const {
  std::vector<const char*> pointers;
  pointers.reserve(values.size() + 1);  // HDF5 takes no null pointer, not even for no values
  for (const std::string& value : values) pointers.push_back(value.c_str());
  attribute(object, name, {pointers.size()}, text_type_, text_type_, pointers.data());
}

// What was opened is closed even if the disk failed meanwhile.
Hdf5Handle Hdf5File::hold(hid_t id, herr_t (*closer)(hid_t)) const {
  Hdf5Handle handle(id, closer);
  check(id);
  return handle;
}

Hdf5Handle Hdf5File::space(const Shape& shape) const {
  if (shape.empty()) return hold(H5Screate(H5S_SCALAR), H5Sclose);
  const int rank = static_cast<int>(shape.size());
  return hold(H5Screate_simple(rank, shape.data(), nullptr), H5Sclose);
}

Hdf5Handle Hdf5File::create() {
  require_room();
  const Hdf5Handle creation = hold(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
  check(H5Pset_obj_track_times(creation, false));
  // Readers list the datasets in the order in which they were written.
  check(H5Pset_link_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED));
  const Hdf5Handle access = hold(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  check(set_hdf5_disk(access, disk_));
  // Attributes beyond 64 KiB: an axis lists all the measures it belongs to.
  check(H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_LATEST));
  return hold(H5Fcreate(path_.c_str(), H5F_ACC_TRUNC, creation, access), H5Fclose);
}

void Hdf5File::fail() const {
  if (disk_.error != 0) refuse_writing(path_, disk_.error);
  Account account;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, read_account, &account);
  if (account.memory) throw std::bad_alloc();
  throw Error(Refusal::io, fmt::format("{}: file must be writable, but HDF5 says: {}",
                                       printable(path_.string()), account.sentence));
}

std::string dataset_name(std::string_view name) {
  std::string result;
  for (const char c : name) {
    if (c == '/') {
      result += "%2F";
    } else {
      result += c;
    }
  }
  return result;
}

}  // namespace qbnet
