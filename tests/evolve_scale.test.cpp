// E(t) of large networks: few solves, every digit, however small the energy.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>
#include <string>

#include "qbnet/measure/energy.hpp"
#include "qbnet/network/families.hpp"
#include "qbnet/network/mirror.hpp"
#include "qbnet/resolvent/numerical_range.hpp"
#include "qbnet/solve/contour.hpp"
#include "qbnet/solve/evolve.hpp"
#include "qbnet/solve/steady.hpp"
#include "tests/twin.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

constexpr double pi = std::numbers::pi;

Network charging(std::size_t batteries, Charging charging, double g, double gamma) {
  return cascade(uniform_rates(batteries, g, gamma, 1, charging));
}

NetworkParts lossy(std::size_t count) {
  NetworkParts parts;
  for (std::size_t j = 0; j < count; ++j) {
    parts.modes.push_back({.name = "m" + std::to_string(j), .loss = 0.1});
  }
  parts.modes[0].drive = 1;
  return parts;
}

// One time after the other, each with a contour of its own, and all together.
void expect_right(const Network& network, const std::vector<std::size_t>& modes,
                  const std::vector<double>& times) {
  const auto truth = twin::evolve(network, times);
  const auto compare = [&](const Evolution& found, std::size_t first) {
    ASSERT_EQ(found.status, Status::ok) << found.message;
    for (std::size_t k = 0; k < modes.size(); ++k) {
      for (std::size_t i = 0; i < found.times.size(); ++i) {
        const double off =
            twin::relative_error(energy(found.amplitude[k][i]), truth[first + i][modes[k]].energy);
        EXPECT_LE(off, 3 * found.error_bound + 1e-15) << modes[k] << " at " << found.times[i];
        EXPECT_LE(off, 1e-10) << modes[k] << " at " << found.times[i];
      }
    }
  };
  EvolveOptions options;
  options.modes = modes;
  compare(evolve(network, times, options), 0);
  for (std::size_t i = 0; i < times.size(); ++i) compare(evolve(network, {times[i]}, options), i);
}

TEST(EvolveScale, CascadesMatchTheTwin) {
  for (const Charging way : {Charging::nonreciprocal, Charging::reciprocal_mediated}) {
    SCOPED_TRACE(to_string(way));
    expect_right(charging(128, way, 0.02, 0.1), {30, 100, 128}, {1, 30});
  }
}

TEST(EvolveScale, TreesAndRingsMatchTheTwin) {
  std::mt19937 random(1);
  NetworkParts tree = lossy(260), ring = lossy(260);
  for (std::size_t j = 1; j < 260; ++j) {
    tree.couplings.push_back({j - 1 - random() % std::min<std::size_t>(j, 3), j, 0.03,
                              0.3 * static_cast<double>(j % 5)});
  }
  for (std::size_t j = 0; j < 260; ++j) ring.couplings.push_back({j, (j + 1) % 260, 0.02, 0.2});
  expect_right(Network(tree), {80, 259}, {1, 30});
  expect_right(Network(ring), {3, 130}, {1, 30});
}

// log10 E_n of n links at early times, in long doubles.
double log10_of_links(std::size_t n, long double start, long double link, long double t) {
  // Early times: v_n = start link^n t^(n+1)/(n+1)! (1 + O(t)).
  const auto steps = static_cast<long double>(n);
  const long double v =
      std::log(start) + steps * std::log(link) + (steps + 1) * std::log(t) - std::lgamma(steps + 2);
  return static_cast<double>(2 * v / std::log(10.0L));
}

// Without mediators v_N begins as xi g^N t^(N+1)/(N+1)!: E = 10^-1400000 and below.
TEST(EvolveScale, EarlyTimesOfLongChains) {
  for (const std::size_t count : {1000U, 10'000U, 100'000U}) {
    const Network network = charging(count, Charging::reciprocal_direct, 5e-5, 5e-4);
    EvolveOptions options;
    options.modes = {count};
    const Evolution found = evolve(network, {1e-6}, options);
    ASSERT_EQ(found.status, Status::ok) << found.message;
    EXPECT_LE(found.error_bound, 1e-10);
    // e^(-gamma t/2) is what is left out: 1e-10.
    EXPECT_NEAR(log10(energy(found.amplitude[0][0])), log10_of_links(count, 1, 5e-5L, 1e-6L),
                1e-9 + 1e-15 * static_cast<double>(count) * 20);
  }
}

