#include "qbnet/measure/transmission.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <limits>
#include <numbers>

#include "qbnet/network/families.hpp"
#include "qbnet/resolvent/matrix.hpp"
#include "qbnet/solve/steady.hpp"
#include "tests/dice.hpp"
#include "tests/gaussian_twin.hpp"
#include "tests/random_network.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

using testing::HasSubstr;

Mode mode(const char* name, double loss, double thermal = 0) {
  return {name, Role::battery, loss, 0, thermal, 0};
}

std::vector<double> spread(double width, int each_side) {
  std::vector<double> w;
  for (int k = -each_side; k <= each_side; ++k) w.push_back(width * k / each_side);
  return w;
}

Transmission between(const Network& network, std::size_t from, std::size_t to,
                     const std::vector<double>& w, int threads = 1) {
  TransmissionOptions options;
  options.threads = threads;
  return transmission(network, mode_port(network, from), mode_port(network, to), w, options);
}

// kappa, g: T(w) = kappa^2 g^2 / |(kappa/2 - i w)^2 + g^2|^2.
Network dimer(double kappa, double g) {
  return Network(NetworkParts{{mode("c", kappa), mode("b", kappa)}, {{0, 1, g, 0}}, {}});
}

// The paper's AB triangle c -> b.
Network triangle(double gamma, double Gamma, double g) {
  return cascade(uniform_rates(1, g, gamma, Gamma));
}

TEST(Transmission, NormalModeSplitting) {
  const double kappa = 0.2, g = 0.5, peak = std::sqrt(g * g - kappa * kappa / 4);
  const Transmission found = between(dimer(kappa, g), 0, 1, spread(2, 40));
  ASSERT_EQ(found.status, Status::ok) << found.message;
  ASSERT_TRUE(found.bands);
  EXPECT_NEAR(std::abs(found.bands->transmission.at), peak, 1e-5);
  // |(a - w^2)|^2 + kappa^2 w^2 at its least, a = kappa^2/4 + g^2, is kappa^2 g^2: all passes.
  EXPECT_NEAR(found.bands->transmission.level, 0, 1e-8);
  // (a - u)^2 + kappa^2 u = 2 kappa^2 g^2 around u = g^2 - kappa^2/4: u = peak^2 +- kappa g.
  const double high = std::sqrt(peak * peak + kappa * g), low = std::sqrt(peak * peak - kappa * g);
  ASSERT_TRUE(found.bands->transmission_3db.width);
  EXPECT_NEAR(*found.bands->transmission_3db.width, high - low, 1e-8);
  EXPECT_NEAR(found.bands->isolation.level, 0, 1e-11);  // reciprocal
}

TEST(Transmission, OnePeakOfTwoWeaklyCoupledModes) {
  const double kappa = 0.4, g = 0.1, a = kappa * kappa / 4 + g * g;
  const Transmission found = between(dimer(kappa, g), 0, 1, spread(1, 25));
  // (a - u)^2 + kappa^2 u = 2 a^2 with u = w^2.
  const double half = (kappa * kappa - 2 * a) / 2;
  const double u = std::sqrt(half * half + a * a) - half;
  ASSERT_TRUE(found.bands && found.bands->transmission_3db.width);
  EXPECT_NEAR(*found.bands->transmission_3db.width, 2 * std::sqrt(u), 1e-8);
  EXPECT_NEAR(found.bands->transmission.at, 0, 1e-5);
}

TEST(Transmission, TheTriangleLetsNothingBack) {
  const double gamma = 0.1, Gamma = 1, g = 0.02;
  const Network network = triangle(gamma, Gamma, g);
  const Transmission found = between(network, 0, 1, {0});
  ASSERT_EQ(found.status, Status::ok) << found.message;
  const TransmissionPoint& point = found.points[0];
  const double forward = std::pow(2 * gamma * g, 2) / std::pow(gamma / 2 + g, 4);
  EXPECT_NEAR(norm(point.forward.value).value() / forward, 1, 1e-13);
  EXPECT_LE((norm(point.reverse.value) / norm(point.forward.value)).value(), 1e-30);
  EXPECT_GE(isolation_db(point), 300);
  EXPECT_FALSE(found.bands);  // of one frequency
}

