#include "qbnet/measure/sensitivity.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "qbnet/files/read_network.hpp"
#include "qbnet/solve/steady.hpp"
#include "tests/random_network.hpp"

namespace qbnet {
namespace {

constexpr const char* text = R"toml(qbnet = 1
[parameters]
gamma = 0.1
ratio = 0.3
g     = "gamma*ratio + exp(-3)/10"
Gamma = "10*gamma^0.5"
theta = "-pi/2 + 0.1*sin(ratio)"
spare = 2
[cascade]
batteries = 2
charging = "nonreciprocal"
coupling = "g"
phase = "theta"
charger_loss = "gamma"
battery_loss = ["gamma", "gamma*(1 + ratio)"]
mediator_loss = "Gamma"
drive = "sqrt(gamma)"
)toml";

struct Read {
  ParametricNetwork network;
  std::vector<Quantity> varied;
};

Read read(const std::string& file, const std::vector<Setting>& set = {}) {
  std::vector<std::string> names;
  for (const auto& [name, value] : read_network_text(file, "test", set).parameters) {
    names.push_back(name);
  }
  NetworkFile all = read_network_text(file, "test", set, names);
  return {{std::move(all.network), std::move(all.formulas), names, std::move(all.bindings)},
          std::move(all.varied)};
}

std::vector<Sensitivity> of_parameters(const Read& file, const std::string& mode,
                                       bool* dark = nullptr) {
  const Network& base = file.network.base;
  const Gradient gradient = energy_gradient(base, base.index_of(mode));
  EXPECT_EQ(gradient.status, Status::ok);
  if (dark != nullptr) *dark = gradient.dark;
  bool good = true;
  auto rows = parameter_sensitivities(file.network, file.varied, gradient, 1e-10, 1e-25, good);
  EXPECT_TRUE(good);
  return rows;
}

double log_energy(const std::string& name, double at) {
  const Network network = read_network_text(text, "test", {{name, std::to_string(at)}}).network;
  return log(norm(steady(network).amplitude[network.index_of("b2")]));
}

TEST(Sensitivity, ParametersFollowTheirExpressions) {
  const auto rows = of_parameters(read(text), "b2");
  ASSERT_EQ(rows.size(), 6U);
  for (const Sensitivity& row : rows) {
    ASSERT_TRUE(row.log.known) << row.name;
    EXPECT_TRUE(row.parameter);
    // --set gives six digits after the point: steps that they hold.
    const double at = std::round(row.value * 1e4) / 1e4, h = 1e-3 * std::abs(at);
    if (std::abs(at - row.value) > 1e-12) continue;  // not a number of four digits
    const double step = std::round(h * 1e6) / 1e6;
    const double difference =
        (log_energy(row.name, at + step) - log_energy(row.name, at - step)) / (2 * step);
    EXPECT_NEAR(row.log.value.value(), difference, 1e-4 * std::abs(difference) + 1e-9) << row.name;
  }
  EXPECT_EQ(rows[5].name, "spare");
  EXPECT_TRUE(rows[5].log.value.is_zero());
}

TEST(Sensitivity, AParameterThatScalesEverything) {
  // E is a number times (drive/rate)^2: rates of degree 1 in gamma, the drive of degree 2.
  const auto rows = of_parameters(read("qbnet = 1\n[parameters]\ngamma = 0.1\n"
                                       "[[mode]]\nname = \"c\"\nrole = \"charger\"\n"
                                       "loss = \"gamma\"\ndrive = \"gamma^2\"\n"
                                       "[[mode]]\nname = \"b\"\nrole = \"battery\"\n"
                                       "loss = \"2*gamma\"\n"
                                       "[[coupling]]\nfrom = \"c\"\nto = \"b\"\n"
                                       "strength = \"gamma/3\"\n"),
                                  "b");
  EXPECT_NEAR(rows[0].relative->value(), 2, 1e-13);
}

TEST(Sensitivity, NoDerivativeWhereAnExpressionHasNone) {
  const std::string file =
      "qbnet = 1\n[parameters]\na = 0\nb = 4\n"
      "[[mode]]\nname = \"c\"\nrole = \"charger\"\nloss = 1\ndrive = 1\ndetuning = \"sqrt(a)\"\n"
      "thermal = \"b - 4\"\n";
  const auto rows = of_parameters(read(file), "c");
  EXPECT_FALSE(rows[0].log.known);  // sqrt at 0
  EXPECT_FALSE(rows[1].log.known);  // a bath's occupation
}

TEST(Sensitivity, RatesHaveNamesAndNoZeros) {
  const Read file = read(
      "qbnet = 1\n"
      "[[mode]]\nname = \"c\"\nrole = \"charger\"\nloss = 1\ndrive = {re = 3, im = 4}\n"
      "[[mode]]\nname = \"b\"\nrole = \"battery\"\nloss = 0\n"
      "[[coupling]]\nfrom = \"c\"\nto = \"b\"\nstrength = 0.5\n"
      "[[dissipator]]\nrate = 0.1\nweights = {c = 1, b = {re = 0, im = 1}}\n");
  const Gradient gradient = energy_gradient(file.network.base, 1);
  ASSERT_EQ(gradient.status, Status::ok) << gradient.message;
  auto rows = rate_sensitivities(file.network.base, gradient);
  std::vector<std::string> names;
  for (const Sensitivity& row : rows) names.push_back(row.name);
  EXPECT_EQ(names, (std::vector<std::string>{"loss(c)", "detuning(c)", "drive(c)", "drive_phase(c)",
                                             "detuning(b)", "strength(c, b)", "phase(c, b)",
                                             "rate(1)", "weight(1, c)", "weight_phase(1, c)",
                                             "weight(1, b)", "weight_phase(1, b)"}));
  EXPECT_NEAR(rows[2].relative->value(), 2, 1e-14);  // E ~ |xi|^2
  EXPECT_TRUE(rows[3].log.value.is_zero());          // one drive's phase is a gauge
  EXPECT_FALSE(rows[6].relative);
  // Twice the rate is both weights times sqrt(2).
  EXPECT_NEAR(2 * rows[7].relative->value(), rows[8].relative->value() + rows[10].relative->value(),
              1e-13);
  // Turning b's weight is turning the coupling's phase back.
  EXPECT_NEAR(std::abs(rows[11].log.value.value()), std::abs(rows[6].log.value.value()), 1e-13);
  sort_by_size(rows);
  for (std::size_t k = 1; k < rows.size(); ++k) {
    const auto size = [](const Sensitivity& s) {
      return std::abs((s.relative ? *s.relative : s.log.value).value());
    };
    EXPECT_GE(size(rows[k - 1]), size(rows[k]));
  }
}

TEST(Sensitivity, DarkHasNoLogarithms) {
  bool dark = false;
  const auto rows =
      of_parameters(read("qbnet = 1\n[parameters]\nk = 1\n"
                         "[[mode]]\nname = \"b\"\nrole = \"battery\"\nloss = \"k\"\n"),
                    "b", &dark);
  EXPECT_TRUE(dark);
  EXPECT_TRUE(rows[0].log.value.is_zero());
  EXPECT_FALSE(rows[0].relative);
}

TEST(Formulas, SlopesAreThoseOfDifferences) {
  using Op = Formulas::Op;
  for (const Op op : {Op::add, Op::subtract, Op::multiply, Op::divide, Op::negate, Op::power,
                      Op::sqrt, Op::exp, Op::log, Op::sin, Op::cos, Op::tan, Op::abs}) {
    const double a = 0.7, b = 1.3, h = 1e-6;
    const auto slopes = Formulas::slopes(op, a, b);
    const auto at = [&](double x, double y) { return Formulas::compute(op, x, y); };
    EXPECT_NEAR(slopes[0], (at(a + h, b) - at(a - h, b)) / (2 * h), 1e-8) << static_cast<int>(op);
    EXPECT_NEAR(slopes[1], (at(a, b + h) - at(a, b - h)) / (2 * h), 1e-8) << static_cast<int>(op);
  }
}

TEST(Sensitivity, TheLargestAreThoseOfTheWholeTable) {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
    const Network network = RandomNetwork{seed, 12}.network();
    const Gradient gradient = energy_gradient(network, 11);
    ASSERT_EQ(gradient.status, Status::ok);
    auto whole = rate_sensitivities(network, gradient);
    sort_by_size(whole);
    for (const std::size_t most :
         {std::size_t{1}, std::size_t{7}, whole.size(), whole.size() + 9}) {
      auto rows = rate_sensitivities(network, gradient, most);
      sort_by_size(rows);
      ASSERT_EQ(rows.size(), std::min(most, whole.size()));
      for (std::size_t k = 0; k < rows.size(); ++k) EXPECT_EQ(rows[k].name, whole[k].name);
    }
  }
}

// Only ratios of rates matter, and all follow from gamma: E ~ 1/gamma^2, a sum of 10^5 shares that
// are as large as N and cancel.
TEST(Sensitivity, AParameterOfAHundredThousandBatteries) {
  const Read file = read(R"toml(qbnet = 1
[parameters]
gamma = 0.1
g = "gamma/10"
[cascade]
batteries = 100000
charging = "nonreciprocal"
coupling = "g"
charger_loss = "gamma"
battery_loss = "gamma"
mediator_loss = "gamma"
drive = 1
)toml");
  const auto rows = of_parameters(file, "b100000");
  ASSERT_EQ(rows.at(0).name, "gamma");
  EXPECT_NEAR(rows[0].relative->value(), -2, 2e-9);
}

}  // namespace
}  // namespace qbnet
