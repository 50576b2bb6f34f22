// A piece of v(t) as a Chebyshev polynomial.
#pragma once

#include <array>
#include <complex>
#include <cstdint>
#include <functional>

#include "qbnet/base/scaled.hpp"

namespace qbnet {

/// v(t) on [left, right], interpolated in Chebyshev points of the second kind.
class Piece {
 public:
  static constexpr int degree = 32;

  Piece(double left, double right, const std::function<ScaledComplex(double)>& v);

  double left() const { return left_; }
  double right() const { return right_; }
  /// Largest of the last coefficients, over the largest value: small when v is resolved.
  ScaledReal unresolved() const;

  struct Value {
    ScaledComplex v;
    double slope = 0;  ///< d log|v| / dt; 0 where v is 0
  };
  Value at(double t) const;

 private:
  double left_;
  double right_;
  std::int64_t exponent_ = 0;
  std::array<std::complex<double>, degree + 1> coefficient_;
};

}  // namespace qbnet
