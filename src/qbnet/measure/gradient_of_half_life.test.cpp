#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <numbers>

#include "qbnet/measure/half_life.hpp"
#include "qbnet/measure/moment_gradient.hpp"
#include "tests/noisy_network.hpp"
#include "tests/random_network.hpp"
#include "tests/sanitized.hpp"

namespace qbnet {
namespace {

double at(const std::vector<Derivative>& log, std::size_t k) { return log[k].value.value(); }

TEST(HalfLifeGradient, OfOneModeIsMinusOneOverItsLoss) {
  for (const double loss : {1e-9, 0.3, 2e7}) {
    const Network network(
        {{{.name = "b", .loss = loss, .detuning = 3 * loss, .drive = {0, 1e-3}}}, {}, {}, {}});
    const Gradient found = half_life_gradient(network, 0);
    ASSERT_EQ(found.status, Status::ok) << found.message;
    EXPECT_NEAR(found.value.value() * loss, std::numbers::ln2, 1e-12);
    EXPECT_NEAR(at(found.log.loss, 0) * loss, -1, 1e-12);
    EXPECT_TRUE(found.log.detuning[0].value.is_zero());
    EXPECT_TRUE(found.log.drive_im[0].value.is_zero());
    EXPECT_TRUE(found.log.gain[0].value.value() * loss > 0);
  }
}

// t = log((s - n)/(s/2 - n))/loss, s = n + 4 xi^2/loss^2.
TEST(HalfLifeGradient, OfAWarmModeIsInClosedForm) {
  const double loss = 0.5, n = 0.7, xi = 0.6, c = 4 * xi * xi / (loss * loss);
  const Network network({{{.name = "b", .loss = loss, .thermal = n, .drive = xi}}, {}, {}, {}});
  const Gradient found = half_life_gradient(network, 0);
  ASSERT_EQ(found.status, Status::ok) << found.message;
  const double t = std::log(2 * c / (c - n)) / loss;
  EXPECT_NEAR(found.value.value(), t, 1e-12 * t);
  EXPECT_NEAR(at(found.log.thermal, 0), 1 / (c - n) / (loss * t), 1e-11);
  EXPECT_NEAR(at(found.log.drive_re, 0), -n / (c - n) * 2 / xi / (loss * t), 1e-11);
  EXPECT_NEAR(at(found.log.loss, 0), -1 / loss + n / (c - n) * 2 / loss / (loss * t), 1e-11);
}

TEST(HalfLifeGradient, IsWhatDifferencesShow) {
  NoisyNetwork noisy;
  noisy.p[2] = 3;
  for (const std::size_t mode : {0, 1, 2}) {
    const Gradient found = half_life_gradient(noisy.network(), mode);
    ASSERT_EQ(found.status, Status::ok) << found.message;
    const std::vector<double> got = NoisyNetwork::of(found);
    for (std::size_t k = 0; k < noisy.p.size(); ++k) {
      const double want = noisy.difference(k, [&](const Network& network) {
        return *half_lives(network, {mode}).modes[0].of_energy.first;
      });
      EXPECT_NEAR(got[k], want, 1e-8 * (1 + std::abs(want))) << mode << " " << k;
    }
  }
}

// A time scale alone: what all rates together do to it.
TEST(HalfLifeGradient, ScalesAsATime) {
  for (std::uint64_t seed = 0; seed < (test::sanitized ? 3 : 6); ++seed) {
    const Network network = RandomNetwork{seed, 1 + seed % 5}.network();
    const Gradient found = half_life_gradient(network, 0);
    if (found.status != Status::ok) continue;
    double sum = 0;
    for (std::size_t j = 0; j < network.size(); ++j) {
      const ModeRates& rates = network.rates(j);
      sum += at(found.log.loss, j) * rates.loss + at(found.log.detuning, j) * rates.detuning +
             at(found.log.drive_re, j) * rates.drive.real() +
             at(found.log.drive_im, j) * rates.drive.imag();
    }
    for (std::size_t k = 0; k < network.couplings().size(); ++k) {
      sum += at(found.log.strength, k) * network.coupling(k).strength;
    }
    for (std::size_t d = 0; d < network.dissipators().size(); ++d) {
      sum += at(found.log.rate, d) * network.dissipators()[d].rate;
    }
    EXPECT_NEAR(sum, -1, 1e-9) << seed;
  }
}

TEST(HalfLifeGradient, SaysWhyThereIsNone) {
  const Network dark(
      {{{.name = "c", .loss = 1, .drive = 1}, {.name = "b", .loss = 1}}, {}, {}, {}});
  const Gradient none = half_life_gradient(dark, 1);
  EXPECT_EQ(none.status, Status::failed);
  EXPECT_EQ(none.message, "mode \"b\" has no half-life: it is empty, or never holds half");
  EXPECT_TRUE(none.log.loss.empty());
  const Network warm({{{.name = "c", .loss = 1, .thermal = 2, .drive = 0.1}}, {}, {}, {}});
  EXPECT_EQ(half_life_gradient(warm, 0).status, Status::failed);
  const Network grows({{{.name = "c", .loss = 1, .drive = 1}}, {}, {}, {{0, 0, 0.6, 0}}});
  EXPECT_EQ(half_life_gradient(grows, 0).status, Status::unstable);
  EXPECT_THROW(half_life_gradient(dark, 2), Error);
}

}  // namespace
}  // namespace qbnet
