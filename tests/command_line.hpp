// The command line inside a test: in this process, or as the real program.
#pragma once

#include <stdlib.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "qbnet/cli/run.hpp"

namespace qbnet::test {

struct Outcome {
  int code = 0;
  std::string out;
  std::string err;
  nlohmann::ordered_json json() const { return nlohmann::ordered_json::parse(out); }
};

/// qbnet with these arguments, in this process.
inline Outcome qbnet(const std::vector<std::string>& arguments) {
  std::vector<const char*> argv = {"qbnet"};
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  std::ostringstream out;
  std::ostringstream err;
  const int code = cli::run(static_cast<int>(argv.size()), argv.data(), out, err);
  return {code, out.str(), err.str()};
}

/// A folder of its own for one test.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "qbnet-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = pattern;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }

  std::string path(const std::string& name) const { return (path_ / name).string(); }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path(name);
  }
  static std::string read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path_), {}));
  }

 private:
  std::filesystem::path path_;
};

/// A shell command line in a fresh folder, where `qbnet` is the real program.
inline Outcome shell(const std::string& command) {
  const Folder folder;
  std::filesystem::create_directory(folder.path("here"));
  const std::string script =
      folder.write("script", "qbnet() { \"" QBNET_PROGRAM "\" \"$@\"; }\ncd '" +
                                 folder.path("here") + "'\n" + command);
  const std::string line = "sh " + script + " >" + folder.path("out") + " 2>" + folder.path("err");
  const int status = std::system(line.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, Folder::read(folder.path("out")),
          Folder::read(folder.path("err"))};
}

}  // namespace qbnet::test
