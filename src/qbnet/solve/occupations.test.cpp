#include "qbnet/solve/occupations.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>

#include "qbnet/network/families.hpp"
#include "tests/dice.hpp"
#include "tests/random_network.hpp"
#include "tests/twin.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

using testing::HasSubstr;

Network warmed(NetworkParts parts, std::uint64_t seed) {
  Dice dice(seed);
  for (Mode& mode : parts.modes) mode.thermal = dice.chance(0.4) ? 0 : dice.decades(-3, 2);
  return Network(parts);
}

// A warm first mode, each coupled to the next.
Network chain(std::size_t modes, double coupling, double thermal) {
  NetworkParts parts;
  for (std::size_t j = 0; j < modes; ++j) {
    parts.modes.push_back({.name = "m" + std::to_string(j), .loss = 1});
    if (j > 0) parts.couplings.push_back({j - 1, j, coupling, 0});
  }
  parts.modes[0].thermal = thermal;
  return Network(parts);
}

FamilyRates nonreciprocal(std::size_t batteries) { return uniform_rates(batteries, 0.01, 0.1, 1); }

TEST(Occupations, NothingIsWarm) {
  const Occupations found = occupations(chain(3, 0.5, 0));
  EXPECT_EQ(found.status, Status::ok);
  for (const ScaledReal& n : found.occupation) EXPECT_TRUE(n.is_zero());
  EXPECT_TRUE(occupations(Network()).occupation.empty());
}

TEST(Occupations, EqualBathsGiveTheirOccupationAtAnyCoupling) {
  for (const std::size_t modes : {1, 2, 3, 5, 10, 50}) {
    NetworkParts parts = RandomNetwork{modes, modes}.parts();
    parts.dissipators.clear();
    for (Mode& mode : parts.modes) mode.thermal = 0.7;
    const Occupations found = occupations(Network(parts));
    ASSERT_EQ(found.status, Status::ok);
    for (const ScaledReal& n : found.occupation) EXPECT_EQ(n.value(), 0.7);
    // Nearly equal baths are solved, and must come to the same.
    parts.modes[0].thermal = std::nextafter(0.7, 1);
    const Occupations solved = occupations(Network(parts));
    ASSERT_EQ(solved.status, Status::ok) << solved.message;
    for (const ScaledReal& n : solved.occupation) EXPECT_NEAR(n.value(), 0.7, 1e-11);
  }
}

// Two modes, losses k and l, coupling g, resonant: n_2 = n 4 g^2 k / ((k + l) (4 g^2 + k l)).
TEST(Occupations, TwoModesInClosedForm) {
  for (const double g : {1e-6, 0.1, 1.0, 300.0}) {
    const double k = 1, l = 0.3, n = 2.5;
    NetworkParts parts{
        {{.name = "a", .loss = k, .thermal = n}, {.name = "b", .loss = l}}, {{0, 1, g, 0.4}}, {}};
    const Occupations found = occupations(Network(parts));
    ASSERT_EQ(found.status, Status::ok) << found.message;
    const double exact = n * 4 * g * g * k / ((k + l) * (4 * g * g + k * l));
    EXPECT_NEAR(found.occupation[1].value() / exact, 1, 1e-12);
    // Heat in against heat out.
    EXPECT_NEAR((k * found.occupation[0].value() + l * exact) / (k * n), 1, 1e-12);
  }
}

TEST(Occupations, RandomNetworksAgreeWithTheTwin) {
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    const std::size_t modes = 1 + seed % 7;
    const Network network = warmed(RandomNetwork{seed, modes}.parts(), seed);
    SCOPED_TRACE(testing::Message() << "seed " << seed << ", " << modes << " modes");
    const Occupations found = occupations(network);
    ASSERT_EQ(found.status, Status::ok) << found.message;
    const auto truth = twin::occupations(network);
    for (std::size_t j = 0; j < modes; ++j) {
      const double off = twin::relative_error(found.occupation[j], truth[j]);
      EXPECT_LE(off, 1e-11) << j;
      EXPECT_LE(off, 3 * found.error[j] + 1e-15) << j;
    }
  }
}

