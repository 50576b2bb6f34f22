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

  void normalise() {
    const double size = std::max(std::abs(digits.real()), std::abs(digits.imag()));
    if (size >= least && size <= most) return;
    if (size == 0) {
      step = nothing;
    } else if (size < least) {
      digits *= unit;
      --step;
      normalise();
    } else if (size <= std::numeric_limits<double>::max()) {
      digits *= 1 / unit;
      ++step;
      normalise();
    }
  }

  Ranged& operator+=(const Ranged& other) {
    const std::int32_t top = std::max(step, other.step);
    digits = digits_at(top) + other.digits_at(top);
    step = top;
    normalise();
    return *this;
  }
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

/// acc -= a b, without normalising.
inline void subtract_product(Ranged& acc, std::complex<double> a, const Ranged& b) {
  if (acc.step < b.step) {
    acc.digits = acc.digits_at(b.step);
    acc.step = b.step;
  }
  const std::complex<double> x = b.digits_at(acc.step);
  acc.digits = {acc.digits.real() - (a.real() * x.real() - a.imag() * x.imag()),
                acc.digits.imag() - (a.real() * x.imag() + a.imag() * x.real())};
}

}  // namespace qbnet
