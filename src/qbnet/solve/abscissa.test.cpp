#include "qbnet/solve/abscissa.hpp"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <cmath>
#include <numbers>
#include <string>

#include "qbnet/solve/line_count.hpp"
#include "qbnet/solve/settling.hpp"
#include "tests/gaussian_twin.hpp"
#include "tests/random_network.hpp"

namespace qbnet {
namespace {

// Gain on half of the modes, squeezers between some.
Network fed_network(std::uint64_t seed, std::size_t modes) {
  Dice dice(seed);
  NetworkParts parts = RandomNetwork{seed, modes}.parts();
  for (Mode& mode : parts.modes) {
    if (dice.chance(0.5)) mode.gain = mode.loss * dice.decades(-1, 0.5);
  }
  for (std::size_t j = 0; seed % 2 == 1 && j < modes; ++j) {
    const std::size_t k = j + dice.below(modes - j);
    if (dice.chance(0.4))
      parts.squeezers.push_back({j, k, dice.decades(-4, -0.5), dice.uniform(0, 6)});
  }
  return Network(parts);
}

// Of as many rows as FedDrift has.
Eigen::VectorXcd dense_eigenvalues(const Network& network) {
  Eigen::MatrixXcd drift = -SymmetricEquations(network).a;
  const auto n = static_cast<Eigen::Index>(network.size());
  if (network.squeezers().empty()) drift = drift.topLeftCorner(n, n).eval();
  return Eigen::ComplexEigenSolver<Eigen::MatrixXcd>(drift, false).eigenvalues();
}

// A chain; every second mode, from the first on, has gain. All modes are squeezed alike.
Network chain(std::size_t modes, double coupling, double loss, double gain, double squeezing = 0) {
  NetworkParts parts;
  for (std::size_t j = 0; j < modes; ++j) {
    parts.modes.push_back(
        {.name = "m" + std::to_string(j), .loss = loss, .gain = j % 2 == 0 ? gain : 0});
    if (j > 0) parts.add_coupling(j - 1, j, coupling, 0);
    if (squeezing > 0) parts.squeezers.push_back({j, j, squeezing, 0});
  }
  return Network(parts);
}

// Of a chain the least 2 g |cos(pi k/(n + 1))|.
double least_frequency(std::size_t modes, double coupling) {
  if (modes % 2 == 1) return 0;
  const auto n = static_cast<double>(modes);
  return 2 * coupling * std::cos(std::numbers::pi * (n / 2) / (n + 1));
}

TEST(Abscissa, IsThatOfDenseEigenvalues) {
  std::size_t growing = 0;
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    const std::size_t sizes[] = {1, 2, 3, 5, 10, 20};
    const Network network = fed_network(seed, sizes[seed % 6]);
    const Abscissa found = spectral_abscissa(FedDrift(network));
    const double want = dense_eigenvalues(network).real().maxCoeff();
    EXPECT_NEAR(found.value, want, found.error + 1e-9 * std::abs(want) + 1e-12) << seed;
    EXPECT_LE(found.error, 2e-9 * std::abs(want) + 2 * found.resolution) << seed;
    EXPECT_LE(found.below - found.resolution, found.value);
    EXPECT_GE(found.above + found.resolution, found.value);
    growing += want > 0 ? 1 : 0;
  }
  EXPECT_GT(growing, 20U);
  EXPECT_LT(growing, 100U);
}

TEST(Abscissa, CountsWhatLiesRightOfAnyLine) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Network network = fed_network(seed, 12);
    const Eigen::VectorXd growth = dense_eigenvalues(network).real();
    const FedDrift drift(network);
    const DriftInUnits in_units(drift);
    Effort effort;
    Dice dice(seed);
    for (int line = 0; line < 4; ++line) {
      const double at = dice.uniform(growth.minCoeff(), growth.maxCoeff());
      if ((growth.array() - at).abs().minCoeff() < 1e-9) continue;
      const auto found = count_right_of(in_units, at / in_units.unit, effort);
      ASSERT_TRUE(found) << seed;
      EXPECT_EQ(found->right, static_cast<std::size_t>((growth.array() > at).count())) << seed;
    }
  }
}

