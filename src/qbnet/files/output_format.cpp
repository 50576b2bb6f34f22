#include "qbnet/files/output_format.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "qbnet/base/quote.hpp"
#include "qbnet/base/status.hpp"

namespace qbnet {

OutputFormat output_format(const std::filesystem::path& path) {
  const std::string ending = path.extension().string();
  if (ending == ".csv") return OutputFormat::csv;
  if (ending == ".npy") return OutputFormat::npy;
  if (ending == ".h5" || ending == ".hdf5") return OutputFormat::hdf5;
  throw Error(Refusal::usage,
              fmt::format("output file must end in .csv, .npy or .h5 (.hdf5), but is {}",
                          in_quotes(path.string())));
}

void write_output_file(const std::filesystem::path& path, const OutputWriters& writers,
                       Existing existing) {
  switch (output_format(path)) {
    case OutputFormat::csv:
      write_file_in_pieces(path, writers.csv, existing);
      break;
    case OutputFormat::npy:
      write_file_in_pieces(path, writers.npy, existing);
      break;
    case OutputFormat::hdf5:
      write_file_by_descriptor(path, writers.hdf5, existing);
      break;
  }
}

void check_output_file(const std::filesystem::path& path, Existing existing) {
  output_format(path);
  refuse_existing(path, existing);
  std::error_code none;
  if (std::filesystem::is_directory(path, none)) refuse_writing(path, EISDIR);
  if (std::filesystem::exists(path, none)) return;
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  if (::access(folder.c_str(), W_OK | X_OK) != 0) refuse_writing(path, errno);
}

}  // namespace qbnet