TEST(EvolveScale, AHundredThousandBatteriesAtAnyTime) {
  const Network network = charging(100'000, Charging::nonreciprocal, 5e-5, 5e-4);
  EvolveOptions options;
  options.modes = {100'000};
  std::vector<double> last;
  // Before, while and after the wave arrives, at 1e5 / (gamma/2 + 2 g).
  for (const double t : {1e6, 2.6e8, 2.85e8, 2.87e8, 2.9e8, 3e8, 4e8, 6e8, 2e9}) {
    options.threads = 1;
    const Evolution found = evolve(network, {t}, options);
    ASSERT_EQ(found.status, Status::ok) << found.message;
    EXPECT_LE(found.error_bound, 1e-10) << t;
    EXPECT_LE(found.solves, 60U) << t;
    options.threads = 3;
    const Evolution again = evolve(network, {t}, options);
    EXPECT_EQ(found.amplitude[0][0].mantissa(), again.amplitude[0][0].mantissa());
    EXPECT_EQ(found.amplitude[0][0].exponent(), again.amplitude[0][0].exponent());
    last.push_back(log10(energy(found.amplitude[0][0])));
  }
  EXPECT_TRUE(std::is_sorted(last.begin(), last.end()));
  const Steady end = steady(network);
  EXPECT_NEAR(last.back(), log10(energy(end.amplitude[100'000])), 1e-9);
}

// A day for one contour is too long, which is known before it begins.
TEST(EvolveScale, EndlessWorkIsRefusedWithAnEstimate) {
  constexpr std::size_t count = 1'000'000;
  NetworkParts parts = lossy(1);
  for (std::size_t j = 1; j < count; ++j) {
    parts.modes.push_back({.name = "m" + std::to_string(j), .loss = 1e-9});
    parts.couplings.push_back({j - 1, j, 1, 0.1});
  }
  parts.modes[0].loss = 1e-9;
  const Network network(std::move(parts));
  EvolveOptions options;
  options.modes = {3};
  try {
    evolve(network, {1e6}, options);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.refusal(), Refusal::too_large);
    EXPECT_THAT(error.what(), testing::HasSubstr("charging up to t = 1e6 must take less than a "
                                                 "day, but "));
  }
}

// Half of the nodes give what all of them do, and what twice as many do.
TEST(EvolveScale, ImagesStandForNodes) {
  const Network network = charging(2000, Charging::nonreciprocal, 5e-5, 5e-4);
  ASSERT_TRUE(mirrors(network));
  const Resolvent resolvent(network);
  const NumericalRange range(network);
  const std::vector<std::size_t> positions = {
      static_cast<std::size_t>(resolvent.pattern.position[2000]),
      static_cast<std::size_t>(resolvent.pattern.position[1990])};
  const double t = 1e6, a = 3.5e-4;
  Contour::Shape shape;
  shape.z0 = 2000 / t - a;
  shape.half_width = range.parabola(shape.z0, 1.75);
  shape.shortest = shape.longest = t;
  shape.order = 2000;
  shape.scale = shape.z0 + a;
  const Contour half(resolvent, shape, positions, 1, true);
  const Contour whole(resolvent, shape, positions, 1, false);
  shape.level = 1;
  const Contour fine(resolvent, shape, positions, 1, false);
  ASSERT_TRUE(half.mirrored() && !whole.mirrored() && !half.failed() && !whole.failed());
  EXPECT_LE(half.solves(), 0.7 * static_cast<double>(whole.solves()));
  EXPECT_LE(half.solves(), 40U);
  for (std::size_t k = 0; k < positions.size(); ++k) {
    const Sample one = half.at(k, t), two = whole.at(k, t), three = fine.at(k, t);
    EXPECT_LE((abs(one.amplitude - two.amplitude) / abs(two.amplitude)).value(), 2e-13);
    EXPECT_LE((abs(one.amplitude - three.amplitude) / abs(three.amplitude)).value(), 4e-11);
    EXPECT_LE(one.error, 4e-11);
  }
}

// A network that is no image of itself is found out, whatever the caller believes.
TEST(EvolveScale, FalseImagesAreNotBelieved) {
  NetworkParts parts = lossy(400);
  for (std::size_t j = 1; j < 400; ++j) parts.couplings.push_back({j - 1, j, 0.03, pi / 2});
  parts.modes[200].detuning = 1e-9;
  const Network network(parts);
  ASSERT_FALSE(mirrors(network));
  const Resolvent resolvent(network);
  Contour::Shape shape;
  shape.z0 = 1;
  shape.half_width = 2;
  shape.shortest = shape.longest = 10;
  const std::vector<std::size_t> positions = {
      static_cast<std::size_t>(resolvent.pattern.position[300])};
  EXPECT_FALSE(Contour(resolvent, shape, positions, 1, true).mirrored());
}

}  // namespace
}  // namespace qbnet
