#include "qbnet/network/families.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>

#include "qbnet/base/status.hpp"

namespace qbnet {
namespace {

FamilyRates four_batteries() {
  return {.batteries = 4,
          .coupling = {0.01},
          .phase = {},
          .charger_loss = 0.1,
          .battery_loss = {0.2, 0.3, 0.4, 0.5},
          .mediator_loss = {2},
          .mediator_coupling = {}};
}

void expect_coupling(const Coupling& coupling, std::size_t from, std::size_t to, double strength,
                     double phase) {
  EXPECT_EQ(coupling.from, from);
  EXPECT_EQ(coupling.to, to);
  EXPECT_DOUBLE_EQ(coupling.strength, strength);
  EXPECT_EQ(coupling.phase, phase);
}

std::string refusal(const std::function<void(FamilyRates&)>& spoil, Refusal kind) {
  FamilyRates rates = four_batteries();
  spoil(rates);
  std::string sentence = "accepted";
  for (const auto make : {cascade, parallel}) {
    try {
      make(rates);
    } catch (const Error& error) {
      EXPECT_EQ(error.refusal(), kind);
      sentence = error.what();
    }
  }
  return sentence;
}

TEST(Families, Cascade) {
  const Network network = cascade(four_batteries());
  ASSERT_EQ(network.size(), 9u);
  ASSERT_EQ(network.couplings().size(), 12u);
  const std::vector<std::string> names{"c", "b1", "b2", "b3", "b4", "a1", "a2", "a3", "a4"};
  for (std::size_t j = 0; j < names.size(); ++j) EXPECT_EQ(network.mode(j).name, names[j]);
  EXPECT_EQ(network.with_role(Role::charger), std::vector<std::size_t>{0});
  EXPECT_EQ(network.with_role(Role::mediator), (std::vector<std::size_t>{5, 6, 7, 8}));
  EXPECT_EQ(network.mode(0).drive, 1.0);
  EXPECT_EQ(network.mode(0).loss, 0.1);
  EXPECT_EQ(network.mode(4).loss, 0.5);
  EXPECT_EQ(network.mode(8).loss, 2.0);
  // Link 2 leads from b1 to b2, with a2 beside it.
  expect_coupling(network.couplings()[3], 1, 2, 0.01, -std::numbers::pi / 2);
  expect_coupling(network.couplings()[4], 1, 6, 0.1, 0);
  expect_coupling(network.couplings()[5], 6, 2, 0.1, 0);
}

TEST(Families, Parallel) {
  const Network network = parallel(four_batteries());
  ASSERT_EQ(network.size(), 9u);
  expect_coupling(network.couplings()[3], 0, 2, 0.01, -std::numbers::pi / 2);
  expect_coupling(network.couplings()[4], 0, 6, 0.1, 0);
  expect_coupling(network.couplings()[5], 6, 2, 0.1, 0);
}

TEST(Families, OneValueALink) {
  FamilyRates rates = four_batteries();
  rates.coupling = {0.1, 0.2, 0.3, 0.4};
  rates.phase = {1, 2, 3, 4};
  rates.mediator_loss = {5, 6, 7, 8};
  rates.mediator_coupling = {9, 10, 11, 12};
  const Network network = parallel(rates);
  expect_coupling(network.couplings()[9], 0, 4, 0.4, 4);
  expect_coupling(network.couplings()[10], 0, 8, 12, 0);
  EXPECT_EQ(network.mode(7).loss, 7);
}

TEST(Families, ReciprocalCases) {
  FamilyRates rates = four_batteries();
  rates.charging = Charging::reciprocal_direct;
  rates.mediator_loss = {};
  const Network direct = cascade(rates);
  ASSERT_EQ(direct.size(), 5u);
  ASSERT_EQ(direct.couplings().size(), 4u);
  expect_coupling(direct.couplings()[3], 3, 4, 0.01, 0);

  rates = four_batteries();
  rates.charging = Charging::reciprocal_mediated;
  const Network mediated = cascade(rates);
  ASSERT_EQ(mediated.size(), 9u);
  for (const Coupling& coupling : mediated.couplings()) EXPECT_EQ(coupling.phase, 0);
}

TEST(Families, BatteriesAreCountedBeforeAllocating) {
  EXPECT_EQ(refusal([](auto& rates) { rates.batteries = 0; }, Refusal::input),
            "batteries must be at least 1, but is 0");
  const std::string sentence =
      refusal([](auto& rates) { rates.batteries = 1000000000; }, Refusal::too_large);
  EXPECT_TRUE(sentence.starts_with("batteries must be at most ")) << sentence;
  EXPECT_TRUE(sentence.ends_with(" GB of memory")) << sentence;
}

TEST(Families, RefusesRates) {
  const auto input = Refusal::input;
  EXPECT_EQ(refusal([](auto& rates) { rates.coupling = {}; }, input),
            "coupling must be one value, or one for each of the 4 batteries, but has 0");
  EXPECT_EQ(refusal([](auto& rates) { rates.battery_loss.pop_back(); }, input),
            "battery_loss must be one value, or one for each of the 4 batteries, but has 3");
  EXPECT_EQ(refusal([](auto& rates) { rates.battery_loss[2] = -1; }, input),
            "entry 3 of battery_loss must be at least 0, but is -1");
  EXPECT_EQ(refusal([](auto& rates) { rates.coupling = {-1}; }, input),
            "coupling must be at least 0, but is -1");
  EXPECT_EQ(refusal([](auto& rates) { rates.phase = {std::nan("")}; }, input),
            "phase must be finite, but is nan");
  EXPECT_EQ(refusal([](auto& rates) { rates.charger_loss = -1; }, input),
            "charger_loss must be at least 0, but is -1");
  EXPECT_EQ(refusal(
                [](auto& rates) {
                  rates.drive = {0, std::nan("")};
                },
                input),
            "drive must be finite, but is (0, nan)");
}

TEST(Families, ReciprocalDirectRemovesMediators) {
  NetworkParts parts = cascade(four_batteries()).parts();
  parts.dissipators = {{1, {{5, 1.0}, {2, 2.0}}}, {1, {{5, 1.0}, {6, 1.0}}}};
  std::swap(parts.modes[0], parts.modes[5]);  // c now stands behind the batteries
  for (Coupling& coupling : parts.couplings) {
    for (std::size_t* end : {&coupling.from, &coupling.to}) {
      *end = *end == 0 ? 5 : *end == 5 ? 0 : *end;
    }
  }
  parts.dissipators[0].weights[0].first = 0;
  parts.dissipators[1].weights[0].first = 0;
  const Network direct = reciprocal_direct(Network(parts));
  ASSERT_EQ(direct.size(), 5u);
  EXPECT_EQ(direct.mode(4).name, "c");
  ASSERT_EQ(direct.couplings().size(), 4u);
  expect_coupling(direct.couplings()[0], 4, 0, 0.01, -std::numbers::pi / 2);
  expect_coupling(direct.couplings()[1], 0, 1, 0.01, -std::numbers::pi / 2);
  ASSERT_EQ(direct.dissipators().size(), 1u) << "a bath of mediators alone is gone";
  ASSERT_EQ(direct.dissipators()[0].weights.size(), 1u);
  EXPECT_EQ(direct.dissipators()[0].weights[0].first, 1u);
}

TEST(Families, ReciprocalMediatedTurnsPhasesToZero) {
  FamilyRates rates = four_batteries();
  const Network from_nonreciprocal = reciprocal_mediated(cascade(rates));
  rates.charging = Charging::reciprocal_mediated;
  const Network made = cascade(rates);
  ASSERT_EQ(from_nonreciprocal.size(), made.size());
  for (std::size_t k = 0; k < made.couplings().size(); ++k) {
    const Coupling& coupling = made.couplings()[k];
    expect_coupling(from_nonreciprocal.couplings()[k], coupling.from, coupling.to,
                    coupling.strength, coupling.phase);
  }
}

TEST(Families, NegativeStrengthIsPhasePi) {
  NetworkParts parts = cascade(four_batteries()).parts();
  parts.couplings[0].strength = -0.01;
  expect_coupling(reciprocal_mediated(Network(parts)).couplings()[0], 0, 1, 0.01, 0);
}

TEST(Families, ChargingNames) {
  EXPECT_EQ(to_string(Charging::nonreciprocal), "nonreciprocal");
  EXPECT_EQ(to_string(Charging::reciprocal_direct), "reciprocal-direct");
  EXPECT_EQ(to_string(Charging::reciprocal_mediated), "reciprocal-mediated");
}

}  // namespace
}  // namespace qbnet
