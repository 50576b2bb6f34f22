#include "qbnet/paper/claims_tools.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "qbnet/base/status.hpp"
#include "qbnet/theory/closed_forms.hpp"

namespace qbnet::claims {
namespace {

TEST(ClaimsTools, CrossingsFindsEverySignChange) {
  const auto found =
      crossings([](double x) { return (x - 0.1) * (x - 1) * (x - 30); }, 1e-3, 1e3, 40);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_NEAR(found[0], 0.1, 1e-13);
  EXPECT_NEAR(found[1], 1, 1e-12);
  EXPECT_NEAR(found[2], 30, 1e-11);
  EXPECT_TRUE(crossings([](double x) { return x; }, 1e-3, 1e3).empty());
}

TEST(ClaimsTools, SlopeAndStationaryPoint) {
  const auto log_f = [](double x) { return 3 * std::log(x) - x * x; };
  EXPECT_NEAR(log_slope(log_f, 0.5), 3 - 2 * 0.25, 1e-9);
  EXPECT_NEAR(stationary_point(log_f, 0.1, 10), std::sqrt(1.5), 1e-9);
}

TEST(ClaimsTools, LogSpacedEndsAreExact) {
  const auto points = log_spaced(1e-3, 7, 5);
  ASSERT_EQ(points.size(), 5u);
  EXPECT_EQ(points.front(), 1e-3);
  EXPECT_EQ(points.back(), 7);
  EXPECT_NEAR(points[2], std::sqrt(7e-3), 1e-15);
}

TEST(ClaimsTools, NumbersForPeople) {
  EXPECT_EQ(number(0.116244), "0.11624");
  EXPECT_EQ(number(0.116244, 2), "0.12");
  EXPECT_EQ(number(-0.0124, 2), "−0.012");
  EXPECT_EQ(number(0), "0");
  EXPECT_EQ(small(2.34e-15), "2.3×10⁻¹⁵");
  EXPECT_EQ(percent(0.1234), "12 %");
  const std::size_t lengths[] = {1, 3};
  const double values[] = {0.5, 0.25};
  EXPECT_EQ(per_batteries(lengths, values), "0.5 (N = 1), 0.25 (N = 3)");
  EXPECT_EQ(ends(values), "0.25 to 0.5");
}

TEST(ClaimsTools, NetworksAreThePapers) {
  const double x = 0.3;
  for (const Rates& rates : {rates_fig2, rates_fig4}) {
    const double g = x * rates.loss;
    const auto close = [&](Topology topology, Charging charging, const ScaledReal& expected) {
      EXPECT_LT(
          relative_difference(last_energy(network_of(topology, charging, 3, x, rates)), expected),
          1e-13);
    };
    const auto equal = theory::equal_rates(3, g, rates.loss);
    close(Topology::cascade, nr, theory::cascade_nr_energy(3, g, rates.loss));
    close(Topology::cascade, r1, theory::cascade_r1_energy(3, g, rates.loss));
    close(Topology::cascade, r2, theory::cascade_r2_energies(equal).back());
    close(Topology::parallel, nr, theory::parallel_nr_energies(equal).back());
    close(Topology::parallel, r1, theory::parallel_r1_energies(equal).back());
    close(Topology::parallel, r2, theory::parallel_r2_energies(equal).back());
  }
}

TEST(ClaimsTools, RefuseNumbersThatAreNotBacked) {
  EXPECT_NO_THROW(require_backed(Status::ok, ""));
  for (const Status status : {Status::inaccurate, Status::marginal, Status::failed}) {
    try {
      require_backed(status, "why");
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(error.refusal(), Refusal::accuracy);
    }
  }
  FamilyRates lossless;
  lossless.batteries = 1;
  lossless.charging = r1;
  lossless.coupling = {0};
  lossless.charger_loss = 0;
  lossless.battery_loss = {0.1};
  EXPECT_THROW(last_energy(network_of(Topology::cascade, lossless)), Error);
}

}  // namespace
}  // namespace qbnet::claims
