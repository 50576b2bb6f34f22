#include "qbnet/solve/spectrum.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "qbnet/network/families.hpp"
#include "tests/random_network.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

using Complex = std::complex<double>;
using testing::HasSubstr;

constexpr Complex i(0, 1);

Mode mode(std::string name, double loss, double detuning = 0) {
  return {std::move(name), Role::battery, loss, detuning, 0, 0};
}

Network pair(double kappa1, double kappa2, double g) {
  return Network(NetworkParts{{mode("c", kappa1), mode("b", kappa2)}, {{0, 1, g, 0}}, {}});
}

TEST(Spectrum, OneMode) {
  const Spectrum found = spectrum(Network(NetworkParts{{mode("c", 0.5, -0.3)}, {}, {}}));
  ASSERT_EQ(found.status, Status::ok);
  EXPECT_EQ(found.modes[0].eigenvalue, Complex(0.25, -0.3));
  EXPECT_EQ(found.modes[0].condition, 1);
  EXPECT_EQ(found.slowest_decay, 0.25);
  EXPECT_TRUE(std::isinf(found.exceptional_distance));
}

// (k1 + k2)/4 +- sqrt((k1 - k2)^2/16 - g^2)
TEST(Spectrum, TwoCoupledModes) {
  for (const double g : {0.05, 0.2, 1.0}) {
    const Spectrum found = spectrum(pair(0.3, 0.9, g));
    ASSERT_EQ(found.status, Status::ok);
    EXPECT_TRUE(found.proven);
    const Complex root = std::sqrt(Complex(0.0225 - g * g));
    const Complex slow = 0.3 - (root.real() > 0 ? root : root * 1.0);
    EXPECT_LE(std::min(std::abs(found.modes[0].eigenvalue - slow),
                       std::abs(found.modes[0].eigenvalue - (0.6 - slow))),
              1e-14);
    // Symmetric M: y = conj x, 1/|x^T x| = (a^2 + |..|) in closed form: |0.15|, g.
    const double truth = g < 0.15 ? 0.15 / std::abs(root) : g / std::abs(root);
    EXPECT_NEAR(found.modes[0].condition / truth, 1, 1e-12) << g;
    EXPECT_NEAR(found.exceptional_distance / (2 * std::abs(root) / (2 * truth)), 1, 1e-12);
  }
}

TEST(Spectrum, AtAnExceptionalPoint) {
  // (k1 - k2)/4 = g exactly.
  const Spectrum found = spectrum(pair(0.5, 1.5, 0.25));
  ASSERT_EQ(found.status, Status::ok) << found.message;
  for (const NormalMode& each : found.modes) {
    EXPECT_EQ(each.cluster, 2U);
    EXPECT_TRUE(each.defective);
    EXPECT_TRUE(std::isinf(each.condition));
    EXPECT_LE(std::abs(each.eigenvalue - 0.5), each.error);
    EXPECT_LE(each.error, 1e-14);
    EXPECT_NEAR(each.right.participation, 2, 1e-6);
  }
  EXPECT_EQ(found.exceptional_distance, 0);
  EXPECT_TRUE(std::isinf(found.vector_condition));
}

TEST(Spectrum, AtAnExceptionalPointOfThirdOrder) {
  // 1/2 + sqrt(1/2) (0 1 0; 0 0 1; 0 0 0) up to phases: a reservoir that lets nothing back.
  const Network network(NetworkParts{
      {mode("c", 0), mode("b", 0), mode("d", 0)},
      {{0, 1, 0.5, 0}, {1, 2, 0.5, 0}},
      {{1, {{0, 1.0}, {1, -i}}}, {1, {{1, 1.0}, {2, -i}}}, {1, {{0, 1.0}}}, {1, {{2, 1.0}}}}});
  const Spectrum found = spectrum(network);
  ASSERT_EQ(found.status, Status::ok) << found.message;
  for (const NormalMode& each : found.modes) {
    EXPECT_EQ(each.cluster, 3U);
    EXPECT_TRUE(each.defective);
    EXPECT_LE(std::abs(each.eigenvalue - 1.0), each.error);
    EXPECT_NEAR(each.right.participation, 1, 1e-6);
    EXPECT_NEAR(each.left.participation, 1, 1e-6);
    EXPECT_EQ(std::abs(each.right.centre - each.left.centre) > 1.9, true);
  }
}

