#include "qbnet/measure/noisy_power.hpp"

#include <gtest/gtest.h>

#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "qbnet/measure/gain.hpp"
#include "qbnet/measure/steady_energy.hpp"
#include "qbnet/network/families.hpp"
#include "qbnet/solve/evolve.hpp"
#include "qbnet/solve/steady.hpp"
#include "tests/dice.hpp"
#include "tests/gaussian_twin.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

Network alone(double loss, double thermal, double drive, double gain = 0) {
  NetworkParts parts;
  parts.modes = {{.name = "b", .loss = loss, .thermal = thermal, .drive = drive, .gain = gain}};
  return Network(parts);
}

TEST(NoisyPower, HeatAloneChargesFastestAtTheStart) {
  for (const double loss : {1e-9, 0.3, 2e7}) {
    const MaximalPower found = maximal_power(alone(loss, 2, 0));
    ASSERT_EQ(found.status, Status::ok) << found.message;
    EXPECT_DOUBLE_EQ(found.peaks[0].power.value(), 2 * loss);
    EXPECT_EQ(found.peaks[0].time, 0);
    EXPECT_TRUE(found.peaks[0].energy.is_zero());
  }
}

// E = (2 xi/kappa)^2 (1 - e^(-kappa t/2))^2 + n (1 - e^(-kappa t)), with gain n = (kappa n +
// g)/(kappa - g) and kappa - g in place of kappa.
TEST(NoisyPower, OfADrivenModeInClosedForm) {
  for (const double thermal : {1e-9, 0.5, 30.0, 3000.0}) {
    for (const double gain : {0.0, 0.04}) {
      const double rate = 0.1 - gain, n = (0.1 * thermal + gain) / rate;
      const auto power = [&](double t) {
        const double v = 2 / rate * -std::expm1(-rate * t / 2);
        return (v * v - n * std::expm1(-rate * t)) / t;
      };
      const auto [time, least] = boost::math::tools::brent_find_minima(
          [&](double t) { return -power(t); }, 1.0, 200.0, 60);
      const MaximalPower found = maximal_power(alone(0.1, thermal, 1, gain));
      ASSERT_EQ(found.status, Status::ok) << found.message;
      const double at_start = 0.1 * thermal + gain;
      EXPECT_NEAR(found.peaks[0].power.value() / std::max(-least, at_start), 1, 1e-10) << thermal;
      if (-least > at_start) {
        EXPECT_NEAR(found.peaks[0].time / time, 1, 1e-6);
        EXPECT_NEAR(found.peaks[0].energy.value() / found.peaks[0].time,
                    found.peaks[0].power.value(), 1e-10);
      } else {
        EXPECT_EQ(found.peaks[0].time, 0);
      }
    }
  }
}

TEST(NoisyPower, ALittleHeatChangesLittle) {
  FamilyRates rates = uniform_rates(4, 0.01, 0.1, 0.1);
  const MaximalPower cold = maximal_power(cascade(rates));
  rates.charger_thermal = 1e-13;
  const MaximalPower warm = maximal_power(cascade(rates));
  ASSERT_EQ(warm.status, Status::ok) << warm.message;
  for (std::size_t k = 0; k < 4; ++k) {
    EXPECT_EQ(warm.peaks[k].mode, cold.peaks[k].mode);
    EXPECT_NEAR((warm.peaks[k].power / cold.peaks[k].power).value(), 1, 1e-8);
    EXPECT_NEAR(warm.peaks[k].time / cold.peaks[k].time, 1, 1e-4);
  }
}

