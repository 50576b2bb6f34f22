// E(t) of every mode against the twin: 1e-10 relative at every time, or a status that says not.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "qbnet/measure/energy.hpp"
#include "qbnet/network/families.hpp"
#include "qbnet/solve/evolve.hpp"
#include "qbnet/solve/steady.hpp"
#include "tests/random_network.hpp"
#include "tests/twin.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double promise = 1e-10;
constexpr Charging chargings[] = {Charging::nonreciprocal, Charging::reciprocal_direct,
                                  Charging::reciprocal_mediated};

/// Largest relative error of any energy. The bound is an estimate: it may be a little low, whatever
/// the status, but not wrong.
double worst_error(const Network& network, const Evolution& found) {
  const auto truth = twin::evolve(network, found.times);
  double worst = 0;
  for (std::size_t k = 0; k < found.modes.size(); ++k) {
    for (std::size_t i = 0; i < found.times.size(); ++i) {
      const double off =
          twin::relative_error(energy(found.amplitude[k][i]), truth[i][found.modes[k]].energy);
      const double amplitude_off =
          twin::relative_error(found.amplitude[k][i], truth[i][found.modes[k]].amplitude);
      EXPECT_LE(off, 3 * found.error_bound + 1e-15)
          << network.mode(found.modes[k]).name << " at " << found.times[i];
      worst = std::max({worst, off, amplitude_off});
    }
  }
  return worst;
}

void expect_right(const Network& network, const std::vector<double>& times) {
  const Evolution found = evolve(network, times);
  ASSERT_EQ(found.status, Status::ok) << found.message;
  ASSERT_EQ(found.amplitude.size(), network.size());
  EXPECT_LE(found.error_bound, promise);
  EXPECT_LE(worst_error(network, found), promise) << found.message;
}

/// From 1e-3/gamma to 1e2/gamma, all but the last cheap for the twin.
std::vector<double> charging_times(double gamma) {
  std::vector<double> times = twin::doubling_times(1e-3 / gamma, 17);
  times.push_back(100 / gamma);
  return times;
}

using MakeFamily = Network (*)(const FamilyRates&);

void expect_family_right(MakeFamily make, std::size_t batteries) {
  for (const Charging charging : chargings) {
    for (const double ratio : {0.01, 0.1, 1.0}) {
      SCOPED_TRACE(testing::Message() << "Fig. 2, " << to_string(charging) << " g/gamma " << ratio
                                      << " N " << batteries);
      expect_right(make(uniform_rates(batteries, 0.1 * ratio, 0.1, 0.1, charging)),
                   charging_times(0.1));
    }
    SCOPED_TRACE(testing::Message() << "Fig. 4, " << to_string(charging) << " N " << batteries);
    expect_right(make(uniform_rates(batteries, 5e-5, 5e-4, 1, charging)), charging_times(5e-4));
  }
}

class FamilyEvolve : public testing::TestWithParam<std::size_t> {};
TEST_P(FamilyEvolve, CascadeMatchesTheTwin) { expect_family_right(cascade, GetParam()); }
TEST_P(FamilyEvolve, ParallelMatchesTheTwin) { expect_family_right(parallel, GetParam()); }
INSTANTIATE_TEST_SUITE_P(Sizes, FamilyEvolve, testing::Values(1, 2, 3, 5, 10));

// E_50 ~ t^102 begins near 1e-530.
TEST(EvolveAccuracy, FiftyBatteries) {
  for (const Charging charging : {Charging::nonreciprocal, Charging::reciprocal_mediated}) {
    SCOPED_TRACE(to_string(charging));
    expect_right(cascade(uniform_rates(50, 0.01, 0.1, 0.1, charging)), {0.01, 1, 30, 1000});
    expect_right(cascade(uniform_rates(50, 5e-5, 5e-4, 1, charging)), {2, 60});
  }
  expect_right(parallel(uniform_rates(50, 0.01, 0.1, 0.1)), {0.01, 30});
}

