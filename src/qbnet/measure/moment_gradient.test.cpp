#include "qbnet/measure/moment_gradient.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "qbnet/measure/energy.hpp"
#include "qbnet/measure/power.hpp"
#include "qbnet/solve/evolve.hpp"
#include "qbnet/solve/moments.hpp"
#include "tests/noisy_network.hpp"
#include "tests/random_network.hpp"

namespace qbnet {
namespace {

TEST(MomentGradient, OfCoherentStatesIsTheOther) {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const std::size_t modes = 1 + seed % 6;
    const Network network = RandomNetwork{seed, modes}.network();
    const Gradient want = energy_gradient(network, modes - 1);
    const Gradient got = moment_gradient(network, modes - 1, EnergyPart::ergotropy);
    if (want.dark) continue;
    ASSERT_EQ(got.status, Status::ok) << got.message;
    EXPECT_NEAR((got.value / want.value).value(), 1, 1e-10);
    for (std::size_t kind = 0; kind < 9; ++kind) {
      const auto& mine = got.log.*(RateDerivatives<Derivative>::all[kind]);
      const auto& other = want.log.*(RateDerivatives<Derivative>::all[kind]);
      for (std::size_t k = 0; k < other.size(); ++k) {
        const ScaledReal allowed =
            abs(other[k].value) * ScaledReal(3e-10) + other[k].error + mine[k].error;
        EXPECT_FALSE(allowed < abs(mine[k].value - other[k].value))
            << seed << " kind " << kind << " " << k;
      }
    }
  }
}

// X = gain/(loss - gain).
TEST(MomentGradient, OfGainIsInClosedForm) {
  const double loss = 0.5, gain = 0.2;
  const Network network({{{.name = "b", .loss = loss, .gain = gain}}, {}, {}, {}});
  const Gradient found = moment_gradient(network, 0, EnergyPart::whole);
  EXPECT_NEAR(found.log.gain[0].value.value(), loss / (gain * (loss - gain)), 1e-12);
  EXPECT_NEAR(found.log.loss[0].value.value(), -1 / (loss - gain), 1e-12);
  EXPECT_TRUE(found.log.detuning[0].value.is_zero());
}

// X = n cosh 2r + sinh^2 r in its own bath, whose thermal part is n whatever r is.
TEST(MomentGradient, OfASqueezedBathIsInClosedForm) {
  const double n = 0.3, r = 0.8;
  const Network network(
      {{{.name = "b", .loss = 0.2, .thermal = n, .squeezing = {r, 0.4}}}, {}, {}, {}});
  const double x = n * std::cosh(2 * r) + std::pow(std::sinh(r), 2);
  const Gradient energy = moment_gradient(network, 0, EnergyPart::whole);
  EXPECT_NEAR(energy.log.squeezing_r[0].value.value(), (2 * n + 1) * std::sinh(2 * r) / x, 1e-12);
  EXPECT_NEAR(energy.log.thermal[0].value.value(), std::cosh(2 * r) / x, 1e-12);
  EXPECT_TRUE(energy.log.loss[0].value.is_zero());
  EXPECT_TRUE(energy.log.squeezing_phase[0].value.is_zero());
  const Gradient heat = moment_gradient(network, 0, EnergyPart::thermal);
  EXPECT_NEAR(heat.log.thermal[0].value.value(), 1 / n, 1e-12);
  EXPECT_TRUE(heat.log.squeezing_r[0].value.is_zero());
}

// Two lossy modes and a squeezer between them: X = 2 s^2/(loss^2 - 4 s^2) of each.
TEST(MomentGradient, OfTwoModeSqueezingIsInClosedForm) {
  const double loss = 0.7;
  const auto pair = [&](double s) {
    return Network(
        {{{.name = "a", .loss = loss}, {.name = "b", .loss = loss}}, {}, {}, {{0, 1, s, 0.3}}});
  };
  for (const double s : {1e-9, 0.1, 0.349}) {
    const Gradient found = moment_gradient(pair(s), 0, EnergyPart::whole);
    ASSERT_EQ(found.status, Status::ok) << found.message;
    const double gap = loss * loss - 4 * s * s, want = 2 / s + 8 * s / gap;
    EXPECT_NEAR(found.value.value() * gap / (2 * s * s), 1, 1e-12);
    EXPECT_NEAR(found.log.squeezer_strength[0].value.value() / want, 1, 1e-12);
    const double losses = found.log.loss[0].value.value() + found.log.loss[1].value.value();
    EXPECT_NEAR(losses * gap / (-2 * loss), 1, 1e-12);
    EXPECT_TRUE(found.log.squeezer_phase[0].value.is_zero());
    // All of it is heat: nothing is squeezed on one mode alone.
    const Gradient heat = moment_gradient(pair(s), 0, EnergyPart::thermal);
    EXPECT_NEAR(heat.log.squeezer_strength[0].value.value() / want, 1, 1e-12);
    EXPECT_TRUE(moment_gradient(pair(s), 0, EnergyPart::ergotropy).dark);
  }
  EXPECT_EQ(moment_gradient(pair(loss / 2), 0, EnergyPart::whole).status, Status::marginal);
  EXPECT_EQ(moment_gradient(pair(0.4), 0, EnergyPart::whole).status, Status::unstable);
}

// v = -2 i xi/loss, and to first order d|v|^2/ds = -16 xi^2 sin(phase)/loss^3.
TEST(MomentGradient, OfASqueezerOfStrengthZeroIsNotZero) {
  const double loss = 0.8, phase = 0.7;
  const Network network(
      {{{.name = "b", .loss = loss, .thermal = 0.3, .drive = 1}}, {}, {}, {{0, 0, 0, phase}}});
  for (const EnergyPart part : {EnergyPart::whole, EnergyPart::ergotropy}) {
    const Gradient found = moment_gradient(network, 0, part);
    ASSERT_EQ(found.status, Status::ok) << found.message;
    const double got = found.of_energy(found.log.squeezer_strength[0]).value();
    EXPECT_NEAR(got, -16 * std::sin(phase) / std::pow(loss, 3), 1e-12);
  }
}

// No difference of nearly equal numbers, at any precision.
TEST(MomentGradient, AnErgotropyOfZeroIsDark) {
  const Network warm(
      {{{.name = "c", .loss = 1, .thermal = 0.3}, {.name = "b", .loss = 0.1, .thermal = 0.1}},
       {{0, 1, 0.3, 0.2}},
       {},
       {}});
  const Gradient found = moment_gradient(warm, 1, EnergyPart::ergotropy);
  ASSERT_EQ(found.status, Status::ok) << found.message;
  EXPECT_TRUE(found.dark);
  EXPECT_TRUE(found.value.is_zero());
  for (const auto kind : RateDerivatives<Derivative>::all) {
    for (const Derivative& each : found.log.*kind) EXPECT_TRUE(each.value.is_zero());
  }
}

// Ergotropy far below the heat beside it: 10^-30 of it keeps every digit.
TEST(MomentGradient, OfAFaintErgotropyBesideMuchHeat) {
  const double loss = 1, n = 1000, xi = 1e-14;
  const Network network({{{.name = "b", .loss = loss, .thermal = n, .drive = xi}}, {}, {}, {}});
  const Gradient found = moment_gradient(network, 0, EnergyPart::ergotropy);
  ASSERT_EQ(found.status, Status::ok) << found.message;
  EXPECT_NEAR(found.value.value() / (4 * xi * xi), 1, 1e-12);
  EXPECT_NEAR(found.log.loss[0].value.value(), -2, 1e-12);
  EXPECT_NEAR(found.log.drive_re[0].value.value() * xi, 2, 1e-12);
  EXPECT_TRUE(found.log.thermal[0].value.is_zero());
}

// n (1 - e^-loss t), and what gain above the loss makes of the vacuum.
TEST(MomentGradientAt, OfOneModeIsInClosedForm) {
  const double loss = 0.4, n = 0.7;
  const Network warm({{{.name = "b", .loss = loss, .thermal = n}}, {}, {}, {}});
  for (const double t : {1e-6, 0.3, 5.0, 200.0}) {
    const Gradient found = energy_gradient_at(warm, 0, t);
    ASSERT_EQ(found.status, Status::ok) << found.message;
    EXPECT_EQ(found.time, t);
    const double want = t * std::exp(-loss * t) / -std::expm1(-loss * t);
    EXPECT_NEAR(found.log.loss[0].value.value(), want, 1e-12 / loss);
    EXPECT_NEAR(found.log.thermal[0].value.value(), 1 / n, 1e-12);
    EXPECT_TRUE(found.log.detuning[0].value.is_zero());
  }
  const double gain = 0.9, grows = gain - loss, t = 3;
  const Network fed({{{.name = "b", .loss = loss, .gain = gain}}, {}, {}, {}});
  const Gradient found = energy_gradient_at(fed, 0, t);
  ASSERT_EQ(found.status, Status::ok) << found.message;
  const double by_growth = t * std::exp(grows * t) / std::expm1(grows * t) - 1 / grows;
  EXPECT_NEAR(found.log.gain[0].value.value(), 1 / gain + by_growth, 1e-11);
  EXPECT_NEAR(found.log.loss[0].value.value(), -by_growth, 1e-11);
}

TEST(MomentGradientAt, OfCoherentStatesIsTheOther) {
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    const std::size_t modes = 1 + seed % 5;
    const Network network = RandomNetwork{seed, modes}.network();
    const double t = std::pow(10.0, static_cast<double>(seed % 4) - 1);
    const Gradient want = energy_gradient_at(network, modes - 1, t);
    if (want.dark || want.status != Status::ok) continue;
    const Gradient got = moment_gradient_at(network, modes - 1, t, EnergyPart::whole);
    ASSERT_EQ(got.status, Status::ok) << got.message;
    for (std::size_t kind = 0; kind < 9; ++kind) {
      const auto& mine = got.log.*(RateDerivatives<Derivative>::all[kind]);
      const auto& other = want.log.*(RateDerivatives<Derivative>::all[kind]);
      for (std::size_t k = 0; k < other.size(); ++k) {
        if (!other[k].known) continue;
        const ScaledReal allowed = other[k].error + mine[k].error;
        EXPECT_FALSE(allowed < abs(mine[k].value - other[k].value))
            << seed << " kind " << kind << " " << k;
      }
    }
  }
}

