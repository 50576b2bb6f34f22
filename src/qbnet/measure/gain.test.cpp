#include "qbnet/measure/gain.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "qbnet/measure/energy.hpp"
#include "qbnet/network/families.hpp"
#include "qbnet/solve/steady.hpp"
#include "tests/random_network.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

FamilyRates weak(std::size_t batteries, double ratio) {
  return uniform_rates(batteries, 5e-4 * ratio, 5e-4, 1);
}

TEST(Gain, CascadeReachesTheBoundsOfThePaper) {
  const Gains result = gain(cascade(weak(4, 1e-7)));
  ASSERT_EQ(result.status, Status::ok) << result.message;
  ASSERT_EQ(result.modes.size(), 4u);
  EXPECT_GT(result.error, 0);
  EXPECT_LE(result.error, 2e-10);  // those of two powers
  for (std::size_t k = 0; k < 4; ++k) {
    const double n = static_cast<double>(k) + 1;
    EXPECT_NEAR(result.modes[k].energy[direct].value() / std::exp2(2 * n), 1, 1e-5);
    EXPECT_NEAR(result.modes[k].energy[mediated].value() / std::exp2(n), 1, 1e-5);
    // The mediators follow within 1/Gamma, a part gamma/Gamma = 5e-4 of the charging time.
    EXPECT_NEAR(result.modes[k].power[direct].value() / std::exp2(2 * n), 1, 5e-4);
    EXPECT_NEAR(result.modes[k].power[mediated].value() / std::exp2(n), 1, 5e-4);
  }
}

TEST(Gain, ParallelReachesFourAndTwo) {
  const Gains result = gain(parallel(weak(3, 1e-7)));
  ASSERT_EQ(result.status, Status::ok) << result.message;
  for (const ModeGain& mode : result.modes) {
    EXPECT_NEAR(mode.energy[direct].value(), 4, 1e-4);
    EXPECT_NEAR(mode.power[mediated].value(), 2, 1e-4);
  }
}

TEST(Gain, OfAReferenceIsOne) {
  FamilyRates rates = weak(2, 0.3);
  rates.charging = Charging::reciprocal_direct;
  const Gains result = gain(cascade(rates));
  ASSERT_EQ(result.status, Status::ok);
  EXPECT_EQ(result.modes[1].energy[direct].value(), 1);
  EXPECT_EQ(result.modes[1].power[mediated].value(), 1);
}

TEST(Gain, EmptyReferenceGivesNoNumber) {
  // The only way from c to b leads over a mediator, which the direct reference lacks.
  NetworkParts parts;
  parts.modes.resize(3);
  parts.modes[0].name = "c";
  parts.modes[0].role = Role::charger;
  parts.modes[0].drive = 1;
  parts.modes[1].name = "b";
  parts.modes[2].name = "a";
  parts.modes[2].role = Role::mediator;
  for (Mode& mode : parts.modes) mode.loss = 1;
  parts.couplings = {{0, 2, 1, 0}, {2, 1, 1, 0}};
  const Gains result = gain(Network(parts));
  EXPECT_EQ(result.status, Status::ok);
  ASSERT_EQ(result.modes.size(), 1u);
  EXPECT_FALSE(result.modes[0].finite[direct]);
  EXPECT_TRUE(result.modes[0].finite[mediated]);
  EXPECT_THROW(gain(Network(parts), {2}), Error);
}

TEST(EnergyLimit, IsTheSquareOfDriveOverLosses) {
  const Network network = cascade(weak(2, 0.1));
  EXPECT_DOUBLE_EQ(*energy_limit(network, 2), 1 / (5e-4 * 5e-4));
  EXPECT_DOUBLE_EQ(*energy_limit(network, 0), 4 / (5e-4 * 5e-4));
}

TEST(EnergyLimit, HoldsForRandomNetworks) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Network network = RandomNetwork{seed, 2 + seed % 20}.network();
    const Steady result = steady(network);
    ASSERT_EQ(result.status, Status::ok);
    for (std::size_t j = 0; j < network.size(); ++j) {
      const auto limit = energy_limit(network, j);
      ASSERT_TRUE(limit.has_value());
      EXPECT_LE(energy(result.amplitude[j]).value(), *limit * (1 + 1e-12));
    }
  }
}

TEST(EnergyLimit, IsReachedByOneModeAlone) {
  Mode mode;
  mode.name = "c";
  mode.loss = 0.3;
  mode.drive = {0.5, -1};
  const Network network({{mode}, {}, {}});
  EXPECT_NEAR(energy(steady(network).amplitude[0]).value() / *energy_limit(network, 0), 1, 1e-15);
}

TEST(EnergyLimit, NeedsALoss) {
  Mode mode;
  mode.name = "b";
  EXPECT_FALSE(energy_limit(Network({{mode}, {}, {}}), 0).has_value());
}

}  // namespace
}  // namespace qbnet
