#include "qbnet/solve/response.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <limits>
#include <numbers>

#include "qbnet/network/families.hpp"
#include "qbnet/solve/steady.hpp"
#include "tests/dice.hpp"
#include "tests/gaussian_twin.hpp"
#include "tests/random_network.hpp"
#include "tests/twin.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

using Complex = std::complex<double>;
using testing::HasSubstr;

constexpr Complex i(0, 1);

Mode mode(const char* name, double loss, double detuning = 0) {
  return {name, Role::battery, loss, detuning, 0, 0};
}

Network pair(double kappa1, double kappa2, double g, double delta2 = 0) {
  return Network(NetworkParts{{mode("c", kappa1), mode("b", kappa2, delta2)}, {{0, 1, g, 0}}, {}});
}

double off(Complex a, Complex b) { return std::abs(a - b) / std::abs(b); }

TEST(Response, OneModeIsALorentzian) {
  const Network network(NetworkParts{{mode("c", 0.5, 0.25)}, {}, {}});
  for (const double w : {-3.0, 0.0, 0.25, 0.250001, 1e6}) {
    const Response found = response(network, 0, w);
    ASSERT_EQ(found.status, Status::ok);
    const Complex truth = 1.0 / (0.25 + i * (0.25 - w));
    EXPECT_LE(off(found.amplitude[0].value(), truth), 1e-15) << w;
    EXPECT_LE(found.error[0], 1e-13);
  }
}

TEST(Response, TwoCoupledModes) {
  const double kappa1 = 0.2, kappa2 = 0.3, g = 0.7, delta = 0.1;
  const Network network = pair(kappa1, kappa2, g, delta);
  for (const double w : {-1.0, -0.7, 0.0, 0.65, 20.0}) {
    const Complex c = kappa1 / 2 - i * w, b = kappa2 / 2 + i * (delta - w);
    const Response found = response(network, 0, w);
    ASSERT_EQ(found.status, Status::ok);
    EXPECT_LE(off(found.amplitude[0].value(), b / (c * b + g * g)), 1e-14) << w;
    EXPECT_LE(off(found.amplitude[1].value(), -i * g / (c * b + g * g)), 1e-14) << w;
  }
}

TEST(Response, AtZeroWithTheDriveIsTheSteadyState) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    NetworkParts parts = RandomNetwork{seed, 2 + seed % 9}.parts();
    for (Mode& each : parts.modes) each.drive = 0;
    parts.modes[0].drive = {0.3, -0.7};
    const Network network(parts);
    const Steady settled = steady(network);
    const Response found = response(network, 0, 0);
    ASSERT_EQ(found.status, Status::ok);
    for (std::size_t j = 0; j < network.size(); ++j) {
      const ScaledComplex driven =
          found.amplitude[j] * ScaledComplex(-i * std::conj(parts.modes[0].drive));
      EXPECT_LE(twin::relative_error(driven, settled.amplitude[j]), 1e-13) << seed << " " << j;
    }
  }
}

// M - i w is the drift of modes detuned by Delta - w. On a grid of 2^-30 the difference is exact,
// so the twin in balls solves the same equations.
TEST(Response, FiftyRandomNetworksAgainstTheTwin) {
  constexpr double step = 0x1p-30;
  Dice dice(5);
  std::size_t k = 0;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    constexpr std::size_t sizes[] = {1, 2, 3, 5, 10, 50};
    NetworkParts parts = RandomNetwork{seed, sizes[k++ % 6]}.parts();
    const double w = std::round(dice.uniform(-1.5, 1.5) / step) * step;
    const auto from = static_cast<std::size_t>(dice.below(parts.modes.size()));
    for (Mode& each : parts.modes) {
      each.drive = 0;
      each.detuning = std::round(each.detuning / step) * step;
    }
    const Response found = response(Network(parts), from, w);
    for (Mode& each : parts.modes) each.detuning -= w;
    parts.modes[from].drive = -i;
    const auto truth = twin::steady(Network(parts));
    ASSERT_EQ(found.status, Status::ok) << seed << found.message;
    for (std::size_t j = 0; j < truth.size(); ++j) {
      EXPECT_LE(twin::relative_error(found.amplitude[j], truth[j].amplitude), 1e-13)
          << seed << " " << j;
      EXPECT_LE(twin::relative_error(found.amplitude[j], truth[j].amplitude),
                found.error[j] + 1e-15);
    }
  }
}

