#include "qbnet/cli/interrupt.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <thread>

namespace qbnet::cli {
namespace {

TEST(GracefulStop, EndsAtOnceOnlyWhenAskedAgainLater) {
  EXPECT_FALSE(ask_to_stop(SIGTERM)) << "nothing runs that could stop by itself";
  const GracefulStop stop;
  EXPECT_FALSE(*stop.flag());
  EXPECT_TRUE(ask_to_stop(SIGTERM));
  EXPECT_TRUE(*stop.flag());
  EXPECT_EQ(stop.signal(), SIGTERM);
  EXPECT_TRUE(ask_to_stop(SIGTERM)) << "a signal to the program and one to its group are one";
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  EXPECT_FALSE(ask_to_stop(SIGTERM));
}

}  // namespace
}  // namespace qbnet::cli
