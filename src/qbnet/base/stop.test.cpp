#include "qbnet/base/stop.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "qbnet/base/parallel.hpp"

namespace qbnet {
namespace {

TEST(Stop, AsksNothingWithoutAFlag) {
  EXPECT_NO_THROW(stop_if_asked());
  const StopScope none(nullptr);
  EXPECT_NO_THROW(stop_if_asked());
}

TEST(Stop, ScopesEndWhereTheyEnd) {
  std::atomic<bool> up = true, down = false;
  {
    const StopScope outer(&up);
    EXPECT_THROW(stop_if_asked(), Stopped);
    {
      const StopScope inner(&down);
      EXPECT_NO_THROW(stop_if_asked());
    }
    EXPECT_THROW(stop_if_asked(), Stopped);
    // Another thread is not asked.
    std::thread([] { EXPECT_NO_THROW(stop_if_asked()); }).join();
  }
  EXPECT_NO_THROW(stop_if_asked());
}

TEST(Stop, ReachesThreadsOfSharedWork) {
  std::atomic<bool> flag = false;
  std::atomic<int> done = 0;
  const StopScope scope(&flag);
  EXPECT_THROW(parallel_for(1000, 3,
                            [&](std::size_t i) {
                              if (i == 10) flag = true;
                              ++done;
                            }),
               Stopped);
  EXPECT_LT(done, 1000);
  EXPECT_GE(done, 11);
}

}  // namespace
}  // namespace qbnet