// No time of a fine grid has more, and the one that is found has what is said.
TEST(NoisyPower, OfRandomNetworksIsTheLargestOfAll) {
  for (std::uint64_t seed = 1; seed <= 16; ++seed) {
    Dice dice(seed);
    const Network network = noisy_network(dice, 1 + seed % 4);
    std::vector<std::size_t> modes;
    for (std::size_t j = 0; j < network.size(); ++j) modes.push_back(j);
    const MaximalPower found = maximal_power(network, modes);
    ASSERT_EQ(found.status, Status::ok) << seed << ": " << found.message;
    std::vector<double> times;
    for (double t = 1e-4; t < 1e3; t *= 1.2) times.push_back(t);
    for (const PeakPower& peak : found.peaks) {
      if (peak.time > 0) times.push_back(peak.time);
    }
    const Evolution evolution = evolve(network, times);
    ASSERT_EQ(evolution.status, Status::ok);
    for (std::size_t k = 0; k < modes.size(); ++k) {
      const PeakPower& peak = found.peaks[k];
      for (std::size_t i = 0; i < times.size(); ++i) {
        const ScaledReal power = evolution.energy(k, i) / ScaledReal(times[i]);
        EXPECT_LE((power / peak.power).value(), 1 + 1e-10) << seed << " at " << times[i];
        if (times[i] == peak.time) {
          EXPECT_GE((power / peak.power).value(), 1 - 1e-10) << seed;
        }
      }
    }
  }
}

// Far from the drive, next to a warm charger, and out of everything's reach.
TEST(NoisyPower, HeatThatComesFromElsewhere) {
  NetworkParts parts;
  parts.modes = {{.name = "c", .role = Role::charger, .loss = 1, .thermal = 3},
                 {.name = "b", .loss = 0.01},
                 {.name = "z", .loss = 1}};
  parts.couplings = {{0, 1, 0.05, 0}};
  const MaximalPower found = maximal_power(Network(parts));
  ASSERT_EQ(found.status, Status::ok) << found.message;
  EXPECT_GT(found.peaks[0].time, 0);
  EXPECT_GT(found.peaks[0].power.value(), 0);
  EXPECT_TRUE(found.peaks[1].power.is_zero());
  EXPECT_EQ(found.peaks[1].time, 0);
}

TEST(NoisyPower, ALongCascadeWhoseChargerIsWarm) {
  FamilyRates rates = uniform_rates(8, 5e-5, 5e-4, 1);
  const MaximalPower cold = maximal_power(cascade(rates), {8});
  rates.charger_thermal = 1e-60;  // far below what arrives
  const MaximalPower warm = maximal_power(cascade(rates), {8});
  ASSERT_EQ(warm.status, Status::ok) << warm.message;
  EXPECT_NEAR((warm.peaks[0].power / cold.peaks[0].power).value(), 1, 1e-9);
}

TEST(NoisyPower, WhatDoesNotSettleOrIsTooLargeIsSaid) {
  EXPECT_EQ(maximal_power(alone(0.1, 0, 1, 0.2)).status, Status::unstable);
  EXPECT_EQ(maximal_power(alone(0.1, 0, 1, 0.1)).status, Status::marginal);
  EXPECT_TRUE(maximal_power(alone(0.1, 0, 1, 0.2)).peaks.empty());
  FamilyRates rates = uniform_rates(100, 0.01, 0.1, 0.1);
  rates.charger_thermal = 1;
  EXPECT_THROW(maximal_power(cascade(rates)), Error);
}

TEST(NoisyPower, GainsAreOfAllEnergy) {
  FamilyRates rates = uniform_rates(2, 0.01, 0.1, 0.1);
  rates.battery_thermal = {0.2};
  rates.drive = 0.01;
  const Network network = cascade(rates), direct_one = reciprocal_direct(network);
  const Gains found = gain(network);
  ASSERT_EQ(found.status, Status::ok) << found.message;
  const auto energy_of = [](const Network& of, std::size_t mode) {
    const Steady state = steady(of);
    return SteadyEnergy(of, state, std::vector{mode}).total(mode).value();
  };
  const auto power_of = [](const Network& of, std::size_t mode) {
    return maximal_power(of, {mode}).peaks[0].power.value();
  };
  for (const ModeGain& each : found.modes) {
    const std::size_t other = direct_one.index_of(network.name(each.mode));
    const double energies = energy_of(network, each.mode) / energy_of(direct_one, other);
    const double powers = power_of(network, each.mode) / power_of(direct_one, other);
    EXPECT_NEAR(each.energy[direct].value() / energies, 1, 1e-12);
    EXPECT_NEAR(each.power[direct].value() / powers, 1, 1e-10);
  }
}

}  // namespace
}  // namespace qbnet
