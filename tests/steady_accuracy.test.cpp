// Every steady energy against the twin: 1e-12 relative, however small the energy.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "qbnet/measure/energy.hpp"
#include "qbnet/network/families.hpp"
#include "qbnet/solve/steady.hpp"
#include "tests/random_network.hpp"
#include "tests/twin.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double promise = 1e-12;
constexpr Charging chargings[] = {Charging::nonreciprocal, Charging::reciprocal_direct,
                                  Charging::reciprocal_mediated};

void expect_right(const Network& network, double tolerance = promise) {
  const Steady found = steady(network);
  ASSERT_EQ(found.status, Status::ok) << found.message;
  const auto truth = twin::steady(network);
  ASSERT_EQ(found.amplitude.size(), network.size());
  ASSERT_EQ(found.error.size(), network.size());
  for (std::size_t j = 0; j < network.size(); ++j) {
    EXPECT_LE(twin::relative_error(energy(found.amplitude[j]), truth[j].energy), tolerance)
        << network.mode(j).name << " " << found.arithmetic;
    const double off = twin::relative_error(found.amplitude[j], truth[j].amplitude);
    EXPECT_LE(off, tolerance / 2) << network.mode(j).name;
    // The error estimate is an estimate, but it may not be far below the error.
    EXPECT_LE(off, 3 * found.error[j] + 2e-16) << network.mode(j).name;
  }
  EXPECT_LE(found.backward_error, 1e-14);
}

using MakeFamily = Network (*)(const FamilyRates&);

void expect_family_right(MakeFamily make, std::size_t batteries) {
  for (const Charging charging : chargings) {
    for (const double ratio : {0.01, 0.1, 1.0, 10.0}) {
      SCOPED_TRACE(testing::Message() << "Fig. 2, " << to_string(charging) << " g/gamma " << ratio
                                      << " N " << batteries);
      expect_right(make(uniform_rates(batteries, 0.1 * ratio, 0.1, 0.1, charging)));
    }
    SCOPED_TRACE(testing::Message() << "Fig. 4, " << to_string(charging) << " N " << batteries);
    expect_right(make(uniform_rates(batteries, 5e-5, 5e-4, 1, charging)));
  }
}

class FamilySteady : public testing::TestWithParam<std::size_t> {};
TEST_P(FamilySteady, CascadeMatchesTheTwin) { expect_family_right(cascade, GetParam()); }
TEST_P(FamilySteady, ParallelMatchesTheTwin) { expect_family_right(parallel, GetParam()); }
INSTANTIATE_TEST_SUITE_P(Sizes, FamilySteady, testing::Values(1, 2, 3, 5, 10, 50, 128));

TEST(SteadyAccuracy, TwoHundredRandomNetworks) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const RandomNetwork random{seed, 2 + seed % 39};
    SCOPED_TRACE(testing::Message() << random);
    expect_right(random.network());
  }
}

TEST(SteadyAccuracy, LongChainsWithinARoundingABattery) {
  for (const std::size_t n : {501u, 1000u, 3000u}) {
    for (const Charging charging : chargings) {
      SCOPED_TRACE(testing::Message() << to_string(charging) << " N " << n);
      expect_right(cascade(uniform_rates(n, 0.01, 0.1, 0.1, charging)),
                   static_cast<double>(n) * 1e-15);
      expect_right(cascade(uniform_rates(n, 5e-5, 5e-4, 1, charging)),
                   static_cast<double>(n) * 1e-15);
    }
  }
}

// At perfect nonreciprocity every triangle adds g to the damping of both its ends and couples them
// by 2g, forward only: |v_N| = (2g)^N / ((g + gamma/2)^2 (2g + gamma/2)^(N-1)).
TEST(SteadyAccuracy, UnderflowingEnergiesKeepTheirLogarithm) {
  const double gamma = 0.1;
  const double g = 1e-3 * gamma;
  constexpr std::size_t n = 1000;
  for (const Charging charging : chargings) {
    const Network network = cascade(uniform_rates(n, g, gamma, 1, charging));
    const Steady found = steady(network);
    ASSERT_EQ(found.status, Status::ok) << found.message;
    const auto truth = twin::steady(network);
    for (std::size_t j = 0; j < network.size(); ++j) {
      const double log10_energy = log10(energy(found.amplitude[j]));
      EXPECT_NEAR(log10_energy, truth[j].log10_energy, 1e-12 * (1 + std::abs(log10_energy)));
    }
    EXPECT_EQ(energy(found.amplitude[n]).value(), 0);  // b1000: below 1e-4000
    if (charging == Charging::nonreciprocal) {
      const double log10_closed = 2 * (std::log10(2 * g) * n - 2 * std::log10(g + gamma / 2) -
                                       std::log10(2 * g + gamma / 2) * (n - 1));
      EXPECT_NEAR(log10(energy(found.amplitude[n])), log10_closed, 1e-9);
    }
  }
}

