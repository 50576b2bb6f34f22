// What elimination asks of the number types that it runs over.
#pragma once

#include <array>
#include <bit>
#include <complex>
#include <cstdint>
#include <type_traits>

#include "qbnet/base/ball.hpp"
#include "qbnet/base/scaled.hpp"
#include "qbnet/resolvent/ranged.hpp"

namespace qbnet {

/// acc -= a * b. Plain formulas: std::complex would check every product for infinities.
inline void subtract_product(std::complex<double>& acc, std::complex<double> a,
                             std::complex<double> b) {
  acc = {acc.real() - (a.real() * b.real() - a.imag() * b.imag()),
         acc.imag() - (a.real() * b.imag() + a.imag() * b.real())};
}
inline void subtract_product(ScaledComplex& acc, const ScaledComplex& a, const ScaledComplex& b) {
  acc -= a * b;
}
inline std::complex<double> product(std::complex<double> a, std::complex<double> b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}
inline ScaledComplex product(const ScaledComplex& a, const ScaledComplex& b) { return a * b; }
inline Ball product(const Ball& a, const Ball& b) { return a * b; }

inline Ranged product(const Ranged& a, std::complex<double> b) {
  Ranged result;
  result.digits = product(a.digits, b);
  result.step = a.step;
  result.normalise();
  return result;
}

template <class T>
bool products_in_range(const T&) {
  return true;
}
inline bool products_in_range(std::complex<double> x) {
  const double size = std::abs(x.real()) + std::abs(x.imag());
  return size == 0 || (size > 1e-150 && size < 1e150);
}

inline Ranged product(const Ranged& a, const Ranged& b) {
  Ranged result;
  subtract_product(result, a, b);
  result.digits = -result.digits;
  result.normalise();
  return result;
}
inline bool is_zero(const Ranged& x) { return x.is_zero(); }

/// Called on a finished sum.
template <class X>
void settle(X&) {}
inline void settle(Ranged& x) { x.normalise(); }

/// The sum of one row, while its products are taken off.
template <class X>
class RowSum {
 public:
  explicit RowSum(const X& first) : sum_(first) {}
  template <class T>
  void subtract(const T& a, const X& b) {
    subtract_product(sum_, a, b);
  }
  void normalise() { settle(sum_); }
  template <class T>
  void multiply(const T& a) {
    sum_ = product(sum_, a);
  }
  void write_to(X& x) const { x = sum_; }

 private:
  X sum_;
};
template <class Factor, class X>
using RowSumOf =
    std::conditional_t<std::is_same_v<X, Ranged> && std::is_same_v<Factor, std::complex<double>>,
                       RangedSum, RowSum<X>>;

template <class T>
T reciprocal(const T& x) {
  T one(std::complex<double>(1, 0));
  one /= x;
  return one;
}
/// std::complex would look for overflow in every division.
inline std::complex<double> reciprocal(std::complex<double> x) {
  const double square = x.real() * x.real() + x.imag() * x.imag();
  if (!(square > 1e-280 && square < 1e280)) return 1.0 / x;
  return {x.real() / square, -x.imag() / square};
}

inline bool is_zero(std::complex<double> x) { return x == 0.0; }
inline bool is_zero(const ScaledComplex& x) { return x.is_zero(); }
inline bool is_zero(const Ball& x) { return x.contains_zero(); }

/// Whether two numbers are one and the same, to the last bit, so that what is computed from them
/// is.
template <class T>
bool same_bits(const T&, const T&) {
  return false;
}
inline bool same_bits(std::complex<double> a, std::complex<double> b) {
  return std::bit_cast<std::array<std::uint64_t, 2>>(a) ==
         std::bit_cast<std::array<std::uint64_t, 2>>(b);
}
inline bool same_bits(const Ranged& a, const Ranged& b) {
  return same_bits(a.digits, b.digits) && a.step == b.step;
}
inline bool same_bits(const ScaledComplex& a, const ScaledComplex& b) {
  return same_bits(a.mantissa(), b.mantissa()) && a.exponent() == b.exponent();
}
inline bool same_bits(const Ball& a, const Ball& b) { return acb_equal(a.get(), b.get()) != 0; }

}  // namespace qbnet
