#include "qbnet/measure/moment_gradient.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "qbnet/measure/covariance.hpp"
#include "tests/gaussian_twin.hpp"
#include "tests/random_network.hpp"

namespace qbnet {
namespace {

double part_of(const Network& network, std::size_t mode, EnergyPart part) {
  const Covariance found = covariance(network, {mode});
  EXPECT_EQ(found.status, Status::ok) << found.message;
  if (part == EnergyPart::whole) return found.energy_of(0).value();
  if (part == EnergyPart::ergotropy) return found.ergotropy_of(0).value();
  return found.parts[0].thermal.value();
}

struct Number {
  Slot slot;
  std::size_t index, weight;
  std::function<void(NetworkParts&, double)> add;
};

std::vector<Number> numbers_of(const Network& network) {
  std::vector<Number> all;
  const auto of = [&](Slot slot, std::size_t index, auto part, std::size_t weight = 0) {
    all.push_back({slot, index, weight, [=](NetworkParts& parts, double h) { part(parts, h); }});
  };
  using P = NetworkParts;
  const std::complex<double> i(0, 1);
  for (std::size_t j = 0; j < network.size(); ++j) {
    of(Slot::loss, j, [=](P& p, double h) { p.modes[j].loss += h; });
    of(Slot::detuning, j, [=](P& p, double h) { p.modes[j].detuning += h; });
    of(Slot::drive_re, j, [=](P& p, double h) { p.modes[j].drive += h; });
    of(Slot::drive_im, j, [=](P& p, double h) { p.modes[j].drive += i * h; });
    of(Slot::squeezing_r, j, [=](P& p, double h) { p.modes[j].squeezing.r += h; });
    of(Slot::squeezing_phase, j, [=](P& p, double h) { p.modes[j].squeezing.phase += h; });
    if (network.rates(j).thermal > 0.1) {
      of(Slot::thermal, j, [=](P& p, double h) { p.modes[j].thermal += h; });
    }
    if (network.rates(j).gain > 0.01) {
      of(Slot::gain, j, [=](P& p, double h) { p.modes[j].gain += h; });
    }
  }
  for (std::size_t k = 0; k < network.couplings().size(); ++k) {
    of(Slot::strength, k, [=](P& p, double h) { p.couplings[k].strength += h; });
    of(Slot::phase, k, [=](P& p, double h) { p.couplings[k].phase += h; });
  }
  for (std::size_t k = 0; k < network.squeezers().size(); ++k) {
    of(Slot::squeezer_strength, k, [=](P& p, double h) { p.squeezers[k].strength += h; });
    of(Slot::squeezer_phase, k, [=](P& p, double h) { p.squeezers[k].phase += h; });
  }
  for (std::size_t d = 0; d < network.dissipators().size(); ++d) {
    of(Slot::rate, d, [=](P& p, double h) { p.dissipators[d].rate += h; });
    if (network.dissipators()[d].thermal > 0.1) {
      of(Slot::dissipator_thermal, d, [=](P& p, double h) { p.dissipators[d].thermal += h; });
    }
    for (std::size_t w = 0; w < network.dissipators()[d].weights.size(); ++w) {
      of(
          Slot::weight_re, d, [=](P& p, double h) { p.dissipators[d].weights[w].second += h; }, w);
      of(
          Slot::weight_im, d, [=](P& p, double h) { p.dissipators[d].weights[w].second += i * h; },
          w);
    }
  }
  return all;
}

// Five points: errors of h^4.
double difference(const Network& network, std::size_t mode, EnergyPart part, const Number& number) {
  constexpr double h = 3e-4;
  const auto at = [&](double steps) {
    NetworkParts parts = network.parts();
    number.add(parts, steps * h);
    return part_of(Network(parts), mode, part);
  };
  return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h);
}

TEST(MomentGradient, IsThatOfDifferences) {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    Dice dice(seed);
    const std::size_t modes = 1 + seed % 3, mode = dice.below(modes);
    const Network network = noisy_network(dice, modes);
    const auto part = static_cast<EnergyPart>(seed % 3 == 0 ? 0 : dice.below(3));
    const Gradient found = moment_gradient(network, mode, part);
    ASSERT_EQ(found.status, Status::ok) << seed << " " << found.message;
    const double value = part_of(network, mode, part);
    EXPECT_NEAR(found.value.value(), value, 1e-12 * value);
    double size = 0;
    for (const auto kind : RateDerivatives<Derivative>::all) {
      for (const Derivative& each : found.log.*kind) {
        size = std::max(size, std::abs(found.of_energy(each).value()));
      }
    }
    for (const Number& number : numbers_of(network)) {
      const Derivative* log = found.log.find(number.slot, number.index, number.weight);
      ASSERT_NE(log, nullptr);
      EXPECT_NEAR(found.of_energy(*log).value(), difference(network, mode, part, number),
                  1e-9 * size)
          << seed << " slot " << static_cast<int>(number.slot) << " " << number.index;
    }
  }
}

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

TEST(MomentGradient, SaysWhyThereIsNone) {
  const Network grows({{{.name = "b", .loss = 1, .gain = 2}}, {}, {}, {}});
  EXPECT_EQ(moment_gradient(grows, 0, EnergyPart::whole).status, Status::unstable);
  const Network cold({{{.name = "b", .loss = 1, .drive = 1}}, {}, {}, {}});
  const Gradient none = moment_gradient(cold, 0, EnergyPart::thermal);
  EXPECT_EQ(none.status, Status::failed);
  EXPECT_EQ(none.message, "thermal energy of mode \"b\" is 0 and has no logarithm");
  EXPECT_THROW(moment_gradient(cold, 1, EnergyPart::whole), Error);
}

}  // namespace
}  // namespace qbnet
