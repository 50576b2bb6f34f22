// An HDF5 file being written: datasets and attributes, every failure an Error.
#pragma once

#include <hdf5.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "qbnet/files/hdf5_disk.hpp"

namespace qbnet {

/// HDF5 would print its own account of every error; not while this lives.
class Hdf5Silence {
 public:
  Hdf5Silence();
  Hdf5Silence(const Hdf5Silence&) = delete;
  Hdf5Silence& operator=(const Hdf5Silence&) = delete;
  ~Hdf5Silence();

 private:
  H5E_auto2_t function_ = nullptr;
  void* data_ = nullptr;
};

/// What HDF5 opened or made, and how it is closed.
class Hdf5Handle {
 public:
  Hdf5Handle(hid_t id, herr_t (*closer)(hid_t)) : id_(id), close_(closer) {}
  Hdf5Handle(Hdf5Handle&& other) noexcept
      : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Hdf5Handle& operator=(Hdf5Handle&&) = delete;
  ~Hdf5Handle() {
    if (id_ >= 0) close_(id_);
  }
  operator hid_t() const { return id_; }  // NOLINT: it stands for the number in every call
  herr_t close() { return close_(std::exchange(id_, -1)); }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

/// Fills the empty file of a descriptor; `path` is for sentences. No date anywhere. Not for several
/// threads at once: HDF5 is not made for it. Every call throws Error(Refusal::io) with the reason
/// of the system or of HDF5, std::bad_alloc where that is memory.
class Hdf5File {
 public:
  using Shape = std::vector<hsize_t>;  ///< empty: a single value

  Hdf5File(int descriptor, const std::filesystem::path& path);

  hid_t root() const { return file_; }

  /// What HDF5 returned, if that is no failure.
  template <class Result>
  Result check(Result result) const {
    if (result < 0 || disk_.error != 0) fail();
    return result;
  }

  /// `type` is that of the file, `memory` that of the data. Without data it is to be written in
  /// pieces.
  Hdf5Handle dataset(const std::string& name, const Shape& shape, hid_t type, hid_t memory,
                     const void* data) const;
  /// `count` values of a dataset of one dimension from `first` on.
  void write_piece(hid_t set, hsize_t first, hsize_t count, hid_t memory, const void* data) const;
  /// Text of this many bytes, padded with NUL. UTF-8.
  Hdf5Handle text_of_width(std::size_t width) const;

  void attribute(hid_t object, const char* name, const Shape& shape, hid_t type, hid_t memory,
                 const void* data) const;
  void number(hid_t object, const char* name, double value) const;
  void text(hid_t object, const char* name, const std::string& value) const;
  void texts(hid_t object, const char* name, const std::vector<std::string>& values) const;

  /// A full disk may show only here.
  void close() { check(file_.close()); }

 private:
  Hdf5Handle hold(hid_t id, herr_t (*closer)(hid_t)) const;
  Hdf5Handle space(const Shape& shape) const;
  Hdf5Handle create();
  [[noreturn]] void fail() const;

  const std::filesystem::path& path_;
  Hdf5Disk disk_;
  Hdf5Handle text_type_;
  Hdf5Handle dataset_options_;
  Hdf5Handle file_;
};

/// A '/' would make groups: it becomes %2F.
std::string dataset_name(std::string_view name);

}  // namespace qbnet
