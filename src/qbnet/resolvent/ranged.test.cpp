#include "qbnet/resolvent/ranged.hpp"

#include <gtest/gtest.h>

#include <random>

namespace qbnet {
namespace {

using Complex = std::complex<double>;

Ranged ranged(Complex digits, std::int32_t step) {
  Ranged x;
  x.digits = digits;
  x.step = step;
  x.normalise();
  return x;
}

// Relative difference to what scaled numbers give.
double apart(const Ranged& x, const ScaledComplex& truth) {
  if (truth.is_zero()) return x.is_zero() ? 0 : 1;
  return (abs(x.scaled() - truth) / abs(truth)).value();
}

TEST(Ranged, AgreesWithScaledNumbersWhateverTheSizes) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  const auto number = [&] {
    const int digits = static_cast<int>(random() % 500) - 250;
    return ranged(std::ldexp(1.0, digits) * Complex(normal(random), normal(random)),
                  static_cast<std::int32_t>(random() % 5) - 2);
  };
  for (int trial = 0; trial < 20000; ++trial) {
    const Ranged b = number();
    Ranged acc = trial % 7 == 0 ? Ranged() : number();
    const Complex a = std::ldexp(1.0, static_cast<int>(random() % 200) - 100) *
                      Complex(normal(random), normal(random));
    const ScaledComplex left = acc.scaled(), right = ScaledComplex(a) * b.scaled();
    const ScaledComplex truth = left - right;
    subtract_product(acc, a, b);
    acc.normalise();
    // What a difference loses, a product has not: errors are to the larger of the two.
    const ScaledReal larger = abs(left) < abs(right) ? abs(right) : abs(left);
    EXPECT_LE((abs(acc.scaled() - truth) / larger).value(), 1e-15) << trial;
  }
}

TEST(Ranged, SumsOfAnySize) {
  Ranged x(Complex(1, 2));
  x += ranged({3, -1}, 0);
  EXPECT_EQ(x.digits, Complex(4, 1));
  x += ranged({1, 1}, -1);
  EXPECT_EQ(x.digits, Complex(4, 1)) << "far below";
  x += ranged({1, 1}, 3);
  EXPECT_EQ(x.digits, Complex(1, 1));
  EXPECT_EQ(x.step, 3);
  x += Ranged();
  EXPECT_EQ(x.step, 3);
}

TEST(Ranged, NormalisesAtBothEnds) {
  const Ranged small(Complex(1e-300, 0)), large(Complex(0, 1e300));
  EXPECT_EQ(small.step, -2);
  EXPECT_EQ(large.step, 2);
  EXPECT_EQ(apart(small, ScaledComplex(Complex(1e-300, 0))), 0);
  EXPECT_EQ(apart(large, ScaledComplex(Complex(0, 1e300))), 0);
  EXPECT_TRUE(Ranged(0.0).is_zero());
  EXPECT_TRUE(Ranged(0.0).scaled().is_zero());
  // Beneath the smallest normal number, and over again.
  const Ranged tiny = ranged({5e-324, 0}, 0);
  EXPECT_EQ(apart(tiny, ScaledComplex(Complex(5e-324, 0))), 0);
}

}  // namespace
}  // namespace qbnet
