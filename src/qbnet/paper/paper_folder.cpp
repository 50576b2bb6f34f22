#include "qbnet/paper/paper_folder.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <system_error>

#include "qbnet/base/quote.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/files/atomic_file.hpp"

namespace qbnet {

namespace fs = std::filesystem;

PaperFolder::PaperFolder(const fs::path& path) : path_(path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (!error && !fs::is_directory(path, error)) {
    error = std::make_error_code(std::errc::not_a_directory);
  }
  if (error) {
    throw Error(Refusal::io, fmt::format("{}: directory must be writable, but cannot be made: {}",
                                         printable(path.string()), error.message()));
  }
}

void PaperFolder::write(const std::string& name, std::string_view contents) {
  write_file(path_ / name, contents, Existing::replace);
  files_.push_back(name);
}

std::string PaperFolder::read(const std::string& name) const {
  const fs::path path = path_ / name;
  std::ifstream file(path, std::ios::binary);
  std::string contents(std::istreambuf_iterator<char>(file), {});
  if (!file || contents.empty()) {
    throw Error(Refusal::io,
                fmt::format("{}: must be readable, but is not", printable(path.string())));
  }
  return contents;
}

void PaperFolder::add(const std::vector<std::string>& names) {
  files_.insert(files_.end(), names.begin(), names.end());
}

}  // namespace qbnet
