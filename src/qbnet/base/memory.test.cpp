#include "qbnet/base/memory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>

#include "qbnet/base/status.hpp"
#include "tests/sanitized.hpp"

namespace qbnet {
namespace {

namespace fs = std::filesystem;

class ControlGroups : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "qbnet-test-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
  }
  void TearDown() override { fs::remove_all(root_); }
  void put(const fs::path& file, const std::string& text) const {
    fs::create_directories((root_ / file).parent_path());
    std::ofstream(root_ / file) << text;
  }
  fs::path root_;
};

TEST_F(ControlGroups, NoneIsNoLimit) {
  EXPECT_EQ(control_group_memory("", root_), INFINITY);
  EXPECT_EQ(control_group_memory("0::/\n", root_), INFINITY);
  EXPECT_EQ(control_group_memory("nonsense\n1:2\n::\n", root_), INFINITY);
}

TEST_F(ControlGroups, OfVersionTwoCountWithThoseAbove) {
  put("memory.max", "9000\n");
  put("a/memory.max", "max\n");
  put("a/b/memory.max", "10000\n");
  EXPECT_EQ(control_group_memory("0::/a/b\n", root_), 9000);
  put("a/memory.max", "7000\n");
  EXPECT_EQ(control_group_memory("0::/a/b\n", root_), 7000);
  put("a/b/memory.max", "5000\n");
  EXPECT_EQ(control_group_memory("0::/a/b\n", root_), 5000);
  EXPECT_EQ(control_group_memory("0::/\n", root_), 9000);
}

TEST_F(ControlGroups, OfVersionOneAreThoseOfTheMemoryController) {
  put("memory/x/memory.limit_in_bytes", "4000\n");
  put("cpu/x/memory.limit_in_bytes", "1\n");
  EXPECT_EQ(control_group_memory("5:cpu:/x\n4:memory:/x\n0::/\n", root_), 4000);
  EXPECT_EQ(control_group_memory("4:cpu,memory:/x\n", root_), 4000);
  EXPECT_EQ(control_group_memory("4:memory:/y\n", root_), INFINITY);
}

TEST(Memory, KnowsThisMachine) {
  EXPECT_GT(usable_memory(), 1e6);
  EXPECT_LT(usable_memory(), 1e16);
}

// In a process of its own: a limit cannot be taken back.
TEST(Memory, KnowsTheLimitsOfTheProcess) {
  if (test::sanitized) GTEST_SKIP() << "AddressSanitizer takes more addresses than any limit";
  usable_memory();
  for (const auto resource : {RLIMIT_AS, RLIMIT_DATA}) {
    const pid_t child = ::fork();
    if (child == 0) {
      const rlimit limit = {rlim_t{1} << 32U, RLIM_INFINITY};
      ::setrlimit(resource, &limit);
      const double usable = usable_memory();
      ::_exit(usable > 0 && usable < 4294967296.0 ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
}

TEST(Memory, WhatDoesNotFitIsRefusedWithItsSize) {
  const auto refusal = [](double bytes) -> std::string {
    try {
      require_memory(
          bytes, [] { return "7 modes"; }, "; fewer would help", 1e9);
    } catch (const Error& error) {
      EXPECT_EQ(error.refusal(), Refusal::too_large);
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(refusal(0.8e9), "");
  EXPECT_EQ(refusal(3e9),
            "7 modes must fit into 80 % of the memory there is (1 GB), but would take about 3 GB; "
            "fewer would help");
  EXPECT_NE(refusal(std::numeric_limits<double>::quiet_NaN()), "");
}

}  // namespace
}  // namespace qbnet
