#include "qbnet/solve/power_balance.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <string>

#include "qbnet/solve/certified_steady.hpp"
#include "qbnet/solve/steady.hpp"
#include "tests/dice.hpp"
#include "tests/twin.hpp"

namespace qbnet {
namespace {

constexpr double promise = 2e-12;

void expect_powers(const Steady& found, double power) {
  ASSERT_EQ(found.status, Status::ok) << found.message;
  EXPECT_NEAR(found.input_power.value() / power, 1, promise);
  EXPECT_NEAR(found.lost_power.value() / power, 1, promise);
}

Mode charger(double loss, double detuning, std::complex<double> drive) {
  Mode mode{"c"};
  mode.loss = loss;
  mode.detuning = detuning;
  mode.drive = drive;
  return mode;
}

TEST(PowerBalance, OfADetunedModeFollowsTheLorentzian) {
  for (const double detuning : {0.0, 1e3, 1e8, 1e12, 1e15, 1.1e16, 1e17, 1e60}) {
    SCOPED_TRACE(detuning);
    const std::complex<double> drive = std::polar(1.0, 0.7);
    NetworkParts parts;
    parts.modes = {charger(1, detuning, drive)};
    const double power = 1 / (detuning * detuning + 0.25);
    expect_powers(steady(Network(parts)), power);
    expect_powers(certified_steady(Network(parts)).steady, power);
    parts.modes[0].gain = 0.5;  // through the equations of moments
    expect_powers(steady(Network(parts)), 0.5 / (detuning * detuning + 0.0625));
  }
}

// Two modes so nearly dark to a fast bath that no sum of doubles keeps its digits.
TEST(PowerBalance, BesideABathThatHardlySees) {
  for (const double rate : {1e8, 1e12, 1e18}) {
    SCOPED_TRACE(rate);
    NetworkParts parts;
    parts.modes = {charger(1e-9, 0, std::polar(1.0, 0.7)),
                   charger(1e-9, 0.3, std::polar(1.0, 1.7))};
    parts.modes[1].name = "b";
    parts.dissipators = {{rate, {{0, std::polar(1.0, 0.4)}, {1, std::polar(1.0, 1.1)}}}};
    const Network network(parts);
    expect_powers(steady(network), twin::balance(network).input);
    SteadyOptions in_doubles;
    in_doubles.max_precision = 64;
    EXPECT_NE(steady(network, in_doubles).status, Status::ok);
  }
}

TEST(PowerBalance, OfRandomNetworksFarFromResonance) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    Dice dice(seed);
    NetworkParts parts;
    const std::size_t modes = 1 + seed % 5;
    for (std::size_t j = 0; j < modes; ++j) {
      parts.modes.push_back(
          charger(dice.decades(-9, 3), dice.decades(-3, 12), std::polar(1.0, dice.uniform(-3, 3))));
      parts.modes[j].name = "m" + std::to_string(j);
      if (j > 0) {
        parts.couplings.push_back({j - 1, j, dice.decades(-3, 3), dice.uniform(-3, 3)});
      }
    }
    expect_powers(steady(Network(parts)), twin::balance(Network(parts)).input);
  }
}

TEST(PowerBalance, OfADriveThatMovesNothingIsNothing) {
  NetworkParts parts;  // a lossless mode takes all that the drive would push
  parts.modes = {charger(1, 0, 1), charger(0, 0, 0)};
  parts.modes[1].name = "b";
  parts.couplings = {{0, 1, 0.3, 0.4}};
  const Steady found = steady(Network(parts));
  ASSERT_EQ(found.status, Status::ok) << found.message;
  EXPECT_LT(found.input_power.value(), 1e-30);
  EXPECT_LT(found.lost_power.value(), 1e-30);
}

}  // namespace
}  // namespace qbnet
