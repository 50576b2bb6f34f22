#include "qbnet/network/mirror.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "qbnet/network/families.hpp"
#include "tests/random_network.hpp"
#include "tests/twin.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

constexpr double pi = std::numbers::pi;

NetworkParts triangle(double first, double second, double third) {
  NetworkParts parts;
  for (const char* name : {"a", "b", "c"}) parts.modes.push_back({.name = name, .loss = 0.1});
  parts.modes[0].drive = 1;
  parts.couplings = {{0, 1, 0.1, first}, {1, 2, 0.2, second}, {2, 0, 0.3, third}};
  return parts;
}

bool mirrors(const NetworkParts& parts) { return qbnet::mirrors(Network(parts)); }

TEST(Mirror, FamiliesOfThePaper) {
  FamilyRates rates = uniform_rates(4, 0.1, 0.1, 1);
  for (const auto make : {cascade, parallel}) {
    rates.phase = {};
    for (const Charging charging : {Charging::nonreciprocal, Charging::reciprocal_direct}) {
      rates.charging = charging;
      EXPECT_TRUE(qbnet::mirrors(make(rates)));
    }
    // Three couplings of phase 0 around a loop: its flux would have to be pi/2.
    rates.charging = Charging::reciprocal_mediated;
    EXPECT_FALSE(qbnet::mirrors(make(rates)));
    rates.charging = Charging::nonreciprocal;
    rates.phase = {-1.5};
    EXPECT_FALSE(qbnet::mirrors(make(rates)));
    rates.phase = {pi / 2};
    rates.drive = {0, 2};
    EXPECT_TRUE(qbnet::mirrors(make(rates)));
  }
}

TEST(Mirror, LoopsNeedTheRightFlux) {
  EXPECT_FALSE(mirrors(triangle(0, 0, 0)));
  EXPECT_FALSE(mirrors(triangle(pi, pi, -pi)));
  EXPECT_TRUE(mirrors(triangle(pi / 2, 0, 0)));
  EXPECT_TRUE(mirrors(triangle(-pi / 2, pi / 2, 5 * pi / 2)));
  EXPECT_FALSE(mirrors(triangle(pi / 2, pi / 2, pi)));
  EXPECT_FALSE(mirrors(triangle(pi / 2 + 1e-12, 0, 0)));
}

TEST(Mirror, DetuningsDrivesAndWeights) {
  NetworkParts parts = triangle(pi / 2, 0, 0);
  parts.modes[2].detuning = 1e-200;
  EXPECT_FALSE(mirrors(parts));
  parts.modes[2].detuning = 0;
  // b takes part as real, c, one coupling of phase 0 from b, as imaginary.
  parts.modes[1].drive = 2;
  EXPECT_TRUE(mirrors(parts));
  parts.modes[2].drive = 1;
  EXPECT_FALSE(mirrors(parts));
  parts.modes[2].drive = {0, -1};
  EXPECT_TRUE(mirrors(parts));
  parts.dissipators.push_back({0.1, {{1, 1}, {2, {0, 1}}}});
  EXPECT_TRUE(mirrors(parts));
  parts.dissipators[0].weights[1].second = 1;
  EXPECT_FALSE(mirrors(parts));
  parts.dissipators[0].weights[1].second = {1, 1};
  EXPECT_FALSE(mirrors(parts));
}

// The image itself, in doubles that know nothing of it.
TEST(Mirror, SaysWhatItMeans) {
  std::size_t found = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    NetworkParts parts = RandomNetwork{seed, 2 + seed % 5}.parts();
    parts.dissipators.clear();
    for (Mode& mode : parts.modes) {
      mode.detuning = 0;
      mode.drive = mode.drive == 0.0 ? 0 : 1;
    }
    for (Coupling& c : parts.couplings) c.phase = pi / 2 * std::round(2 * c.phase / pi);
    const Network network(parts);
    if (!qbnet::mirrors(network)) continue;
    ++found;
    // Amplitudes of a real system keep their phase, up to a sign, for all times.
    for (const auto& at : twin::evolve(network, {0.7, 31.0})) {
      for (std::size_t j = 0; j < network.size(); ++j) {
        const auto v = at[j].amplitude.mantissa();
        const double smaller = std::min(std::abs(v.real()), std::abs(v.imag()));
        EXPECT_LE(smaller, 1e-9 * std::abs(v)) << seed << ' ' << j;
      }
    }
  }
  EXPECT_GT(found, 50U);
}

}  // namespace
}  // namespace qbnet
