#include "qbnet/files/load_text.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "qbnet/base/quote.hpp"
#include "qbnet/base/status.hpp"

namespace qbnet {
namespace {

// Standard input stays open; everything else is closed.
class Descriptor {
 public:
  explicit Descriptor(const std::string& path)
      : owned_(path != "-"),
        number_(owned_ ? ::open(path.c_str(), O_RDONLY | O_CLOEXEC) : STDIN_FILENO) {}
  ~Descriptor() {
    if (owned_ && number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  bool owned_;
  int number_;
};

[[noreturn]] void fail_to_read(const std::string& path, int code) {
  throw Error(Refusal::io, fmt::format("{}: file must be readable, but is not: {}",
                                       display_name(path), std::strerror(code)));
}

}  // namespace

std::string display_name(const std::string& path) {
  return path == "-" ? "<stdin>" : printable(path);
}

std::string load_text(const std::string& path, std::size_t limit) {
  if (path.find('\0') != std::string::npos) fail_to_read(path, ENOENT);
  const Descriptor file(path);
  struct stat about {};
  if (file.number() < 0 || ::fstat(file.number(), &about) != 0) fail_to_read(path, errno);
  if (S_ISDIR(about.st_mode)) fail_to_read(path, EISDIR);

  constexpr std::size_t piece = std::size_t{1} << 20;
  std::string text;
  while (true) {
    const std::size_t before = text.size();
    text.resize(before + piece);
    const ssize_t count = ::read(file.number(), text.data() + before, piece);
    if (count < 0 && errno != EINTR) fail_to_read(path, errno);
    text.resize(before + static_cast<std::size_t>(count < 0 ? 0 : count));
    if (count == 0) return text;
    if (text.find('\0', before) != std::string::npos) return text;
    if (text.size() > limit) {
      throw Error(Refusal::input, fmt::format("{}: file must be at most {} MiB, but is larger",
                                              display_name(path), limit >> 20));
    }
  }
}

}  // namespace qbnet