TEST(MomentGradientAt, IsWhatDifferencesShow) {
  const NoisyNetwork noisy;
  for (const std::size_t mode : {0, 1, 2}) {
    for (const double t : {0.05, 2.0, 30.0}) {
      const Gradient found = energy_gradient_at(noisy.network(), mode, t);
      ASSERT_EQ(found.status, Status::ok) << found.message;
      const std::vector<double> got = NoisyNetwork::of(found);
      for (std::size_t k = 0; k < noisy.p.size(); ++k) {
        const double want = noisy.difference(k, [&](const Network& network) {
          const Moments moments = moments_at(network, {t}, [&](const MomentView& state) {
            return std::vector<Quantified>{{state.energy(mode), ScaledReal()}};
          });
          return real(moments.numbers.value[0]).value();
        });
        EXPECT_NEAR(got[k], want, 1e-8 * (1 + std::abs(want))) << mode << " " << t << " " << k;
      }
    }
  }
}

TEST(MomentGradientAt, OfPartsIsWhatDifferencesShow) {
  const NoisyNetwork noisy;
  for (const auto& [mode, t] : {std::pair(std::size_t{0}, 2.0), {1, 0.05}, {2, 30.0}}) {
    const auto parts_of = [&](const Network& network) {
      const Evolution found = evolve(network, {t}, {.modes = {mode}});
      const Fluctuations& parts = found.parts[0][0];
      return std::pair((energy(found.amplitude[0][0]) + parts.squeezed).value(),
                       parts.thermal.value());
    };
    for (const EnergyPart part : {EnergyPart::ergotropy, EnergyPart::thermal}) {
      const Gradient found = moment_gradient_at(noisy.network(), mode, t, part);
      ASSERT_EQ(found.status, Status::ok) << found.message;
      const std::vector<double> got = NoisyNetwork::of(found);
      for (std::size_t k = 0; k < noisy.p.size(); ++k) {
        const double want = noisy.difference(k, [&](const Network& network) {
          const auto& [ergotropy, heat] = parts_of(network);
          return part == EnergyPart::thermal ? heat : ergotropy;
        });
        EXPECT_NEAR(got[k], want, 1e-7 * (1 + std::abs(want))) << mode << " " << t << " " << k;
      }
    }
  }
}

