// Numbers that carry their derivative: what Elimination needs to differentiate its pivots.
#pragma once

#include <complex>

#include "qbnet/resolvent/elimination.hpp"

namespace qbnet {

/// x(s) and dx/ds at one s.
struct Sloped {
  Sloped() = default;
  Sloped(std::complex<double> constant) : value(constant) {}  // NOLINT: entries of M are constants
  Sloped(std::complex<double> x, std::complex<double> dx) : value(x), slope(dx) {}
  Sloped& operator+=(const Sloped& other) {
    value += other.value;
    slope += other.slope;
    return *this;
  }

  std::complex<double> value, slope;
};

inline Sloped product(const Sloped& a, const Sloped& b) {
  return {product(a.value, b.value), product(a.value, b.slope) + product(a.slope, b.value)};
}
inline void subtract_product(Sloped& acc, const Sloped& a, const Sloped& b) {
  const Sloped ab = product(a, b);
  acc.value -= ab.value;
  acc.slope -= ab.slope;
}
inline Sloped reciprocal(const Sloped& x) {
  const std::complex<double> inverse = 1.0 / x.value;
  return {inverse, -(inverse * x.slope) * inverse};
}
inline bool is_zero(const Sloped& x) { return x.value == 0.0; }

}  // namespace qbnet