TEST(Response, AmplitudesFarBelowDoubles) {
  FamilyRates rates;
  rates.batteries = 200;
  rates.charging = Charging::reciprocal_direct;
  rates.coupling = {1e-5};
  rates.charger_loss = 1;
  rates.battery_loss = {1};
  const Response found = response(cascade(rates), 0, 8);
  ASSERT_EQ(found.status, Status::ok);
  // To leading order in g: (-i g / d)^N / d with d = 1/2 - 8 i.
  const double d = std::abs(Complex(0.5, -8));
  EXPECT_NEAR(log10(abs(found.amplitude[200])), 200 * std::log10(1e-5 / d) - std::log10(d), 1e-9);
  EXPECT_LE(found.error[200], 1e-13);
}

TEST(Response, TheDarkPortOfAnInterferometerIsZero) {
  // c - a - b and c - d - b, the second way with a sign: nothing reaches b at any frequency.
  const Network network(
      NetworkParts{{mode("c", 0.1), mode("a", 0.3), mode("d", 0.3), mode("b", 0.2)},
                   {{0, 1, 0.5, 0}, {0, 2, 0.5, 0}, {1, 3, 0.5, 0}, {2, 3, -0.5, 0}},
                   {}});
  const Response found = response(network, 0, 0.37);
  ASSERT_EQ(found.status, Status::ok) << found.message;
  EXPECT_TRUE(found.amplitude[3].is_zero());
  EXPECT_EQ(found.error[3], 0);
}

TEST(Response, LosslessModesThatDecayByOthers) {
  const Network network = pair(0.5, 0, 0.3);
  const double w = 0.2;
  const Complex c = 0.25 - i * w, b = -i * w;
  const Response found = response(network, 0, w);
  ASSERT_EQ(found.status, Status::ok) << found.message;
  EXPECT_LE(off(found.amplitude[1].value(), -i * 0.3 / (c * b + 0.09)), 1e-14);
}

TEST(Response, LossesAThousandTimesSmallerThanCouplings) {
  // Near a resonance of a lossless ring of bonds elimination cancels; the error must say so.
  const Network network = pair(1e-9, 1e-9, 1);
  for (const double w : {1.0, 1 + 1e-9, 1 - 3e-10}) {
    const Response found = response(network, 0, w);
    ASSERT_EQ(found.status, Status::ok) << found.message;
    using Long = std::complex<long double>;
    const Long c(0.5e-9L, -static_cast<long double>(w));
    const Long truth = Long(0, -1) / (c * c + Long(1));
    EXPECT_LE(off(found.amplitude[1].value(), Complex(truth)), 1e-9);
  }
}

TEST(Response, LinearInTheNumberOfModes) {
  const Response found = response(cascade(uniform_rates(20000, 0.02, 0.1, 1)), 0, 0.01);
  ASSERT_EQ(found.status, Status::ok);
  EXPECT_FALSE(found.amplitude[20000].is_zero());
  EXPECT_LE(found.error[20000], 1e-13);
}

TEST(Response, WhatDoesNotSettleHasNone) {
  const Response found = response(Network(NetworkParts{{mode("c", 0, 0.5)}, {}, {}}), 0, 0.1);
  EXPECT_EQ(found.status, Status::marginal);
  EXPECT_TRUE(found.amplitude.empty());
  EXPECT_FALSE(found.message.empty());
}

TEST(Response, RefusesWhatIsNoFrequencyAndNoMode) {
  const Network network = pair(1, 1, 1);
  for (const double w :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    EXPECT_THROW(response(network, 0, w), Error);
  }
  EXPECT_THROW(response(network, 2, 0), Error);
  EXPECT_THROW(response(Network(), 0, 0), Error);
}

