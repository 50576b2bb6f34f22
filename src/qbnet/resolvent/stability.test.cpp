#include "qbnet/resolvent/stability.hpp"

#include <gtest/gtest.h>

#include <numbers>

#include "qbnet/network/families.hpp"
#include "qbnet/resolvent/solver.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

Mode mode(const std::string& name, double loss, double detuning = 0, double drive = 0) {
  Mode result;
  result.name = name;
  result.loss = loss;
  result.detuning = detuning;
  result.drive = drive;
  return result;
}

bool solvable(const Network& network) {
  const Resolvent resolvent(network);
  const Ball::Precision precision(256);
  std::vector<Ball> x;
  return BallSolver(resolvent).solve(Ball(), x);
}

TEST(Stability, EveryModeLossyIsStableByConstruction) {
  const Stability result = stability(cascade(uniform_rates(5, 1, 1, 1)));
  EXPECT_EQ(result.status, Status::ok);
  EXPECT_EQ(result.reason, "stable by construction: every mode is lossy");
}

TEST(Stability, NothingIsStable) { EXPECT_EQ(stability(Network()).status, Status::ok); }

TEST(Stability, LosslessModeAloneIsSingularOrMarginal) {
  const Stability resonant = stability(Network({{mode("b", 0)}, {}, {}}));
  EXPECT_EQ(resonant.status, Status::singular);
  EXPECT_EQ(resonant.reason, "mode \"b\" never decays (resonant with the drive)");
  const Stability detuned = stability(Network({{mode("b", 0, 0.5)}, {}, {}}));
  EXPECT_EQ(detuned.status, Status::marginal);
  EXPECT_EQ(detuned.dark.front().frequency, 0.5);
}

TEST(Stability, LosslessChainDecaysThroughItsEnd) {
  NetworkParts parts;
  parts.modes.push_back(mode("c", 1, 0, 1));
  for (std::size_t k = 1; k <= 50; ++k) {
    parts.modes.push_back(mode("b" + std::to_string(k), 0, 0.1));
    parts.couplings.push_back({k - 1, k, 0.3, 0.7});
  }
  const Network network(parts);
  const Stability result = stability(network);
  EXPECT_EQ(result.status, Status::ok) << result.reason;
  EXPECT_TRUE(solvable(network));
}

TEST(Stability, TwoEqualArmsHideADarkMode) {
  // b1 - b2 never reaches c; with another ratio of couplings it is another combination.
  for (const double g2 : {1.0, 0.25}) {
    const Network network(
        {{mode("c", 1, 0, 1), mode("b1", 0), mode("b2", 0)}, {{0, 1, 1, 0.3}, {0, 2, g2, 0}}, {}});
    const Stability result = stability(network);
    EXPECT_EQ(result.status, Status::singular);
    ASSERT_EQ(result.dark.size(), 1u);
    EXPECT_EQ(result.dark.front().modes.size(), 2u);
  }
}

TEST(Stability, DetuningTheArmsBrightensThem) {
  const Network network({{mode("c", 1, 0, 1), mode("b1", 0, 1e-3), mode("b2", 0, -1e-3)},
                         {{0, 1, 1, 0}, {0, 2, 1, 0}},
                         {}});
  EXPECT_EQ(stability(network).status, Status::ok);
  EXPECT_TRUE(solvable(network));
}

TEST(Stability, SharedDissipatorLeavesADarkMode) {
  Dissipator bath;
  bath.rate = 0.5;
  bath.weights = {{0, 1.0}, {1, {0, 1}}};
  const Network dark({{mode("x", 0, 0, 1), mode("y", 0)}, {}, {bath}});
  const Stability result = stability(dark);
  EXPECT_EQ(result.status, Status::singular);
  ASSERT_EQ(result.dark.size(), 1u);
  // A loss on one of the two drains the combination as well.
  EXPECT_EQ(stability(Network({{mode("x", 0.1), mode("y", 0)}, {}, {bath}})).status, Status::ok);
  // So does a coupling that turns the dark combination into the bright one.
  EXPECT_EQ(stability(Network({{mode("x", 0), mode("y", 0)}, {{0, 1, 0.2, 0}}, {bath}})).status,
            Status::ok);
}

TEST(Stability, ZeroCouplingsAndRatesDoNotDrain) {
  Dissipator bath;
  bath.weights = {{0, 1.0}, {1, 1.0}};
  const Network network({{mode("x", 1), mode("y", 0)}, {{0, 1, 0, 0}}, {bath}});
  EXPECT_EQ(stability(network).status, Status::singular);
}

TEST(Stability, LosslessRingDecaysOnlyWhereItsModesReachTheLoss) {
  // A ring of 6 with one lossy mode: by symmetry, sin-like modes have a node there.
  NetworkParts parts;
  for (std::size_t k = 0; k < 6; ++k) {
    parts.modes.push_back(mode("m" + std::to_string(k), k == 0 ? 1 : 0));
    parts.couplings.push_back({k, (k + 1) % 6, 1, 0});
  }
  const Stability symmetric = stability(Network(parts));
  EXPECT_EQ(symmetric.status, Status::marginal);
  EXPECT_EQ(symmetric.dark.size(), 2u);
  // A flux through the ring breaks the symmetry.
  parts.couplings[2].phase = 0.4;
  const Network twisted(parts);
  EXPECT_EQ(stability(twisted).status, Status::ok);
  EXPECT_TRUE(solvable(twisted));
}

TEST(Stability, VanishingPivotInAStableNetworkIsPivotedAway) {
  // Eliminating c leaves m1 and m3 with a matrix of rank one, whatever comes first.
  const Network network({{mode("c", 1, 0, 1), mode("m1", 0), mode("m2", 0), mode("m3", 0)},
                         {{0, 1, 1, 0}, {1, 2, 1, 0.3}, {2, 3, 1, 0}, {3, 0, 1, 0}},
                         {}});
  EXPECT_EQ(stability(network).status, Status::ok);
  EXPECT_TRUE(solvable(network));
}

}  // namespace
}  // namespace qbnet
