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
#include <stdexcept>
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

TEST_F(AtomicFile, WritesPiecesInOrder) {
  write_file_in_pieces(folder_ / "out", [](const Append& append) {
    append("one ");
    append("");
    append("two");
  });
  EXPECT_EQ(contents(folder_ / "out"), "one two");
  EXPECT_EQ(entries(), 1U);
}

TEST_F(AtomicFile, WritesLargePieces) {
  std::string bytes(9'000'003, 'x');
  for (std::size_t k = 0; k < bytes.size(); k += 1001) bytes[k] = static_cast<char>(k % 251);
  write_file_in_pieces(folder_ / "out", [&](const Append& append) {
    append("first");
    append(bytes);
    append(bytes);
    append("last");
  });
  EXPECT_TRUE(contents(folder_ / "out") == "first" + bytes + bytes + "last");
  write_file_by_descriptor(folder_ / "at", [&](int descriptor) {
    EXPECT_EQ(write_bytes(descriptor, bytes, 5), 0);
    EXPECT_EQ(write_bytes(descriptor, "first", 0), 0);
    EXPECT_EQ(write_bytes(descriptor, "last", 5 + static_cast<off_t>(bytes.size())), 0);
  });
  EXPECT_TRUE(contents(folder_ / "at") == "first" + bytes + "last");
}

TEST_F(AtomicFile, WritesLargePiecesIntoAPipe) {
  int ends[2] = {};
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  const std::string bytes(10'000'000, 'x');
  if (child == 0) {
    ::close(ends[0]);
    ::_exit(write_bytes(ends[1], bytes));
  }
  ::close(ends[1]);
  std::size_t count = 0;
  char buffer[65536];
  for (ssize_t got = 0; (got = ::read(ends[0], buffer, sizeof buffer)) > 0;) {
    count += static_cast<std::size_t>(got);
  }
  ::close(ends[0]);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(count, bytes.size());
}

TEST_F(AtomicFile, WritesWhatADescriptorWrote) {
  write_file_by_descriptor(folder_ / "out", [](int descriptor) {
    EXPECT_EQ(::pwrite(descriptor, "two", 3, 4), 3);
    EXPECT_EQ(::pwrite(descriptor, "one ", 4, 0), 4);
    char back[3] = "";
    EXPECT_EQ(::pread(descriptor, back, 2, 4), 2);
    EXPECT_STREQ(back, "tw");
  });
  EXPECT_EQ(contents(folder_ / "out"), "one two");
  EXPECT_EQ(entries(), 1U);
}

TEST_F(AtomicFile, WhatIsThrownHalfWayLeavesTheOldFile) {
  write_file(folder_ / "out", "old");
  const auto fill = [](const Append& append) {
    append("new");
    throw std::length_error("half-way");
  };
  EXPECT_THROW(write_file_in_pieces(folder_ / "out", fill, Existing::replace), std::length_error);
  EXPECT_EQ(contents(folder_ / "out"), "old");
  EXPECT_EQ(entries(), 1U);
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
  for (const std::size_t size : {std::size_t{1000}, std::size_t{9'000'000}}) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      std::signal(SIGXFSZ, SIG_IGN);
      const rlimit limit = {size - 10, size - 10};
      ::setrlimit(RLIMIT_FSIZE, &limit);
      int code = 0;
      try {
        write_file(folder_ / "out", std::string(size, 'x'), Existing::replace);
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
