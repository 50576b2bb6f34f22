// Steady states of large networks of many shapes, and of those whose fill leaves the range of
// doubles.
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <utility>

#include "qbnet/measure/energy.hpp"
#include "qbnet/network/families.hpp"
#include "qbnet/solve/steady.hpp"
#include "tests/twin.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

// Modes m0, m1, ... of loss 0.1; the first is driven.
NetworkParts lossy(std::size_t count) {
  NetworkParts parts;
  for (std::size_t j = 0; j < count; ++j) {
    parts.modes.push_back({.name = "m" + std::to_string(j), .loss = 0.1});
  }
  parts.modes[0].drive = 1;
  return parts;
}

NetworkParts ring(std::size_t count, double phase) {
  NetworkParts parts = lossy(count);
  for (std::size_t j = 0; j < count; ++j) {
    parts.couplings.push_back({j, (j + 1) % count, 0.02, phase});
  }
  return parts;
}

NetworkParts grid(std::size_t side) {
  NetworkParts parts = lossy(side * side);
  for (std::size_t i = 0; i < side; ++i) {
    for (std::size_t j = 0; j < side; ++j) {
      const std::size_t here = i * side + j;
      if (i > 0) parts.couplings.push_back({here - side, here, 0.02, 0.2});
      if (j > 0) parts.couplings.push_back({here - 1, here, 0.02, 0.1});
    }
  }
  return parts;
}

void expect_right(const Network& network, double tolerance = 1e-12) {
  const Steady found = steady(network);
  ASSERT_EQ(found.status, Status::ok) << found.message;
  EXPECT_LE(found.backward_error, 1e-15);
  const auto truth = twin::steady(network);
  for (std::size_t j = 0; j < network.size(); ++j) {
    ASSERT_LE(twin::relative_error(energy(found.amplitude[j]), truth[j].energy), tolerance)
        << network.mode(j).name << ' ' << found.arithmetic;
  }
}

TEST(SteadyScale, RingsWhoseFillUnderflows) {
  // Far around the ring the fill between the last modes is 0.3^n: below every double from n = 600.
  for (const std::size_t count : {3U, 10U, 300U, 700U, 900U}) {
    SCOPED_TRACE(count);
    expect_right(Network(ring(count, 0)));
    expect_right(Network(ring(count, 0.2)));
  }
  const std::size_t count = 20'000;
  const Steady found = steady(Network(ring(count, 0)));
  ASSERT_EQ(found.status, Status::ok);
  for (std::size_t j = 1; j < count / 2; ++j) {  // both ways around are the same
    const ScaledReal here = energy(found.amplitude[j]), there = energy(found.amplitude[count - j]);
    ASSERT_LE(std::abs(((here - there) / here).value()), 1e-13) << j;
  }
}

TEST(SteadyScale, GridsWhosePathsInterfere) {
  for (const std::size_t side : {2U, 3U, 5U, 10U, 18U}) {
    SCOPED_TRACE(side);
    expect_right(Network(grid(side)));
  }
  // Amplitudes far from the drive cancel to many digits; they are right all the same.
  const Steady found = steady(Network(grid(200)));
  EXPECT_EQ(found.status, Status::ok) << found.message;
  EXPECT_LE(found.backward_error, 1e-15);
  EXPECT_EQ(found.message.find("balls"), std::string::npos) << found.message;
}

TEST(SteadyScale, TreesAndLadders) {
  std::mt19937 random(1);
  NetworkParts tree = lossy(300), ladder = lossy(300);
  for (std::size_t j = 1; j < 300; ++j) {
    tree.couplings.push_back({random() % j, j, 0.03, 0.3 * static_cast<double>(j % 5)});
  }
  for (std::size_t j = 0; j < 300; j += 2) {
    ladder.couplings.push_back({j, j + 1, 0.03, 0.1});
    if (j == 0) continue;
    ladder.couplings.push_back({j - 2, j, 0.02, 0.2});
    ladder.couplings.push_back({j - 1, j + 1, 0.02, 0.3});
  }
  expect_right(Network(tree));
  expect_right(Network(ladder));
}

TEST(SteadyScale, AHubOfManyBatteriesNeedsNoBalls) {
  const Steady found = steady(parallel(uniform_rates(30'000, 0.01, 0.1, 1)));
  EXPECT_EQ(found.status, Status::ok);
  EXPECT_EQ(found.arithmetic, "double");
  EXPECT_LE(found.backward_error, 1e-15);
}

TEST(SteadyScale, AMillionBatteriesInARow) {
  const std::size_t count = 1'000'000;
  for (const auto& [g, gamma] : {std::pair(0.01, 0.1), std::pair(5e-5, 5e-4)}) {
    const FamilyRates rates = uniform_rates(count, g, gamma, 1);
    const Steady found = steady(cascade(rates));
    ASSERT_EQ(found.status, Status::ok) << found.message;
    EXPECT_LE(found.backward_error, 1e-15);
    // Eq. (3), in logarithms of long doubles: E_N = 10^-1088130.9 at the rates of Fig. 4.
    const auto f = static_cast<long double>(g), y = static_cast<long double>(gamma);
    const long double link = std::log10(4 * f / (4 * f + y));
    const long double ends = std::log10(2 / (2 * f + y)) + std::log10((4 * f + y) / (2 * f + y));
    const long double truth = 2 * (static_cast<long double>(count) * link + ends);
    EXPECT_NEAR(log10(energy(found.amplitude[count])), static_cast<double>(truth), 1e-9) << g;
  }
}

}  // namespace
}  // namespace qbnet
