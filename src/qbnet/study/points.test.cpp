#include "qbnet/study/points.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "qbnet/network/families.hpp"
#include "qbnet/resolvent/lanes.hpp"
#include "qbnet/study/plain_point.hpp"
#include "tests/random_network.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

struct Outcome {
  std::vector<double> values;
  std::vector<std::uint8_t> status;
};

Outcome all(const Points& points, std::size_t piece = ~std::size_t{0}) {
  Outcome outcome;
  outcome.values.resize(points.count() * points.column_count());
  outcome.status.resize(points.count());
  piece = std::min(piece, points.count());
  for (std::size_t first = 0; first < points.count(); first += piece) {
    points.compute(first, std::min(piece, points.count() - first), outcome.values.data(),
                   outcome.status.data());
  }
  return outcome;
}

std::vector<double> line(double start, double stop, std::size_t count) {
  std::vector<double> values;
  for (std::size_t k = 0; k < count; ++k) {
    const double part = count > 1 ? static_cast<double>(k) / static_cast<double>(count - 1) : 0;
    values.push_back(start + (stop - start) * part);
  }
  return values;
}

// Every number of the network that may vary follows one of two inputs.
ParametricNetwork parametric(const Network& network, std::mt19937_64& random) {
  using Op = Formulas::Op;
  ParametricNetwork result{network, {}, {"x", "y"}, {}};
  const Quantity x = result.formulas.input(1), y = result.formulas.input(1);
  const auto vary = [&](Slot slot, std::size_t index, double value, bool positive) {
    if (random() % 3 == 0) return;
    const Quantity& by = random() % 2 == 0 ? x : y;
    Quantity q = result.formulas.apply(Op::multiply, {value}, by);
    if (!positive) q = result.formulas.apply(Op::add, q, {0.25});
    result.bindings.push_back({slot, index, 0, q.node});
  };
  for (std::size_t j = 0; j < network.size(); ++j) {
    vary(Slot::loss, j, network.mode(j).loss, true);
    vary(Slot::detuning, j, network.mode(j).detuning, false);
  }
  for (std::size_t k = 0; k < network.couplings().size(); ++k) {
    vary(Slot::strength, k, network.couplings()[k].strength, true);
    vary(Slot::phase, k, network.couplings()[k].phase, false);
  }
  return result;
}

// Componentwise agreement with the plain way: a part of an amplitude to the size of the whole, a
// logarithm to its absolute error.
void expect_same(const Points& fast, const Outcome& outcome, const std::vector<Measure>& measures,
                 double accuracy = 1e-13) {
  std::vector<Measure::Kind> kind;
  std::vector<char> log10;
  for (const Measure& measure : measures) {
    kind.insert(kind.end(), columns(measure).size(), measure.kind);
    log10.insert(log10.end(), columns(measure).size(), measure.log10 ? 1 : 0);
  }
  std::vector<double> truth(fast.column_count());
  for (std::size_t i = 0; i < fast.count(); ++i) {
    Status status = Status::failed;
    try {
      status = plain_point(fast.network_at(i), measures, truth);
    } catch (const Error& error) {
      ASSERT_EQ(error.refusal(), Refusal::input);
    }
    ASSERT_EQ(static_cast<Status>(outcome.status[i]), status) << "point " << i;
    if (status != Status::ok) continue;
    for (std::size_t c = 0; c < truth.size(); ++c) {
      const double value = outcome.values[c * fast.count() + i];
      double size = std::abs(truth[c]);
      if (log10[c] != 0) size = 1;
      if (kind[c] == Measure::Kind::amplitude) {
        const bool first = c == 0 || kind[c - 1] != kind[c];
        size = std::hypot(truth[c], truth[first ? c + 1 : c - 1]);
      }
      ASSERT_NEAR(value, truth[c], accuracy * size) << "point " << i << ", column " << c;
    }
  }
}

FamilyRates rates(std::size_t batteries) { return uniform_rates(batteries, 0.01, 0.1, 1); }

std::vector<Axis> square(std::size_t rows, std::size_t columns) {
  return {{"x", line(0.5, 1.5, rows)}, {"y", line(0.7, 1.3, columns)}};
}

std::vector<std::string> targets_at_hand() { return lane_targets(); }

class PointsOnTarget : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { ASSERT_TRUE(force_lane_target(GetParam())); }
  void TearDown() override { force_lane_target(""); }
};

