#include "qbnet/study/plain_point.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "qbnet/network/families.hpp"
#include "qbnet/theory/closed_forms.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

struct Measured {
  Status status = Status::failed;
  double value = 0;
};

Measured measured(const Network& network, const std::string& measure) {
  const std::vector<Measure> measures = parse_measures({measure}, network);
  std::vector<double> out(columns(measures).size());
  const Status status = plain_point(network, measures, out);
  return {status, out.back()};
}

// v = -2i xi/kappa, E = 4 |xi/kappa|^2, input power 4 |xi|^2/kappa; P(t) as kappa alone says.
Network one_mode(double drive) {
  NetworkParts parts;
  parts.modes = {{.name = "c", .role = Role::charger, .loss = 2, .drive = drive}};
  return Network(parts);
}

void expect_no_double_holds(const Network& network, const std::string& measure) {
  const Measured found = measured(network, measure);
  EXPECT_EQ(found.status, Status::inaccurate) << measure;
  EXPECT_TRUE(std::isnan(found.value)) << measure;
  const std::vector<Measure> measures = parse_measures({measure}, network);
  std::vector<double> out(columns(measures).size());
  std::string reason;
  plain_point(network, measures, out, &reason);
  EXPECT_TRUE(reason.starts_with(measures[0].name + " is of size 10^")) << reason;
}

void expect_logarithm(const Network& network, const std::string& measure, double truth) {
  const Measured found = measured(network, measure);
  EXPECT_EQ(found.status, Status::ok) << measure;
  EXPECT_NEAR(found.value, truth, 1e-12 * std::abs(truth)) << measure;
}

TEST(PlainPoint, OneModeInTime) {
  const Network network = one_mode(3);
  const double v = 3 * (1 - std::exp(-0.5)), supplied = 18 * (0.5 - (1 - std::exp(-0.5)));
  EXPECT_NEAR(measured(network, "energy_at(c, 0.5)").value, v * v, 1e-12);
  EXPECT_NEAR(measured(network, "ergotropy_at(c, 0.5)").value, v * v, 1e-12);
  EXPECT_NEAR(measured(network, "efficiency_at(c, 0.5)").value, v * v / supplied, 1e-11);
  EXPECT_EQ(measured(network, "thermal_energy_at(c, 0.5)").value, 0);
  EXPECT_EQ(measured(network, "efficiency_at(c, 0)").status, Status::failed);
}

TEST(PlainPoint, HalfLifeAndResponse) {
  EXPECT_NEAR(measured(one_mode(3), "half_life(c)").value, std::log(2.0) / 2, 1e-11);
  // kappa^2 g^2/(kappa^2/4 + g^2)^2 at resonance, the same both ways.
  NetworkParts parts;
  parts.modes = {{.name = "c", .loss = 0.2}, {.name = "b", .loss = 0.2}};
  parts.couplings = {{0, 1, 0.3, 0.5}};
  const Network pair(parts);
  EXPECT_NEAR(measured(pair, "transmission(c, b, 0)").value, 0.0036 / 0.01, 1e-12);
  EXPECT_NEAR(measured(pair, "isolation(c, b, 0.1)").value, 0, 1e-10);
  EXPECT_EQ(measured(pair, "half_life(b)").status, Status::failed);  // it holds nothing
  const Network apart(NetworkParts{parts.modes, {}, {}});
  EXPECT_EQ(measured(apart, "transmission(c, b, 0)").value, 0);
  EXPECT_EQ(measured(apart, "isolation(c, b, 0)").status, Status::failed);
}

// A 0 or a number without its digits must not pass for an answer, nor an infinity.
TEST(PlainPoint, WhatNoDoubleHoldsIsNoAnswer) {
  for (const double drive : {1e-160, 1e-200, 1e200}) {
    const Network network = one_mode(drive);
    const double twice = 2 * std::log10(drive);
    for (const char* measure : {"energy(c)", "input_power", "max_power(c)", "energy_at(c, 1)"}) {
      expect_no_double_holds(network, measure);
    }
    expect_logarithm(network, "log10_energy(c)", twice);
    // E(t) = E (1 - e^-t)^2, and P = E(t)/t is largest at u = 1.2564..: its logarithm moves along.
    const double moves = measured(one_mode(1), "log10_max_power(c)").value;
    expect_logarithm(network, "log10_max_power(c)", twice + moves);
    expect_logarithm(network, "log10_energy_at(c, 1)", twice + 2 * std::log10(1 - std::exp(-1.0)));
    EXPECT_EQ(measured(network, "amplitude(c)").status, Status::ok);
    EXPECT_EQ(measured(network, "max_power_time(c)").status, Status::ok);
  }
  for (const char* measure : {"energy(c)", "input_power", "max_power(c)", "energy_at(c, 1)"}) {
    EXPECT_EQ(measured(one_mode(1), measure).status, Status::ok) << measure;
  }
}

TEST(PlainPoint, AmplitudesBeyondDoubles) {
  const Network network = cascade(uniform_rates(600, 1e-4, 0.1, 1));
  expect_no_double_holds(network, "amplitude(b600)");
  EXPECT_EQ(measured(network, "amplitude(b1)").status, Status::ok);
}

TEST(PlainPoint, GainsBeyondDoublesKeepTheirLogarithm) {
  const FamilyRates rates = uniform_rates(600, 1e-4, 0.1, 1);
  const ScaledReal gain =
      theory::cascade_nr_energy(600, 1e-4, 0.1) / theory::cascade_r1_energy(600, 1e-4, 0.1);
  expect_no_double_holds(cascade(rates), "gain(b600, reciprocal-direct)");
  expect_logarithm(cascade(rates), "log10_gain(b600, reciprocal-direct)", log10(gain));
}

// A zero that is one is an answer; its logarithm is none.
TEST(PlainPoint, ExactZeros) {
  NetworkParts parts;
  parts.modes = {{.name = "c", .role = Role::charger, .loss = 2, .drive = 1},
                 {.name = "b", .loss = 1}};
  const Network network{parts};
  for (const char* measure : {"energy(b)", "max_power(b)", "energy_at(b, 1)"}) {
    const Measured found = measured(network, measure);
    EXPECT_EQ(found.status, Status::ok) << measure;
    EXPECT_EQ(found.value, 0) << measure;
  }
  EXPECT_EQ(measured(network, "log10_energy(b)").status, Status::failed);
}

}  // namespace
}  // namespace qbnet
