#include "qbnet/solve/certified_steady.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "qbnet/network/families.hpp"
#include "qbnet/theory/closed_forms.hpp"
#include "tests/plain_twin.hpp"
#include "tests/random_network.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

using testing::HasSubstr;

using Exact = plain::Real<150>;

Exact exact(double mantissa, std::int64_t exponent) {
  return ldexp(Exact(mantissa), static_cast<int>(exponent));
}

// Every ball holds the answer of 150 digits, without any slack, and no radius is larger than
// rounding to doubles makes it. For networks that the plain twin solves to 100 digits.
void expect_encloses(const Network& network) {
  const CertifiedSteady found = certified_steady(network);
  ASSERT_EQ(found.steady.status, Status::ok) << found.steady.message;
  const auto truth = plain::steady<150>(network);
  for (std::size_t j = 0; j < network.size(); ++j) {
    const ScaledComplex v = found.steady.amplitude[j];
    const Exact re = exact(v.mantissa().real(), v.exponent());
    const Exact im = exact(v.mantissa().imag(), v.exponent());
    const Exact apart =
        sqrt((re - truth[j].re) * (re - truth[j].re) + (im - truth[j].im) * (im - truth[j].im));
    const ScaledReal radius = found.amplitude_radius[j];
    EXPECT_LE(apart, exact(radius.mantissa(), radius.exponent())) << j;
    EXPECT_LE(exact(radius.mantissa(), radius.exponent()), sqrt(norm(truth[j])) * 0x1p-52) << j;
    EXPECT_LE(apart, found.steady.error[j] * sqrt(re * re + im * im)) << j;

    const ScaledReal stored = norm(v);
    const ScaledReal energy_radius = found.energy_radius[j];
    EXPECT_LE(abs(exact(stored.mantissa(), stored.exponent()) - norm(truth[j])),
              exact(energy_radius.mantissa(), energy_radius.exponent()))
        << j;
    EXPECT_LE(exact(energy_radius.mantissa(), energy_radius.exponent()), norm(truth[j]) * 0x1p-49);
    if (stored.is_zero()) continue;
    const Exact logarithm = log10(norm(truth[j]));
    EXPECT_LE(abs(logarithm - log10(stored)), found.log10_energy_radius[j]) << j;
    EXPECT_LT(found.log10_energy_radius[j], 2e-15 * std::max(1.0, std::abs(log10(stored))));
  }
}

// v = -2i xi/kappa.
Network one_mode(double loss, double drive) {
  NetworkParts parts;
  parts.modes = {{.name = "c", .role = Role::charger, .loss = loss, .drive = drive}};
  return Network(parts);
}

TEST(CertifiedSteady, WhatDoublesHoldHasNoRadius) {
  const CertifiedSteady found = certified_steady(one_mode(2, 1));
  ASSERT_EQ(found.steady.status, Status::ok);
  EXPECT_EQ(found.steady.amplitude[0].value(), std::complex<double>(0, -1));
  EXPECT_LT(found.amplitude_radius[0].value(), 1e-35);
  EXPECT_LT(found.log10_energy_radius[0], 1e-35);
  EXPECT_EQ(found.precision, 128);
}

// 2/3 is no double: the nearest is 2^-53/3 * 2/2 away, which the radius must say and not less.
TEST(CertifiedSteady, TheRadiusHoldsTheRounding) {
  const CertifiedSteady found = certified_steady(one_mode(3, 1));
  ASSERT_EQ(found.steady.status, Status::ok);
  const double off = 1.0 / 3 * 0x1p-53;  // |fl(2/3) - 2/3|, exactly 2^-54 * 2/3
  EXPECT_GE(found.amplitude_radius[0].value(), off * (1 - 1e-12));
  EXPECT_LE(found.amplitude_radius[0].value(), off * (1 + 1e-6));
}

TEST(CertifiedSteady, EnclosesTheClosedFormOfCascades) {
  for (const std::size_t count : {1U, 2U, 3U, 8U, 50U, 300U}) {
    const Network network = cascade(uniform_rates(count, 5e-5, 5e-4, 1));
    const CertifiedSteady found = certified_steady(network);
    ASSERT_EQ(found.steady.status, Status::ok);
    const ScaledReal truth = theory::cascade_nr_energy(count, 5e-5, 5e-4);
    const ScaledReal stored = norm(found.steady.amplitude[count]);
    // The file's phase is the double nearest to -pi/2, and g1 a rounded square root; the formula
    // rounds as it multiplies.
    const double apart = (abs(stored - truth) / truth).value();
    EXPECT_LT(apart, 1e-13 + 4e-16 * static_cast<double>(count)) << count;
    if (count <= 8) expect_encloses(network);
  }
}

