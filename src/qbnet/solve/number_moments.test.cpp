#include "qbnet/solve/number_moments.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "qbnet/network/families.hpp"
#include "qbnet/solve/moments.hpp"
#include "qbnet/solve/occupations.hpp"
#include "tests/dice.hpp"
#include "tests/random_network.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

Network warmed(NetworkParts parts, std::uint64_t seed) {
  Dice dice(seed);
  for (Mode& mode : parts.modes) mode.thermal = dice.chance(0.3) ? 0 : dice.decades(-2, 2);
  return Network(parts);
}

// Every entry beside sqrt(X_ii X_jj), against the moment equations in many bits. False if there is
// nothing to compare.
bool compare(const Network& network, double accuracy = 1e-11) {
  const NumberMoments found = number_moments(Resolvent(network), accuracy);
  const std::size_t n = network.size();
  if (found.x.empty()) return false;
  EXPECT_LE(found.error, accuracy);
  const Moments truth = steady_moments(network, [&](const MomentView& state) {
    std::vector<Quantified> all;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        all.push_back({state.number(i, j),
                       sqrt(state.number(i, i).upper_bound() * state.number(j, j).upper_bound())});
      }
    }
    return all;
  });
  if (truth.status != Status::ok) return false;
  const auto of = [&](std::size_t i, std::size_t j) {
    return truth.numbers.value[i * n + j].value();
  };
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      const double beside = std::sqrt(of(i, i).real() * of(j, j).real());
      EXPECT_LE(std::abs(found.at(i, j) - of(i, j)), found.error * beside) << i << ", " << j;
      EXPECT_EQ(found.at(i, j), std::conj(found.at(j, i)));
    }
  }
  return true;
}

TEST(NumberMoments, RandomNetworksAgreeWithManyBits) {
  int proven = 0;
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    const std::size_t modes = 1 + seed % 7;
    SCOPED_TRACE(testing::Message() << "seed " << seed << ", " << modes << " modes");
    proven += compare(warmed(RandomNetwork{seed, modes}.parts(), seed)) ? 1 : 0;
  }
  EXPECT_GT(proven, 60);
}

// Columns that end early are off by far more than rounding: the bound must say so.
TEST(NumberMoments, PoorColumnsAreToldByTheirResidual) {
  int proven = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const std::size_t modes = 2 + seed % 6;
    SCOPED_TRACE(testing::Message() << "seed " << seed << ", " << modes << " modes");
    proven += compare(warmed(RandomNetwork{seed, modes}.parts(), seed), 1e-3) ? 1 : 0;
  }
  EXPECT_GT(proven, 30);
}

TEST(NumberMoments, WildNetworksAreRightOrNothing) {
  int proven = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const Network network = warmed(wild_network(seed).parts(), seed);
    if (network.size() > 5 || Resolvent(network).stable.status != Status::ok) continue;
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    proven += compare(network) ? 1 : 0;
  }
  EXPECT_GT(proven, 20);
}

// Longer than the part that a column is solved in.
TEST(NumberMoments, OfACascadeAgreeWithManyBits) {
  EXPECT_TRUE(compare(cascade(unequally_warm(uniform_rates(28, 0.01, 0.1, 1)))));
}

TEST(NumberMoments, ModesThatNoHeatReaches) {
  NetworkParts parts;
  for (const double n : {0.0, 0.5, 0.0, 2.0}) {
    parts.modes.push_back(
        {.name = "m" + std::to_string(parts.modes.size()), .loss = 0.1, .thermal = n});
  }
  parts.couplings.push_back({1, 3, 0.2, 0.3});
  const NumberMoments found = number_moments(Resolvent(Network(parts)));
  ASSERT_FALSE(found.x.empty());
  EXPECT_EQ(found.at(0, 0), 0.0);
  EXPECT_EQ(found.at(2, 1), 0.0);
  const Occupations alone = occupations(Network(parts), {1, 3});
  EXPECT_NEAR(found.at(1, 1).real(), alone.occupation[0].value(), 1e-11);
  EXPECT_NEAR(found.at(3, 3).real(), alone.occupation[1].value(), 1e-11);
  for (Mode& mode : parts.modes) mode.thermal = 0;
  EXPECT_EQ(number_moments(Resolvent(Network(parts))).at(1, 1), 0.0);
}

// A mode without a loss of its own: the bound is beside losses, and claims nothing.
TEST(NumberMoments, ProveNothingOfALosslessMode) {
  NetworkParts parts{
      {{.name = "a", .loss = 1, .thermal = 1}, {.name = "b"}, {.name = "c", .loss = 2}},
      {{0, 1, 0.2, 0}, {1, 2, 0.3, 0}},
      {}};
  EXPECT_TRUE(number_moments(Resolvent(Network(parts))).x.empty());
}

}  // namespace
}  // namespace qbnet