TEST(EvolveAccuracy, StiffTriangles) {
  for (const double stiffness : {1e3, 1e6}) {
    for (const std::size_t n : {1u, 4u}) {
      SCOPED_TRACE(testing::Message() << "Gamma/gamma " << stiffness << " N " << n);
      expect_right(cascade(uniform_rates(n, 1e-4, 1e-3, 1e-3 * stiffness)), charging_times(1e-3));
      expect_right(
          parallel(uniform_rates(n, 1e-4, 1e-3, 1e-3 * stiffness, Charging::reciprocal_mediated)),
          charging_times(1e-3));
    }
  }
}

// Long after everything with a rate 1e-9 .. 1 has either settled or hardly begun.
TEST(EvolveAccuracy, TimesFarBelowAndFarBeyondEveryRate) {
  const Network network = cascade(uniform_rates(3, 0.01, 0.1, 1));
  expect_right(network, {1e-12, 1e-8, 1e-5, 1e4, 1e6, 1e9, 1e300});
  EXPECT_EQ(evolve(network, {1e9}).amplitude[3][0].value(), steady(network).amplitude[3].value());
}

// Two modes with g = |kappa_1 - kappa_2|/4 share one eigenvector, chains with equal losses and
// one-way coupling share one among all.
TEST(EvolveAccuracy, ExceptionalPoints) {
  for (const double off : {0.0, 1e-14, 1e-9, 1e-4}) {
    SCOPED_TRACE(off);
    const Network pair({{{"c", Role::charger, 0.5, 0, 0, 1}, {"b", Role::battery, 0.1, 0, 0, 0}},
                        {{0, 1, 0.1 + off, 0}},
                        {}});
    expect_right(pair, charging_times(0.1));
  }
  NetworkParts parts;
  for (std::size_t j = 0; j < 6; ++j) {
    parts.modes.push_back({"m" + std::to_string(j), Role::battery, 0.1, 0, 0, 0});
    if (j > 0) {
      parts.couplings.push_back({j - 1, j, 0.05, pi});
      parts.dissipators.push_back({0.1, {{j - 1, {1, 0}}, {j, {0, 1}}}});
    }
  }
  parts.modes[0].drive = {1, 1};
  expect_right(Network(parts), charging_times(0.1));
}

TEST(EvolveAccuracy, RingingNetworksAtLongTimes) {
  for (const double ratio : {10.0, 100.0, 1000.0}) {
    for (const Charging charging : {Charging::reciprocal_direct, Charging::reciprocal_mediated}) {
      SCOPED_TRACE(testing::Message() << to_string(charging) << " g/gamma " << ratio);
      // From a thousandth of a period to where the ringing has died.
      const std::vector<double> times{1e-3 / ratio, 0.1 / ratio, 7 / ratio, 1, 30, 400, 1000};
      expect_right(cascade(uniform_rates(3, 0.1 * ratio, 0.1, 0.1, charging)), times);
    }
  }
  // Hardly any loss: ten thousand oscillations and still going.
  NetworkParts parts;
  for (std::size_t j = 0; j < 3; ++j) {
    parts.modes.push_back({"m" + std::to_string(j), Role::battery, 1e-6, 0, 0, 0});
    if (j > 0) parts.couplings.push_back({j - 1, j, 1, 0.3});
  }
  parts.modes[0].drive = 1;
  expect_right(Network(parts), {0.1, 17.0, 1e3, 3e4});
}

TEST(EvolveAccuracy, DetunedDriveBeatsForALongTime) {
  const Network network(
      {{{"c", Role::charger, 1e-3, 2.0, 0, {0, 1}}, {"b", Role::battery, 1e-4, -3.0, 0, 0}},
       {{0, 1, 0.01, -pi / 2}},
       {}});
  std::vector<double> times;
  for (int k = 0; k < 30; ++k) times.push_back(0.37 * std::pow(1.4, k));
  expect_right(network, times);
}

TEST(EvolveAccuracy, RandomNetworks) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const RandomNetwork random{seed, 2 + seed % 11};
    SCOPED_TRACE(testing::Message() << random);
    expect_right(random.network(), {1e-3, 0.5, 1, 7, 100, 3000});
  }
}