TEST(CertifiedSteady, EnclosesTheTwinOnRandomNetworks) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const RandomNetwork random{seed, 2 + seed % 11};
    SCOPED_TRACE(testing::PrintToString(random));
    expect_encloses(random.network());
  }
}

TEST(CertifiedSteady, LosslessModes) {
  NetworkParts parts;
  parts.modes = {{.name = "c", .role = Role::charger, .loss = 1, .drive = 1},
                 {.name = "x", .detuning = 0.3},
                 {.name = "y", .detuning = 0.1},
                 {.name = "z", .detuning = -0.2}};
  parts.couplings = {{0, 1, 0.3, 0}, {1, 2, 0.7, 1}, {2, 3, 0.2, -1}};
  expect_encloses(Network(parts));
}

// No ball can tell an exact zero from a small number: it is told how small.
TEST(CertifiedSteady, ADarkPortIsProvenSmall) {
  NetworkParts parts;
  parts.modes = {{.name = "c", .role = Role::charger, .loss = 1, .drive = 1},
                 {.name = "up", .loss = 1},
                 {.name = "down", .loss = 1},
                 {.name = "port", .loss = 1}};
  parts.couplings = {{0, 1, 0.3, 0}, {0, 2, 0.3, 0}, {1, 3, 0.3, 0.1}, {2, 3, -0.3, 0.1}};
  const CertifiedSteady found = certified_steady(Network(parts));
  ASSERT_EQ(found.steady.status, Status::ok) << found.steady.message;
  EXPECT_TRUE(found.steady.amplitude[3].is_zero());
  EXPECT_FALSE(found.amplitude_radius[3].is_zero());
  EXPECT_LT(log10(found.amplitude_radius[3]), -1000);
  EXPECT_EQ(found.log10_energy_radius[3], std::numeric_limits<double>::infinity());
}

TEST(CertifiedSteady, AModeOutOfReachIsExactlyZero) {
  NetworkParts parts;
  parts.modes = {{.name = "c", .role = Role::charger, .loss = 1, .drive = 1},
                 {.name = "b", .loss = 1}};
  const CertifiedSteady found = certified_steady(Network(parts));
  EXPECT_TRUE(found.steady.amplitude[1].is_zero());
  EXPECT_TRUE(found.amplitude_radius[1].is_zero());
  EXPECT_TRUE(found.energy_radius[1].is_zero());
}

TEST(CertifiedSteady, NetworksThatDoNotSettleHaveNoProof) {
  NetworkParts parts;
  parts.modes = {{.name = "c", .role = Role::charger, .loss = 2, .drive = 1}, {.name = "b"}};
  const CertifiedSteady found = certified_steady(Network(parts));
  EXPECT_EQ(found.steady.status, Status::singular);
  EXPECT_TRUE(found.amplitude_radius.empty());
}

TEST(CertifiedSteady, WhatTakesTooLongIsRefusedBeforeItStarts) {
  CertifyOptions options;
  options.most_seconds = 1e-4;
  try {
    certified_steady(cascade(uniform_rates(1000, 0.01, 0.1, 1)), options);
    ADD_FAILURE() << "not refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.refusal(), Refusal::too_large);
    EXPECT_THAT(error.what(), HasSubstr("certifying 2001 modes at 128 bits must take at most"));
    EXPECT_THAT(error.what(), HasSubstr("would take about"));
  }
}

TEST(CertifiedSteady, WithoutEnoughBitsThereIsNoProof) {
  CertifyOptions options;
  options.accuracy = 1e-60;
  options.max_precision = 128;
  const CertifiedSteady found = certified_steady(one_mode(3, 1), options);
  EXPECT_EQ(found.steady.status, Status::inaccurate);
  EXPECT_TRUE(found.amplitude_radius.empty());
  EXPECT_THAT(found.steady.message, HasSubstr("no proof to a relative radius of 1.0e-60"));
}

}  // namespace
}  // namespace qbnet
