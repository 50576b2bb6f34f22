// Work that is asked to stop ends, and leaves nothing behind.
#include "qbnet/base/stop.hpp"

#include <gtest/gtest.h>

#include "qbnet/network/families.hpp"
#include "qbnet/solve/evolve.hpp"
#include "qbnet/solve/steady.hpp"

namespace qbnet {
namespace {

TEST(StopSolvers, EliminationsEnd) {
  FamilyRates rates;
  rates.batteries = 3;
  rates.coupling = {0.1};
  rates.charger_loss = 1;
  rates.battery_loss = {1};
  rates.mediator_loss = {20};
  const Network network = cascade(rates);
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
