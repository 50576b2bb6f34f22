// Maximal power of large networks: the search must not skip a maximum, nor need balls.
#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "qbnet/measure/energy.hpp"
#include "qbnet/measure/power.hpp"
#include "qbnet/network/families.hpp"
#include "qbnet/resolvent/numerical_range.hpp"
#include "qbnet/solve/evolve.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

FamilyRates rates(std::size_t batteries, Charging charging) {
  return uniform_rates(batteries, 5e-5, 5e-4, 1, charging);
}

// No time of a fine grid beats the maximum, and its neighbours fall short by a little.
void expect_highest(const Network& network, std::size_t mode) {
  const MaximalPower found = maximal_power(network, {mode});
  ASSERT_EQ(found.status, Status::ok) << found.message;
  const PeakPower& peak = found.peaks[0];
  std::vector<double> times = {peak.time * (1 - 1e-4), peak.time * (1 + 1e-4)};
  for (int k = -60; k <= 40; ++k) times.push_back(peak.time * std::exp2(0.1 * k));
  EvolveOptions options;
  options.modes = {mode};
  const Evolution course = evolve(network, times, options);
  ASSERT_EQ(course.status, Status::ok) << course.message;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const double ratio =
        (energy(course.amplitude[0][i]) / ScaledReal(times[i]) / peak.power).value();
    EXPECT_LE(ratio, 1 + 2e-10) << times[i];
    if (i < 2) {
      EXPECT_GT(ratio, 1 - 1e-3) << times[i];
    }
  }
}

TEST(PowerScale, FarBatteriesOfCascades) {
  for (const Charging charging : {Charging::nonreciprocal, Charging::reciprocal_mediated}) {
    for (const std::size_t mode : {70U, 200U}) {
      SCOPED_TRACE(testing::Message() << to_string(charging) << " " << mode);
      expect_highest(cascade(rates(200, charging)), mode);
    }
  }
}

TEST(PowerScale, FarBatteriesOfReciprocalChains) {
  for (const std::size_t batteries : {50U, 120U, 300U}) {
    SCOPED_TRACE(batteries);
    expect_highest(cascade(rates(batteries, Charging::reciprocal_direct)), batteries);
  }
}

// A drive near the battery charges it long before the wave of the other, which is stronger.
TEST(PowerScale, AnEarlyMaximumIsNotSkipped) {
  for (const double early : {1e-24, 1e-22, 1e-20, 1e-16}) {
    NetworkParts parts;
    for (std::size_t j = 0; j < 150; ++j) {
      parts.modes.push_back({.name = "m" + std::to_string(j), .loss = 0.1});
      if (j > 0) parts.couplings.push_back({j - 1, j, 0.04, 0.3});
    }
    parts.modes[0].drive = 1;
    parts.modes[140 - 66].drive = early;
    SCOPED_TRACE(early);
    expect_highest(Network(parts), 140);
  }
}

// From here on contours had many nodes too many, or their rounding called for balls.
TEST(PowerScale, ParallelNetworksStayInDoubles) {
  for (const std::size_t count : {20U, 60U, 200U}) {
    SCOPED_TRACE(count);
    PowerOptions options;
    options.max_precision = 64;
    const MaximalPower found =
        maximal_power(parallel(rates(count, Charging::nonreciprocal)), {count}, options);
    EXPECT_EQ(found.status, Status::ok) << found.message;
  }
}

// One search serves all batteries that are alike, and no other.
TEST(PowerScale, BatteriesThatAreAlikeAreSearchedOnce) {
  FamilyRates r = rates(60, Charging::nonreciprocal);
  r.battery_loss.assign(60, 5e-4);
  r.battery_loss[50] = 6e-4;
  const Network network = parallel(r);
  const std::vector<std::size_t> batteries = network.with_role(Role::battery);
  const MaximalPower found = maximal_power(network);
  ASSERT_EQ(found.status, Status::ok) << found.message;
  ASSERT_EQ(found.peaks.size(), 60U);
  for (std::size_t k = 0; k < 60; ++k) {
    EXPECT_EQ(found.peaks[k].mode, batteries[k]);
    const bool same = found.peaks[k].power.value() == found.peaks[0].power.value();
    EXPECT_EQ(same, k != 50);
  }
  const MaximalPower alone = maximal_power(network, {batteries[50]});
  EXPECT_NEAR(alone.peaks[0].power.value() / found.peaks[50].power.value(), 1, 2e-10);
}

// |h| <= min over s of lambda_max(|H1| - s K/2) + s k.
TEST(PowerScale, TheRangeOfAStarIsTight) {
  const Network network = parallel(rates(100, Charging::nonreciprocal));
  const NumericalRange range(network);
  const auto n = static_cast<Eigen::Index>(network.size());
  Eigen::MatrixXd size = Eigen::MatrixXd::Zero(n, n);
  for (const Coupling& c : network.couplings()) {
    const auto from = static_cast<Eigen::Index>(c.from), to = static_cast<Eigen::Index>(c.to);
    size(from, to) = size(to, from) = c.strength;
  }
  for (const double k : {1e-3, 1e-2, 1e-1}) {
    double exact = std::numeric_limits<double>::infinity();
    for (double s = 1e-3; s < 1e3; s *= 1.2) {
      Eigen::MatrixXd a = size;
      for (Eigen::Index j = 0; j < n; ++j) {
        a(j, j) -= s * network.rates(static_cast<std::size_t>(j)).loss / 2;
      }
      const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(a, Eigen::EigenvaluesOnly);
      exact = std::min(exact, solver.eigenvalues().maxCoeff() + s * k);
    }
    EXPECT_GE(range.frequency_below(k), exact * (1 - 1e-12)) << k;
    EXPECT_LE(range.frequency_below(k), exact * 1.4) << k;
  }
}

}  // namespace
}  // namespace qbnet
