#include "qbnet/solve/estimated.hpp"

#include <gtest/gtest.h>

#include <random>

#include "qbnet/base/ball.hpp"

namespace qbnet {
namespace {

Ball ball_of(const Estimated& x) {
  const std::int64_t exponent = std::int64_t{512} * (x.is_zero() ? 0 : x.step);
  const WideComplex& z = x.digits;
  return Ball::around({z.rounded(), exponent}, ScaledReal()) +
         Ball::around({{z.re.low, z.im.low}, exponent}, ScaledReal());
}

ScaledReal radius_of(const Estimated& x) {
  return {x.error, std::int64_t{512} * (x.is_zero() ? 0 : x.step)};
}

// Exact arithmetic on numbers moved by all that their errors allow, against what is claimed.
TEST(Estimated, ErrorsHoldForOperandsThatAreOffByTheirs) {
  const Ball::Precision precision(2000);
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  const auto number = [&] {
    const double size = std::ldexp(1.0, static_cast<int>(random() % 400) - 200);
    Ranged x(size * std::complex<double>(normal(random), normal(random)));
    Ranged rest(0x1p-54 * size * std::complex<double>(normal(random), normal(random)));
    x.step += static_cast<int>(random() % 4) - 2;
    rest.step = x.step;
    return Estimated(x, rest, std::ldexp(1.0, -static_cast<int>(random() % 100)));
  };
  const auto moved = [&](const Estimated& x) {
    const double angle = normal(random);
    ScaledComplex by(std::polar(0.999, angle));
    by *= ScaledComplex(x.error, radius_of(x).exponent() - ScaledReal(x.error).exponent());
    return ball_of(x) + Ball::around(by, ScaledReal());
  };
  const auto expect_within = [&](const Estimated& found, const Ball& truth, const char* what) {
    const ScaledReal off = (ball_of(found) - truth).upper_bound();
    EXPECT_FALSE(radius_of(found) < off) << what;
  };
  for (int trial = 0; trial < 20'000; ++trial) {
    const Estimated a = number(), b = trial % 5 == 0 ? -number() : number();
    const Ball x = moved(a), y = moved(b);
    expect_within(a * b, x * y, "product");
    expect_within(a + b, x + y, "sum");
    expect_within(a - b, x - y, "difference");
    expect_within(times_i(conj(a)) * b, times_i(conj(x)) * y, "conjugate");
    if (a.error < 0x1p-20 * a.size()) {
      // To first order in the error.
      Estimated one_over = inverse(a);
      one_over.error *= 1 + 0x1p-18;
      expect_within(one_over, Ball(1.0) / x, "inverse");
    }
  }
}

TEST(Estimated, ZerosAndCancellation) {
  const Estimated zero, one(WideComplex(1.0));
  EXPECT_TRUE((zero * one).is_zero());
  EXPECT_FALSE((zero + one).is_zero());
  EXPECT_TRUE(zero.contains_zero());
  EXPECT_FALSE(one.contains_zero());
  EXPECT_TRUE((one - one).contains_zero());
  EXPECT_GT((one - one).error, 0);
}

}  // namespace
}  // namespace qbnet