TEST_P(PointsOnTarget, RandomNetworksAgreeWithThePlainWay) {
  std::mt19937_64 random(1);
  std::size_t compiled = 0;
  for (std::uint64_t seed = 0; seed < 24; ++seed) {
    const std::size_t modes = 2 + seed % 9;
    const Network network = RandomNetwork{seed, modes}.network();
    const ParametricNetwork parts = parametric(network, random);
    const std::vector<Measure> measures = parse_measures(
        {"energy(m1)", fmt::format("log10_energy(m{})", modes - 1), "energy(c)", "amplitude(c)"},
        network);
    for (const bool hoist : {false, true}) {
      const Points points(parts, square(2, 130), measures, {.hoist = hoist});
      compiled += points.method() == "plain" ? 0 : 1;
      EXPECT_EQ(points.method().find("hoisted") != std::string::npos, hoist);
      ASSERT_NO_FATAL_FAILURE(expect_same(points, all(points), measures)) << seed;
    }
  }
  EXPECT_EQ(compiled, 48U) << "the compiled way must be what is tested";
}

TEST_P(PointsOnTarget, EveryRemainderOfATile) {
  ParametricNetwork network{cascade(rates(2)), {}, {"x", "y"}, {}};
  const Quantity x = network.formulas.input(), y = network.formulas.input();
  network.bindings = {{Slot::phase, 0, 0, x.node}, {Slot::phase, 3, 0, y.node}};
  const std::vector<Measure> measures = parse_measures({"energy(b2)"}, network.base);
  for (const std::size_t count : {1U, 2U, 3U, 5U, 7U, 8U, 9U, 63U, 64U, 127U, 128U, 129U, 1023U}) {
    const Points points(network, {{"x", {-1.2}}, {"y", line(-3, 3, count)}}, measures);
    ASSERT_NO_FATAL_FAILURE(expect_same(points, all(points), measures)) << count;
  }
}

