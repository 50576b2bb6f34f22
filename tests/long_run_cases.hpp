// A folder, a piece of work and a process of its own, for the tests of long runs.
#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "qbnet/base/status.hpp"
#include "qbnet/study/long_run.hpp"

namespace qbnet {

class LongRunFolder : public testing::Test {
 protected:
  void SetUp() override {
    // Thousands of blocks are synced to it, which a real disk takes its time for.
    const std::filesystem::path in_memory = "/dev/shm";
    const bool there = ::access(in_memory.c_str(), W_OK) == 0;
    std::string pattern =
        ((there ? in_memory : std::filesystem::temp_directory_path()) / "qbnet-test-XXXXXX")
            .string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    output_ = folder_ / "out.npy";
    state_ = state_path(output_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::vector<std::string> entries() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }
  void sql(const std::string& text) const {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(state_.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, text.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(database);
    sqlite3_close(database);
  }
  static std::string contents(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static void write(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
  }

  std::filesystem::path folder_;
  std::filesystem::path output_;
  std::filesystem::path state_;
};

inline double sample_value(std::size_t column, std::size_t item) {
  if (item % 7 == 3) return std::numeric_limits<double>::quiet_NaN();
  return std::sin(static_cast<double>(1 + item + 1000 * column)) * std::pow(10.0, item % 50);
}
inline Status sample_status(std::size_t item) {
  return item % 7 == 3 ? Status::unstable : Status::ok;
}

/// Throws if it is called for parts of grains.
inline Work sample_work(std::size_t items, std::size_t grain, std::size_t columns) {
  Work work;
  work.identity = "sample\nseed 1";
  work.items = items;
  work.grain = grain;
  work.columns = columns;
  work.compute = [=](std::size_t first, std::size_t count, double* values, std::uint8_t* status) {
    if (first % grain != 0 || count == 0 || (count % grain != 0 && first + count != items)) {
      throw std::logic_error("parts of grains");
    }
    for (std::size_t i = first; i < first + count; ++i) {
      for (std::size_t c = 0; c < columns; ++c) values[c * items + i] = sample_value(c, i);
      status[i] = static_cast<std::uint8_t>(sample_status(i));
    }
  };
  return work;
}

/// Byte by byte.
inline bool is_whole(const LongRun& run, const Work& work) {
  Results<double> values(work.items * work.columns);
  Results<std::uint8_t> status(work.items);
  if (work.items > 0) work.compute(0, work.items, values.data(), status.data());
  return run.status == Status::ok && run.done == work.items && run.item_status == status &&
         run.values.size() == values.size() &&
         (values.empty() ||
          std::memcmp(run.values.data(), values.data(), values.size() * sizeof(double)) == 0);
}

/// What the process does must end; its return value is the exit code.
inline pid_t start_process(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    int code = 99;
    try {
      code = body();
    } catch (const Error& error) {
      code = error.exit_code();
    } catch (...) {
    }
    ::_exit(code);
  }
  return child;
}
/// Exit code, or minus the signal that ended it.
inline int end_of(pid_t child) {
  int status = 0;
  if (::waitpid(child, &status, 0) != child) return 1000;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}
inline int in_process(const std::function<int()>& body) { return end_of(start_process(body)); }

/// what() of the Error that `call` must throw.
inline std::string refusal(Refusal kind, const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.refusal(), kind) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "nothing was refused";
  return "";
}

}  // namespace qbnet
