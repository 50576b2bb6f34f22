// Elimination in twice the precision of doubles.
#pragma once

#include <complex>

#include "qbnet/base/wide.hpp"
#include "qbnet/resolvent/elimination.hpp"

namespace qbnet {

inline WideComplex product(const WideComplex& a, const WideComplex& b) { return a * b; }
inline void subtract_product(WideComplex& acc, const WideComplex& a, const WideComplex& b) {
  const WideComplex term = a * b;
  acc += WideComplex(-term.re, -term.im);
}
inline bool is_zero(const WideComplex& x) { return x.rounded() == 0.0; }

/// One step of Newton from the nearest double.
inline Wide reciprocal(const Wide& x) {
  const double near = 1 / x.high;
  return Wide{near, 0} + (Wide{1, 0} + -(x * near)) * near;
}
inline WideComplex reciprocal(const WideComplex& x) {
  const Wide scale = reciprocal(x.re * x.re + x.im * x.im);
  return {x.re * scale, -(x.im * scale)};
}

}  // namespace qbnet
