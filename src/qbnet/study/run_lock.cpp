#include "qbnet/study/run_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <array>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <string>
#include <system_error>
#include <thread>

#include "qbnet/base/quote.hpp"
#include "qbnet/base/status.hpp"

namespace qbnet {
namespace {

namespace fs = std::filesystem;

// OUTPUT + suffix, or a hash of its name where that would be too long for a file system. What
// SQLite puts beside the state, and we when we mend it, is at most ".new-journal".
fs::path beside(const fs::path& output, const std::string& suffix) {
  if (output.empty()) return {};
  std::error_code unresolved;
  fs::path target = fs::weakly_canonical(output, unresolved);
  if (unresolved) target = output;
  std::error_code ignored;
  if (fs::exists(target, ignored) && !fs::is_regular_file(target, ignored) &&
      !fs::is_directory(target, ignored)) {
    return {};
  }
  std::string name = target.filename().string();
  constexpr std::size_t longest = 255 - 12;
  if (name.size() + suffix.size() > longest) {
    name = fmt::format(".qbnet-{:016x}", XXH3_64bits(name.data(), name.size()));
  }
  return target.parent_path() / (name + suffix);
}

// The process that a lock file names. It is empty for the instant between the making of the file
// and the writing of the name.
std::string holder(int descriptor) {
  for (int attempt = 0; attempt < 50; ++attempt) {
    std::array<char, 32> text = {};
    const ssize_t size = ::pread(descriptor, text.data(), text.size() - 1, 0);
    std::string digits;
    for (ssize_t k = 0; k < size && std::isdigit(text[static_cast<std::size_t>(k)]) != 0; ++k) {
      digits += text[static_cast<std::size_t>(k)];
    }
    if (!digits.empty()) return "process " + digits;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return "another process";
}

// Whether the path still leads to the open file: its last owner may just have removed it.
bool still_there(int descriptor, const fs::path& path) {
  struct stat open_file = {};
  struct stat named_file = {};
  return ::fstat(descriptor, &open_file) == 0 && ::stat(path.c_str(), &named_file) == 0 &&
         open_file.st_ino == named_file.st_ino && open_file.st_dev == named_file.st_dev;
}

}  // namespace

fs::path state_path(const fs::path& output) { return beside(output, ".qbnet-state"); }

RunLock::RunLock(const fs::path& output) : path_(beside(output, ".qbnet-lock")) {
  if (path_.empty()) return;
  const std::string name = printable(output.string());
  const auto fail = [&](int error) {
    throw Error(Refusal::io, fmt::format("{}: file must be writable, but is not: {}", name,
                                         std::generic_category().message(error)));
  };
  std::error_code problem;
  if (fs::is_directory(output, problem)) fail(EISDIR);
  // Too long a name, say: a lock beside it may well have a shorter one.
  if (problem && problem != std::errc::no_such_file_or_directory) fail(problem.value());
  for (;;) {
    descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor_ < 0) fail(errno);
    const int error = ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
    if (error == 0 && still_there(descriptor_, path_)) break;
    const std::string other = error == EWOULDBLOCK ? holder(descriptor_) : "";
    ::close(descriptor_);
    if (error == EWOULDBLOCK) {
      throw Error(Refusal::exists, fmt::format("{}: file must be written by one run at a time, but "
                                               "{} is at work on it",
                                               name, other));
    }
    if (error != 0 && error != EINTR) fail(error);
  }
  // On a full disk the name stays unwritten; the lock holds all the same.
  const std::string text = fmt::format("{}\n", ::getpid());
  if (::ftruncate(descriptor_, 0) == 0) {
    [[maybe_unused]] const ssize_t written = ::pwrite(descriptor_, text.data(), text.size(), 0);
  }
}

RunLock::~RunLock() {
  if (descriptor_ < 0) return;
  // Removed before it is let go: afterwards it may be another run's.
  ::unlink(path_.c_str());
  ::close(descriptor_);
}

}  // namespace qbnet