TEST(Spectrum, ParallelBatteriesAreDegenerate) {
  FamilyRates rates;
  rates.batteries = 12;
  rates.charging = Charging::reciprocal_direct;
  rates.coupling = {0.1};
  rates.charger_loss = 0.3;
  rates.battery_loss = {0.1};
  const Spectrum found = spectrum(parallel(rates));
  ASSERT_EQ(found.status, Status::ok) << found.message;
  std::size_t dark = 0;
  for (const NormalMode& each : found.modes) {
    EXPECT_FALSE(each.defective);
    dark += each.cluster == 11 ? 1 : 0;
  }
  EXPECT_EQ(dark, 11U);
}

TEST(Spectrum, NextToAnExceptionalPoint) {
  // lambda = 1/2 +- i sqrt(g^2 - 1/16), which doubles alone would get to 1e-8 only.
  const double step = 0x1p-50;
  const Spectrum found = spectrum(pair(0.5, 1.5, 0.25 + step));
  ASSERT_EQ(found.status, Status::ok) << found.message;
  const double truth = std::sqrt(step * (0.5 + step));
  EXPECT_EQ(found.modes[0].cluster, 1U);
  EXPECT_NEAR(std::abs(found.modes[0].eigenvalue.imag()) / truth, 1, 1e-7);
  EXPECT_NEAR(found.modes[0].condition / (0.25 / truth), 1, 1e-6);
  EXPECT_GT(found.exceptional_distance, 0);
  EXPECT_LT(found.exceptional_distance, 1e-14);
}

TEST(Spectrum, DegenerateIsNotExceptional) {
  const Spectrum found =
      spectrum(Network(NetworkParts{{mode("a", 1), mode("b", 1), mode("d", 3)}, {}, {}}));
  ASSERT_EQ(found.status, Status::ok) << found.message;
  EXPECT_EQ(found.modes[0].cluster, 2U);
  EXPECT_FALSE(found.modes[0].defective);
  // Which vectors of the plane stand for it is open.
  EXPECT_LT(found.modes[0].condition, 10);
  EXPECT_NEAR(found.modes[2].condition, 1, 1e-12);
  EXPECT_GT(found.exceptional_distance, 0.05);
}

TEST(Spectrum, TraceAndDecayOfRandomNetworks) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    constexpr std::size_t sizes[] = {1, 2, 3, 5, 10, 50};
    const Network network = RandomNetwork{seed, sizes[seed % 6]}.network();
    const Spectrum found = spectrum(network);
    ASSERT_EQ(found.status, Status::ok) << seed << found.message;
    Complex sum = 0, trace = 0;
    for (const NormalMode& each : found.modes) {
      sum += each.eigenvalue;
      EXPECT_GT(each.eigenvalue.real(), 0);
      EXPECT_GE(each.condition, 1);
      EXPECT_GE(each.right.participation, 1 - 1e-12);
      EXPECT_LE(each.left.participation, static_cast<double>(network.size()) + 1e-9);
    }
    for (const Mode& each : network.modes()) trace += Complex(each.loss / 2, each.detuning);
    for (const Dissipator& bath : network.dissipators()) {
      for (const auto& [at, weight] : bath.weights) trace += bath.rate * std::norm(weight) / 2;
    }
    EXPECT_LE(std::abs(sum - trace), 1e-12 * static_cast<double>(network.size())) << seed;
  }
}

