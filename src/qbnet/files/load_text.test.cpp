#include "qbnet/files/load_text.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "qbnet/base/status.hpp"
#include "qbnet/files/read_network.hpp"

namespace qbnet {
namespace {

std::string refusal(const std::string& path, Refusal kind, std::size_t limit = largest_file) {
  try {
    load_text(path, limit);
  } catch (const Error& error) {
    EXPECT_EQ(error.refusal(), kind);
    return error.what();
  }
  return "accepted";
}

class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() /
              ("qbnet_load_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }
  std::string path() const { return path_; }

 private:
  std::filesystem::path path_;
};

TEST(LoadText, WholeFile) {
  const Folder folder;
  const std::string text = std::string(3 << 20, 'x') + "\r\nend";
  EXPECT_EQ(load_text(folder.file("a", text)), text);
  EXPECT_EQ(load_text(folder.file("empty", "")), "");
}

TEST(LoadText, WhatCannotBeRead) {
  const Folder folder;
  EXPECT_EQ(refusal(folder.path() + "/none", Refusal::io),
            folder.path() + "/none: file must be readable, but is not: No such file or directory");
  EXPECT_EQ(refusal(folder.path(), Refusal::io),
            folder.path() + ": file must be readable, but is not: Is a directory");
  EXPECT_EQ(refusal(std::string("a\0b", 3), Refusal::io),
            "a\\x00b: file must be readable, but is not: No such file or directory");
  if (::geteuid() != 0) {
    const std::string closed = folder.file("closed", "x");
    std::filesystem::permissions(closed, std::filesystem::perms::none);
    EXPECT_EQ(refusal(closed, Refusal::io),
              closed + ": file must be readable, but is not: Permission denied");
  }
}

TEST(LoadText, TooLarge) {
  const Folder folder;
  const std::string path = folder.file("large", std::string(5 << 20, 'x'));
  EXPECT_EQ(refusal(path, Refusal::input, 4 << 20),
            path + ": file must be at most 4 MiB, but is larger");
  EXPECT_EQ(refusal(path, Refusal::input, 5 << 20), "accepted");
}

TEST(LoadText, EndlessDevice) {
  EXPECT_LT(load_text("/dev/zero").size(), std::size_t{2} << 20);
  try {
    read_network_file("/dev/zero");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.refusal(), Refusal::input);
    EXPECT_STREQ(error.what(), "/dev/zero:1:1: file must be text, but has a NUL byte here");
  }
}

TEST(LoadText, StandardInput) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const int before = ::dup(STDIN_FILENO);
  ASSERT_EQ(::write(ends[1], "qbnet = 2", 9), 9);
  ::close(ends[1]);
  ::dup2(ends[0], STDIN_FILENO);
  ::close(ends[0]);
  std::string sentence;
  try {
    read_network_file("-");
  } catch (const Error& error) {
    sentence = error.what();
  }
  if (before >= 0) {
    ::dup2(before, STDIN_FILENO);
    ::close(before);
  }
  EXPECT_EQ(sentence,
            "<stdin>:1:9: format version qbnet must be the number 1, but is the number 2");
}

}  // namespace
}  // namespace qbnet
