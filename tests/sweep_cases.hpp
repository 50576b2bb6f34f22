// The sweep of one mode, and what a run of a command left behind when it was stopped.
#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "qbnet/cli/interrupt.hpp"
#include "qbnet/resolvent/lanes.hpp"
#include "qbnet/study/long_run.hpp"
#include "tests/command_line.hpp"

namespace qbnet::test {

/// The state of a run with this identity, of which the first 256 points are done: all have the
/// value 42, which no run computes, so that it shows where they came from.
inline void leave_unfinished(const std::string& output, const std::string& identity,
                             std::size_t points) {
  std::atomic<bool> stop = false;
  Work work;
  work.identity = identity;
  work.items = points;
  work.grain = 128;
  work.columns = 1;
  work.compute = [&](std::size_t first, std::size_t count, double* values, std::uint8_t* status) {
    std::fill_n(values + first, count, 42.0);
    std::fill_n(status + first, count, std::uint8_t{0});
    stop = first + count >= 256;
  };
  LongRunOptions options;
  options.output = output;
  options.block = 128;
  options.store_every_seconds = 0;
  options.stop = &stop;
  run_long(work, options);
}

/// While it lives, a command that can be stopped is, as soon as it has begun.
class Stopper {
 public:
  explicit Stopper(int signal)
      : thread_([this, signal] {
          while (!over_ && !cli::ask_to_stop(signal)) std::this_thread::yield();
        }) {}
  Stopper(const Stopper&) = delete;
  Stopper& operator=(const Stopper&) = delete;
  ~Stopper() {
    over_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> over_ = false;
  std::thread thread_;
};

// v = -2i xi/kappa: powers of two come out without any rounding.
inline constexpr const char* one_mode =
    "qbnet = 1\n[parameters]\nkappa = 2\nxi = 1\n"
    "[[mode]]\nname = \"c\"\nrole = \"charger\"\nloss = \"kappa\"\ndrive = \"xi\"\n";

/// The one line in which a command is refused, without "qbnet: ".
inline std::string one_line(const Outcome& result, int code) {
  EXPECT_EQ(result.code, code) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err, testing::StartsWith("qbnet: "));
  EXPECT_EQ(result.err.find('\n') + 1, result.err.size()) << result.err;
  return result.err.substr(7, result.err.size() - 8);
}

class SweepCommand : public testing::Test {
 protected:
  // With energy(c), unless another measure is typed.
  Outcome sweep(std::vector<std::string> options) const {
    options.insert(options.begin(), {"sweep", file_});
    if (std::find(options.begin(), options.end(), "--measure") == options.end()) {
      options.insert(options.end(), {"--measure", "energy(c)"});
    }
    return qbnet(options);
  }
  std::string refusal(int code, const std::vector<std::string>& options) const {
    return one_line(sweep(options), code);
  }
  // Of a sweep of energy(c): what its state depends on.
  static std::string identity(const std::string& vary, const std::string& method = lane_target()) {
    return fmt::format("qbnet {}\nsweep, {}\nvary {}\nmeasure energy(c)\n{}", QBNET_VERSION, method,
                       vary, one_mode);
  }

  Folder folder_;
  std::string file_ = folder_.write("one.toml", one_mode);
};

inline std::vector<double> doubles(const std::string& bytes) {
  std::vector<double> values(bytes.size() / sizeof(double));
  std::memcpy(values.data(), bytes.data(), values.size() * sizeof(double));
  return values;
}

}  // namespace qbnet::test