// |S_bc/S_cb|^2 = 1 + (Gamma/w)^2: the direct coupling against a mediator that lags.
TEST(Transmission, IsolationOfTheTriangleInClosedForm) {
  const double Gamma = 0.7;
  const Network network = triangle(0.1, Gamma, 0.03);
  const std::vector<double> w = spread(0.5, 10);
  const Transmission found = between(network, 0, 1, w);
  ASSERT_EQ(found.status, Status::ok) << found.message;
  for (std::size_t k = 0; k < w.size(); ++k) {
    if (w[k] == 0) continue;
    EXPECT_NEAR(isolation_db(found.points[k]), 10 * std::log10(1 + Gamma * Gamma / (w[k] * w[k])),
                1e-10);
  }
  ASSERT_TRUE(found.bands && found.bands->isolation_20db.width);
  EXPECT_NEAR(*found.bands->isolation_20db.width, 2 * Gamma / std::sqrt(99), 1e-12);
  EXPECT_NEAR(found.bands->isolation.at, 0, 1e-15);
  ASSERT_TRUE(found.bands->isolation_3db.width);
  EXPECT_LT(*found.bands->isolation_3db.width, 1e-14);
  EXPECT_GT(*found.bands->isolation_3db.width, 0);
}

TEST(Transmission, IsolationOfNumbersThatNoDoubleHolds) {
  const Transmission found = between(cascade(uniform_rates(60, 1e-6, 1, 1)), 0, 60, {0.5, 0.25});
  ASSERT_EQ(found.status, Status::ok) << found.message;
  // 60 links of which each lets |1 + (Gamma/w)^2| times more through one way, to leading order in
  // g.
  EXPECT_NEAR(isolation_db(found.points[0]), 60 * 10 * std::log10(1 + 4), 1e-3);
  EXPECT_LT(log10(norm(found.points[0].reverse.value)), -600);
}

// Reservoir engineering that cancels the way back exactly: i g + r w_c* w_b / 2 = 0.
TEST(Transmission, WhereExactlyNothingComesBack) {
  const std::complex<double> i(0, 1);
  const Network network(
      NetworkParts{{mode("c", 1), mode("b", 1)}, {{0, 1, 1, 0}}, {{2, {{0, 1.0}, {1, -i}}}}});
  const Transmission found = between(network, 0, 1, {-1, 0, 1});
  ASSERT_EQ(found.status, Status::ok) << found.message;
  const bool forwards = !found.points[1].forward.value.is_zero();
  for (const TransmissionPoint& point : found.points) {
    EXPECT_TRUE((forwards ? point.reverse : point.forward).value.is_zero());
    EXPECT_TRUE(std::isinf(isolation_db(point)));
  }
  const Transmission other = forwards ? found : between(network, 1, 0, {-1, 0, 1});
  EXPECT_FALSE(other.bands->isolation_3db.width);
  EXPECT_THAT(other.bands->isolation_3db.reason, HasSubstr("infinite"));
  EXPECT_THAT(other.bands->isolation_20db.reason, HasSubstr("both ends"));
  const Transmission blind = forwards ? between(network, 1, 0, {-1, 0, 1}) : found;
  EXPECT_EQ(blind.bands->transmission_3db.reason, "nothing passes");
  EXPECT_FALSE(blind.points[0].added_noise);
}

TEST(Transmission, NothingBetweenPartsThatAreNotJoined) {
  const Network network(NetworkParts{{mode("c", 1), mode("b", 1)}, {}, {}});
  const Transmission found = between(network, 0, 1, {0, 1});
  ASSERT_EQ(found.status, Status::ok) << found.message;
  EXPECT_TRUE(std::isnan(isolation_db(found.points[0])));
  EXPECT_EQ(found.bands->isolation_20db.reason, "nothing passes");
}

TEST(Transmission, IsTheScatteringMatrix) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Network network = RandomNetwork{seed, 3 + seed % 5}.network();
    const std::vector<Port> ports = all_ports(network);
    const std::size_t last = ports.size() - 1;
    const Transmission found = transmission(network, ports[0], ports[last], std::vector{0.1});
    const Scattering matrix = scattering(network, ports, 0.1);
    ASSERT_EQ(found.status, Status::ok) << found.message;
    EXPECT_EQ(found.points[0].forward.value.value(), matrix.s[last * ports.size()].value.value());
    EXPECT_EQ(found.points[0].reverse.value.value(), matrix.s[last].value.value());
  }
}

