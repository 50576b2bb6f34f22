#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "qbnet/measure/gradient.hpp"
#include "qbnet/measure/transmission.hpp"
#include "qbnet/network/families.hpp"
#include "tests/random_network.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

Network pair(double first, double second, double g) {
  return Network(NetworkParts{
      {{.name = "a", .loss = first}, {.name = "b", .loss = second}}, {{0, 1, g, 0.4}}, {}});
}

// |S_to,from|^2 and its like back.
std::pair<double, double> both_ways(const NetworkParts& parts, std::size_t from, std::size_t to,
                                    double w) {
  const Network network(parts);
  TransmissionOptions options;
  options.bands = false;
  const Transmission found =
      transmission(network, mode_port(network, from), mode_port(network, to), {&w, 1}, options);
  const auto decibels = [](const Amplitude& s) {
    return log10(norm(s.value)) * std::numbers::ln10;
  };
  return {decibels(found.points[0].forward), decibels(found.points[0].reverse)};
}

// d log T/dp by differences of fourth order, and the same for T there over T back.
template <class Change>
std::pair<double, double> differences(const NetworkParts& parts, std::size_t from, std::size_t to,
                                      double w, double step, const Change& change) {
  std::pair<double, double> sum;
  for (const auto& [by, weight] : {std::pair(-2, 1.0), {-1, -8.0}, {1, 8.0}, {2, -1.0}}) {
    NetworkParts moved = parts;
    change(moved, by * step);
    const auto [there, back] = both_ways(moved, from, to, w);
    sum.first += weight * there / (12 * step);
    sum.second += weight * (there - back) / (12 * step);
  }
  return sum;
}

// T = k1 k2 g^2/(k1 k2/4 + g^2)^2 at w = 0 is 1, and highest, where k1 k2 = 4 g^2.
TEST(TransmissionGradient, OfTwoModesInClosedForm) {
  for (const double first : {0.3, 0.8, 3.0}) {
    const double second = 0.5, g = 0.2, x = first * second;
    const Gradient found = transmission_gradient(pair(first, second, g), 0, 1, 0);
    ASSERT_EQ(found.status, Status::ok) << found.message;
    EXPECT_NEAR(found.value.value(), x * g * g / std::pow(x / 4 + g * g, 2), 1e-14);
    const double by_product = 1 / x - 0.5 / (x / 4 + g * g);
    EXPECT_NEAR(found.log.loss[0].value.value(), second * by_product, 1e-13);
    EXPECT_NEAR(found.log.loss[1].value.value(), first * by_product, 1e-13);
    EXPECT_NEAR(found.log.strength[0].value.value(), 2 / g - 4 * g / (x / 4 + g * g), 1e-12);
    EXPECT_TRUE(found.log.phase[0].value.is_zero());
    EXPECT_TRUE(found.log.drive_re[0].value.is_zero());
  }
  const Gradient matched = transmission_gradient(pair(0.5, 0.5, 0.25), 0, 1, 0);
  ASSERT_EQ(matched.status, Status::ok) << matched.message;
  EXPECT_NEAR(matched.value.value(), 1, 1e-15);
  EXPECT_TRUE(matched.log.loss[0].value.is_zero());
  EXPECT_TRUE(matched.log.loss[1].value.is_zero());
}

