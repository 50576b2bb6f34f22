// The kind of file that an output's name asks for.
#pragma once

#include <filesystem>
#include <functional>

#include "qbnet/files/atomic_file.hpp"

namespace qbnet {

enum class OutputFormat { csv, npy, hdf5 };

/// By its ending: .csv, .npy, .h5 or .hdf5. Error(Refusal::usage) for any other.
OutputFormat output_format(const std::filesystem::path& path);

/// What fills a file of each kind; hdf5 is given the descriptor of an empty file.
struct OutputWriters {
  std::function<void(const Append&)> csv;
  std::function<void(const Append&)> npy;
  std::function<void(int descriptor)> hdf5;
};

/// Writes the file by the one that its name asks for, whole or not at all (atomic_file.hpp).
void write_output_file(const std::filesystem::path& path, const OutputWriters& writers,
                       Existing existing);

/// Throws what write_output_file() would throw before it writes, as far as that can be told: to be
/// asked before a long computation. An unknown ending, a file that may not be replaced, a folder in
/// its place, a folder for it that is not there or may not be written.
void check_output_file(const std::filesystem::path& path, Existing existing);

}  // namespace qbnet
