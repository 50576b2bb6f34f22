#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "qbnet/measure/gradient.hpp"
#include "qbnet/measure/power.hpp"
#include "qbnet/network/families.hpp"
#include "qbnet/solve/evolve.hpp"
#include "qbnet/solve/steady.hpp"
#include "tests/early_chain.hpp"
#include "tests/gradient_twin.hpp"
#include "tests/random_network.hpp"
#include "tests/sanitized.hpp"

namespace qbnet {
namespace {

double value(const Derivative& derivative) { return derivative.value.value(); }

Network chain(std::size_t batteries, double coupling = 0.03) {
  FamilyRates rates;
  rates.batteries = batteries;
  rates.coupling = {coupling};
  rates.charger_loss = 0.1;
  rates.battery_loss = {0.2};
  rates.mediator_loss = {1};
  return cascade(rates);
}

TEST(EnergyGradientInTime, OneDrivenMode) {
  // On resonance v = xi (1 - exp(-kappa t/2)) / (kappa/2).
  const double kappa = 0.3, t = 2.5;
  const Network network({{{.name = "c", .loss = kappa, .drive = 1.0}}, {}, {}});
  const Gradient g = energy_gradient_at(network, 0, t);
  ASSERT_EQ(g.status, Status::ok) << g.message;
  const double fall = std::exp(-kappa * t / 2);
  EXPECT_NEAR(value(g.log.loss[0]), -2 / kappa + t * fall / (1 - fall), 1e-11);
  EXPECT_NEAR(value(g.log.drive_re[0]), 2, 1e-11);
  EXPECT_NEAR(g.value.value(), std::pow(2 / kappa * (1 - fall), 2), 1e-11);
}

TEST(EnergyGradientInTime, LateTimesSayHowFarTheSteadyStateIs) {
  // After 31 decays the steady derivative is off by t exp(-kappa t/2), and its error knows.
  const double kappa = 0.3, t = 210;
  const Network network({{{.name = "c", .loss = kappa, .drive = 1.0}}, {}, {}});
  const Gradient g = energy_gradient_at(network, 0, t);
  ASSERT_EQ(g.status, Status::ok) << g.message;
  const double fall = std::exp(-kappa * t / 2);
  const double off = std::abs(value(g.log.loss[0]) - (-2 / kappa + t * fall / (1 - fall)));
  EXPECT_LE(off, g.log.loss[0].error.value() + 1e-15);
  EXPECT_GT(off, 1e-12);
}

template <unsigned Digits>
void expect_like_differences(const Network& network, std::size_t of, double t,
                             const Gradient& found, double tolerance) {
  using R = plain::Real<Digits>;
  ASSERT_EQ(found.status, Status::ok) << found.message;
  const plain::Rates<Digits> rates(network);
  const std::function<R(const plain::Rates<Digits>&)> energy = [&](const auto& at) {
    const auto [m, b] = plain::equations(network, at);
    return plain::energy_at<Digits>(m, b, of, R(t));
  };
  for (std::size_t k = 0; k < rates.name.size(); ++k) {
    const auto [slot, index, weight] = rates.name[k];
    const Derivative& mine = *found.log.find(slot, index, weight);
    if (!mine.known) {
      EXPECT_TRUE(network.mode(index).drive == 0.0);
      continue;
    }
    const double truth = static_cast<double>(plain::difference<Digits>(rates, k, energy).of_log);
    const double off = std::abs(value(mine) - truth);
    EXPECT_LE(off, tolerance * std::abs(truth) + 1e-11) << static_cast<int>(slot) << ' ' << index;
    EXPECT_LE(off, mine.error.value() + 1e-15 * std::abs(truth) + 1e-24);
  }
}

TEST(EnergyGradientInTime, RandomNetworksAgreeWithDifferences) {
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    const RandomNetwork random{seed, 2 + seed % 4};
    const Network network = random.network();
    for (const double t : {0.3, 30.0}) {
      SCOPED_TRACE(testing::Message() << random << " at " << t);
      const std::size_t of = network.size() - 1;
      expect_like_differences<60>(network, of, t, energy_gradient_at(network, of, t), 1e-9);
    }
  }
}

TEST(EnergyGradientInTime, NonreciprocalPointFromEarlyToLate) {
  const Network network = chain(2);
  for (const double t : {0.01, 5.0, 50.0, 620.0}) {
    if (test::sanitized && t > 10) break;  // minutes
    SCOPED_TRACE(t);
    expect_like_differences<60>(network, 2, t, energy_gradient_at(network, 2, t), 1e-9);
  }
}

TEST(EnergyGradientInTime, LongChargingEndsInTheSteadyGradient) {
  const Network network = chain(3);
  const Gradient late = energy_gradient_at(network, 3, 5000), end = energy_gradient(network, 3);
  ASSERT_EQ(late.status, Status::ok);
  for (std::size_t j = 0; j < network.size(); ++j) {
    EXPECT_NEAR(value(late.log.loss[j]), value(end.log.loss[j]), 1e-10);
  }
}

TEST(EnergyGradientInTime, FiftyBatteriesAgreeWithDifferencesOfTheProgram) {
  const Network network = chain(50);
  constexpr double t = 100;
  const Gradient g = energy_gradient_at(network, 50, t);
  ASSERT_EQ(g.status, Status::ok) << g.message;
  for (const std::size_t k : {0U, 31U, 90U}) {
    constexpr double step = 1e-4;
    double log_energy[2];
    for (const int side : {0, 1}) {
      NetworkParts parts = network.parts();
      parts.couplings[k].strength *= side == 1 ? 1 + step : 1 - step;
      const Network other(std::move(parts));
      EvolveOptions options;
      options.modes = {50};
      log_energy[side] = log(norm(evolve(other, {t}, options).amplitude[0][0]));
    }
    const double difference = (log_energy[1] - log_energy[0]) / (2 * step);
    EXPECT_NEAR(value(g.log.strength[k]) * network.couplings()[k].strength, difference, 1e-5);
  }
}

TEST(EnergyGradientInTime, DarkModesAndTimeZero) {
  const Network network(
      {{{.name = "c", .loss = 1, .drive = 1.0}, {.name = "b", .loss = 1}}, {}, {}});
  for (const Gradient& g : {energy_gradient_at(network, 1, 2), energy_gradient_at(network, 0, 0)}) {
    EXPECT_EQ(g.status, Status::ok);
    EXPECT_TRUE(g.dark);
    EXPECT_TRUE(g.of_energy(g.log.loss[0]).is_zero());
  }
  EXPECT_TRUE(power_gradient(network, 1).dark);
}

TEST(EnergyGradientInTime, RefusesTimesThatAreNone) {
  const Network network = chain(1);
  EXPECT_THROW(energy_gradient_at(network, 1, -1), Error);
  EXPECT_THROW(energy_gradient_at(network, 1, std::nan("")), Error);
}

// The time of the maximum moves with every rate; to first order that changes nothing.
TEST(PowerGradient, AgreesWithDifferencesOfTheMaximum) {
  const Network network = chain(1, 0.2);
  const Gradient g = power_gradient(network, 1);
  ASSERT_EQ(g.status, Status::ok) << g.message;
  using R = plain::Real<60>;
  const plain::Rates<60> rates(network);
  // Newton's method on d log P/d log t by differences, from the program's time.
  const std::function<R(const plain::Rates<60>&)> power = [&](const auto& at) {
    const auto [m, b] = plain::equations(network, at);
    const auto log_power = [&](const R& s) {
      const R t = exp(s);
      return R(log(plain::energy_at<60>(m, b, 1, t) / t));
    };
    R s = log(R(g.time));
    const R h("1e-15");
    for (int round = 0; round < 3; ++round) {
      const R up = log_power(s + h), mid = log_power(s), down = log_power(s - h);
      s -= h * (up - down) / 2 / (up - 2 * mid + down);
    }
    return R(exp(log_power(s)));
  };
  for (std::size_t k = 0; k < rates.name.size(); ++k) {
    const auto [slot, index, weight] = rates.name[k];
    const Derivative& mine = *g.log.find(slot, index, weight);
    if (!mine.known) continue;
    // Steps of 10^-30 would drown in the maximum's own digits; 10^-10 leave 10^-20.
    plain::Rates<60> at = rates;
    const R step("1e-10");
    at.value[k] = rates.value[k] + step;
    const R above = power(at);
    at.value[k] = rates.value[k] - step;
    const R below = power(at);
    const double truth = static_cast<double>(R(log(above / below) / (2 * step)));
    EXPECT_NEAR(value(mine), truth, 1e-9 * std::abs(truth) + 1e-10) << static_cast<int>(slot);
  }
  const MaximalPower peak = maximal_power(network, {1});
  EXPECT_NEAR(g.value.value() / peak.peaks[0].power.value(), 1, 1e-10);
  EXPECT_NEAR(g.time / peak.peaks[0].time, 1, 1e-4);
}

TEST(PowerGradient, OnlyRatiosOfRatesMatter) {
  const Network network = chain(4);
  const Gradient g = power_gradient(network, 4);
  ASSERT_EQ(g.status, Status::ok) << g.message;
  // P scales like rate * (drive/rate)^2.
  double sum = 0;
  for (std::size_t j = 0; j < network.size(); ++j) {
    sum += value(g.log.loss[j]) * network.mode(j).loss;
  }
  for (std::size_t k = 0; k < network.couplings().size(); ++k) {
    sum += value(g.log.strength[k]) * network.couplings()[k].strength;
  }
  EXPECT_NEAR(sum, -1, 1e-8);
  EXPECT_NEAR(value(g.log.drive_re[0]), 2, 1e-9);
}

// Thousands of decades below the driven mode's.
TEST(EnergyGradientInTime, IsRightHoweverEarly) {
  constexpr std::size_t modes = 12;
  NetworkParts parts = early_chain(modes);
  parts.modes.push_back({.name = "dark", .loss = 0.3});
  const Network network(parts);
  for (const double t : {1e-300, 1e-30, 1e-9}) {
    const double want = early_log10_amplitude(modes, t);
    const Evolution found = evolve(network, {t});
    ASSERT_EQ(found.status, Status::ok) << found.message;
    EXPECT_NEAR(log10(found.energy(modes - 1, 0)), 2 * want, 1e-7) << t;
    const Gradient gradient = energy_gradient_at(network, modes - 1, t);
    ASSERT_EQ(gradient.status, Status::ok) << gradient.message;
    EXPECT_NEAR(log10(gradient.value), 2 * want, 1e-7) << t;
    for (std::size_t k = 0; k + 1 < modes; ++k) {
      EXPECT_NEAR(gradient.log.strength[k].value.value() * 0.5, 2, 1e-6) << t;
    }
  }
}

}  // namespace
}  // namespace qbnet
