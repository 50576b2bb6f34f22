#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

#include "qbnet/measure/moment_gradient.hpp"
#include "qbnet/solve/evolve.hpp"
#include "tests/noisy_network.hpp"
#include "tests/random_network.hpp"

namespace qbnet {
namespace {

double efficiency(const Network& network, std::size_t mode, double t) {
  return *evolve(network, {t}, {.modes = {mode}, .supply = true}).efficiency(0, 0);
}

// v = -2 i xi (1 - e^-x)/loss, x = loss t/2, and f = (1 - e^-x)^2/(2 (x - 1 + e^-x)).
TEST(EfficiencyGradient, OfOneModeIsInClosedForm) {
  const double loss = 0.3;
  for (const double t : {1e-5, 0.4, 9.0, 1e4}) {
    const Network network({{{.name = "b", .loss = loss, .drive = {0.2, 0.7}}}, {}, {}, {}});
    const Gradient found = efficiency_gradient_at(network, 0, t);
    ASSERT_EQ(found.status, Status::ok) << found.message;
    const double x = loss * t / 2, up = -std::expm1(-x), fall = std::exp(-x);
    EXPECT_NEAR(found.log.drive_re[0].value.value(), 0, 1e-12);
    EXPECT_NEAR(found.log.drive_im[0].value.value(), 0, 1e-12);
    EXPECT_EQ(found.time, t);
    if (t < 1e-3) continue;  // doubles lose x - 1 + e^-x
    EXPECT_NEAR(found.value.value(), up * up / (2 * (x - up)), 1e-12);
    const double want = 2 * fall / up - up / (x - up);
    EXPECT_NEAR(found.log.loss[0].value.value(), want * t / 2, 1e-10 * t);
  }
}

TEST(EfficiencyGradient, IsWhatDifferencesShow) {
  const NoisyNetwork noisy;
  for (const std::size_t mode : {0, 1, 2}) {
    for (const double t : {0.05, 2.0, 30.0}) {
      const Gradient found = efficiency_gradient_at(noisy.network(), mode, t);
      ASSERT_EQ(found.status, Status::ok) << found.message;
      EXPECT_NEAR(found.value.value() / efficiency(noisy.network(), mode, t), 1, 1e-10);
      const std::vector<double> got = NoisyNetwork::of(found);
      for (std::size_t k = 0; k < noisy.p.size(); ++k) {
        const double want = noisy.difference(
            k, [&](const Network& network) { return efficiency(network, mode, t); });
        EXPECT_NEAR(got[k], want, 1e-7 * (1 + std::abs(want))) << mode << " " << t << " " << k;
      }
    }
  }
}

// A ratio of two energies of one network does not know how strong all drives together are, where
// states stay coherent.
TEST(EfficiencyGradient, DoesNotKnowTheStrengthOfAllDrives) {
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    const Network network = RandomNetwork{seed, 1 + seed % 6}.network();
    const Gradient found = efficiency_gradient_at(network, 0, 1.5);
    if (found.status != Status::ok) continue;
    double sum = 0, size = 0;
    for (std::size_t j = 0; j < network.size(); ++j) {
      const auto& drive = network.rates(j).drive;
      for (const double each : {found.log.drive_re[j].value.value() * drive.real(),
                                found.log.drive_im[j].value.value() * drive.imag()}) {
        sum += each;
        size += std::abs(each);
      }
    }
    EXPECT_NEAR(sum, 0, 1e-11 * (1 + size)) << seed;
  }
}

TEST(EfficiencyGradient, SaysWhyThereIsNone) {
  const Network network(
      {{{.name = "c", .loss = 1, .drive = 1}, {.name = "b", .loss = 1}}, {}, {}, {}});
  const Gradient start = efficiency_gradient_at(network, 0, 0);
  EXPECT_EQ(start.status, Status::failed);
  EXPECT_EQ(start.message,
            "the drives have supplied nothing until then, of which a part could be stored");
  const Gradient empty = efficiency_gradient_at(network, 1, 1);
  EXPECT_EQ(empty.status, Status::failed);
  EXPECT_EQ(empty.message, "efficiency of mode \"b\" is 0 and has no logarithm");
  const Network passive({{{.name = "c", .loss = 1, .thermal = 1}}, {}, {}, {}});
  EXPECT_EQ(efficiency_gradient_at(passive, 0, 1).message, start.message);
  EXPECT_THROW(efficiency_gradient_at(network, 0, -1), Error);
  EXPECT_THROW(efficiency_gradient_at(network, 2, 1), Error);
}

}  // namespace
}  // namespace qbnet
