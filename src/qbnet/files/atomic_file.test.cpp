#include "qbnet/files/atomic_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iterator>
#include <string>

#include "qbnet/base/status.hpp"

namespace qbnet {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class AtomicFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "qbnet-test-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }
  static std::string contents(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static std::string refusal(const fs::path& path, Refusal kind,
                             Existing existing = Existing::refuse) {
    try {
      write_file(path, "new", existing);
    } catch (const Error& error) {
      EXPECT_EQ(error.refusal(), kind);
      return error.what();
    }
    ADD_FAILURE() << path << " was written";
    return "";
  }

  fs::path folder_;
};

TEST_F(AtomicFile, WritesEveryByteAndNothingElse) {
  const std::string bytes("a\0b\n\xff", 5);
  write_file(folder_ / "out", bytes);
  EXPECT_EQ(contents(folder_ / "out"), bytes);
  EXPECT_EQ(entries(), 1U);
  struct stat info = {};
  ASSERT_EQ(::stat((folder_ / "out").c_str(), &info), 0);
  const mode_t mask = ::umask(0);
  ::umask(mask);
  EXPECT_EQ(info.st_mode & 0777U, 0666U & ~mask);
}

TEST_F(AtomicFile, ReplacesOnlyWhenAllowed) {
  write_file(folder_ / "out", "old");
  EXPECT_THAT(refusal(folder_ / "out", Refusal::exists), HasSubstr("must not exist yet"));
  EXPECT_THROW(refuse_existing(folder_ / "out", Existing::refuse), Error);
  EXPECT_EQ(contents(folder_ / "out"), "old");
  refuse_existing(folder_ / "out", Existing::replace);
  write_file(folder_ / "out", "new", Existing::replace);
  EXPECT_EQ(contents(folder_ / "out"), "new");
  EXPECT_EQ(entries(), 1U);
}

TEST_F(AtomicFile, FollowsALink) {
  write_file(folder_ / "target", "old");
  fs::create_symlink("target", folder_ / "link");
  write_file(folder_ / "link", "new", Existing::replace);
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_EQ(contents(folder_ / "target"), "new");
}

TEST_F(AtomicFile, SaysWhyItCannot) {
  EXPECT_THAT(refusal(folder_ / "no" / "out", Refusal::io), HasSubstr("No such file or directory"));
  EXPECT_THAT(refusal(folder_, Refusal::io), HasSubstr("Is a directory"));
  EXPECT_THAT(refusal("/dev/full", Refusal::io), HasSubstr("No space left"));
  EXPECT_THAT(refusal("", Refusal::io), HasSubstr("writable"));
  EXPECT_EQ(entries(), 0U);
}

TEST_F(AtomicFile, LeavesADeviceADevice) {
  write_file("/dev/null", "new", Existing::replace);
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(AtomicFile, TakesTheLongestNames) {
  const fs::path path = folder_ / std::string(255, 'x');
  write_file(path, "new");
  EXPECT_EQ(contents(path), "new");
}

// A full disk, imitated by a limit on file sizes: the old file stays, no temporary one does.
TEST_F(AtomicFile, AFailedWriteLeavesTheOldFile) {
  write_file(folder_ / "out", "old");
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit = {10, 10};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    int code = 0;
    try {
      write_file(folder_ / "out", std::string(1000, 'x'), Existing::replace);
    } catch (const Error& error) {
      code = error.exit_code();
    }
    ::_exit(code);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 6);
  EXPECT_EQ(contents(folder_ / "out"), "old");
  EXPECT_EQ(entries(), 1U);
}

// A writer that is stopped half-way, as by Ctrl-C: SIGXFSZ comes in the middle of the write.
TEST_F(AtomicFile, ASignalHandlerCanTidyUp) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    std::signal(SIGXFSZ, [](int) {
      remove_unfinished_files();
      ::_exit(42);
    });
    const rlimit limit = {10, 10};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    write_file(folder_ / "out", std::string(1000, 'x'));
    ::_exit(0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 42);
  EXPECT_EQ(entries(), 0U);
}

}  // namespace
}  // namespace qbnet
