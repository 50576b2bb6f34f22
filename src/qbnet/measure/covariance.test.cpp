#include "qbnet/measure/covariance.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/gaussian_twin.hpp"

namespace qbnet {
namespace {

double entropy(double n) { return n == 0 ? 0 : (n + 1) * std::log1p(n) - n * std::log(n); }

Network warm_modes(const std::vector<double>& occupations) {
  NetworkParts parts;
  for (const double n : occupations) {
    Mode mode{"m" + std::to_string(parts.modes.size())};
    mode.loss = 1;
    mode.thermal = n;
    mode.drive = 0.5;
    parts.modes.push_back(mode);
  }
  return Network(parts);
}

TEST(ErgotropyBound, IsThatOfThermalModesOfTheSameEntropy) {
  for (const std::vector<double>& n :
       {std::vector<double>{0, 100}, {1e-9, 3}, {0.5, 2, 7}, {1e-30, 1e-25}}) {
    const Covariance found = covariance(warm_modes(n));
    ASSERT_EQ(found.status, Status::ok) << found.message;
    double all = 0, whole = 0;
    for (const double each : n) all += entropy(each), whole += each;
    const double count = static_cast<double>(n.size());
    const double drives = count;  // |v|^2 = 1 each
    const double equal = (drives + whole - found.ergotropy_bound.value()) / count;
    EXPECT_GE(found.ergotropy_bound.value(), found.ergotropy.value());
    EXPECT_NEAR(found.ergotropy.value(), drives, 1e-11 * whole + 1e-14);
    if (whole < 1e-3) continue;  // lost beside what the drives bring
    EXPECT_NEAR(entropy(equal), all / count, 1e-10 * all);
  }
}

TEST(ErgotropyBound, IsTheErgotropyWhereOccupationsAreEqual) {
  for (const std::size_t modes : {1, 3}) {
    const Covariance found = covariance(warm_modes(std::vector<double>(modes, 0.7)));
    EXPECT_NEAR(found.ergotropy_bound.value(), found.ergotropy.value(), 1e-12);
  }
  const Covariance vacuum = covariance(warm_modes({0, 0}));
  EXPECT_NEAR(vacuum.ergotropy_bound.value(), 2, 1e-14);
}

// What drives bring, however much heat is beside it: two modes that a coupling makes share it.
TEST(Covariance, ErgotropyTogetherKeepsItsDigitsBesideHeat) {
  for (const auto& [drive, thermal] :
       {std::pair(1e-6, 100.0), {1e-3, 3333333.3}, {1e-5, 33.3}, {1e-9, 3.3}, {1.0, 1e18}}) {
    SCOPED_TRACE(drive);
    NetworkParts parts;
    for (const char* name : {"a", "b"}) parts.modes.push_back({name, Role::battery, 1, 0, 0, 0});
    parts.modes[0].drive = drive;
    parts.modes[0].thermal = thermal;
    parts.couplings = {{0, 1, 0.5, 0}};
    const Covariance found = covariance(Network(parts));
    ASSERT_EQ(found.status, Status::ok) << found.message;
    EXPECT_NEAR(found.ergotropy.value() / (2 * drive * drive), 1, 1e-12);
    EXPECT_GE(found.ergotropy_bound.value(), found.ergotropy.value());
  }
  NetworkParts alone;
  alone.modes = {{"a", Role::battery, 1, 0, 100, 1e-6}};
  const Covariance found = covariance(Network(alone));
  EXPECT_NEAR(found.ergotropy.value() / 4e-12, 1, 1e-12);
  EXPECT_NEAR(found.ergotropy_bound.value() / 4e-12, 1, 1e-12);
}

TEST(Covariance, OfManyWarmModesHasTheErgotropyOfItsDrives) {
  constexpr std::size_t modes = 140;  // beyond those computed in bits
  std::vector<double> occupations;
  for (std::size_t k = 0; k < modes; ++k) occupations.push_back(0.1 * static_cast<double>(k % 7));
  const Covariance found = covariance(warm_modes(occupations));
  ASSERT_EQ(found.status, Status::ok) << found.message;
  double all = 0, whole = 0;
  for (const double n : occupations) all += entropy(n), whole += n;
  EXPECT_NEAR(found.ergotropy.value(), modes, 1e-10);
  const double equal = (modes + whole - found.ergotropy_bound.value()) / modes;
  EXPECT_NEAR(entropy(equal), all / modes, 1e-9);
}

TEST(ErgotropyBound, HoldsForEveryNoise) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Dice dice(seed);
    const Covariance found = covariance(noisy_network(dice, 1 + seed % 5));
    ASSERT_EQ(found.status, Status::ok) << found.message;
    const double bound = found.ergotropy_bound.value(), energy = found.energy.value();
    EXPECT_GE(bound, found.ergotropy.value()) << seed;
    EXPECT_LE(bound, energy) << seed;
    double all = 0;
    for (const ScaledReal& n : found.symplectic) all += entropy(n.value());
    const double count = static_cast<double>(found.modes.size());
    EXPECT_NEAR(entropy((energy - bound) / count), all / count, 1e-8 * all) << seed;
  }
}

}  // namespace
}  // namespace qbnet