TEST(Response, HugeFrequenciesAndRates) {
  const Response found = response(pair(1, 1, 1), 0, 1e200);
  ASSERT_EQ(found.status, Status::ok) << found.message;
  EXPECT_NEAR(log10(abs(found.amplitude[1])), -400, 1e-12);
  const Response large = response(pair(1e200, 1e200, 1e200), 0, 0);
  ASSERT_EQ(large.status, Status::ok) << large.message;
  EXPECT_NEAR(log10(abs(large.amplitude[0])), std::log10(0.5 / 1.25) - 200, 1e-12);
}

TEST(Response, OneInBallsIsOneInDoubles) {
  ResponseOptions balls;
  balls.accuracy = 2.3e-16;  // less than doubles promise
  const Network network = RandomNetwork{3, 10}.network();
  const Response exact = response(network, 0, 0.3, balls), plain = response(network, 0, 0.3);
  EXPECT_THAT(exact.message, HasSubstr("balls"));
  EXPECT_THAT(plain.message, HasSubstr("double"));
  for (std::size_t j = 0; j < network.size(); ++j) {
    EXPECT_LE(twin::relative_error(plain.amplitude[j], exact.amplitude[j]), 1e-15);
  }
}

// Driven at -w, modes whose detuning is w are resonant, and their loss may be all that is left of a
// diagonal entry. The detunings are multiples of 2^-20, so that they move without rounding.
void expect_right_at_a_resonance(std::uint64_t seed) {
  NetworkParts parts = wild_network(seed).parts();
  for (Mode& each : parts.modes) {
    each.detuning = std::ldexp(std::round(std::ldexp(each.detuning, 20)), -20);
    each.drive = 0;
  }
  Dice dice(seed);
  const double w = parts.modes[dice.below(parts.modes.size())].detuning;
  const std::size_t from = dice.below(parts.modes.size());
  const Response found = response(Network(parts), from, w);
  ASSERT_EQ(found.status, Status::ok) << found.message;
  for (Mode& each : parts.modes) each.detuning -= w;
  parts.modes[from].drive = Complex(0, 1);  // b = -i conj(xi) = -1
  const auto truth = twin::steady(Network(parts));
  for (std::size_t j = 0; j < truth.size(); ++j) {
    EXPECT_LE(twin::relative_error(-found.amplitude[j], truth[j].amplitude), 1e-13)
        << "seed " << seed << ", mode " << j << ", claimed " << found.error[j];
  }
}

void expect_twin(const Network& network, double w) {
  Eigen::MatrixXcd a = SymmetricEquations(network).a;
  a.diagonal().array() -= i * w;
  const Eigen::VectorXcd column = a.inverse().col(0);
  const Response found = response(network, 0, w);
  ASSERT_EQ(found.status, Status::ok) << found.message;
  for (std::size_t j = 0; j < network.size(); ++j) {
    EXPECT_LE(std::abs(found.amplitude[j].value() - column(static_cast<Eigen::Index>(j))),
              1e-12 * column.norm());
  }
}

TEST(Response, WithGainAndSqueezersAgainstTheTwin) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    Dice dice(seed);
    const Network network = noisy_network(dice, 1 + seed % 4);
    const double w = dice.decades(-2, 0.5) * (dice.chance(0.5) ? 1 : -1);
    SCOPED_TRACE(seed);
    expect_twin(network, w);
  }
}

// Every second mode gains what it loses, and squeezers add to that: of more rows than balls decide
// on.
TEST(Response, OfLargeFedChainsAgainstTheTwin) {
  NetworkParts parts;
  for (std::size_t j = 0; j < 130; ++j) {
    parts.modes.push_back(mode("m", 0.2, 0.1 * static_cast<double>(j % 3)));
    parts.modes.back().name += std::to_string(j);
    if (j % 2 == 1) parts.modes.back().gain = 0.2;
    if (j > 0) parts.add_coupling(j - 1, j, 0.3, 0.2);
    if (j % 10 == 3) parts.squeezers.push_back({j - 1, j, 0.01, 0.5});
  }
  const Network network(parts);
  for (const double w : {0.0, -0.37}) {
    expect_twin(network, w);
  }
}

TEST(Response, AtResonancesOfWildNetworks) {
  for (std::uint64_t seed = 0; seed < 12'000; ++seed) expect_right_at_a_resonance(seed);
}

}  // namespace
}  // namespace qbnet
