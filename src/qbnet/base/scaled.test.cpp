#include "qbnet/base/scaled.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <limits>
#include <random>

#include "qbnet/base/ball.hpp"
#include "qbnet/base/wide.hpp"

namespace qbnet {
namespace {

TEST(Scaled, AgreesWithDoublesWhereTheyReach) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> uniform(-1, 1);
  for (int i = 0; i < 1000; ++i) {
    const std::complex<double> a(uniform(random), uniform(random));
    const std::complex<double> b(uniform(random), uniform(random));
    const ScaledComplex x(a), y(b);
    EXPECT_EQ((x + y).value(), a + b);
    EXPECT_EQ((x - y).value(), a - b);
    EXPECT_NEAR(std::abs((x * y).value() - a * b), 0, 4e-16);
    EXPECT_NEAR(std::abs((x / y).value() - a / b), 0, 4e-15 / std::abs(b));
  }
}

TEST(Scaled, GoesWhereDoublesDoNot) {
  ScaledReal x(1e-300);
  for (int i = 0; i < 4; ++i) x *= x;
  EXPECT_NEAR(log10(x), -4800, 1e-11);
  EXPECT_EQ(x.value(), 0);
  EXPECT_EQ((ScaledReal(1) / x).value(), std::numeric_limits<double>::infinity());
  EXPECT_NEAR(((x + x) / x).value(), 2, 1e-15);
  EXPECT_NEAR((sqrt(x) * sqrt(x) / x).value(), 1, 1e-15);
}

TEST(Scaled, ZeroIsZero) {
  const ScaledReal zero;
  EXPECT_TRUE(zero.is_zero());
  EXPECT_TRUE((ScaledReal(3) - ScaledReal(3)).is_zero());
  EXPECT_EQ((zero + ScaledReal(2)).value(), 2);
  EXPECT_EQ((zero * ScaledReal(2)).exponent(), 0);
}

TEST(Scaled, SmallDoublesSurvive) {
  const double smallest = std::numeric_limits<double>::denorm_min();
  EXPECT_EQ(ScaledReal(smallest).value(), smallest);
  EXPECT_EQ((ScaledReal(smallest) * ScaledReal(0x1p60)).value(), smallest * 0x1p60);
}

TEST(Scaled, RoundsLikeLdexpAtTheEndsOfTheDoubles) {
  for (const double mantissa : {1.0, 1.25, 1.5, 2 - 0x1p-52, -1.75}) {
    for (int e = -1080; e <= -1000; ++e) {
      EXPECT_EQ(ScaledReal(mantissa, e).value(), std::ldexp(mantissa, e)) << e;
    }
    for (int e = 1000; e <= 1030; ++e) {
      EXPECT_EQ(ScaledReal(mantissa, e).value(), std::ldexp(mantissa, e)) << e;
    }
  }
}

TEST(Scaled, ExponentialToLastPlacesAtAnySize) {
  for (const double x : {0.0, 1.0, -1.0, 8.0, 30.5, -700.25, 5000.0, -40000.0, 1e5}) {
    const Ball::Precision precision(128);
    const ScaledReal truth = abs(Ball::exponential(Ball(x)).midpoint());
    EXPECT_NEAR((scaled_exp(x) / truth).value(), 1, 4e-16) << x;
  }
}

TEST(Scaled, OrdersBySize) {
  EXPECT_TRUE(ScaledReal(1, -5000) < ScaledReal(1, -4999));
  EXPECT_FALSE(ScaledReal(1, 5000) < ScaledReal(1, -5000));
  EXPECT_TRUE(ScaledReal(-1) < ScaledReal());
}

TEST(Wide, ProductsAndSumsAreExact) {
  std::mt19937_64 random(2);
  std::uniform_real_distribution<double> uniform(-1, 1);
  for (int i = 0; i < 1000; ++i) {
    const double a = uniform(random), b = uniform(random) * 1e-9;
    const Wide product = exact_product(a, b), sum = exact_sum(a, b);
    EXPECT_EQ(product.low, std::fma(a, b, -product.high));
    EXPECT_EQ(static_cast<long double>(sum.high) + static_cast<long double>(sum.low),
              static_cast<long double>(a) + static_cast<long double>(b));
  }
}

TEST(Wide, KeepsWhatDoublesCancel) {
  // (1 + 2^-60)^2 - 1 = 2^-59 + 2^-120
  const Wide x{1, 0x1p-60};
  const Wide square = x * x + Wide{-1, 0};
  EXPECT_EQ(square.high, 0x1p-59);
}

TEST(Ball, KnowsItsRadius) {
  const Ball::Precision precision(128);
  Ball third(1.0);
  third /= Ball(3.0);
  EXPECT_LT(third.relative_radius(), 1e-37);
  EXPECT_GT(third.relative_radius(), 0);
  EXPECT_FALSE(third.contains_zero());
  const Ball nothing = third * Ball(3.0) - Ball(1.0);
  EXPECT_TRUE(nothing.contains_zero());
  EXPECT_FALSE(nothing.is_zero());
  EXPECT_TRUE(std::isinf(nothing.relative_radius()));
}

TEST(Ball, PolarTakesThePhaseAsGiven) {
  const Ball::Precision precision(160);
  const ScaledComplex z = Ball::polar(2, -1.5707963267948966).midpoint();
  // cos of the double nearest to -pi/2, which is not quite -pi/2
  const double cosine = z.value().real() / 2;
  EXPECT_NEAR(cosine, 6.123233995736766e-17, 1e-32);
  EXPECT_EQ(z.value().imag(), -2);
}

}  // namespace
}  // namespace qbnet
