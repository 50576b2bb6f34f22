// The folder that a paper is written into.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace qbnet {

class PaperFolder {
 public:
  /// Made if missing. Throws Error(Refusal::io) if it cannot be.
  explicit PaperFolder(const std::filesystem::path& path);
  const std::filesystem::path& path() const { return path_; }
  /// Whole or not at all; what was there is replaced.
  void write(const std::string& name, std::string_view contents);
  /// Throws Error(Refusal::io) if it cannot be read, or is empty.
  std::string read(const std::string& name) const;
  void add(const std::vector<std::string>& names);
  const std::vector<std::string>& files() const { return files_; }  ///< written, in this order

 private:
  std::filesystem::path path_;
  std::vector<std::string> files_;
};

}  // namespace qbnet
