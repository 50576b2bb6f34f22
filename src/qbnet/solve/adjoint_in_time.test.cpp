#include "qbnet/solve/adjoint_in_time.hpp"

#include <gtest/gtest.h>

#include "tests/random_network.hpp"

namespace qbnet {
namespace {

// One sum of the contour against the matrix exponential, whose radius is a proof.
void expect_within_its_error(const Ball& sum, const Ball& truth) {
  const ScaledReal off = abs((sum - truth).midpoint());
  if (off.is_zero()) return;
  EXPECT_LT((off / sum.real_radius()).value(), 1.5) << abs(truth.midpoint()).value();
}

void expect_honest(const RandomNetwork& random, double t) {
  SCOPED_TRACE(testing::Message() << random << " at " << t);
  const Network network = random.network();
  AdjointInTime solved(network, network.size() - 1, 4096, 1);
  bool dark = false;
  const AmplitudeDerivatives truth = solved.exponential(t, 512, dark);
  const auto found = solved.contour(t, 1);
  ASSERT_TRUE(found);
  const Ball::Precision precision(512);
  expect_within_its_error(found->amplitude, truth.amplitude);
  for (std::size_t s = 0; s < truth.entry.size(); ++s) {
    expect_within_its_error(found->entry[s], truth.entry[s]);
  }
  for (std::size_t p = 0; p < truth.source.size(); ++p) {
    expect_within_its_error(found->source[p], truth.source[p]);
  }
}

TEST(AdjointInTime, EverySumOfTheContourIsWithinItsError) {
  for (std::uint64_t seed = 1000; seed < 1060; ++seed) {
    const RandomNetwork random{seed, 2 + seed % 7};
    for (const double t : {0.05, 1.7, 13.2224, 60.0}) expect_honest(random, t);
  }
}

TEST(AdjointInTime, TheReversedNetworkHasTheTransposedDrift) {
  const Network network = RandomNetwork{6, 7}.network();
  AdjointInTime forward(network, 6, 4096, 1);
  bool dark = false;
  // Reciprocity: v_b = sum_i h_i b_i.
  const AmplitudeDerivatives found = forward.exponential(3, 256, dark);
  const Ball::Precision precision(256);
  Ball sum;
  for (std::size_t p = 0; p < network.size(); ++p) {
    sum += found.source[p] * Ball(forward.resolvent().b[p]);
  }
  EXPECT_TRUE((sum - found.amplitude).contains_zero());
}

}  // namespace
}  // namespace qbnet
