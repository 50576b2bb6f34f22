#include "qbnet/base/parallel.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

namespace qbnet {
namespace {

TEST(Parallel, DoesEveryPieceOnce) {
  for (const int threads : {-1, 0, 1, 2, 3, 64}) {
    for (const std::size_t count : {0u, 1u, 2u, 3u, 1000u}) {
      std::vector<std::atomic<int>> calls(count);
      parallel_for(count, threads, [&](std::size_t i) { ++calls[i]; });
      for (const auto& n : calls) EXPECT_EQ(n, 1) << threads << " threads, " << count << " pieces";
    }
  }
}

TEST(Parallel, PassesTheFirstFailureOn) {
  for (const int threads : {1, 4}) {
    try {
      parallel_for(100, threads, [](std::size_t i) {
        if (i >= 7) throw std::runtime_error(std::to_string(i));
      });
      FAIL() << "nothing was thrown";
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "7");
    }
  }
}

TEST(Parallel, StartsNothingAfterAFailure) {
  std::size_t calls = 0;
  EXPECT_THROW(parallel_for(100, 1,
                            [&](std::size_t) {
                              ++calls;
                              throw std::runtime_error("no");
                            }),
               std::runtime_error);
  EXPECT_EQ(calls, 1u);
}

}  // namespace
}  // namespace qbnet
