#include "qbnet/solve/proven_occupations.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "qbnet/network/families.hpp"
#include "qbnet/solve/occupations.hpp"
#include "tests/dice.hpp"
#include "tests/random_network.hpp"
#include "tests/random_shape.hpp"
#include "tests/twin.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

constexpr double accuracy = 1e-11;

Network warmed(NetworkParts parts, std::uint64_t seed) {
  Dice dice(seed);
  for (Mode& mode : parts.modes) mode.thermal = dice.chance(0.3) ? 0 : dice.decades(-2, 2);
  return Network(parts);
}

struct Count {
  int proven = 0, all = 0;
};

// Of every mode, in parts that start with `first` modes: nothing that is claimed is wrong.
void compare(const Network& network, const std::vector<ScaledReal>& truth, std::size_t first,
             Count& count) {
  const Resolvent resolvent(network);
  if (resolvent.stable.status != Status::ok) return;
  const Baths baths(network, resolvent.pattern);
  ProvenOccupations solver(resolvent, baths, accuracy);
  for (std::size_t p = 0; p < network.size(); ++p) {
    const ProvenOccupation found = solver.of(p, first);
    ++count.all;
    if (!(found.error <= accuracy)) continue;
    ++count.proven;
    const auto mode = static_cast<std::size_t>(resolvent.pattern.mode_at[p]);
    EXPECT_LE(twin::relative_error(found.value, truth[mode]), found.error) << mode;
  }
}

TEST(ProvenOccupations, AreTrueOfRandomNetworks) {
  Count count;
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    const std::size_t modes = 1 + seed % 7;
    const Network network = warmed(RandomNetwork{seed, modes}.parts(), seed);
    SCOPED_TRACE(testing::Message() << "seed " << seed << ", " << modes << " modes");
    compare(network, twin::occupations(network), 1 + seed % 3, count);
  }
  EXPECT_GT(count.proven, count.all * 8 / 10);
}

// Losses over twenty decades: double-double proves most of what doubles do not.
TEST(ProvenOccupations, AreTrueOfWildNetworks) {
  Count count;
  for (std::uint64_t seed = 0; seed < 600; ++seed) {
    const NetworkParts parts = wild_network(seed).parts();
    if (parts.modes.size() > 5) continue;
    const Network network = warmed(parts, seed);
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    compare(network, twin::occupations(network), 2, count);
  }
  EXPECT_GT(count.proven, count.all * 8 / 10);
}

// Larger than the part that is tried first, against many bits.
TEST(ProvenOccupations, AreTrueInPartsOfLargerNetworks) {
  OccupationOptions plain;
  plain.plain = true;
  int proven = 0;
  for (const Shape shape : shapes) {
    const RandomShape random{shape, 5, 60};
    const Network network = warmed(random.network().parts(), 7);
    SCOPED_TRACE(testing::Message() << random);
    const Resolvent resolvent(network);
    const Baths baths(network, resolvent.pattern);
    ProvenOccupations solver(resolvent, baths, accuracy);
    const std::vector<std::size_t> modes = {3, 30, 48};
    const Occupations truth = occupations(network, modes, plain);
    if (truth.status != Status::ok) continue;
    for (std::size_t k = 0; k < modes.size(); ++k) {
      const ProvenOccupation found =
          solver.of(static_cast<std::size_t>(resolvent.pattern.position[modes[k]]), 8);
      if (!(found.error <= accuracy)) continue;
      ++proven;
      EXPECT_LE(twin::relative_error(found.value, truth.occupation[k]), found.error);
    }
  }
  EXPECT_GT(proven, 6);
}

FamilyRates nonreciprocal(std::size_t batteries) {
  return unequally_warm(uniform_rates(batteries, 0.01, 0.1, 0.1));
}

