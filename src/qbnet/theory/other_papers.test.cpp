#include "qbnet/theory/other_papers.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace qbnet::theory {
namespace {

TEST(LawsOfOtherPapers, SharedReservoirByHand) {
  // A = 2, B = 3, mu Gamma = 1: v_b = 1 / (2/2 * 3/2).
  const SharedReservoir pair{1, 2, 1, 1, 1, 1};
  EXPECT_DOUBLE_EQ(one_way_energy(pair), 4.0 / 9);
  // det = 1/2 * 2/2 + 1/4 and 2/2 * 3/2 + 1/4, J = 1/2.
  EXPECT_DOUBLE_EQ(coherent_energy(pair), 4.0 / 9);
  EXPECT_DOUBLE_EQ(same_losses_energy(pair), 4.0 / 49);
}

TEST(LawsOfOtherPapers, FourInTheOverdampedLimit) {
  const SharedReservoir weak{1, 2, 1e-9, 0.5, 3, 7};
  EXPECT_NEAR(one_way_energy(weak) / coherent_energy(weak), 4, 1e-7);
  EXPECT_NEAR(one_way_energy(weak) / same_losses_energy(weak), 4, 1e-7);
  const SharedReservoir strong{1, 2, 1e9, 0.5, 3, 7};
  EXPECT_NEAR(one_way_energy(strong) / coherent_energy(strong), 4, 1e-7);
  EXPECT_NEAR(one_way_energy(strong) / same_losses_energy(strong), 16, 1e-7);
}

TEST(LawsOfOtherPapers, OptimumOfAParallelNetworkIsAMaximum) {
  // v_b = 2g / ((gamma + 2g)(gamma_c + 2Ng)) but for factors.
  const auto amplitude = [](double g) { return g / ((0.1 + 2 * g) * (0.3 + 10 * g)); };
  const double best = parallel_optimal_coupling(5, 0.1, 0.3);
  EXPECT_GT(amplitude(best), amplitude(0.999 * best));
  EXPECT_GT(amplitude(best), amplitude(1.001 * best));
}

TEST(LawsOfOtherPapers, SqueezedPart) {
  const double all = std::sinh(0.8) * std::sinh(0.8);
  EXPECT_DOUBLE_EQ(squeezed_part(1, 0.8), all) << "a mode alone has it all";
  EXPECT_EQ(squeezed_part(0, 0.8), 0);
  EXPECT_EQ(squeezed_part(0.4, 0), 0);
  // X = all/2, |Y|^2 = all (all + 1)/4.
  const double nu = std::sqrt((all + 1) * (all + 1) - all * (all + 1));
  EXPECT_NEAR(squeezed_part(0.5, 0.8), (all + 1 - nu) / 2, 1e-15);
}

}  // namespace
}  // namespace qbnet::theory