TEST(SteadyAccuracy, StiffChains) {
  for (const double stiffness : {1e3, 1e6, 1e9}) {
    for (const Charging charging : chargings) {
      SCOPED_TRACE(testing::Message() << to_string(charging) << " Gamma/gamma " << stiffness);
      expect_right(cascade(uniform_rates(20, 1e-4, 1e-3, 1e-3 * stiffness, charging)));
      expect_right(parallel(uniform_rates(20, 1e-4, 1e-3, 1e-3 * stiffness, charging)));
    }
  }
}

// Balls would hide a fault of the elimination: they are for the hardest networks only.
TEST(SteadyAccuracy, OrdinaryNetworksStayInDoubleArithmetic) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const RandomNetwork random{seed, 2 + seed % 39};
    EXPECT_EQ(steady(random.network()).arithmetic, "double") << random;
  }
  for (const Charging charging : chargings) {
    EXPECT_EQ(steady(cascade(uniform_rates(20, 0.1, 0.1, 0.1, charging))).arithmetic, "double");
  }
  EXPECT_EQ(steady(cascade(uniform_rates(1000, 1e-4, 0.1, 1, chargings[0]))).arithmetic, "scaled");
}

// Two equal paths that cancel up to the rounding of the double pi: a battery whose energy is
// 1e-32 of its neighbours', and yet a definite number.
TEST(SteadyAccuracy, DarkPortOfAnInterferometer) {
  const auto port = [](double phase) {
    return Network({{{"c", Role::charger, 0.1, 0, 0, 1},
                     {"left", Role::battery, 0.1, 0, 0, 0},
                     {"right", Role::battery, 0.1, 0, 0, 0},
                     {"dark", Role::battery, 0.1, 0, 0, 0}},
                    {{0, 1, 0.05, 0}, {0, 2, 0.05, phase}, {1, 3, 0.05, 0}, {2, 3, 0.05, 0}},
                    {}});
  };
  for (const double phase : {pi, pi - 1e-12, pi - 1e-8, pi - 1e-3, -pi}) {
    SCOPED_TRACE(phase);
    expect_right(port(phase));
  }
}

TEST(SteadyAccuracy, ExactZerosStayZero) {
  const Network network({{{"c", Role::charger, 0.1, 0, 0, 1},
                          {"b", Role::battery, 0.1, 0, 0, 0},
                          {"apart", Role::battery, 0.1, 0, 0, 0},
                          {"uncoupled", Role::battery, 0.1, 0, 0, 0}},
                         {{0, 1, 0.05, 0}, {1, 3, 0, 0}},
                         {}});
  expect_right(network);
  const Steady found = steady(network);
  EXPECT_TRUE(found.amplitude[2].is_zero());
  EXPECT_TRUE(found.amplitude[3].is_zero());
}

TEST(SteadyAccuracy, SharedBathsAndLosslessModes) {
  NetworkParts parts;
  for (const char* name : {"c", "b", "m", "n"}) {
    parts.modes.push_back({name, Role::battery, 0, 0, 0, 0});
  }
  parts.modes[0].drive = {0.3, -1};
  parts.modes[3].loss = 1e-6;
  parts.modes[2].detuning = 0.4;
  parts.couplings = {{0, 1, 0.1, 0.3}, {1, 2, 0.2, -1}, {2, 3, 0.7, 2}};
  parts.dissipators = {{0.3, {{0, {1, 0}}, {1, {0, 1}}}}, {0.01, {{1, {1, 1}}, {3, {-0.4, 0.2}}}}};
  expect_right(Network(parts));
}

TEST(SteadyAccuracy, RatesOfAnyUnit) {
  for (const double unit : {1e-150, 1e-12, 1e15, 1e150}) {
    SCOPED_TRACE(unit);
    expect_right(cascade(uniform_rates(10, 0.01 * unit, 0.1 * unit, 0.3 * unit)));
  }
}

TEST(SteadyAccuracy, InputPowerIsLostPower) {
  for (std::uint64_t seed = 1000; seed < 1050; ++seed) {
    const RandomNetwork random{seed, 2 + seed % 20};
    SCOPED_TRACE(testing::Message() << random);
    const Steady found = steady(random.network());
    const twin::Balance truth = twin::balance(random.network());
    EXPECT_NEAR(found.input_power.value() / truth.input, 1, promise);
    EXPECT_NEAR(found.lost_power.value() / truth.lost, 1, promise);
  }
}

}  // namespace
}  // namespace qbnet