// A chain with open ends: i 2 g cos(pi k/(n + 1)) + kappa/2, in balls and in doubles.
TEST(Spectrum, ChainsInBothArithmetics) {
  for (const std::size_t n : {40U, 100U}) {
    NetworkParts parts;
    for (std::size_t j = 0; j < n; ++j) parts.modes.push_back(mode("m" + std::to_string(j), 0.2));
    for (std::size_t j = 0; j + 1 < n; ++j) parts.couplings.push_back({j, j + 1, 0.5, 0.3});
    const Spectrum found = spectrum(Network(parts));
    ASSERT_EQ(found.status, Status::ok) << found.message;
    EXPECT_EQ(found.proven, n == 40);
    std::vector<double> frequency;
    for (const NormalMode& each : found.modes) {
      EXPECT_NEAR(each.eigenvalue.real(), 0.1, 1e-13);
      EXPECT_NEAR(each.condition, 1, 1e-6);
      EXPECT_NEAR(each.right.centre, (static_cast<double>(n) - 1) / 2, 1e-6);
      frequency.push_back(each.eigenvalue.imag());
    }
    std::ranges::sort(frequency);
    for (std::size_t k = 0; k < n; ++k) {
      const double truth =
          -std::cos(std::numbers::pi * static_cast<double>(k + 1) / static_cast<double>(n + 1));
      EXPECT_NEAR(frequency[k], truth, 1e-12);
    }
  }
}

Network one_way(std::size_t batteries) { return cascade(uniform_rates(batteries, 0.1, 0.1, 1)); }

TEST(Spectrum, OneWayCascadesAreSaidToBeNearlyExceptional) {
  const Spectrum found = spectrum(one_way(8));
  ASSERT_EQ(found.status, Status::ok) << found.message;
  EXPECT_LT(found.exceptional_distance, 1e-5);
  EXPECT_GT(found.vector_condition, 1e3);
  EXPECT_LT(spectrum(one_way(16)).exceptional_distance, found.exceptional_distance / 100);
  const Spectrum doubtful = spectrum(one_way(32));  // 65 modes
  EXPECT_EQ(doubtful.status, Status::ok);
  EXPECT_TRUE(doubtful.proven);
  const Spectrum large = spectrum(one_way(60));
  EXPECT_EQ(large.status, Status::inaccurate);
  EXPECT_THAT(large.message, HasSubstr("nearly exceptional"));
}

// Proven, and in doubles.
TEST(Spectrum, OfFedChainsInClosedForm) {
  for (const std::size_t n : {40U, 150U}) {
    NetworkParts parts;
    for (std::size_t j = 0; j < n; ++j) {
      parts.modes.push_back({.name = "m" + std::to_string(j), .loss = 0.1, .gain = 0.3});
      if (j > 0) parts.add_coupling(j - 1, j, 0.5, 0.2);
    }
    const auto check = [&](double decay, std::size_t rows) {
      const Spectrum found = spectrum(Network(parts));
      ASSERT_EQ(found.status, Status::ok) << found.message;
      ASSERT_EQ(found.modes.size(), rows);
      EXPECT_EQ(found.proven, rows <= most_fed_rows);
      EXPECT_NEAR(found.slowest_decay, decay, 1e-13);
      const double top = std::cos(std::numbers::pi / static_cast<double>(n + 1));
      double highest = 0;
      for (const NormalMode& mode : found.modes) {
        highest = std::max(highest, mode.eigenvalue.imag());
      }
      EXPECT_NEAR(highest, top, 1e-13);
    };
    check(-0.1, n);
    // A squeezer that does nothing adds no rows; one that does couples o and o^+.
    parts.squeezers = {{0, 1, 0, 0}};
    check(-0.1, n);
    for (Mode& mode : parts.modes) mode.gain = 0;
    parts.squeezers[0].strength = 1e-9;
    check(0.05, 2 * n);
  }
}

TEST(Spectrum, WhatIsTooLargeIsRefused) {
  NetworkParts parts;
  for (int j = 0; j < 2001; ++j) parts.modes.push_back(mode("m" + std::to_string(j), 1));
  try {
    spectrum(Network(parts));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.refusal(), Refusal::too_large);
    EXPECT_THAT(error.what(),
                HasSubstr("at most 2000 modes (1000 with squeezers), but would be of 2001"));
  }
  EXPECT_EQ(spectrum(Network()).status, Status::ok);
}

}  // namespace
}  // namespace qbnet
