// Work that is asked to stop ends, and leaves nothing behind.
#include "qbnet/base/stop.hpp"

#include <gtest/gtest.h>

#include "qbnet/network/families.hpp"
#include "qbnet/solve/evolve.hpp"
#include "qbnet/solve/steady.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

TEST(StopSolvers, EliminationsEnd) {
  const Network network = cascade(uniform_rates(3, 0.1, 1, 20));
  std::atomic<bool> flag = true;
  {
    const StopScope scope(&flag);
    EXPECT_THROW(steady(network), Stopped);
    EXPECT_THROW(evolve(network, {1.0}), Stopped);
  }
  EXPECT_EQ(steady(network).status, Status::ok);
}

}  // namespace
}  // namespace qbnet
