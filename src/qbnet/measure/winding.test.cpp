#include "qbnet/measure/winding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "qbnet/network/families.hpp"
#include "qbnet/solve/spectrum.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

using Complex = std::complex<double>;
using testing::HasSubstr;

constexpr Complex i(0, 1);

FamilyRates rates(double phase) {
  FamilyRates rates = uniform_rates(12, 0.1, 0.1, 1);
  rates.phase = {phase};
  return rates;
}

TEST(Winding, TheCellOfACascade) {
  const Bulk bulk = bulk_of(cascade(rates(-0.4)));
  ASSERT_EQ(bulk.reason, "");
  EXPECT_EQ(bulk.modes, 2U);
  const double g1 = std::sqrt(0.05);
  EXPECT_EQ(bulk.cell[0][0], 0.05);
  EXPECT_EQ(bulk.cell[1][1], 0.5);
  EXPECT_LE(std::abs(bulk.next[0][0] - i * std::polar(0.1, -0.4)), 1e-16);
  EXPECT_LE(std::abs(bulk.previous[0][0] - i * std::polar(0.1, 0.4)), 1e-16);
  EXPECT_LE(std::abs(bulk.next[1][0] - i * g1), 1e-16);
  EXPECT_LE(std::abs(bulk.cell[0][1] - i * g1), 1e-16);
}

TEST(Winding, FollowsTheWayOfTheEnergy) {
  constexpr double quarter = std::numbers::pi / 2;
  EXPECT_EQ(winding_number(bulk_of(cascade(rates(-quarter)))).number, 1);
  EXPECT_EQ(winding_number(bulk_of(cascade(rates(quarter)))).number, -1);
  // And with it the modes: downstream for -pi/2, at the charger for +pi/2.
  for (const double sign : {-1.0, 1.0}) {
    const Spectrum found = spectrum(cascade(rates(sign * quarter)));
    double right = 0, left = 0;
    const Network network = cascade(rates(sign * quarter));
    for (const NormalMode& each : found.modes) {
      if (network.rates(each.right.most).role != Role::battery) continue;
      right += static_cast<double>(each.right.most);
      left += static_cast<double>(each.left.most);
    }
    EXPECT_GT(-sign * right, -sign * left);
  }
}

TEST(Winding, ReciprocalChainsDoNotWind) {
  FamilyRates direct = rates(0);
  direct.charging = Charging::reciprocal_direct;
  direct.phase = {};
  const Bulk bulk = bulk_of(cascade(direct));
  ASSERT_EQ(bulk.reason, "");
  EXPECT_EQ(bulk.modes, 1U);
  EXPECT_EQ(winding_number(bulk, Complex(0.3, 0.05)).number, 0);
  // The mean of the band lies on it.
  EXPECT_FALSE(winding_number(bulk).number);
  EXPECT_THAT(winding_number(bulk).reason, HasSubstr("on the spectrum"));
}

TEST(Winding, FarAwayItIsZero) {
  EXPECT_EQ(winding_number(bulk_of(cascade(rates(-1.5))), Complex(30, 2)).number, 0);
}

TEST(Winding, HatanoNelsonInClosedForm) {
  // D + F t + B/t around D: 1 for |F| > |B|.
  Bulk bulk;
  bulk.cell[0][0] = 0.5;
  bulk.next[0][0] = 0.3;
  bulk.previous[0][0] = 0.1 * i;
  EXPECT_EQ(winding_number(bulk).number, 1);
  EXPECT_LE(std::abs(winding_number(bulk).base - 0.5), 1e-14);
  std::swap(bulk.next, bulk.previous);
  EXPECT_EQ(winding_number(bulk).number, -1);
}

TEST(Winding, WhatIsNoUniformChainHasNone) {
  EXPECT_THAT(bulk_of(parallel(rates(-1))).reason, HasSubstr("touch the batteries"));
  FamilyRates uneven = rates(-1);
  uneven.battery_loss.assign(12, 0.1);
  uneven.battery_loss[5] = 0.2;
  EXPECT_EQ(bulk_of(cascade(uneven)).reason, "the batteries differ");
  uneven = rates(-1);
  uneven.coupling.assign(12, 0.1);
  uneven.coupling[7] = 0.2;
  EXPECT_EQ(bulk_of(cascade(uneven)).reason, "the links differ");
  uneven = rates(-1);
  uneven.batteries = 2;
  EXPECT_THAT(bulk_of(cascade(uneven)).reason, HasSubstr("no three batteries"));
  EXPECT_FALSE(winding_number(bulk_of(Network())).number);
}

}  // namespace
}  // namespace qbnet