// o_k of frequency e = 2 g cos: -loss/2 +- sqrt(s^2 - e^2).
TEST(Abscissa, OfSqueezedChainsInClosedForm) {
  const double loss = 0.1, s = 0.2;
  for (const std::size_t modes : {50U, 101U, 300U}) {
    const double e = least_frequency(modes, 1);
    const Abscissa found = spectral_abscissa(FedDrift(chain(modes, 1, loss, 0, s)));
    const double want = -loss / 2 + std::sqrt(s * s - e * e);
    EXPECT_NEAR(found.value, want, 1e-12 * want) << modes;
    EXPECT_LE(found.error, 2e-9 * want) << modes;
    EXPECT_NEAR(found.frequency, 0, 1e-12);
  }
}

// gain/4 - loss/2 +- sqrt((gain/4)^2 - e^2): the zeros of a chain's pivots move so little from one
// to the next that none of them shows by itself.
TEST(Abscissa, OfChainsOfGainAndLossInClosedForm) {
  for (const std::size_t modes : {50U, 300U, 301U}) {
    for (const double gain : {0.05, 0.15, 0.3}) {
      const double e = least_frequency(modes, 1), square = gain * gain / 16 - e * e;
      const double want = gain / 4 - 0.05 + std::sqrt(std::max(square, 0.0));
      const Abscissa found = spectral_abscissa(FedDrift(chain(modes, 1, 0.1, gain)));
      EXPECT_NEAR(found.value, want, 1e-9 * std::abs(want)) << modes << " " << gain;
    }
  }
}

TEST(Abscissa, DecidesOnNetworksOfAnySize) {
  const auto growth_of = [](const Network& network, Status status) {
    const Settling found = does_settle(network);
    EXPECT_EQ(found.status, status) << found.reason;
    return found.growth;
  };
  EXPECT_NEAR(growth_of(chain(301, 1, 0.1, 0.3), Status::unstable), 0.1, 1e-9);
  // A parametric threshold: s = loss/2.
  EXPECT_NEAR(growth_of(chain(101, 1, 0.1, 0, 0.049), Status::ok), -0.05, 0.05);
  EXPECT_NEAR(growth_of(chain(101, 1, 0.1, 0, 0.05), Status::marginal), 0, 1e-12);
  EXPECT_NEAR(growth_of(chain(101, 1, 0.1, 0, 0.051), Status::unstable), 0.001, 1e-12);
  // As much gain as loss, below the exceptional point: every eigenvalue is imaginary.
  EXPECT_NEAR(growth_of(chain(130, 10, 0.1, 0.2), Status::marginal), 0, 1e-11);
}

// One-way by a shared bath, A is triangular: one eigenvalue, defective 200 times.
TEST(Abscissa, OfADefectiveCascade) {
  for (const double gain : {1.8, 2.3}) {
    NetworkParts parts;
    for (std::size_t j = 0; j < 200; ++j) {
      parts.modes.push_back({.name = "m" + std::to_string(j), .loss = 0.1, .gain = gain});
      if (j == 0) continue;
      parts.add_coupling(j - 1, j, 0.5, -std::numbers::pi / 2);
      parts.dissipators.push_back({1.0, {{j - 1, 1.0}, {j, 1.0}}});
    }
    // Its ends have one bath less.
    parts.modes.front().loss = parts.modes.back().loss = 1.1;
    const Settling found = does_settle(Network(parts));
    const double want = (gain - 2.1) / 2;
    EXPECT_EQ(found.status, want > 0 ? Status::unstable : Status::ok) << found.reason;
    EXPECT_NEAR(found.growth, want, 1e-5);
  }
}

}  // namespace
}  // namespace qbnet
