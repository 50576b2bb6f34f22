#include "qbnet/files/grid_hdf5.hpp"

#include <fmt/format.h>
#include <hdf5.h>
#include <hdf5_hl.h>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "qbnet/base/quote.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/files/atomic_file.hpp"
#include "qbnet/files/grid_hdf5_disk.hpp"

namespace qbnet {
namespace {

// HDF5 would print its own account of every error.
class Silence {
 public:
  Silence() {
    H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;
  ~Silence() { H5Eset_auto2(H5E_DEFAULT, function_, data_); }

 private:
  H5E_auto2_t function_ = nullptr;
  void* data_ = nullptr;
};

// The innermost sentence of HDF5's account.
herr_t read_sentence(unsigned, const H5E_error2_t* entry, void* found) {
  std::string& sentence = *static_cast<std::string*>(found);
  if (sentence.empty() && entry->desc != nullptr) sentence = entry->desc;
  return 0;
}

// What HDF5 opened or made, and how it is closed.
class Handle {
 public:
  Handle(hid_t id, herr_t (*closer)(hid_t)) : id_(id), close_(closer) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Handle& operator=(Handle&&) = delete;
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  operator hid_t() const { return id_; }  // NOLINT: it stands for the number in every call
  herr_t close() { return close_(std::exchange(id_, -1)); }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

using Shape = std::vector<hsize_t>;

class Hdf5File {
 public:
  Hdf5File(int descriptor, const std::filesystem::path& path)
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

  hid_t root() const { return file_; }

  template <class Result>
  Result check(Result result) const {
    if (result < 0 || disk_.error != 0) fail();
    return result;
  }

  // `type` is that of the file, `memory` that of the data.
  Handle dataset(const std::string& name, const Shape& shape, hid_t type, hid_t memory,
                 const void* data) const {
    const Handle extent = space(shape);
    Handle set = hold(
        H5Dcreate2(file_, name.c_str(), type, extent, H5P_DEFAULT, dataset_options_, H5P_DEFAULT),
        H5Dclose);
    check(H5Dwrite(set, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, data));
    return set;
  }

  void attribute(hid_t object, const char* name, const Shape& shape, hid_t type, hid_t memory,
                 const void* data) const {
    const Handle extent = space(shape);
    Handle made = hold(H5Acreate2(object, name, type, extent, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    check(H5Awrite(made, memory, data));
    check(made.close());
  }

  void text(hid_t object, const char* name, const std::string& value) const {
    const char* const pointer = value.c_str();
    attribute(object, name, {}, text_type_, text_type_, &pointer);
  }

  void texts(hid_t object, const char* name, const std::vector<std::string>& values) const {
    std::vector<const char*> pointers;
    pointers.reserve(values.size() + 1);  // HDF5 takes no null pointer, not even for no values
    for (const std::string& value : values) pointers.push_back(value.c_str());
    attribute(object, name, {pointers.size()}, text_type_, text_type_, pointers.data());
  }

  // A full disk may show only here.
  void close() { check(file_.close()); }

 private:
  // What was opened is closed even if the disk failed meanwhile.
  Handle hold(hid_t id, herr_t (*closer)(hid_t)) const {
    Handle handle(id, closer);
    check(id);
    return handle;
  }

  Handle space(const Shape& shape) const {
    if (shape.empty()) return hold(H5Screate(H5S_SCALAR), H5Sclose);
    const int rank = static_cast<int>(shape.size());
    return hold(H5Screate_simple(rank, shape.data(), nullptr), H5Sclose);
  }

  Handle create() {
    const Handle creation = hold(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
    check(H5Pset_obj_track_times(creation, false));
    // Readers list the datasets in the order in which they were written.
    check(H5Pset_link_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED));
    const Handle access = hold(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    check(set_hdf5_disk(access, disk_));
    // Attributes beyond 64 KiB: an axis lists all the measures it belongs to.
    check(H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_LATEST));
    return hold(H5Fcreate(path_.c_str(), H5F_ACC_TRUNC, creation, access), H5Fclose);
  }

  [[noreturn]] void fail() const {
    if (disk_.error != 0) refuse_writing(path_, disk_.error);
    std::string sentence;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, read_sentence, &sentence);
    throw Error(Refusal::io, fmt::format("{}: file must be writable, but HDF5 says: {}",
                                         printable(path_.string()), sentence));
  }

  const std::filesystem::path& path_;
  Hdf5Disk disk_;
  Handle text_type_;
  Handle dataset_options_;
  Handle file_;
};

// A '/' would make groups.
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

std::vector<Handle> write_axes(const Hdf5File& file, const std::vector<Axis>& axes) {
  std::vector<Handle> scales;
  for (const Axis& axis : axes) {
    scales.push_back(file.dataset(dataset_name(axis.name), {axis.values.size()}, H5T_IEEE_F64LE,
                                  H5T_NATIVE_DOUBLE, axis.values.data()));
    file.check(H5DSset_scale(scales.back(), axis.name.c_str()));
    file.text(scales.back(), "units", "as in the network file");
  }
  return scales;
}

void attach_axes(const Hdf5File& file, const Handle& set, const std::vector<Axis>& axes,
                 const std::vector<Handle>& scales) {
  for (std::size_t k = 0; k < axes.size(); ++k) {
    const auto dimension = static_cast<unsigned>(k);
    file.check(H5DSattach_scale(set, scales[k], dimension));
    file.check(H5DSset_label(set, dimension, axes[k].name.c_str()));
  }
}

void describe_status(const Hdf5File& file, const Handle& set) {
  std::vector<std::uint8_t> values;
  std::string meanings;
  for (std::uint8_t value = 0; value <= static_cast<std::uint8_t>(Status::failed); ++value) {
    values.push_back(value);
    if (value != 0) meanings += ' ';
    meanings += to_string(static_cast<Status>(value));
  }
  file.text(set, "units", "1");
  file.attribute(set, "flag_values", {values.size()}, H5T_STD_U8LE, H5T_NATIVE_UINT8,
                 values.data());
  file.text(set, "flag_meanings", meanings);
}

}  // namespace

void write_hdf5(const Grid& grid, const GridOrigin& origin, int descriptor,
                const std::filesystem::path& path) {
  const Silence silence;
  Hdf5File file(descriptor, path);
  file.text(file.root(), "network", origin.network);
  file.text(file.root(), "version", origin.version);
  file.texts(file.root(), "settings", origin.settings);
  file.text(file.root(), "command", origin.command);

  Shape shape;
  for (const Axis& axis : grid.axes) shape.push_back(axis.values.size());
  std::vector<Handle> scales = write_axes(file, grid.axes);
  for (std::size_t measure = 0; measure < grid.measures.size(); ++measure) {
    const MeasureName& is = grid.measures[measure];
    Handle set = file.dataset(dataset_name(is.name), shape, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE,
                              grid.values.data() + measure * grid.points());
    file.text(set, "long_name", is.name);
    file.text(set, "units", is.unit);
    attach_axes(file, set, grid.axes, scales);
    file.check(set.close());
  }
  Handle status = file.dataset("status", shape, H5T_STD_U8LE, H5T_NATIVE_UINT8, grid.status.data());
  describe_status(file, status);
  attach_axes(file, status, grid.axes, scales);
  file.check(status.close());
  for (Handle& scale : scales) file.check(scale.close());
  file.close();
}

}  // namespace qbnet
