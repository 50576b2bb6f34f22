// Complex numbers of any size whose arithmetic is that of doubles nearly always.
#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <limits>

#include "qbnet/base/scaled.hpp"

namespace qbnet {

/// value = digits * 2^(512 step). Normalised numbers have digits between 2^-256 and 2^256, so that
/// products with rates stay in the range of doubles, and neighbours in a network have the same
/// step but for one in hundreds. Operations round like those on doubles.
struct Ranged {
  static constexpr double unit = 0x1p512;
  static constexpr double most = 0x1p256, least = 0x1p-256;
  static constexpr std::int32_t nothing = std::numeric_limits<std::int32_t>::min() / 4;

  std::complex<double> digits = 0;
  std::int32_t step = nothing;  ///< of zero: below every other

  Ranged() = default;
  Ranged(std::complex<double> z) : digits(z), step(z == 0.0 ? nothing : 0) {  // NOLINT: a number
    normalise();
  }

  /// The digits that this number has at another step: itself, what is left of it, or too much.
  std::complex<double> digits_at(std::int32_t other) const {
    if (other == step) return digits;
    const int gap = step - other;
    return gap < -1 ? 0.0 : gap == -1 ? digits * (1 / unit) : digits * unit;
  }

  __attribute__((always_inline)) void normalise() {
    double re = digits.real(), im = digits.imag();
    normalise(re, im, step);
    digits = {re, im};
  }
  /// The same of a number in registers. Always inline: in code for wider registers a call to other
  /// code would cost more than the work.
  __attribute__((always_inline)) static void normalise(double& re, double& im, std::int32_t& step) {
    const double size = std::max(std::abs(re), std::abs(im));
    if (size >= least && size <= most) return;
    if (size == 0) {
      step = nothing;
    } else if (size <= std::numeric_limits<double>::max()) {
      const Ranged moved = rescaled(re, im, step, size);
      re = moved.digits.real();
      im = moved.digits.imag();
      step = moved.step;
    }
  }

  Ranged& operator+=(const Ranged& other);
  Ranged& operator/=(const Ranged& other) {
    digits /= other.digits;
    step = is_zero() ? nothing : step - other.step;
    normalise();
    return *this;
  }
  bool is_zero() const { return digits == 0.0; }
  ScaledComplex scaled() const {
    return is_zero() ? ScaledComplex() : ScaledComplex(digits, std::int64_t{512} * step);
  }

 private:
  __attribute__((noinline)) static Ranged rescaled(double re, double im, std::int32_t step,
                                                   double size) {
    const bool small = size < least;
    Ranged result;
    result.digits = {small ? re * unit : re / unit, small ? im * unit : im / unit};
    result.step = step + (small ? -1 : 1);
    result.normalise();
    return result;
  }
};

/// acc -= a b for normalised a and b, without normalising.
inline void subtract_product(Ranged& acc, const Ranged& a, const Ranged& b) {
  Ranged term;
  term.digits = {a.digits.real() * b.digits.real() - a.digits.imag() * b.digits.imag(),
                 a.digits.real() * b.digits.imag() + a.digits.imag() * b.digits.real()};
  term.step = a.step + b.step;
  if (acc.step < term.step) {
    acc.digits = acc.digits_at(term.step);
    acc.step = term.step;
  }
  acc.digits -= term.digits_at(acc.step);
}

/// The sum of a row of an elimination in doubles: in registers, where a Ranged whose address
/// functions take would be in memory.
class RangedSum {
 public:
  explicit RangedSum(const Ranged& first)
      : re_(first.digits.real()), im_(first.digits.imag()), step_(first.step) {}

  __attribute__((always_inline)) void subtract(std::complex<double> a, const Ranged& b) {
    double x = b.digits.real(), y = b.digits.imag();
    align(x, y, b.step);
    re_ -= a.real() * x - a.imag() * y;
    im_ -= a.real() * y + a.imag() * x;
  }
  __attribute__((always_inline)) void add(const Ranged& b) {
    double x = b.digits.real(), y = b.digits.imag();
    align(x, y, b.step);
    re_ += x;
    im_ += y;
  }
  __attribute__((always_inline)) void normalise() { Ranged::normalise(re_, im_, step_); }
  /// Of a normalised sum.
  __attribute__((always_inline)) void multiply(std::complex<double> a) {
    const double re = re_;
    re_ = re * a.real() - im_ * a.imag();
    im_ = re * a.imag() + im_ * a.real();
    normalise();
  }
  __attribute__((always_inline)) void write_to(Ranged& x) const {
    x.digits = {re_, im_};
    x.step = step_;
  }

 private:
  // Brings the sum and x + i y, digits at a step, to the higher of both steps.
  __attribute__((always_inline)) void align(double& x, double& y, std::int32_t step) {
    if (step > step_) {
      const double by = step - step_ > 1 ? 0 : 1 / Ranged::unit;
      re_ *= by;
      im_ *= by;
      step_ = step;
    } else if (step < step_) {
      const double by = step_ - step > 1 ? 0 : 1 / Ranged::unit;
      x *= by;
      y *= by;
    }
  }

  double re_, im_;
  std::int32_t step_;
};

inline __attribute__((always_inline)) Ranged& Ranged::operator+=(const Ranged& other) {
  RangedSum sum(*this);
  sum.add(other);
  sum.normalise();
  sum.write_to(*this);
  return *this;
}

/// acc -= a b, without normalising.
inline void subtract_product(Ranged& acc, std::complex<double> a, const Ranged& b) {
  RangedSum sum(acc);
  sum.subtract(a, b);
  sum.write_to(acc);
}

}  // namespace qbnet
