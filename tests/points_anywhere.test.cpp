#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "qbnet/files/read_network.hpp"
#include "qbnet/study/plain_point.hpp"
#include "qbnet/study/points.hpp"

namespace qbnet {
namespace {

constexpr const char* text = R"(
qbnet = 1
[parameters]
gamma = 0.1
g = 0.01
[cascade]
batteries = 3
charging = "nonreciprocal"
coupling = "g"
charger_loss = "gamma"
battery_loss = "gamma"
mediator_loss = "10*gamma"
drive = 1
)";
const std::vector<std::string> inputs = {"g", "gamma"};

struct Anywhere {
  explicit Anywhere(const std::vector<std::string>& names) {
    NetworkFile file = read_network_text(text, "network", {}, inputs);
    measures = parse_measures(names, file.network);
    network = {std::move(file.network), std::move(file.formulas), inputs, std::move(file.bindings)};
    PointsOptions options;
    options.anywhere = true;
    points = std::make_unique<Points>(network, std::vector<Axis>{{"g", {0}}, {"gamma", {0}}},
                                      measures, options);
  }
  ParametricNetwork network;
  std::vector<Measure> measures;
  std::unique_ptr<Points> points;
};

// Each point beside the plain way; whole tiles, parts of them, and single points.
TEST(PointsAnywhere, AgreeWithThePlainWay) {
  const Anywhere there({"energy(b3)", "amplitude(b1)", "input_power", "log10_energy(b2)",
                        "gain(b3, reciprocal-direct)", "log10_gain(b3, reciprocal-mediated)"});
  EXPECT_NE(there.points->method().find("compiled"), std::string::npos);
  const std::size_t columns = there.points->column_count();
  for (const std::size_t some :
       {std::size_t{1}, std::size_t{7}, std::size_t{256}, std::size_t{700}}) {
    std::vector<double> g(some), gamma(some), values(columns * some), expected(columns);
    std::vector<std::uint8_t> status(some);
    for (std::size_t i = 0; i < some; ++i) {
      const double at = static_cast<double>(i) / 700;
      g[i] = 0.003 * std::exp(4 * at);
      gamma[i] = 0.05 + std::fmod(at * 37, 1);
    }
    const std::vector<const double*> from = {g.data(), gamma.data()};
    there.points->compute_at(some, from, values.data(), status.data());
    for (std::size_t i = 0; i < some; ++i) {
      const Network alone = there.network.at(std::vector<double>{g[i], gamma[i]});
      ASSERT_EQ(static_cast<Status>(status[i]), plain_point(alone, there.measures, expected));
      for (std::size_t c = 0; c < columns; ++c) {
        // The real part of an amplitude that is imaginary is rounding of the whole.
        const double whole = std::abs(expected[c]) + (c == 1 ? std::abs(expected[2]) : 0);
        EXPECT_NEAR(values[c * some + i], expected[c], 1e-12 * whole) << c << " " << i;
      }
    }
  }
}

TEST(PointsAnywhere, UnlawfulAndDarkPointsAreTold) {
  const Anywhere there({"energy(b3)"});
  const std::vector<double> g = {0.01, 0.01, 0, -0.01, NAN}, gamma = {0.1, -0.1, 0.1, 0.1, 0.1};
  const std::vector<const double*> from = {g.data(), gamma.data()};
  std::vector<double> values(5);
  std::vector<std::uint8_t> status(5);
  there.points->compute_at(5, from, values.data(), status.data());
  EXPECT_EQ(static_cast<Status>(status[0]), Status::ok);
  EXPECT_EQ(static_cast<Status>(status[1]), Status::failed);
  EXPECT_EQ(static_cast<Status>(status[2]), Status::ok);
  EXPECT_EQ(values[2], 0);
  EXPECT_EQ(static_cast<Status>(status[3]), Status::failed);
  EXPECT_EQ(static_cast<Status>(status[4]), Status::failed);
  // Behind a coupling of 0 there is nothing that bounds could tell from rounding.
  there.points->compute_at(5, from, values.data(), status.data(), false);
  EXPECT_EQ(static_cast<Status>(status[0]), Status::ok);
  EXPECT_EQ(static_cast<Status>(status[2]), Status::failed);
  EXPECT_TRUE(std::isnan(values[1]) && std::isnan(values[3]) && std::isnan(values[4]));
}

TEST(PointsAnywhere, WhatIsMeasuredInTimeIsPlain) {
  const Anywhere there({"max_power(b1)", "energy_at(b1, 3)"});
  const double g = 0.02, gamma = 0.1;
  const std::vector<const double*> from = {&g, &gamma};
  std::vector<double> values(2), expected(2);
  std::uint8_t status = 1;
  there.points->compute_at(1, from, values.data(), &status);
  const Network alone = there.network.at(std::vector<double>{g, gamma});
  EXPECT_EQ(plain_point(alone, there.measures, expected), static_cast<Status>(status));
  EXPECT_EQ(values, expected);
}

}  // namespace
}  // namespace qbnet
