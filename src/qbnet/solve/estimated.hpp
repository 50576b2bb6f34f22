// Complex numbers of any size in twice the precision of a double, each with a bound of its error.
#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>

#include "qbnet/base/scaled.hpp"
#include "qbnet/base/wide.hpp"
#include "qbnet/resolvent/ranged.hpp"

namespace qbnet {

/// value = digits * 2^(512 step), off by at most error * 2^(512 step) in modulus. Operations round
/// to about 2^-100 and add that to the error; normalised as Ranged.
struct Estimated {
  WideComplex digits;
  double error = 0;
  std::int32_t step = Ranged::nothing;  ///< of zero: below every other

  Estimated() = default;
  explicit Estimated(const WideComplex& z, double off = 0) : digits(z), error(off), step(0) {
    normalise();
  }
  /// x + rest, off by at most `relative` of x.
  Estimated(const Ranged& x, const Ranged& rest, double relative) : step(x.step) {
    if (x.is_zero()) return;
    digits = x.digits;
    digits += rest.digits_at(step);
    error = relative * size();
    normalise();
  }

  /// Between the modulus of the digits and 1.5 times that.
  double size() const { return std::abs(digits.re.high) + std::abs(digits.im.high); }
  bool is_zero() const { return step == Ranged::nothing; }
  bool contains_zero() const { return !(largest() > error); }
  ScaledComplex rounded() const {
    return is_zero() ? ScaledComplex() : ScaledComplex(digits.rounded(), std::int64_t{512} * step);
  }
  ScaledReal real() const { return of(digits.re.high); }
  ScaledReal radius() const { return of(error); }

  friend Estimated operator*(const Estimated& a, const Estimated& b) {
    Estimated c;
    if (a.is_zero() || b.is_zero()) return c;
    c.digits = a.digits * b.digits;
    c.step = a.step + b.step;
    const double x = a.size(), y = b.size();
    c.error = x * b.error + a.error * (y + b.error) + x * y * rounding;
    c.normalise();
    return c;
  }
  friend Estimated operator+(const Estimated& a, const Estimated& b) {
    if (a.is_zero()) return b;
    if (b.is_zero()) return a;
    if (a.step < b.step) return b + a;
    Estimated c = a;
    const int gap = a.step - b.step;
    if (gap < 2) {
      const double by = gap == 0 ? 1 : 1 / Ranged::unit;
      c.digits += times(b.digits, by);
      c.error += b.error * by;
    }
    c.error += a.size() * rounding + b.size() * (gap == 0 ? rounding : 0);
    c.normalise();
    return c;
  }
  Estimated& operator+=(const Estimated& b) { return *this = *this + b; }
  friend Estimated operator-(Estimated a) {
    a.digits = times(a.digits, -1);
    return a;
  }
  friend Estimated operator-(const Estimated& a, const Estimated& b) { return a + -b; }
  friend Estimated conj(Estimated a) {
    a.digits.im = -a.digits.im;
    return a;
  }
  friend Estimated times_i(Estimated a) {
    a.digits = {-a.digits.im, a.digits.re};
    return a;
  }
  /// 1/a, to first order in its error.
  friend Estimated inverse(const Estimated& a) {
    // One step of Newton from the double: 1/a = y + y (1 - a y).
    const std::complex<double> y = 1.0 / a.digits.rounded();
    WideComplex rest(1.0);
    rest += a.digits * WideComplex(-y);
    Estimated c;
    c.digits = WideComplex(y);
    c.digits += WideComplex(y * rest.rounded());
    c.step = -a.step;
    const double size = std::abs(y);
    c.error = size * (size * a.error + 4 * rounding);
    c.normalise();
    return c;
  }

 private:
  static constexpr double rounding = 0x1p-100;

  static WideComplex times(const WideComplex& z, double power_of_two) {
    const auto part = [&](const Wide& x) {
      return Wide{x.high * power_of_two, x.low * power_of_two};
    };
    return {part(z.re), part(z.im)};
  }
  ScaledReal of(double x) const {
    return x == 0 ? ScaledReal() : ScaledReal(x, std::int64_t{512} * step);
  }
  double largest() const { return std::max(std::abs(digits.re.high), std::abs(digits.im.high)); }
  void normalise() {
    const double most = std::max(largest(), error);
    if (most >= Ranged::least && most <= Ranged::most) return;
    if (most == 0) {
      step = Ranged::nothing;
    } else if (most < Ranged::least) {
      shift(Ranged::unit, -1);
    } else if (std::isfinite(most)) {
      shift(1 / Ranged::unit, 1);
    }
  }
  void shift(double by, int steps) {
    digits = times(digits, by);
    error *= by;
    step += steps;
    normalise();
  }
};

}  // namespace qbnet