TEST(TransmissionGradient, IsWhatDifferencesShow) {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const std::size_t modes = 2 + seed % 5;
    NetworkParts parts = RandomNetwork{seed, modes}.parts();
    for (Mode& each : parts.modes) each.loss = 0.1 + each.loss;
    parts.modes[0].thermal = seed % 2 == 0 ? 0.3 : 0;
    const double w = seed % 3 == 0 ? 0 : 0.1 * static_cast<double>(seed) - 0.5;
    const Network network(parts);
    const Gradient there = transmission_gradient(network, 0, modes - 1, w);
    const Gradient over_back = isolation_gradient(network, 0, modes - 1, w);
    ASSERT_EQ(there.status, Status::ok) << there.message;
    ASSERT_EQ(over_back.status, Status::ok) << over_back.message;
    const auto expect = [&](const Derivative& got, const Derivative& ratio, double size,
                            const auto& change) {
      const auto want = differences(parts, 0, modes - 1, w, 1e-3 * size, change);
      const double scale = 1 / size + std::abs(want.first);
      EXPECT_NEAR(got.value.value(), want.first, 1e-8 * scale) << seed;
      EXPECT_NEAR(ratio.value.value(), want.second, 1e-8 * scale) << seed;
    };
    for (std::size_t j = 0; j < modes; ++j) {
      expect(there.log.loss[j], over_back.log.loss[j], parts.modes[j].loss,
             [j](NetworkParts& p, double by) { p.modes[j].loss += by; });
      expect(there.log.detuning[j], over_back.log.detuning[j], parts.modes[j].loss,
             [j](NetworkParts& p, double by) { p.modes[j].detuning += by; });
    }
    for (std::size_t k = 0; k < parts.couplings.size(); ++k) {
      expect(there.log.strength[k], over_back.log.strength[k], parts.couplings[k].strength,
             [k](NetworkParts& p, double by) { p.couplings[k].strength += by; });
      expect(there.log.phase[k], over_back.log.phase[k], 1,
             [k](NetworkParts& p, double by) { p.couplings[k].phase += by; });
    }
    for (std::size_t d = 0; d < parts.dissipators.size(); ++d) {
      expect(there.log.rate[d], over_back.log.rate[d], parts.dissipators[d].rate,
             [d](NetworkParts& p, double by) { p.dissipators[d].rate += by; });
    }
  }
}

TEST(TransmissionGradient, OfALongCascadeHasItsDigits) {
  const Network network = cascade(uniform_rates(40, 0.001, 0.1, 1));
  const std::size_t last = network.index_of("b40");
  const Gradient found = transmission_gradient(network, 0, last, 0.003);
  ASSERT_EQ(found.status, Status::ok) << found.message;
  EXPECT_LT(log10(found.value), -90);
  // All rates times x, w too: T stays as it is.
  double sum = 0;
  for (std::size_t j = 0; j < network.size(); ++j) {
    sum += found.log.loss[j].value.value() * network.rates(j).loss;
  }
  for (std::size_t k = 0; k < network.couplings().size(); ++k) {
    sum += found.log.strength[k].value.value() * network.coupling(k).strength;
  }
  // d/dw is minus that by all detunings together.
  for (const Derivative& each : found.log.detuning) sum -= each.value.value() * 0.003;
  EXPECT_NEAR(sum, 0, 1e-9);
}

TEST(TransmissionGradient, SaysWhyThereIsNone) {
  const auto refusal = [](const Network& network, std::size_t from, std::size_t to, double w) {
    try {
      transmission_gradient(network, from, to, w);
    } catch (const Error& error) {
      EXPECT_EQ(error.refusal(), Refusal::input);
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  NetworkParts parts = pair(1, 2, 0.5).parts();
  EXPECT_EQ(refusal(Network(parts), 1, 1, 0), "the two ports must differ, but both are \"b\"");
  EXPECT_NE(refusal(Network(parts), 0, 1, NAN), "accepted");
  EXPECT_NE(refusal(Network(parts), 0, 2, 0), "accepted");
  parts.modes[1].gain = 0.1;
  EXPECT_NE(refusal(Network(parts), 0, 1, 0).find("gain of mode \"b\""), std::string::npos);
  parts.modes[1].gain = parts.modes[1].loss = 0;
  EXPECT_NE(refusal(Network(parts), 0, 1, 0).find("loss of mode \"b\""), std::string::npos);
  parts.modes[1].loss = 1;
  parts.couplings.clear();
  EXPECT_TRUE(transmission_gradient(Network(parts), 0, 1, 0).dark);
  const Gradient none = isolation_gradient(Network(parts), 0, 1, 0);
  EXPECT_EQ(none.status, Status::failed);
  EXPECT_TRUE(none.log.loss.empty());
}

}  // namespace
}  // namespace qbnet
