// The promise of GradientOptions, on 200 random networks of every kind: each derivative of E and of
// log E within 1e-10 of itself, or within 1e-25 of its natural size.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>
#include <utility>
#include <vector>

#include "qbnet/measure/gradient.hpp"
#include "qbnet/measure/gradient_terms.hpp"
#include "qbnet/network/families.hpp"
#include "tests/dice.hpp"
#include "tests/gradient_twin.hpp"
#include "tests/random_network.hpp"
#include "tests/random_shape.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

template <unsigned Digits>
plain::Real<Digits> many_digits(const ScaledReal& x) {
  return ldexp(plain::Real<Digits>(x.mantissa()), static_cast<int>(x.exponent()));
}

// `floor`: what is allowed of the natural size.
template <unsigned Digits>
void expect_like_differences(const Network& network, std::size_t of,
                             double floor = GradientOptions().floor) {
  constexpr double tolerance = 1e-10;
  using R = plain::Real<Digits>;
  const Gradient found = energy_gradient(network, of);
  ASSERT_EQ(found.status, Status::ok) << found.message;
  const plain::Rates<Digits> rates(network);
  const std::function<R(const plain::Rates<Digits>&)> energy = [&](const auto& at) {
    auto [m, b] = plain::equations(network, at);
    return plain::steady_energy<Digits>(std::move(m), std::move(b), of);
  };
  const R stored = energy(rates);
  ASSERT_FALSE(found.dark) << static_cast<double>(stored);
  EXPECT_LE(abs(many_digits<Digits>(found.value) / stored - 1), 1e-12);
  std::vector<plain::Difference<Digits>> truth;
  for (std::size_t k = 0; k < rates.name.size(); ++k) {
    truth.push_back(plain::difference<Digits>(rates, k, energy));
  }
  const RateDerivatives<double> natural = natural_rates(network);
  for (std::size_t k = 0; k < rates.name.size(); ++k) {
    const auto [slot, index, weight] = rates.name[k];
    const Derivative& mine = *found.log.find(slot, index, weight);
    const R log = truth[k].of_log, size = abs(log);
    R scale = 1 / R(*natural.find(slot, index, weight));
    // Of a drive: or what the derivatives by both its parts are together.
    if (slot == Slot::drive_re) scale = std::max(scale, R(size + abs(truth[k + 1].of_log)));
    if (slot == Slot::drive_im) scale = std::max(scale, R(size + abs(truth[k - 1].of_log)));
    const R allowed = tolerance * size + floor * scale;
    const auto about = [&] {
      return testing::Message() << "slot " << static_cast<int>(slot) << " of " << index << ": "
                                << mine.value.value() << " for " << static_cast<double>(log)
                                << ", natural " << static_cast<double>(scale) << ", "
                                << found.arithmetic;
    };
    const R off = abs(many_digits<Digits>(mine.value) - log);
    EXPECT_LE(off, allowed) << about();
    // The claimed error is true, but for the rounding of the double.
    EXPECT_LE(off, many_digits<Digits>(mine.error) + 1e-15 * size + 1e-6 * floor * scale)
        << about();
    const R by_energy = many_digits<Digits>(found.of_energy(mine)) / stored;
    EXPECT_LE(abs(by_energy - truth[k].of_value / stored), allowed + 1e-12 * size) << about();
  }
}

// A cascade or parallel network of unequal rates at the point of perfect nonreciprocity, or one of
// its reciprocal references.
Network random_family(std::uint64_t seed) {
  Dice dice(seed);
  FamilyRates rates;
  rates.batteries = 1 + seed % 3;
  rates.charging = seed % 5 == 3   ? Charging::reciprocal_direct
                   : seed % 5 == 4 ? Charging::reciprocal_mediated
                                   : Charging::nonreciprocal;
  rates.charger_loss = dice.decades(-4, 0);
  for (std::size_t k = 0; k < rates.batteries; ++k) {
    rates.coupling.push_back(dice.decades(-4, 0));
    rates.battery_loss.push_back(dice.decades(-4, 0));
    rates.mediator_loss.push_back(dice.decades(-2, 1));
  }
  rates.drive = dice.complex();
  return dice.chance(0.5) ? cascade(rates) : parallel(rates);
}

TEST(GradientAccuracy, NinetyRandomNetworks) {
  for (std::uint64_t seed = 0; seed < 90; ++seed) {
    const RandomNetwork random{seed, 2 + seed % 8};
    SCOPED_TRACE(testing::Message() << random);
    const Network network = random.network();
    expect_like_differences<80>(network, network.size() - 1);
  }
}

TEST(GradientAccuracy, FortyFiveNetworksOfEveryShape) {
  for (const Shape shape : shapes) {
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
      const RandomShape random{shape, seed, 9};
      SCOPED_TRACE(testing::Message() << random);
      const Network network = random.network();
      expect_like_differences<120>(network, network.size() - 1);
    }
  }
}

TEST(GradientAccuracy, FortyFamiliesMostAtTheNonreciprocalPoint) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    SCOPED_TRACE(seed);
    const Network network = random_family(seed);
    expect_like_differences<120>(network, network.with_role(Role::battery).back());
  }
}

TEST(GradientAccuracy, TwentyFiveNetworksOfRatesOverTwentyDecades) {
  for (std::uint64_t seed = 0; seed < 25; ++seed) {
    SCOPED_TRACE(seed);
    const Network network = wild_network(seed);
    expect_like_differences<200>(network, network.size() - 1);
  }
}

// All of the charger's amplitude cancels in doubles, and in every correction of it.
TEST(GradientAccuracy, AmplitudesThatCancelAltogetherAreNotTakenForNone) {
  const Network network = wild_network(143);
  expect_like_differences<200>(network, network.size() - 1);
}

// The double nearest to -pi/2 is off by 6e-17 rad, and d log E/d theta there is what that makes of
// a curvature of order one: some 1e-17 is the size that errors are small beside.
TEST(GradientAccuracy, PhasesAtTheNonreciprocalPoint) {
  constexpr double pi = std::numbers::pi, floor = 1e-10 * 6e-17;
  for (const std::size_t batteries : {1u, 2u, 3u}) {
    for (const double phase : {-pi / 2, pi / 2}) {
      SCOPED_TRACE(testing::Message() << batteries << " batteries, phase " << phase);
      FamilyRates rates = uniform_rates(batteries, 0.03, 0.1, 1);
      rates.phase = {phase};
      rates.battery_loss = {0.2};
      expect_like_differences<200>(cascade(rates), batteries, floor);
      expect_like_differences<200>(parallel(rates), batteries, floor);
    }
  }
}

}  // namespace
}  // namespace qbnet
