#include "qbnet/resolvent/mode_kinds.hpp"

#include <gtest/gtest.h>

#include "qbnet/network/families.hpp"
#include "qbnet/resolvent/numerical_range.hpp"
#include "tests/random_network.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

FamilyRates rates(std::size_t batteries) { return uniform_rates(batteries, 5e-5, 5e-4, 1); }

TEST(ModeKinds, FamiliesHaveAHandful) {
  const ModeKinds kinds(cascade(rates(5000)));
  EXPECT_LE(kinds.classes, 4U);  // charger and last battery, the others, mediators
  EXPECT_LE(kinds.kind.size(), 12U);
  EXPECT_EQ(kinds.start.size(), kinds.kind.size() + 1);
  EXPECT_EQ(kinds.start.back(), kinds.link.size());
}

TEST(ModeKinds, NetworksWithoutLikeModesAreKeptAsTheyAre) {
  const Network network = RandomNetwork{3, 40}.network();
  const ModeKinds kinds(network);
  EXPECT_EQ(kinds.classes, network.size());
  EXPECT_EQ(kinds.kind.size(), network.size());
  EXPECT_EQ(kinds.link.size(), 2 * network.couplings().size());
}

TEST(ModeKinds, OneModeApartIsSeen) {
  NetworkParts parts = cascade(rates(5000)).parts();
  const double before = NumericalRange(Network(parts)).largest_frequency();
  parts.couplings[7000].strength = 1;
  EXPECT_GT(NumericalRange(Network(parts)).largest_frequency(), 0.99);
  EXPECT_LT(before, 0.02);
  parts.couplings[7000].strength = 0;
  parts.modes[4321].detuning = -3;
  EXPECT_GE(NumericalRange(Network(parts)).largest_frequency(), 3);
}

// Kinds only save work: the region encloses that of a shorter chain, whose modes are all kept, and
// hardly more.
TEST(ModeKinds, BoundTheSameRegion) {
  const NumericalRange many(cascade(rates(3000))), few(cascade(rates(12)));
  for (const double z0 : {1e-7, 1e-5, 1e-3, 0.1}) {
    const double wide = many.parabola(z0, 1.75), narrow = few.parabola(z0, 1.75);
    EXPECT_GE(wide, 0.97 * narrow) << z0;
    EXPECT_LE(wide, 1.1 * narrow) << z0;
  }
}

}  // namespace
}  // namespace qbnet
