#include "qbnet/measure/half_life.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "qbnet/network/protocol.hpp"
#include "qbnet/solve/evolve.hpp"
#include "tests/gaussian_twin.hpp"
#include "tests/random_network.hpp"

namespace qbnet {
namespace {

using std::numbers::ln2;

HalfLives found_in(const Network& network, bool isolated = false) {
  HalfLives found = half_lives(network, {}, {.isolated = isolated});
  EXPECT_EQ(found.status, Status::ok) << found.message;
  EXPECT_EQ(found.modes.size(), network.size());
  return found;
}

Network two_modes(double loss_a, double loss_b, double g, double thermal = 0) {
  Mode a{"a"}, b{"b"};
  a.loss = loss_a, b.loss = loss_b;
  a.drive = 1;
  b.thermal = thermal;
  return Network(NetworkParts{{a, b}, {{0, 1, g, 0.4}}, {}});
}

TEST(HalfLives, OfOneModeIsLogTwoOverItsLoss) {
  for (const double loss : {1e-9, 0.3, 2e7}) {
    Mode mode{"a"};
    mode.loss = loss;
    mode.detuning = 3 * loss;
    mode.drive = {0, 1e-3};
    const HalfLife life = found_in(Network(NetworkParts{{mode}, {}, {}})).modes[0];
    EXPECT_NEAR(*life.of_energy.first * loss, ln2, 1e-12);
    EXPECT_EQ(life.of_energy.first, life.of_energy.last);
    EXPECT_NEAR(*life.of_ergotropy.first * loss, ln2, 1e-12);
  }
}

TEST(HalfLives, OfAWarmModeAreThoseOfItsRateEquation) {
  Mode mode{"a"};
  mode.loss = 0.5;
  mode.gain = 0.1;
  mode.thermal = 0.2;
  mode.drive = 1;
  const HalfLife life = found_in(Network(NetworkParts{{mode}, {}, {}})).modes[0];
  const double start = life.energy.value(), end = (0.5 * 0.2 + 0.1) / 0.4;
  EXPECT_NEAR(*life.of_energy.first, std::log((start - end) / (start / 2 - end)) / 0.4, 1e-11);
  EXPECT_NEAR(*life.of_ergotropy.first, ln2 / 0.4, 1e-11);
  mode.thermal = 40;  // its bath alone holds more than half
  const HalfLife warm = found_in(Network(NetworkParts{{mode}, {}, {}})).modes[0];
  EXPECT_FALSE(warm.of_energy.first.has_value());
  EXPECT_NEAR(*warm.of_ergotropy.first, ln2 / 0.4, 1e-11);
}

TEST(HalfLives, AloneAModeKeepsWhatItHasWithoutLoss) {
  const Network network = two_modes(0.2, 0, 0.05);
  const HalfLives alone = found_in(network, true);
  EXPECT_FALSE(alone.modes[1].of_energy.first.has_value());
  EXPECT_FALSE(alone.modes[0].of_energy.first.has_value());  // the other one keeps it dark
  EXPECT_TRUE(found_in(network).modes[1].of_energy.first.has_value());
}

// v(t) of two resonant modes of equal loss is a rotation: b starts with what a drive on a leaves
// there, and the two exchange it at 2 g.
TEST(HalfLives, RingingComesBackAboveHalf) {
  const double loss = 0.1, g = 1;
  const HalfLife life = found_in(two_modes(loss, loss, g)).modes[1];
  // a starts with v_a = (loss/2)/(g^2 + loss^2/4), b with g times as much over loss/2, at 90
  // degrees.
  const double ratio = loss / 2 / g;  // |v_a|/|v_b|
  const auto energy = [&](double t) {
    return std::exp(-loss * t) * std::pow(std::cos(g * t) - ratio * std::sin(g * t), 2);
  };
  const auto other = [&](double t) {
    return std::exp(-loss * t) * std::pow(std::cos(g * t) + ratio * std::sin(g * t), 2);
  };
  const double first = *life.of_energy.first, last = *life.of_energy.last;
  const bool minus = std::abs(energy(first) - 0.5) < std::abs(other(first) - 0.5);
  const auto e = [&](double t) { return minus ? energy(t) : other(t); };
  EXPECT_NEAR(e(first), 0.5, 1e-10);
  EXPECT_NEAR(e(last), 0.5, 1e-10);
  EXPECT_LT(first, 1);
  EXPECT_GT(last, 3);
  double before = 0, after = 0;  // by a plain scan
  for (double t = 0; t < 40; t += 1e-4) {
    const bool crosses = (e(t) > 0.5) != (e(t + 1e-4) > 0.5);
    if (crosses && before == 0) before = t;
    if (crosses) after = t;
  }
  EXPECT_NEAR(first, before, 1e-4);
  EXPECT_NEAR(last, after, 1e-4);
}

// Against the evolution of the same network: charged so long that it is steady, then switched.
// A battery whose charger is so fast, or so far away in frequency, that it only follows. In truth
// v_b(t)/v_b(0) = (mu_+ exp(-mu_- t) - mu_- exp(-mu_+ t))/(mu_+ - mu_-), mu the eigenvalues of M.
TEST(HalfLives, BesideAChargerThatOnlyFollows) {
  for (const double fast : {1e4, 1e6, 1e8}) {
    SCOPED_TRACE(fast);
    Mode a{"a"}, b{"b"};
    a.loss = fast, b.loss = 1;
    a.drive = 1;
    const double g = 0.5, mean = (fast + 1) / 4, apart = (fast - 1) / 4;
    const double most = mean + std::sqrt(apart * apart - g * g), least = (fast / 4 + g * g) / most;
    const double life = std::log(std::numbers::sqrt2 * most / (most - least)) / least;
    const HalfLife found = found_in(Network(NetworkParts{{a, b}, {{0, 1, g, 0.4}}, {}})).modes[1];
    EXPECT_NEAR(*found.of_energy.first / life, 1, 1e-11);
    EXPECT_EQ(found.of_energy.first, found.of_energy.last);
    a.loss = 1, a.detuning = fast;
    const HalfLife off = found_in(Network(NetworkParts{{a, b}, {{0, 1, g, 0.4}}, {}})).modes[1];
    EXPECT_NEAR(*off.of_energy.last / ln2, 1, 10 / fast);
  }
}

TEST(HalfLives, AreThoseOfTheEvolution) {
  for (std::uint64_t seed = 0; seed < 24; ++seed) {
    SCOPED_TRACE(seed);
    Dice dice(seed);
    Network network = noisy_network(dice, 1 + seed % 3);
    NetworkParts parts = network.parts();
    for (Mode& mode : parts.modes) mode.gain = std::min(mode.gain, mode.loss / 2);
    network = Network(parts);
    const bool isolated = seed % 3 == 2;
    const HalfLives found = half_lives(network, {}, {.isolated = isolated});
    if (found.status == Status::unstable) continue;
    ASSERT_EQ(found.status, Status::ok) << found.message;
    for (Mode& mode : parts.modes) mode.drive = 0;
    parts.squeezers.clear();
    if (isolated) parts.couplings.clear(), parts.dissipators.clear();
    double slowest = 1e9;
    for (const Mode& mode : parts.modes) slowest = std::min(slowest, mode.loss - mode.gain);
    const double start = 400 / slowest, until = 20 / slowest;
    Protocol protocol;
    protocol.switches.push_back({start, Network(parts)});
    std::vector<double> times;
    constexpr std::size_t count = 2000;
    for (std::size_t i = 0; i <= count; ++i) {
      times.push_back(start + until * static_cast<double>(i) / count);
    }
    const Evolution evolution = evolve(network, times, {}, protocol);
    ASSERT_EQ(evolution.status, Status::ok);
    for (std::size_t j = 0; j < network.size(); ++j) {
      const auto check = [&](const Halving& halving, const auto& of, const char* what) {
        SCOPED_TRACE(what);
        std::optional<double> first, last;
        for (std::size_t i = 0; i < count; ++i) {
          const double half = of(0) / 2;
          if ((of(i) > half) == (of(i + 1) > half)) continue;
          if (!first) first = times[i] - start;
          last = times[i] - start;
        }
        if (of(0) < 1e-9) return;
        ASSERT_EQ(halving.first.has_value(), first.has_value());
        if (!first) return;
        EXPECT_NEAR(*halving.first, *first, until / count * 1.01);
        EXPECT_NEAR(*halving.last, *last, until / count * 1.01);
      };
      check(
          found.modes[j].of_energy, [&](std::size_t i) { return evolution.energy(j, i).value(); },
          "energy");
      check(
          found.modes[j].of_ergotropy,
          [&](std::size_t i) {
            return norm(evolution.amplitude[j][i]).value() + evolution.parts[j][i].squeezed.value();
          },
          "ergotropy");
    }
  }
}

// Nearly marginal: X is some 10^3, and nu what is left of two numbers of 10^4.
TEST(HalfLives, OfStrongSqueezing) {
  for (const double strength : {0.09, 0.0999, 0.09999}) {
    SCOPED_TRACE(strength);
    NetworkParts parts;
    parts.modes.push_back(Mode{"a"});
    parts.modes[0].loss = 0.2;
    parts.squeezers.push_back({0, 0, strength, 0.3});
    const HalfLife life = found_in(Network(parts)).modes[0];
    EXPECT_NEAR(*life.of_energy.first * 0.2, ln2, 1e-10);
    // X = x e^-t, Y = y e^-t with t in units of 1/loss.
    const double x = life.energy.value(), y = strength / 0.2 * (2 * x + 1);
    const auto ergotropy = [&](double shrunk) {
      const double width = 2 * x * shrunk + 1, twice = 2 * y * shrunk;
      return twice * twice / 2 / (width + std::sqrt((width - twice) * (width + twice)));
    };
    EXPECT_NEAR(ergotropy(1), life.ergotropy.value(), 1e-6 * x);
    EXPECT_NEAR(ergotropy(std::exp(-0.2 * *life.of_ergotropy.first)), ergotropy(1) / 2, 1e-6 * x);
    EXPECT_NEAR(*life.of_ergotropy.last, *life.of_ergotropy.first, 1e-8);
  }
}

// The energy of the last battery of a chain first grows: its charger goes on to feed it.
TEST(HalfLives, OfACascadeIsLongerThanOfABatteryAlone) {
  NetworkParts parts;
  for (const char* name : {"c", "m", "b"}) {
    Mode mode{name};
    mode.loss = 0.1;
    parts.modes.push_back(mode);
  }
  parts.modes[0].drive = 1;
  parts.couplings = {{0, 1, 0.01, 0}, {1, 2, 0.01, 0}};
  const Network network(parts);
  const double together = *found_in(network).modes[2].of_energy.first;
  const double alone = *found_in(network, true).modes[2].of_energy.first;
  EXPECT_NEAR(alone, ln2 / 0.1, 1e-10);
  EXPECT_GT(together, 1.5 * alone);
}

// A battery that holds 10^-130 of its charger has a half-life all the same.
TEST(HalfLives, OfFaintBatteries) {
  NetworkParts parts;
  for (std::size_t j = 0; j < 6; ++j) {
    Mode mode{"m" + std::to_string(j)};
    mode.loss = 1;
    parts.modes.push_back(mode);
    if (j > 0) parts.couplings.push_back({j - 1, j, 1e-13, 0});
  }
  parts.modes[0].drive = 1;
  const HalfLives found = found_in(Network(parts));
  EXPECT_LT(log10(found.modes[5].energy), -120);
  double before = 0;  // the energy of mode j goes as (sum_(k <= j) (t/2)^k/k!)^2 exp(-t)
  for (std::size_t j = 0; j < 6; ++j) {
    const double t = found.modes[j].of_energy.first.value_or(-1);
    double sum = 0, term = 1;
    for (std::size_t k = 0; k <= j; ++k) {
      sum += term;
      term *= t / 2 / static_cast<double>(k + 1);
    }
    EXPECT_NEAR(sum * sum * std::exp(-t), 0.5, 1e-9) << j;
    EXPECT_GT(t, before);
    before = t;
  }
}

TEST(HalfLives, RefuseAndTellWhatTheyCannot) {
  Mode mode{"a"};
  mode.loss = mode.gain = 1;
  EXPECT_THROW(half_lives(Network(NetworkParts{{mode}, {}, {}})), Error);
  Mode dark{"b"};
  const HalfLives marginal = half_lives(Network(NetworkParts{{dark}, {}, {}}));
  EXPECT_EQ(marginal.status, Status::singular);
  EXPECT_TRUE(marginal.modes.empty());
  // Half of the energy is what the bath holds: it is never told.
  mode.gain = 0;
  mode.thermal = 4;
  mode.drive = 1;
  const HalfLives touching = half_lives(Network(NetworkParts{{mode}, {}, {}}));
  EXPECT_NE(touching.status, Status::ok);
  EXPECT_TRUE(touching.modes.empty() || !touching.modes[0].of_energy.first);
  Mode empty{"e"};
  empty.loss = 1;
  const HalfLives nothing = half_lives(Network(NetworkParts{{empty}, {}, {}}));
  EXPECT_EQ(nothing.status, Status::ok);
  EXPECT_FALSE(nothing.modes[0].of_energy.first.has_value());
}

}  // namespace
}  // namespace qbnet
