#include "qbnet/measure/piece.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>

namespace qbnet {
namespace {

using Complex = std::complex<double>;

TEST(Piece, HoldsAnAnalyticFunctionToRounding) {
  const Complex rate(-0.7, 3.0);
  const Piece piece(1, 2, [&](double t) { return ScaledComplex(std::exp(rate * t)); });
  EXPECT_LT(piece.unresolved().value(), 1e-14);
  for (const double t : {1.0, 1.01, 1.5, 1.77, 2.0}) {
    const Piece::Value value = piece.at(t);
    EXPECT_LT(std::abs(value.v.value() - std::exp(rate * t)), 3e-15);
    EXPECT_NEAR(value.slope, -0.7, 1e-11);
  }
}

TEST(Piece, SaysWhenItDoesNotHoldIt) {
  const Piece piece(1, 2, [](double t) { return ScaledComplex(std::exp(Complex(0, 80 * t))); });
  EXPECT_GT(piece.unresolved().value(), 1e-3);
}

TEST(Piece, SizeDoesNotMatter) {
  const Piece piece(4, 8, [](double t) { return ScaledComplex(Complex(t * t, 0), -9000); });
  EXPECT_NEAR((abs(piece.at(5).v) / ScaledReal(25, -9000)).value(), 1, 1e-14);
  EXPECT_NEAR(piece.at(5).slope, 0.4, 1e-12);
}

TEST(Piece, ZeroStaysZero) {
  const Piece piece(1, 2, [](double) { return ScaledComplex(); });
  EXPECT_TRUE(piece.at(1.3).v.is_zero());
  EXPECT_EQ(piece.at(1.3).slope, 0);
}

}  // namespace
}  // namespace qbnet