// Near the zeros of an amplitude, where relative accuracy is hardest to promise: the answer may be
// refused there, but the bound may not be wrong.
TEST(EvolveAccuracy, HonestAtManyTimes) {
  const Network network({{{"c", Role::charger, 0.02, 0, 0, 1},
                          {"b", Role::battery, 0.01, 0, 0, 0},
                          {"d", Role::battery, 0.01, 0, 0, 0}},
                         {{0, 1, 1, 0}, {1, 2, 0.6, 0}},
                         {}});
  std::vector<double> times;
  for (int k = 1; k <= 400; ++k) times.push_back(0.11 * k);
  const Evolution found = evolve(network, times);
  EXPECT_EQ(found.status, Status::ok) << found.message;
  EXPECT_LE(worst_error(network, found), promise);
}

// The difference of two rules changes sign as t passes, and says nothing of either there. Two modes
// that ring, at times close together: an estimate from one difference alone is wrong by up to 5e-7.
TEST(EvolveAccuracy, ErrorOfTheContourDoesNotHideAtSignChanges) {
  for (const double ratio : {0.7, 0.75, 0.8}) {
    const Network network(
        {{{"c", Role::charger, 0.0034, 0, 0, {1, 0.3}}, {"b", Role::battery, 0.0012, 0, 0, 0}},
         {{0, 1, ratio, 2.9}},
         {}});
    EvolveOptions options;
    options.max_precision = 64;  // no balls: what the contour cannot do is to be said
    for (int k = 0; k < 400; ++k) {
      const Evolution found = evolve(network, {6 + 0.01 * k}, options);
      if (found.status != Status::ok) continue;
      EXPECT_LE(worst_error(network, found), promise) << found.times[0];
    }
  }
}

// Balls would hide a fault of the contour: they are for the hardest networks only.
TEST(EvolveAccuracy, OrdinaryNetworksStayInDoubleArithmetic) {
  for (const MakeFamily make : {cascade, parallel}) {
    for (const Charging charging : chargings) {
      const Network network = make(uniform_rates(5, 0.01, 0.1, 0.1, charging));
      EXPECT_EQ(evolve(network, {0.1, 1, 10, 100, 1000}).arithmetic, "double");
    }
  }
}

TEST(EvolveAccuracy, TimesInAnyOrderAndTwice) {
  const Network network = cascade(uniform_rates(2, 0.02, 0.1, 0.3));
  const std::vector<double> times{30, 0, 0.5, 30, 1e-3, 0, 700};
  expect_right(network, times);
  const Evolution found = evolve(network, times);
  EXPECT_EQ(found.times, times);
  for (std::size_t k = 0; k < network.size(); ++k) {
    EXPECT_TRUE(found.amplitude[k][1].is_zero());
    EXPECT_TRUE(found.amplitude[k][5].is_zero());
    EXPECT_EQ(found.amplitude[k][0].value(), found.amplitude[k][3].value());
  }
  EvolveOptions options;
  options.modes = {3, 1};
  const Evolution some = evolve(network, times, options);
  ASSERT_EQ(some.amplitude.size(), 2u);
  EXPECT_LT(twin::relative_error(some.amplitude[1][2], found.amplitude[1][2]), promise);
  EXPECT_LT(twin::relative_error(some.amplitude[0][2], found.amplitude[3][2]), promise);
}

TEST(EvolveAccuracy, UndrivenAndUnreachedModesStayEmpty) {
  NetworkParts parts = cascade(uniform_rates(2, 0.02, 0.1, 0.3)).parts();
  parts.modes.push_back({"apart", Role::battery, 0.1, 0.2, 0, 0});
  expect_right(Network(parts), {0.1, 10, 1e4});
  parts.modes[0].drive = 0;
  const Evolution still = evolve(Network(parts), {0.1, 10});
  EXPECT_EQ(still.status, Status::ok);
  EXPECT_TRUE(still.amplitude[1][1].is_zero());
}

TEST(EvolveAccuracy, RefusesTimesThatAreNotTimes) {
  const Network network = cascade(uniform_rates(1, 0.02, 0.1, 0.3));
  for (const double t : {-1.0, -1e-300, std::nan(""), HUGE_VAL}) {
    EXPECT_THROW(evolve(network, {1.0, t}), Error) << t;
  }
}

}  // namespace
}  // namespace qbnet
