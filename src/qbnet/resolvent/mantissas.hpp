// Mantissa and exponent of the number types that solutions come in.
#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>

#include "qbnet/base/scaled.hpp"
#include "qbnet/resolvent/ranged.hpp"

namespace qbnet {

inline std::complex<double> mantissa(std::complex<double> x) { return x; }
inline std::complex<double> mantissa(const ScaledComplex& x) { return x.mantissa(); }
inline std::complex<double> mantissa(const Ranged& x) { return x.digits; }

inline std::int64_t exponent(std::complex<double>) { return 0; }
inline std::int64_t exponent(const ScaledComplex& x) { return x.exponent(); }
inline std::int64_t exponent(const Ranged& x) { return x.step; }

inline void assign(std::complex<double>& x, std::complex<double> m, std::int64_t) { x = m; }
inline void assign(ScaledComplex& x, std::complex<double> m, std::int64_t e) { x = {m, e}; }
inline void assign(Ranged& x, std::complex<double> m, std::int64_t e) {
  x.digits = m;
  x.step = static_cast<std::int32_t>(e);
  x.normalise();
}

/// Doubles of sizes between these have room for their squares and for errors 2^-106 below them.
constexpr double small_double = 1e-120, large_double = 1e120;

inline ScaledComplex scaled(std::complex<double> x) { return {x}; }
inline ScaledComplex scaled(const ScaledComplex& x) { return x; }
inline ScaledComplex scaled(const Ranged& x) { return x.scaled(); }

/// Bounds of |v| without a root: at most 8 % below and above it. Also of vectors, which go by
/// reference.
constexpr double above = 1.0824;
template <class Real>
inline __attribute__((always_inline)) void size_below(const Real& re, const Real& im, Real& size) {
  constexpr double cosine = 0.9238795, sine = 0.3826834;  // of pi/8
  const Real a = re < 0 ? -re : re, b = im < 0 ? -im : im;
  size = cosine * (a < b ? b : a) + sine * (a < b ? a : b);
}
inline double size_below(std::complex<double> v) {
  double size;
  size_below(v.real(), v.imag(), size);
  return size;
}
inline double size_above(std::complex<double> v) { return above * size_below(v); }

}  // namespace qbnet