// A cascade of ten thousand modes is not solved whole.
TEST(ProvenOccupations, OfACascadeNeedItsSurroundingsAlone) {
  const Network network = cascade(nonreciprocal(5000));
  const Resolvent resolvent(network);
  const Baths baths(network, resolvent.pattern);
  ProvenOccupations solver(resolvent, baths, accuracy);
  OccupationOptions plain;
  plain.plain = true;
  for (const std::size_t mode : {0, 1, 2500, 5000, 7500}) {
    const ProvenOccupation found =
        solver.of(static_cast<std::size_t>(resolvent.pattern.position[mode]));
    ASSERT_LE(found.error, accuracy) << mode;
    EXPECT_LE(found.modes, 192u) << mode;
    EXPECT_LE(found.work, 20'000) << mode;
  }
  // Many bits look at all of a shorter one: what lies beyond changes nothing.
  const Network shorter = cascade(nonreciprocal(120));
  const Occupations truth = occupations(shorter, {60}, plain);
  ASSERT_EQ(truth.status, Status::ok) << truth.message;
  const ProvenOccupation found =
      solver.of(static_cast<std::size_t>(resolvent.pattern.position[60]));
  EXPECT_LE(twin::relative_error(found.value, truth.occupation[0]), accuracy);
}

// Ordinary rates need no more than doubles; losses of 1e-9 of the couplings need double-double.
TEST(ProvenOccupations, DoublesMakeWayWhereLossesAreSmall) {
  for (const double loss : {1.0, 1e-3, 1e-9}) {
    NetworkParts parts;
    for (std::size_t j = 0; j < 6; ++j) {
      parts.modes.push_back(
          {.name = "m" + std::to_string(j), .loss = loss, .thermal = static_cast<double>(j)});
      if (j > 0) parts.couplings.push_back({j - 1, j, 0.3 + 0.1 * static_cast<double>(j), 0.2});
    }
    const Network network(parts);
    Count count;
    compare(network, twin::occupations(network), 48, count);
    EXPECT_EQ(count.proven, 6) << loss;
  }
}

// 10^-55 beside 1 is below all that a bound beside 1 can tell.
TEST(ProvenOccupations, FarOccupationsStayUnproven) {
  NetworkParts parts;
  for (std::size_t j = 0; j < 9; ++j) {
    parts.modes.push_back({.name = "m" + std::to_string(j), .loss = 1});
    if (j > 0) parts.couplings.push_back({j - 1, j, 1e-4, 0});
  }
  parts.modes[0].thermal = 3;
  const Network network(parts);
  const Resolvent resolvent(network);
  const Baths baths(network, resolvent.pattern);
  ProvenOccupations solver(resolvent, baths, accuracy);
  const auto at = [&](std::size_t mode) {
    return solver.of(static_cast<std::size_t>(resolvent.pattern.position[mode]));
  };
  EXPECT_LE(at(1).error, accuracy);
  EXPECT_FALSE(at(8).error <= accuracy);
}

// Baths may be hotter or colder than products of doubles could be.
TEST(ProvenOccupations, BathsOfAnyWarmth) {
  NetworkParts parts;
  for (std::size_t j = 0; j < 4; ++j) {
    parts.modes.push_back(
        {.name = "m" + std::to_string(j), .loss = 1e-30 * static_cast<double>(j + 1)});
    if (j > 0) parts.couplings.push_back({j - 1, j, 2e-30, 0.2});
  }
  std::vector<ScaledReal> of_one;
  for (const double warmth : {1.0, 0x1p-1000, 0x1p1000}) {
    for (std::size_t j = 0; j < 4; ++j) parts.modes[j].thermal = warmth * static_cast<double>(j);
    const Occupations found = occupations(Network(parts));
    ASSERT_EQ(found.status, Status::ok) << found.message;
    if (of_one.empty()) of_one = found.occupation;
    for (std::size_t j = 0; j < 4; ++j) {
      EXPECT_LE(twin::relative_error(found.occupation[j], of_one[j] * ScaledReal(warmth)), 1e-15);
    }
  }
}

}  // namespace
}  // namespace qbnet