TEST(Transmission, WarmBathsAddNoise) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    NetworkParts parts = RandomNetwork{seed, 3 + seed % 4}.parts();
    for (std::size_t j = 0; j < parts.modes.size(); j += 1 + seed % 2) {
      parts.modes[j].thermal = 0.5 * static_cast<double>(j + 1);
    }
    const Network network(parts);
    const std::vector<Port> ports = all_ports(network);
    const std::size_t n = ports.size(), to = 1;
    const double w = -0.3;
    const Transmission found = transmission(network, ports[0], ports[to], std::vector{w});
    const Scattering matrix = scattering(network, ports, w);
    double sum = 0;
    for (std::size_t k = 1; k < n; ++k) {
      sum += norm(matrix.s[to * n + k].value).value() * ports[k].quanta.value();
    }
    sum /= norm(matrix.s[to * n].value).value();
    ASSERT_EQ(found.status, Status::ok) << found.message;
    ASSERT_TRUE(found.points[0].added_noise);
    EXPECT_NEAR(found.points[0].added_noise->value() / sum, 1, 1e-12) << seed;
  }
}

TEST(Transmission, NoiseThatLeavesByASharedDissipator) {
  const std::complex<double> i(0, 1);
  const Network network(NetworkParts{{mode("c", 1, 2), mode("b", 0.5, 3)},
                                     {{0, 1, 0.4, 0.7}},
                                     {{0.3, {{0, 1.0 - i}, {1, 0.5 * i}}, 7}}});
  const std::vector<Port> ports = all_ports(network);
  const Transmission found = transmission(network, ports[0], ports[2], std::vector{0.2});
  const Scattering matrix = scattering(network, ports, 0.2);
  // Its own heat is reflected.
  const double truth = (3 * norm(matrix.s[7].value).value() + 7 * norm(matrix.s[8].value).value()) /
                       norm(matrix.s[6].value).value();
  ASSERT_TRUE(found.points[0].added_noise);
  EXPECT_NEAR(found.points[0].added_noise->value() / truth, 1, 1e-12);
}

TEST(Transmission, AWarmSharedDissipatorAddsNoise) {
  const Network network(NetworkParts{
      {mode("c", 1), mode("b", 0.5)}, {{0, 1, 0.4, 0.7}}, {{0.3, {{0, 1.0}, {1, -0.5}}, 2}}});
  const std::vector<Port> ports = all_ports(network);
  const Transmission found = transmission(network, ports[0], ports[1], std::vector{0.2});
  const Scattering matrix = scattering(network, ports, 0.2);
  const double truth = 2 * norm(matrix.s[5].value).value() / norm(matrix.s[3].value).value();
  ASSERT_TRUE(found.points[0].added_noise);
  EXPECT_NEAR(found.points[0].added_noise->value() / truth, 1, 1e-12);
}

// Gain or squeezers, vacua alone.
Network fed(std::uint64_t seed) {
  Dice dice(seed);
  NetworkParts parts = noisy_network(dice, 2 + seed % 3).parts();
  for (Mode& each : parts.modes) each.thermal = each.squeezing.r = 0;
  for (Dissipator& bath : parts.dissipators) bath.thermal = 0;
  if (seed % 2 == 0) parts.squeezers.clear();
  if (seed % 2 == 1) {
    for (Mode& each : parts.modes) each.gain = 0;
  }
  return Network(parts);
}

// [out, out^+] = 1: what comes out of vacua is what S has too much.
TEST(Transmission, GainAndSqueezersAddWhatCommutatorsAsk) {
  int fed_ones = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const Network network = fed(seed);
    fed_ones += is_active(network) ? 1 : 0;
    const std::vector<Port> ports = all_ports(network);
    const std::size_t to = ports.size() - 1;
    const double w = 0.3;
    const Transmission found = transmission(network, ports[0], ports[to], std::vector{w});
    const Scattering matrix = scattering(network, ports, w);
    ASSERT_EQ(found.status, Status::ok) << found.message;
    EXPECT_EQ(matrix.complete, !is_active(network));
    ScaledReal sum;
    for (std::size_t k = 0; k < ports.size(); ++k) {
      sum += norm(matrix.s[to * ports.size() + k].value);
    }
    const double passed = norm(found.points[0].forward.value).value();
    ASSERT_TRUE(found.points[0].added_noise);
    EXPECT_NEAR(found.points[0].added_noise->value() * passed, sum.value() - 1, 1e-12 * sum.value())
        << seed;
  }
  EXPECT_GT(fed_ones, 15);
}

