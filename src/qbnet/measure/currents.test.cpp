#include "qbnet/measure/currents.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "qbnet/network/families.hpp"
#include "qbnet/solve/evolve.hpp"
#include "tests/gaussian_twin.hpp"
#include "tests/random_network.hpp"
#include "tests/sanitized.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

NetworkCurrents steady_of(const Network& network) {
  const Currents found = steady_currents(network);
  EXPECT_EQ(found.status, Status::ok) << found.message;
  return found.at.at(0);
}

double sum(const ModeCurrents& mode) {
  return (mode.work() - mode.heat() - mode.passed_on - mode.change).value();
}

// What passes back and forth at each mode, of which currents are a part.
std::vector<double> sizes(const Network& network, const NetworkCurrents& now) {
  const auto root = [&](std::size_t j) { return std::sqrt(now.modes[j].energy.value()); };
  std::vector<double> all;
  for (std::size_t j = 0; j < network.size(); ++j) {
    const ModeCurrents& mode = now.modes[j];
    double size = 2 * std::abs(network.rates(j).drive) * root(j);
    for (const ScaledReal& each : {mode.pump, mode.gain, mode.loss, mode.shared}) {
      size += std::abs(each.value());
    }
    all.push_back(size);
  }
  for (const Coupling& coupling : network.couplings()) {
    const double size = 2 * coupling.strength * root(coupling.from) * root(coupling.to);
    all[coupling.from] += size;
    all[coupling.to] += size;
  }
  return all;
}

// Of every mode what comes in and goes out, and of parts their sums.
void expect_balance(const Network& network, const NetworkCurrents& now, double accuracy) {
  std::vector<double> passed(network.size()), shared(network.size()), pumped(network.size());
  for (std::size_t k = 0; k < now.couplings.size(); ++k) {
    passed[network.coupling(k).from] += now.couplings[k].value();
    passed[network.coupling(k).to] -= now.couplings[k].value();
  }
  for (std::size_t d = 0; d < now.dissipators.size(); ++d) {
    for (std::size_t k = 0; k < now.dissipators[d].size(); ++k) {
      shared[network.dissipators()[d].weights[k].first] += now.dissipators[d][k].value();
    }
  }
  for (std::size_t k = 0; k < now.squeezers.size(); ++k) {
    const Squeezer& squeezer = network.squeezers()[k];
    pumped[squeezer.first] += now.squeezers[k].value();
    if (squeezer.first != squeezer.second) pumped[squeezer.second] += now.squeezers[k].value();
  }
  const std::vector<double> size = sizes(network, now);
  double whole = 0;
  for (std::size_t j = 0; j < network.size(); ++j) {
    const ModeCurrents& mode = now.modes[j];
    EXPECT_NEAR(sum(mode), 0, accuracy * size[j] + 1e-300) << j;
    EXPECT_NEAR(passed[j], mode.passed_on.value(), accuracy * size[j] + 1e-300) << j;
    EXPECT_NEAR(shared[j], mode.shared.value(), accuracy * size[j] + 1e-300) << j;
    EXPECT_NEAR(pumped[j], mode.pump.value(), accuracy * size[j] + 1e-300) << j;
    whole += size[j];
  }
  EXPECT_NEAR(sum(now.together), 0, accuracy * whole);
}

Network two_baths(double hot, double cold, double n_hot, double n_cold, double g) {
  Mode a{"hot"}, b{"cold"};
  a.loss = hot, a.thermal = n_hot;
  b.loss = cold, b.thermal = n_cold;
  return Network(NetworkParts{{a, b}, {{0, 1, g, 0.3}}, {}});
}

TEST(Currents, OneModeInAThermalBathHasNone) {
  Mode mode{"a"};
  mode.loss = 0.3;
  mode.thermal = 0.7;
  const NetworkCurrents now = steady_of(Network(NetworkParts{{mode}, {}, {}}));
  EXPECT_NEAR(now.modes[0].energy.value(), 0.7, 1e-15);
  EXPECT_TRUE(now.modes[0].loss.is_zero());
  EXPECT_TRUE(now.together.work().is_zero());
}