// Mode a is squeezed by its own bath, so that its power is highest at the start.
TEST(MomentGradientAt, OfMaximalPowerIsWhatDifferencesShow) {
  const NoisyNetwork noisy;
  int later = 0;
  NoisyNetwork driven;
  driven.p[2] = 40;
  for (const NoisyNetwork& each : {noisy, driven}) {
    for (const std::size_t mode : {0, 1, 2}) {
      const Gradient found = power_gradient(each.network(), mode);
      ASSERT_EQ(found.status, Status::ok) << found.message;
      if (found.time > 0) ++later;
      const std::vector<double> got = NoisyNetwork::of(found);
      for (std::size_t k = 0; k < each.p.size(); ++k) {
        const double want = each.difference(k, [&](const Network& network) {
          return maximal_power(network, {mode}).peaks[0].power.value();
        });
        EXPECT_NEAR(got[k], want, 1e-7 * (1 + std::abs(want))) << mode << " " << k;
      }
    }
  }
  EXPECT_GE(later, 2);
  EXPECT_LE(later, 5);
}

TEST(MomentGradientAt, SaysWhyThereIsNone) {
  const Network network(
      {{{.name = "c", .loss = 1, .thermal = 0.2}, {.name = "b", .loss = 0.1}}, {}, {}, {}});
  const Gradient energy = energy_gradient_at(network, 1, 2);
  EXPECT_EQ(energy.status, Status::failed);
  EXPECT_EQ(energy.message, "energy of mode \"b\" is 0 and has no logarithm");
  const Gradient power = power_gradient(network, 1);
  EXPECT_EQ(power.status, Status::failed);
  EXPECT_EQ(power.message, "maximal power of mode \"b\" is 0 and has no logarithm");
  EXPECT_TRUE(energy_gradient_at(network, 0, 0).dark);
  EXPECT_THROW(energy_gradient_at(network, 0, -1), Error);
  EXPECT_THROW(energy_gradient_at(network, 2, 1), Error);
}

