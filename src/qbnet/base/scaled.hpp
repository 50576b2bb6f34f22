// Numbers whose size a double cannot hold: mantissa times a power of two.
#pragma once

#include <bit>
#include <cmath>
#include <complex>
#include <cstdint>

namespace qbnet {

/// value = mantissa * 2^exponent with a double mantissa and a 64-bit exponent.
/// T is double or std::complex<double>. Normalised: the larger part of the mantissa is in
/// [1, 2), or mantissa and exponent are 0. Every operation rounds like the one on doubles;
/// nothing under- or overflows below |exponent| ~ 9e18.
template <class T>
class Scaled {
 public:
  Scaled() = default;
  Scaled(T mantissa, std::int64_t exponent = 0)  // NOLINT: a double is a Scaled
      : mantissa_(mantissa), exponent_(exponent) {
    normalise();
  }

  T mantissa() const { return mantissa_; }
  std::int64_t exponent() const { return exponent_; }
  bool is_zero() const { return mantissa_ == T(0); }

  Scaled& operator+=(const Scaled& other) {
    if (other.is_zero()) return *this;
    if (is_zero()) return *this = other;
    const std::int64_t gap = exponent_ - other.exponent_;
    // Beyond 110 binary digits the smaller one is below half a unit in the last place.
    if (gap > 110) return *this;
    if (gap < -110) return *this = other;
    if (gap >= 0) {
      mantissa_ += shift(other.mantissa_, -gap);
    } else {
      mantissa_ = shift(mantissa_, gap) + other.mantissa_;
      exponent_ = other.exponent_;
    }
    normalise();
    return *this;
  }
  Scaled& operator-=(const Scaled& other) { return *this += -other; }
  Scaled& operator*=(const Scaled& other) {
    mantissa_ *= other.mantissa_;
    exponent_ += other.exponent_;
    normalise();
    return *this;
  }
  Scaled& operator/=(const Scaled& other) {
    mantissa_ /= other.mantissa_;
    exponent_ -= other.exponent_;
    normalise();
    return *this;
  }
  Scaled operator-() const {
    Scaled result = *this;
    result.mantissa_ = -result.mantissa_;
    return result;
  }
  friend Scaled operator+(Scaled a, const Scaled& b) { return a += b; }
  friend Scaled operator-(Scaled a, const Scaled& b) { return a -= b; }
  friend Scaled operator*(Scaled a, const Scaled& b) { return a *= b; }
  friend Scaled operator/(Scaled a, const Scaled& b) { return a /= b; }

  /// The nearest T: 0 where it underflows, infinite where it overflows.
  T value() const {
    if (exponent_ >= -1000 && exponent_ <= 1000) return mantissa_ * power_of_two(exponent_);
    if (exponent_ > 5000) return shift(mantissa_, 5000);
    if (exponent_ < -1076) return T(0);  // below half of the smallest double
    return shift(mantissa_, exponent_);
  }

 private:
  // 2^e for the exponents e of normal doubles.
  static double power_of_two(std::int64_t e) {
    return std::bit_cast<double>(static_cast<std::uint64_t>(e + 1023) << 52);
  }
  static double shift(double m, std::int64_t by) { return std::ldexp(m, static_cast<int>(by)); }
  static std::complex<double> shift(std::complex<double> m, std::int64_t by) {
    return {shift(m.real(), by), shift(m.imag(), by)};
  }
  static double size(double m) { return std::abs(m); }
  static double size(std::complex<double> m) {
    return std::max(std::abs(m.real()), std::abs(m.imag()));
  }
  void normalise() {
    const double largest = size(mantissa_);
    if (largest == 0 || !std::isfinite(largest)) {
      if (largest == 0) exponent_ = 0;
      return;
    }
    if (largest >= 1 && largest < 2) return;
    if (largest > 0x1p-1000 && largest < 0x1p1000) {
      const auto e = static_cast<std::int64_t>(std::bit_cast<std::uint64_t>(largest) >> 52) - 1023;
      mantissa_ *= power_of_two(-e);
      exponent_ += e;
      return;
    }
    const int by = std::ilogb(largest);
    mantissa_ = shift(mantissa_, -by);
    exponent_ += by;
  }

  T mantissa_ = T(0);
  std::int64_t exponent_ = 0;
};

using ScaledReal = Scaled<double>;
using ScaledComplex = Scaled<std::complex<double>>;

inline bool isfinite(const ScaledReal& x) { return std::isfinite(x.mantissa()); }
inline bool isfinite(const ScaledComplex& x) {
  return std::isfinite(x.mantissa().real()) && std::isfinite(x.mantissa().imag());
}

inline ScaledReal real(const ScaledComplex& x) { return {x.mantissa().real(), x.exponent()}; }
inline ScaledReal imag(const ScaledComplex& x) { return {x.mantissa().imag(), x.exponent()}; }

/// |x|^2, correctly sized whatever the exponent.
inline ScaledReal norm(const ScaledComplex& x) {
  return {std::norm(x.mantissa()), 2 * x.exponent()};
}
inline ScaledReal abs(const ScaledComplex& x) { return {std::abs(x.mantissa()), x.exponent()}; }
inline ScaledReal abs(const ScaledReal& x) { return {std::abs(x.mantissa()), x.exponent()}; }
inline ScaledReal sqrt(const ScaledReal& x) {
  const bool odd = (x.exponent() & 1) != 0;
  return {std::sqrt(odd ? 2 * x.mantissa() : x.mantissa()), (x.exponent() - (odd ? 1 : 0)) / 2};
}
inline bool operator<(const ScaledReal& a, const ScaledReal& b) { return (a - b).mantissa() < 0; }

/// log10 of a positive number, to a few units in the last place; -infinity for 0.
inline double log10(const ScaledReal& x) {
  constexpr double log10_of_2 = 0.30102999566398119521;
  return std::log10(x.mantissa()) + static_cast<double>(x.exponent()) * log10_of_2;
}
/// Natural logarithm of a positive number; -infinity for 0.
inline double log(const ScaledReal& x) {
  constexpr double log_of_2 = 0.69314718055994530942;
  return std::log(x.mantissa()) + static_cast<double>(x.exponent()) * log_of_2;
}
/// exp(a b) for any finite a b, to a few units in the last place: of a product that is large
/// itself, what it loses by rounding would be wrong by that many units.
inline ScaledReal scaled_exp(double a, double b = 1) {
  constexpr double log_of_2_high = 0x1.62e42fefap-1;  // n * high is exact, or fused
  constexpr double log_of_2_low = 0x1.cf79abc9e3b3ap-40;
  const double x = a * b, rounding = std::fma(a, b, -x);
  const double n = std::nearbyint(x * 1.44269504088896340736);
  const double rest = std::fma(-n, log_of_2_high, x) - n * log_of_2_low + rounding;
  return {std::exp(rest), static_cast<std::int64_t>(n)};
}

}  // namespace qbnet