TEST(Currents, HeatOfAnEmptyModeIsThatOfTheMasterEquation) {
  Mode mode{"a"};
  mode.loss = 0.5;
  mode.thermal = 2;
  mode.gain = 0.1;
  mode.squeezing = {0.4, 1};
  const Network network(NetworkParts{{mode}, {}, {}});
  const double n = 2 * std::cosh(0.8) + std::pow(std::sinh(0.4), 2);
  const Currents found = currents_at(network, {0, 3});
  ASSERT_EQ(found.status, Status::ok) << found.message;
  EXPECT_NEAR(found.at[0].modes[0].loss.value(), -0.5 * n, 1e-14);
  EXPECT_NEAR(found.at[0].modes[0].gain.value(), 0.1, 1e-15);
  EXPECT_NEAR(found.at[0].modes[0].change.value(), 0.5 * n + 0.1, 1e-14);
  const double end = (0.5 * n + 0.1) / 0.4, energy = end * (1 - std::exp(-0.4 * 3));
  EXPECT_NEAR(found.at[1].modes[0].energy.value(), energy, 1e-13);
  EXPECT_NEAR(found.at[1].modes[0].change.value(), 0.4 * (end - energy), 1e-13);
}

TEST(Currents, HeatFlowsFromHotToColdAsTheTextbookSays) {
  const double hot = 0.3, cold = 0.05, g = 0.2;
  const NetworkCurrents now = steady_of(two_baths(hot, cold, 2, 0.5, g));
  const double heat = 4 * g * g * hot * cold * 1.5 / ((hot + cold) * (4 * g * g + hot * cold));
  EXPECT_NEAR(now.couplings[0].value(), heat, 1e-14);
  EXPECT_NEAR(now.modes[0].loss.value(), -heat, 1e-14);
  EXPECT_NEAR(now.modes[1].loss.value(), heat, 1e-14);
  EXPECT_LT(steady_of(two_baths(hot, cold, 0.5, 2, g)).couplings[0].value(), 0);
  EXPECT_TRUE(steady_of(two_baths(hot, cold, 2, 2, g)).couplings[0].is_zero());
}

TEST(Currents, WorkIsHeatOfADrivenMode) {
  Mode mode{"a"};
  mode.loss = 0.2;
  mode.detuning = 0.1;
  mode.drive = {0.3, -0.4};
  const NetworkCurrents now = steady_of(Network(NetworkParts{{mode}, {}, {}}));
  const double energy = 0.25 / (0.01 + 0.01);
  EXPECT_NEAR(now.modes[0].energy.value(), energy, 1e-12);
  EXPECT_NEAR(now.modes[0].drive.value(), 0.2 * energy, 1e-13);
  EXPECT_NEAR(now.together.heat().value(), 0.2 * energy, 1e-13);
}

// Where the drive pushes mostly back and forth.
TEST(Currents, OfADriveFarFromResonanceKeepTheirDigits) {
  for (const double detuning : {1e3, 1e9, 1e17}) {
    NetworkParts parts;
    parts.modes = {{"a", Role::charger, 1, detuning, 0, std::polar(1.0, 0.7)},
                   {"b", Role::battery, 1, detuning, 0, 0}};
    parts.couplings = {{0, 1, 0.5, 0.3}};
    const Currents found = steady_currents(Network(parts));
    ASSERT_EQ(found.status, Status::ok) << found.message;
    const NetworkCurrents& now = found.at.front();
    const ScaledReal lost = now.modes[0].loss + now.modes[1].loss;
    EXPECT_NEAR((now.modes[0].drive / lost).value(), 1, 1e-12);
    EXPECT_NEAR((abs(now.couplings[0]) / now.modes[1].loss).value(), 1, 1e-12);
    EXPECT_NEAR((now.modes[0].loss / ScaledReal(1 / (detuning * detuning))).value(), 1, 1e-3);
  }
}

TEST(Currents, APumpOfTwoModesPutsAsMuchIntoEach) {
  Mode a{"a"}, b{"b"};
  a.loss = b.loss = 1;
  NetworkParts parts{{a, b}, {}, {}};
  parts.squeezers.push_back({0, 1, 0.25, 0.7});
  const NetworkCurrents now = steady_of(Network(parts));
  EXPECT_NEAR(now.modes[0].pump.value(), 1.0 / 6, 1e-15);
  EXPECT_NEAR(now.squeezers[0].value(), 1.0 / 6, 1e-15);
  EXPECT_NEAR(now.together.work().value(), 1.0 / 3, 1e-15);
}

// A cascade passes energy on, and none back: what arrives at the end is lost there.
TEST(Currents, OfACascadeLargeOrSmall) {
  for (const std::size_t batteries : {std::size_t{3}, std::size_t{100'000}}) {
    const Network network = cascade(uniform_rates(batteries, 0.3, 0.5, 1));
    expect_balance(network, steady_of(network), 1e-12);
  }
}

TEST(Currents, BalanceInTheSteadyStateWithEveryNoise) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    Dice dice(seed);
    const Network network = noisy_network(dice, 1 + seed % 7);
    expect_balance(network, steady_of(network), 1e-14);
  }
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    const Network network = RandomNetwork{seed, 1 + seed % 12}.network();
    expect_balance(network, steady_of(network), 2e-12);
  }
}

