#include "qbnet/files/atomic_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <system_error>

#include "qbnet/base/quote.hpp"
#include "qbnet/base/status.hpp"

namespace qbnet {
namespace {

// Names of temporary files now in being, where a signal handler can read them without a lock: a
// slot's name is complete while its state is `named`.
enum State { vacant, claimed, named };
struct Slot {
  std::atomic<int> state = vacant;
  std::array<char, 4096> name = {};
};
std::array<Slot, 32> slots;  // NOLINT: signal handlers reach nothing but globals
static_assert(std::atomic<int>::is_always_lock_free);

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }
  // Some file systems report a full disk only here.
  bool close() {
    const int result = ::close(number_);
    number_ = -1;
    return result == 0;
  }

 private:
  int number_;
};

// A name beside the target that is removed on the way out unless it was renamed.
class TemporaryName {
 public:
  explicit TemporaryName(const std::filesystem::path& target) {
    static std::atomic<unsigned> counter = 0;
    path_ = target.parent_path() / fmt::format(".qbnet-{}-{}.tmp", ::getpid(), counter++);
    for (Slot& slot : slots) {
      int expected = vacant;
      if (path_.native().size() < slot.name.size() &&
          slot.state.compare_exchange_strong(expected, claimed)) {
        std::memcpy(slot.name.data(), path_.c_str(), path_.native().size() + 1);
        slot.state = named;
        slot_ = &slot;
        break;
      }
    }
  }
  TemporaryName(const TemporaryName&) = delete;
  TemporaryName& operator=(const TemporaryName&) = delete;
  ~TemporaryName() {
    if (!renamed_) ::unlink(path_.c_str());
    if (slot_ != nullptr) slot_->state = vacant;
  }
  const std::filesystem::path& path() const { return path_; }
  void renamed() { renamed_ = true; }

 private:
  std::filesystem::path path_;
  Slot* slot_ = nullptr;
  bool renamed_ = false;
};

// 0, or why not.
int rename_to(const std::filesystem::path& from, const std::filesystem::path& to,
              Existing existing) {
  if (existing == Existing::refuse) {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
    // Some file systems cannot; then the check that was made before has to do.
    if (errno != EINVAL && errno != ENOSYS) return errno;
  }
  return std::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

[[noreturn]] void refuse(const std::filesystem::path& path) {
  throw Error(Refusal::exists,
              fmt::format("{}: file must not exist yet, but does; --overwrite replaces it",
                          printable(path.string())));
}

}  // namespace

void refuse_writing(const std::filesystem::path& path, int error) {
  throw Error(Refusal::io,
              fmt::format("{}: file must be writable, but is not: {}", printable(path.string()),
                          std::generic_category().message(error)));
}

int write_bytes(int descriptor, std::string_view bytes, std::optional<off_t> offset) {
  constexpr std::size_t stretch = std::size_t{8} << 20U;
  const bool large = bytes.size() >= stretch;
  off_t at = offset ? *offset : large ? ::lseek(descriptor, 0, SEEK_CUR) : -1;
  const bool on_disk = large && at >= 0;
  // These two are hints: where they fail, the write does too or goes on more slowly.
  if (on_disk) ::fallocate(descriptor, 0, at, static_cast<off_t>(bytes.size()));
  while (!bytes.empty()) {
    const std::size_t size = std::min(bytes.size(), stretch);
    const ssize_t written = offset ? ::pwrite(descriptor, bytes.data(), size, at)
                                   : ::write(descriptor, bytes.data(), size);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    if (on_disk) ::sync_file_range(descriptor, at, written, SYNC_FILE_RANGE_WRITE);
    bytes.remove_prefix(static_cast<std::size_t>(written));
    at += written;
  }
  return 0;
}

void refuse_existing(const std::filesystem::path& path, Existing existing) {
  std::error_code ignored;
  if (existing == Existing::refuse && std::filesystem::is_regular_file(path, ignored)) {
    refuse(path);
  }
}

void write_file_by_descriptor(const std::filesystem::path& path,
                              const std::function<void(int descriptor)>& fill, Existing existing) {
  refuse_existing(path, existing);
  std::error_code unresolved;
  const std::filesystem::path followed = std::filesystem::weakly_canonical(path, unresolved);
  const std::filesystem::path& target = unresolved ? path : followed;

  struct stat info = {};
  if (::stat(target.c_str(), &info) == 0 && !S_ISREG(info.st_mode)) {
    if (S_ISDIR(info.st_mode)) refuse_writing(path, EISDIR);
    // Renaming over a device would put a plain file in its place.
    Descriptor device(::open(target.c_str(), O_WRONLY | O_CLOEXEC));
    if (device.number() < 0) refuse_writing(path, errno);
    fill(device.number());
    if (!device.close()) refuse_writing(path, errno);
    return;
  }

  TemporaryName temporary(target);
  Descriptor file(::open(temporary.path().c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (file.number() < 0) refuse_writing(path, errno);
  fill(file.number());
  if (::fsync(file.number()) != 0 || !file.close()) refuse_writing(path, errno);
  const int error = rename_to(temporary.path(), target, existing);
  if (error == EEXIST) refuse(path);
  if (error != 0) refuse_writing(path, error);
  temporary.renamed();
}

void write_file_in_pieces(const std::filesystem::path& path,
                          const std::function<void(const Append&)>& fill, Existing existing) {
  const auto fill_descriptor = [&](int descriptor) {
    fill([&](std::string_view piece) {
      const int error = write_bytes(descriptor, piece);
      if (error != 0) refuse_writing(path, error);
    });
  };
  write_file_by_descriptor(path, fill_descriptor, existing);
}

void write_file(const std::filesystem::path& path, std::string_view contents, Existing existing) {
  write_file_in_pieces(
      path, [&](const Append& append) { append(contents); }, existing);
}

void remove_unfinished_files() noexcept {
  for (const Slot& slot : slots) {
    if (slot.state == named) ::unlink(slot.name.data());
  }
}

}  // namespace qbnet