// Dense methods give rounding, often below 0, at the far end.
TEST(Occupations, FarFromTheOnlyWarmBath) {
  const Occupations few = occupations(chain(9, 1e-4, 3));
  const auto truth = twin::occupations(chain(9, 1e-4, 3));
  ASSERT_EQ(few.status, Status::ok) << few.message;
  for (std::size_t j = 0; j < 9; ++j) {
    EXPECT_LE(twin::relative_error(few.occupation[j], truth[j]), 1e-11) << j;
  }
  EXPECT_LT(log10(few.occupation[8]), -55);
  // Weak links: each carries 2 g^2 of the one before at first, and more and more of them.
  const Occupations many = occupations(chain(60, 1e-4, 3), {59});
  ASSERT_EQ(many.status, Status::ok) << many.message;
  EXPECT_LT(log10(many.occupation[0]), -400);
  EXPECT_GT(log10(many.occupation[0]), -500);
}

// Asked for one by one or all together, from modes or from baths: the same.
TEST(Occupations, BothWaysAgree) {
  for (const std::size_t modes : {3, 10, 50}) {
    NetworkParts parts = RandomNetwork{modes + 7, modes}.parts();
    parts.modes[1].thermal = 0.4;
    parts.modes[2].thermal = 5;
    const Network network(parts);
    const Occupations all = occupations(network);
    ASSERT_EQ(all.status, Status::ok) << all.message;
    for (const std::size_t j : {std::size_t{0}, modes / 2, modes - 1}) {
      const Occupations one = occupations(network, {j});
      ASSERT_EQ(one.status, Status::ok) << one.message;
      EXPECT_LE(twin::relative_error(one.occupation[0], all.occupation[j]), 2e-11);
    }
  }
}

// One-way charging is one-way at resonance; heat comes in all frequencies.
// Of one warm bath, and of one mode alone: by frequencies against many bits.
TEST(Occupations, ByFrequenciesAreThoseOfManyBits) {
  NetworkParts parts;
  for (std::size_t j = 0; j < 40; ++j) {
    parts.modes.push_back({.name = "m" + std::to_string(j),
                           .loss = 0.1 + 0.05 * static_cast<double>(j % 3),
                           .detuning = 0.1 * static_cast<double>(j % 5)});
    if (j > 0) parts.add_coupling(j - 1, j, 0.02, 0.3);
  }
  parts.modes[3].thermal = 0.7;
  parts.dissipators = {{0.05, {{7, 1.0}, {9, {0.3, -0.4}}}}};
  const Network network(parts);
  const Occupations want = occupations(network, {}, {.plain = true}), got = occupations(network);
  const Occupations last = occupations(network, {39});
  ASSERT_EQ(want.status, Status::ok) << want.message;
  ASSERT_EQ(got.status, Status::ok) << got.message;
  ASSERT_EQ(last.status, Status::ok) << last.message;
  EXPECT_LT(log10(want.occupation[39]), -35);
  for (std::size_t j = 0; j < 40; ++j) {
    const ScaledReal off = abs(got.occupation[j] - want.occupation[j]) / want.occupation[j];
    EXPECT_LE(off.value(), 1e-12) << j;
    EXPECT_LE(off.value(), got.error[j] + want.error[j]) << j;
  }
  const ScaledReal off = abs(last.occupation[0] - want.occupation[39]) / want.occupation[39];
  EXPECT_LE(off.value(), 1e-12);
}

TEST(Occupations, HeatFlowsBackFromNonreciprocalBatteries) {
  NetworkParts parts = cascade(nonreciprocal(4)).parts();
  parts.modes[4].thermal = 1;  // b4
  const Network network(parts);
  const Occupations found = occupations(network);
  ASSERT_EQ(found.status, Status::ok) << found.message;
  const auto truth = twin::occupations(network);
  for (std::size_t j = 0; j < network.size(); ++j) {
    EXPECT_LE(twin::relative_error(found.occupation[j], truth[j]), 1e-11) << network.name(j);
  }
  EXPECT_NEAR(log10(found.occupation[0]), -14.6, 0.1);
}