// dE/dt is what the currents say, by differences of five points.
TEST(Currents, AreTheSlopeOfTheEnergy) {
  constexpr double h = 1e-3;
  for (std::uint64_t seed = 0; seed < (test::sanitized ? 4 : 12); ++seed) {
    Dice dice(seed);
    const bool coherent = seed % 4 == 3;
    const Network network =
        coherent ? RandomNetwork{seed, 4}.network() : noisy_network(dice, 1 + seed % 4);
    Protocol protocol;
    if (seed % 4 == 1) {
      Pulse pulse{.mode = 0, .shape = PulseShape::gaussian, .amplitude = {0.5, 1}};
      pulse.detuning = 0.3, pulse.center = 1.5, pulse.width = 1;
      complete(pulse, "drive 1");
      protocol.pulses.push_back(pulse);
      NetworkParts later = network.parts();
      for (Coupling& coupling : later.couplings) coupling.strength *= 0.5;
      protocol.switches.push_back({1.25, Network(later)});
    }
    const double t = 2;
    const Currents found = currents_at(network, {t}, protocol);
    ASSERT_EQ(found.status, Status::ok) << found.message;
    expect_balance(network, found.at[0], coherent ? 1e-9 : 1e-14);
    const std::vector<double> around = {t - 2 * h, t - h, t, t + h, t + 2 * h};
    EvolveOptions with_supply;
    with_supply.supply = true;
    const Evolution evolution = evolve(network, around, with_supply, protocol);
    double size = 0;
    for (const double each : sizes(network, found.at[0])) size += each;
    const auto supplied = [&](std::size_t i) { return evolution.supplied[i].value(); };
    EXPECT_NEAR(found.at[0].together.drive.value(),
                (supplied(0) - 8 * supplied(1) + 8 * supplied(3) - supplied(4)) / (12 * h),
                1e-6 * size);
    for (std::size_t j = 0; j < network.size(); ++j) {
      const auto e = [&](std::size_t i) { return evolution.energy(j, i).value(); };
      const double slope = (e(0) - 8 * e(1) + 8 * e(3) - e(4)) / (12 * h);
      const ModeCurrents& mode = found.at[0].modes[j];
      EXPECT_NEAR(mode.energy.value(), e(2), 1e-9 * e(2));
      EXPECT_NEAR(mode.change.value(), slope, 1e-6 * size) << seed << " " << j;
    }
  }
}

TEST(Currents, JumpWithSwitchesAndPulses) {
  Mode mode{"a"};
  mode.loss = 1;
  mode.drive = 1;
  const Network network(NetworkParts{{mode}, {}, {}});
  mode.drive = 0;
  Protocol protocol;
  protocol.switches.push_back({2, Network(NetworkParts{{mode}, {}, {}})});
  const Currents found = currents_at(network, {1.999999, 2}, protocol);
  EXPECT_GT(found.at[0].modes[0].drive.value(), 0.5);
  EXPECT_TRUE(found.at[1].modes[0].drive.is_zero());
  EXPECT_LT(found.at[1].modes[0].change.value(), 0);
  mode.name = "a";
  NetworkParts squeezed{{mode}, {}, {}};
  squeezed.squeezers.push_back({0, 0, 0.1, 0});
  protocol.switches[0].network = Network(squeezed);
  EXPECT_THROW(currents_at(network, {1}, protocol), Error);
}

// The second law: without drives, pumps and gain the baths' heat Q_j obeys
// sum_j Q_j log((n_j + 1)/n_j) >= 0.
TEST(Currents, ObeyTheSecondLaw) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Dice dice(seed);
    NetworkParts parts = RandomNetwork{3 * seed, 2 + seed % 6}.parts();
    parts.dissipators.clear();
    for (Mode& mode : parts.modes) {
      mode.drive = 0;
      mode.thermal = dice.decades(-2, 1);
    }
    const NetworkCurrents now = steady_of(Network(parts));
    double entropy = 0, largest = 0;
    for (std::size_t j = 0; j < parts.modes.size(); ++j) {
      const double part = now.modes[j].loss.value() * std::log1p(1 / parts.modes[j].thermal);
      entropy += part;
      largest = std::max(largest, std::abs(part));
    }
    EXPECT_GE(entropy, -1e-12 * largest) << seed;
  }
}

TEST(Currents, RefuseWhatDoesNotSettle) {
  Mode mode{"a"};
  mode.gain = 1;
  const Currents found = steady_currents(Network(NetworkParts{{mode}, {}, {}}));
  EXPECT_EQ(found.status, Status::unstable);
  EXPECT_TRUE(found.at.empty());
}

}  // namespace
}  // namespace qbnet