TEST(MomentGradient, SaysWhyThereIsNone) {
  const Network grows({{{.name = "b", .loss = 1, .gain = 2}}, {}, {}, {}});
  EXPECT_EQ(moment_gradient(grows, 0, EnergyPart::whole).status, Status::unstable);
  const Network cold({{{.name = "b", .loss = 1, .drive = 1}}, {}, {}, {}});
  const Gradient none = moment_gradient(cold, 0, EnergyPart::thermal);
  EXPECT_EQ(none.status, Status::failed);
  EXPECT_EQ(none.message, "thermal energy of mode \"b\" is 0 and has no logarithm");
  EXPECT_THROW(moment_gradient(cold, 1, EnergyPart::whole), Error);
  // Squeezed vacuum is pure: its bath's heat would raise a thermal part that is 0.
  const Network pure(
      {{{.name = "b", .loss = 1, .drive = 0.3, .squeezing = {0.7, 0.3}}}, {}, {}, {}});
  const Gradient heat = moment_gradient(pure, 0, EnergyPart::thermal);
  EXPECT_EQ(heat.status, Status::failed);
  EXPECT_EQ(heat.message, none.message);
}

TEST(MomentGradient, RefusesWhatIsTooLarge) {
  const auto refusal = [](std::size_t modes, double r) {
    NetworkParts parts;
    for (std::size_t j = 0; j < modes; ++j) {
      parts.modes.push_back({.name = "m" + std::to_string(j), .loss = 1, .thermal = 0.1});
    }
    parts.modes[0].squeezing.r = r;
    try {
      moment_gradient(Network(parts), 0, EnergyPart::whole);
    } catch (const Error& error) {
      EXPECT_EQ(error.refusal(), Refusal::too_large);
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_NE(refusal(129, 0).find("but the network has 129"), std::string::npos);
  EXPECT_NE(refusal(65, 0.2).find("but the network has 65"), std::string::npos);
}

}  // namespace
}  // namespace qbnet
