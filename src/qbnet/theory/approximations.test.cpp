#include "qbnet/theory/approximations.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "qbnet/base/status.hpp"
#include "qbnet/theory/closed_forms.hpp"

namespace qbnet::theory {
namespace {

constexpr std::size_t sizes[] = {1, 2, 3, 4, 5, 10, 50, 128};

TEST(Approximations, WeakCouplingGainsAreGoodToSecondOrder) {
  for (const std::size_t n : sizes) {
    const double nn = static_cast<double>(n);
    for (const double y : {1e-2, 1e-3}) {
      const double x = y / nn;
      const double gap = (cascade_gain_r1_weak(n, x) / cascade_gain_r1(n, x)).value() - 1;
      EXPECT_LT(std::abs(gap), 20 * y * y) << n;
      EXPECT_LT(std::abs(parallel_gain_r1_weak(n, x) / parallel_gain_r1(n, x) - 1), 20 * y * y);
    }
  }
}

TEST(Approximations, TheTextsOwnCases) {
  const double x = 0.03;
  EXPECT_DOUBLE_EQ(cascade_gain_r1_weak(3, x).value(), std::pow(8 / (12 * x + 1), 2));
  EXPECT_DOUBLE_EQ(cascade_gain_r1_weak(4, x).value(), std::pow(16 / (16 * x + 1), 2));
  EXPECT_DOUBLE_EQ(parallel_gain_r1_weak(2, x), std::pow(2 / (6 * x + 1), 2));
}

TEST(Approximations, GainsFromEnergies) {
  for (const std::size_t n : sizes)
    for (const double x : {1e-4, 0.1, 0.5, 7.0}) {
      const Rates rates = equal_rates(n, x, 1);
      const double p1 = (parallel_nr_energies(rates)[0] / parallel_r1_energies(rates)[0]).value();
      const double p2 = (parallel_nr_energies(rates)[0] / parallel_r2_energies(rates)[0]).value();
      EXPECT_NEAR(parallel_gain_r1(n, x) / p1, 1, 1e-13);
      EXPECT_NEAR(parallel_gain_r2(n, x) / p2, 1, 1e-13);
      const ScaledReal c1 = cascade_nr_energies(rates).back() / cascade_r1_energies(rates).back();
      EXPECT_NEAR((cascade_gain_r1(n, x) / c1).value(), 1, 1e-12);
    }
}

TEST(Approximations, BoundsHoldEverywhereAndAreReached) {
  for (const std::size_t n : sizes) {
    for (double e = -3; e < 4; e += 0.25) {
      const double x = std::pow(10, e);
      EXPECT_LT((cascade_gain_r1(n, x) / cascade_gain_r1_bound(n)).value(), 1) << n << ' ' << x;
      EXPECT_GT((cascade_gain_r2(n, x) / cascade_gain_r2_bound(n)).value(), 1) << n << ' ' << x;
      EXPECT_LT(parallel_gain_r1(n, x), parallel_gain_r1_bound) << n << ' ' << x;
      EXPECT_GT(parallel_gain_r2(n, x), parallel_gain_r2_bound) << n << ' ' << x;
    }
    const double tiny = 1e-9;
    EXPECT_NEAR((cascade_gain_r1(n, tiny) / cascade_gain_r1_bound(n)).value(), 1, 1e-5);
    EXPECT_NEAR((cascade_gain_r2(n, tiny) / cascade_gain_r2_bound(n)).value(), 1, 1e-12);
    EXPECT_NEAR(parallel_gain_r1(n, tiny), 4, 1e-5);
    EXPECT_NEAR(parallel_gain_r2(n, tiny), 2, 1e-12);
    EXPECT_NEAR(parallel_gain_r2(n, 1e9), 10, 1e-6);
    EXPECT_EQ(parallel_gain_r1(n, 0), 4);
    EXPECT_EQ(parallel_gain_r2(n, 0), 2);
  }
}

TEST(Approximations, OptimalCouplingIsTheMaximumOfEquation3) {
  EXPECT_DOUBLE_EQ(cascade_optimal_coupling(1, 0.1), 0.05);
  for (const std::size_t n : sizes) {
    const Maximum best = cascade_nr_maximum(n, 0.1, 2);
    EXPECT_DOUBLE_EQ(best.coupling, cascade_optimal_coupling(n, 0.1));
    // A small step h off a maximum costs order h^2; a wrong optimum gains order h on one side.
    for (const double h : {-1e-4, 1e-4, -0.3, 0.3})
      EXPECT_LT(cascade_nr_energy(n, best.coupling * (1 + h), 0.1, 2).value(), best.energy.value());
  }
}

TEST(Approximations, ReciprocalMaximumOfOddChains) {
  EXPECT_DOUBLE_EQ(cascade_r1_maximum(1, 0.1).coupling, 0.05);
  EXPECT_NEAR(cascade_r1_maximum(1, 0.1).energy.value(), 100, 1e-12);
  for (const std::size_t n : {1, 3, 5, 9, 51, 1001}) {
    const Maximum best = cascade_r1_maximum(n, 0.1, 2);
    EXPECT_NEAR((best.energy / cascade_r1_energy(n, best.coupling, 0.1, 2)).value(), 1, 1e-12);
    for (const double h : {-1e-4, 1e-4, -0.3, 0.3})
      EXPECT_LT(cascade_r1_energy(n, best.coupling * (1 + h), 0.1, 2).value(), best.energy.value());
  }
}

TEST(Approximations, EvenChainsGrowToASupremum) {
  EXPECT_THROW(cascade_r1_maximum(4, 0.1), Error);
  EXPECT_THROW(cascade_r1_supremum(3, 0.1), Error);
  for (const std::size_t n : {2, 4, 10, 128}) {
    double before = 0;
    for (const double x : {0.1, 1.0, 10.0, 1e3, 1e5}) {
      const double part =
          (cascade_r1_energy(n, 0.1 * x, 0.1, 3) / cascade_r1_supremum(n, 0.1, 3)).value();
      EXPECT_GT(part, before);
      EXPECT_LT(part, 1);
      before = part;
    }
    EXPECT_NEAR(before, 1, 1e-5);
  }
}

TEST(Approximations, RatioOfMaximaAndItsLimit) {
  // The Laplace limit constant: max_u u/cosh u = 0.66274341934918158097...
  const double laplace = 0.66274341934918158097;
  EXPECT_DOUBLE_EQ(maximum_ratio_limit(), std::pow(2 / (std::exp(1.0) * laplace), 2));
  EXPECT_NEAR(maximum_ratio(1), 1, 1e-14);
  EXPECT_EQ(maximum_ratio_fit(1), 1);
  double before = 0;
  for (std::size_t n = 1; n < 200; n += 2) {
    const double ratio = maximum_ratio(n);
    EXPECT_GT(ratio, before);
    EXPECT_LT(ratio, maximum_ratio_limit());
    before = ratio;
  }
  for (const std::size_t n : {101, 1001, 10001}) {
    const double m = static_cast<double>(n) + 2;
    EXPECT_NEAR(maximum_ratio(n), maximum_ratio_limit() * (1 - 1 / m), 5 / (m * m));
  }
  EXPECT_GT(maximum_ratio_fit(101), maximum_ratio_limit());
}

TEST(Approximations, RefusesBadInput) {
  EXPECT_THROW(cascade_gain_r1(0, 0.1), Error);
  EXPECT_THROW(cascade_gain_r1(3, 0), Error);
  EXPECT_THROW(cascade_gain_r2(3, -1), Error);
  EXPECT_THROW(parallel_gain_r1(3, NAN), Error);
  EXPECT_THROW(cascade_optimal_coupling(3, 0), Error);
  EXPECT_THROW(maximum_ratio(2), Error);
}

}  // namespace
}  // namespace qbnet::theory