// The spectrum of what comes out holds all that a mode loses: kappa <o^+ o>.
TEST(Transmission, AddedNoiseIsWhatFedModesLose) {
  NetworkParts parts;
  parts.modes = {mode("c", 1, 0.3), mode("b", 0.8), mode("s", 0.6, 0.1)};
  parts.modes[0].gain = 0.2;
  parts.modes[0].squeezing = {0.4, 2};
  parts.modes[1].detuning = 0.1;
  parts.modes[2].squeezing = {0.7, -0.5};
  parts.couplings = {{0, 1, 0.4, 0.7}, {1, 2, 0.3, 0.2}};
  parts.squeezers = {{0, 1, 0.1, 0.2}, {1, 1, 0.1, -1}};
  const Network network(parts);
  std::vector<double> w;
  const double step = 0.02, end = 60;
  for (double at = -end; at <= end; at += step) w.push_back(at);
  TransmissionOptions options;
  options.bands = false;
  const std::vector<Port> ports = all_ports(network);
  const Transmission found = transmission(network, ports[0], ports[1], w, options);
  ASSERT_EQ(found.status, Status::ok) << found.message;
  double sum = 0;
  for (std::size_t k = 0; k < w.size(); ++k) {
    const TransmissionPoint& point = found.points[k];
    // And what comes in by the port asked from.
    sum +=
        (point.added_noise->value() + ports[0].quanta.value()) * norm(point.forward.value).value();
  }
  const Steady state = steady(network);
  const double held = state.thermal[1].value() + state.squeezed[1].value();
  EXPECT_NEAR(sum * step / (2 * std::numbers::pi), 0.8 * held, 1e-6 * held);
}

// n cosh 2r beyond the doubles.
TEST(Transmission, NoiseOfAnySize) {
  NetworkParts parts;
  parts.modes = {mode("c", 1), mode("b", 1), mode("s", 1, 1e6)};
  parts.modes[2].squeezing = {350, 0};
  parts.couplings = {{0, 1, 0.3, 0}, {2, 1, 0.3, 0}};
  const Transmission found = between(Network(parts), 0, 1, {0});
  ASSERT_EQ(found.status, Status::ok) << found.message;
  ASSERT_TRUE(found.points[0].added_noise);
  // As much comes from s as from c.
  EXPECT_NEAR(log10(*found.points[0].added_noise),
              6 + std::log10(std::cosh(350.0)) + 350 / std::numbers::ln10, 1e-5);
}

TEST(Transmission, OfWhatIsFedTooMuchThereIsNone) {
  NetworkParts parts;
  parts.modes = {mode("c", 1), mode("b", 1)};
  parts.squeezers = {{0, 1, 0.7, 0}};
  EXPECT_EQ(between(Network(parts), 0, 1, {0}).status, Status::unstable);
  parts.squeezers[0].strength = 0.5;
  EXPECT_EQ(between(Network(parts), 0, 1, {0}).status, Status::marginal);
}

TEST(Transmission, VacuumBathsAddNone) {
  const Transmission found = between(dimer(1, 0.5), 0, 1, {0});
  ASSERT_TRUE(found.points[0].added_noise);
  EXPECT_TRUE(found.points[0].added_noise->is_zero());
}

TEST(Transmission, TheOrderOfFrequenciesAndThreadsDoNotMatter) {
  const Network network = triangle(0.1, 1, 0.05);
  std::vector<double> w = spread(1, 20);
  const Transmission up = between(network, 0, 1, w);
  std::ranges::reverse(w);
  const Transmission down = between(network, 0, 1, w, 3);
  EXPECT_EQ(up.points.front().forward.value.value(), down.points.back().forward.value.value());
  EXPECT_EQ(up.bands->isolation_20db.width, down.bands->isolation_20db.width);
}

TEST(Transmission, EveryResonanceIsWithinTheWidestFrequency) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Network network = RandomNetwork{seed, 4}.network();
    const double widest = widest_frequency(network);
    for (const Mode& each : network.modes()) EXPECT_GT(widest, std::abs(each.detuning));
  }
  EXPECT_EQ(widest_frequency(Network()), 0);
  EXPECT_DOUBLE_EQ(widest_frequency(dimer(1, 0.5)), 1.5);
}

TEST(Transmission, RefusesOnePortTwiceAndWhatIsNoFrequency) {
  const Network network = dimer(1, 1);
  EXPECT_THROW(between(network, 0, 0, {0}), Error);
  EXPECT_THROW(between(network, 0, 1, {std::numeric_limits<double>::quiet_NaN()}), Error);
  EXPECT_THROW(mode_port(Network(NetworkParts{{mode("c", 0)}, {}, {}}), 0), Error);
}

TEST(Transmission, WhatDoesNotSettleHasNone) {
  const Network network(
      NetworkParts{{mode("c", 1), mode("b", 1), mode("d", 0)}, {{0, 1, 1, 0}}, {}});
  const Transmission found = between(network, 0, 1, {0, 1});
  EXPECT_NE(found.status, Status::ok);
  EXPECT_TRUE(found.points.empty());
}

}  // namespace
}  // namespace qbnet