TEST_P(PointsOnTarget, SamplesAgreeWithThePlainWay) {
  const Network network = cascade(rates(5));
  Disorder disorder = no_disorder(network);
  for (const Distribution distribution : {Distribution::normal, Distribution::uniform}) {
    disorder.distribution = distribution;
    for (VariedNumber& number : disorder.numbers) number.spread = 0.03;
    const std::vector<Measure> measures = parse_measures({"energy(b5)", "input_power"}, network);
    const Points points(network, disorder, 42, 300, measures);
    ASSERT_NE(points.method(), "plain");
    ASSERT_NO_FATAL_FAILURE(expect_same(points, all(points), measures));
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, PointsOnTarget, testing::ValuesIn(targets_at_hand()),
                         [](const auto& target) { return target.param; });

// The dark lines of the map, where the forward path of a link vanishes, and their crossing.
TEST(Points, DarkLinesKeepEveryDigit) {
  ParametricNetwork network{cascade(rates(2)), {}, {"x", "y"}, {}};
  const Quantity x = network.formulas.input(), y = network.formulas.input();
  network.bindings = {{Slot::phase, 0, 0, x.node}, {Slot::phase, 3, 0, y.node}};
  const std::vector<Measure> measures =
      parse_measures({"energy(b2)", "gain(b2, reciprocal-direct)"}, network.base);
  std::vector<double> values = line(-std::numbers::pi, std::numbers::pi, 161);
  for (const double near : {1e-2, 1e-4, 1e-8, 1e-12}) {
    values.push_back(std::numbers::pi / 2 + near);
    values.push_back(std::numbers::pi / 2 - near);
  }
  for (const bool hoist : {false, true}) {
    const Points points(network, {{"x", {-1.0, 1.5707, std::numbers::pi / 2}}, {"y", values}},
                        measures, {.hoist = hoist});
    ASSERT_NO_FATAL_FAILURE(expect_same(points, all(points), measures));
  }
}

// Far from resonance the power is a small real part.
TEST(Points, PowersOfDrivesThatPushBackAndForth) {
  NetworkParts parts;
  parts.modes = {{"c", Role::charger, 1, 0, 0, std::polar(1.0, 0.7)}};
  ParametricNetwork network{Network(parts), {}, {"x"}, {}};
  network.bindings = {{Slot::detuning, 0, 0, network.formulas.input().node}};
  std::vector<double> detunings;
  for (double x = 1e-3; x < 1e18; x *= 1.7) detunings.push_back(x);
  const std::vector<Measure> measures = parse_measures({"input_power"}, network.base);
  const Points points(network, {{"x", detunings}}, measures);
  ASSERT_NE(points.method(), "plain");
  const Outcome found = all(points);
  ASSERT_NO_FATAL_FAILURE(expect_same(points, found, measures, 2e-12));
  for (std::size_t k = 0; k < detunings.size(); ++k) {
    const double power = 1 / (detunings[k] * detunings[k] + 0.25);
    EXPECT_NEAR(found.values[k] / power, 1, 2e-12) << detunings[k];
  }
}

// Rows whose values are used by size alone.
TEST(Points, AxesOfDifferentKinds) {
  ParametricNetwork network{cascade(rates(3)), {}, {"x", "y"}, {}};
  const Quantity x = network.formulas.input(1), y = network.formulas.input(1);
  const std::vector<Measure> measures =
      parse_measures({"energy(b3)", "input_power", "amplitude(b1)"}, network.base);
  const std::vector<Slot> slots = {Slot::strength, Slot::phase, Slot::loss, Slot::detuning,
                                   Slot::drive_re};
  for (const Slot first : slots) {
    for (const Slot second : slots) {
      for (const std::size_t place : {0U, 3U}) {
        network.bindings = {{first, place == 0 ? 0U : 3U, 0, x.node}};
        if (first != second || place != 0) network.bindings.push_back({second, 0, 0, y.node});
        if (first == Slot::drive_re) network.bindings[0].index = 0;
        if (network.bindings.size() > 1 && first == second && network.bindings[0].index == 0)
          continue;
        const Points points(network, {{"x", line(0.2, 1, 9)}, {"y", line(0.5, 0.6, 140)}},
                            measures);
        ASSERT_NO_FATAL_FAILURE(expect_same(points, all(points), measures))
            << static_cast<int>(first) << ' ' << static_cast<int>(second);
      }
    }
  }
}

TEST(Points, WhatAPointGivesDependsOnItsNumberAlone) {
  ParametricNetwork network{cascade(rates(2)), {}, {"x", "y"}, {}};
  const Quantity x = network.formulas.input(), y = network.formulas.input();
  network.bindings = {{Slot::phase, 0, 0, x.node}, {Slot::phase, 3, 0, y.node}};
  const std::vector<Measure> measures = parse_measures({"energy(b2)"}, network.base);
  for (const bool hoist : {false, true}) {
    const Points points(network, {{"x", line(-2, 2, 7)}, {"y", line(1, 2, 300)}}, measures,
                        {.hoist = hoist});
    const Outcome whole = all(points);
    for (const std::size_t piece : {1U, 7U, 128U, 333U}) {
      EXPECT_EQ(all(points, piece).values, whole.values) << piece;
    }
  }
}

TEST(Points, PointsThatThePhysicsRefusesAreOnTheirOwn) {
  ParametricNetwork network{cascade(rates(2)), {}, {"x"}, {}};
  const Quantity x = network.formulas.input(1);
  network.bindings = {{Slot::loss, 2, 0, x.node}, {Slot::strength, 0, 0, x.node}};
  const std::vector<Measure> measures = parse_measures({"energy(b2)"}, network.base);
  const Points points(network, {{"x", {-1, 0.5, 0, 1, 2}}}, measures);
  const Outcome outcome = all(points);
  EXPECT_EQ(static_cast<Status>(outcome.status[0]), Status::failed);
  EXPECT_TRUE(std::isnan(outcome.values[0]));
  for (const std::size_t k : {1U, 2U, 3U, 4U}) EXPECT_EQ(outcome.status[k], 0) << k;
  ASSERT_NO_FATAL_FAILURE(expect_same(points, outcome, measures));
}

// Down to where the energies leave the doubles, and each point says so.
TEST(Points, EveryRange) {
  ParametricNetwork network{cascade(rates(40)), {}, {"x"}, {}};
  const Quantity x = network.formulas.input(1);
  network.bindings = {{Slot::drive_re, 0, 0, x.node}};
  for (const char* measure :
       {"energy(b40)", "log10_energy(b40)", "gain(b40, reciprocal-direct)", "amplitude(b40)",
        "log10_gain(b40, reciprocal-direct)", "input_power"}) {
    const std::vector<Measure> measures = parse_measures({measure}, network.base);
    const Points points(network, {{"x", {1, 1e-65, 1e-100, 1e-133, 1e-160, 1e65, 1e150, 1e180}}},
                        measures);
    SCOPED_TRACE(measure);
    ASSERT_NO_FATAL_FAILURE(expect_same(points, all(points), measures, 1e-9));
  }
}

TEST(Points, MeasuresInTime) {
  ParametricNetwork network{cascade(rates(2)), {}, {"x"}, {}};
  const Quantity x = network.formulas.input(1);
  network.bindings = {{Slot::strength, 0, 0, x.node}};
  const std::vector<Measure> measures =
      parse_measures({"max_power(b2)", "energy(b2)", "max_power_time(b2)", "energy_at(b2, 30)",
                      "log10_max_power(b2)", "log10_energy_at(b2, 30)"},
                     network.base);
  const Points points(network, {{"x", {0.01, 0.02}}}, measures);
  ASSERT_NO_FATAL_FAILURE(expect_same(points, all(points), measures, 1e-9));
}

}  // namespace
}  // namespace qbnet