// Couplings far above losses: every normal mode rings through all of the chain.
TEST(Occupations, OfAnUnderdampedChain) {
  NetworkParts parts;
  constexpr std::size_t modes = 241;
  for (std::size_t j = 0; j < modes; ++j) {
    const double thermal = 0.1 + 0.01 * static_cast<double>(j % 7);
    parts.modes.push_back({.name = "m" + std::to_string(j), .loss = 0.1, .thermal = thermal});
    if (j > 0) parts.couplings.push_back({j - 1, j, 3, 0});
  }
  const Occupations found = occupations(Network(parts));
  ASSERT_EQ(found.status, Status::ok) << found.message;
  double in = 0, out = 0;
  for (std::size_t j = 0; j < modes; ++j) {
    in += parts.modes[j].thermal;
    out += found.occupation[j].value();
  }
  EXPECT_NEAR(out / in, 1, 1e-11);  // one loss for all
}

TEST(Occupations, UncoupledModesKeepTheirBaths) {
  NetworkParts parts;
  for (const double n : {0.0, 0.5, 2.0}) {
    parts.modes.push_back(
        {.name = "m" + std::to_string(parts.modes.size()), .loss = 0.1, .thermal = n});
  }
  const Occupations found = occupations(Network(parts));
  EXPECT_TRUE(found.occupation[0].is_zero());
  EXPECT_NEAR(found.occupation[1].value(), 0.5, 1e-15);
  EXPECT_NEAR(found.occupation[2].value(), 2.0, 1e-15);
}

// Fewer warm baths than modes: what no heat reaches is 0, and no reason to go on.
TEST(Occupations, WhatNoHeatReachesHoldsNoneUp) {
  NetworkParts parts;
  parts.modes = {{.name = "a", .loss = 1, .thermal = 0.3},
                 {.name = "b", .loss = 1},
                 {.name = "beside", .loss = 1},
                 {.name = "cut_off", .loss = 2}};
  parts.couplings = {{0, 1, 0.3, 0}, {1, 3, 0, 0}};
  parts.dissipators = {{0, {{0, 1.0}, {2, 1.0}}}, {0.5, {{0, 1.0}, {3, 0.0}}}};
  const Occupations found = occupations(Network(parts));
  ASSERT_EQ(found.status, Status::ok) << found.message;
  EXPECT_GT(found.occupation[0].value(), 0);
  EXPECT_GT(found.occupation[1].value(), 0);
  EXPECT_TRUE(found.occupation[2].is_zero());
  EXPECT_TRUE(found.occupation[3].is_zero());
}

TEST(Occupations, AModeThatNeverDecays) {
  NetworkParts parts{
      {{.name = "a", .loss = 1, .thermal = 1}, {.name = "b", .detuning = 0.3}}, {}, {}};
  const Occupations found = occupations(Network(parts));
  EXPECT_EQ(found.status, Status::marginal);
  EXPECT_TRUE(found.occupation.empty());
  parts.couplings.push_back({0, 1, 0.2, 0});
  const Occupations coupled = occupations(Network(parts));
  ASSERT_EQ(coupled.status, Status::ok);
  for (const ScaledReal& n : coupled.occupation) EXPECT_EQ(n.value(), 1);
}

// Losses over twenty decades: doubles would be off by up to 1e-4 with nothing to tell it.
TEST(Occupations, WildNetworksAreRightOrSaidNotToBe) {
  int right = 0;
  for (std::uint64_t seed = 0; seed < 600; ++seed) {
    const NetworkParts parts = wild_network(seed).parts();
    if (parts.modes.size() > 5) continue;
    const Network network = warmed(parts, seed);
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Occupations found = occupations(network);
    if (found.status != Status::ok) continue;
    ++right;
    const auto truth = twin::occupations(network);
    for (std::size_t j = 0; j < network.size(); ++j) {
      EXPECT_LE(twin::relative_error(found.occupation[j], truth[j]), found.error[j]) << j;
    }
  }
  EXPECT_GT(right, 200);
}

TEST(Occupations, FewBitsDoNotClaimMany) {
  OccupationOptions options;
  options.max_precision = 64;
  options.plain = true;
  const Occupations found = occupations(chain(60, 1e-4, 3), {59}, options);
  EXPECT_EQ(found.status, Status::inaccurate);
  EXPECT_THAT(found.message, HasSubstr("thermal occupations to"));
}

}  // namespace
}  // namespace qbnet
