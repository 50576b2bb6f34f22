// Complex balls of any precision (Arb): a midpoint and a radius that surely holds the truth.
#pragma once

#include <acb.h>

#include <complex>

#include "qbnet/base/scaled.hpp"
#include "qbnet/base/wide.hpp"

namespace qbnet {

/// A complex rectangle of arbitrary precision; every operation encloses its exact result.
/// F. Johansson, IEEE Trans. Comput. 66, 1281 (2017).
class Ball {
 public:
  Ball() { acb_init(z_); }
  Ball(std::complex<double> z) {  // NOLINT: exact
    acb_init(z_);
    acb_set_d_d(z_, z.real(), z.imag());
  }
  Ball(const Ball& other) {
    acb_init(z_);
    acb_set(z_, other.z_);
  }
  Ball(Ball&& other) noexcept {
    acb_init(z_);
    acb_swap(z_, other.z_);
  }
  Ball& operator=(const Ball& other) {
    acb_set(z_, other.z_);
    return *this;
  }
  Ball& operator=(Ball&& other) noexcept {
    acb_swap(z_, other.z_);
    return *this;
  }
  ~Ball() { acb_clear(z_); }

  Ball& operator+=(const Ball& b) { return acb_add(z_, z_, b.z_, precision()), *this; }
  Ball& operator-=(const Ball& b) { return acb_sub(z_, z_, b.z_, precision()), *this; }
  Ball& operator*=(const Ball& b) { return acb_mul(z_, z_, b.z_, precision()), *this; }
  Ball& operator/=(const Ball& b) { return acb_div(z_, z_, b.z_, precision()), *this; }
  friend Ball operator+(Ball a, const Ball& b) { return a += b; }
  friend Ball operator-(Ball a, const Ball& b) { return a -= b; }
  friend Ball operator*(Ball a, const Ball& b) { return a *= b; }
  friend Ball operator/(Ball a, const Ball& b) { return a /= b; }
  friend Ball operator-(Ball a) { return acb_neg(a.z_, a.z_), a; }
  friend Ball times_i(Ball a) { return acb_mul_onei(a.z_, a.z_), a; }
  friend Ball conj(Ball a) { return acb_conj(a.z_, a.z_), a; }
  friend Ball real_part(Ball a) { return arb_zero(acb_imagref(a.z_)), a; }

  acb_t& get() { return z_; }
  const acb_t& get() const { return z_; }

  /// strength * exp(i phase), both taken as exact.
  static Ball polar(double strength, double phase);
  /// A ball of this radius (in each part) around a number.
  static Ball around(const ScaledComplex& middle, const ScaledReal& radius);
  /// exp(z).
  static Ball exponential(const Ball& z);
  /// |z|^2.
  Ball squared_size() const;
  /// log10 of the real part, which must be positive: a ball that holds 0 gives one without end.
  Ball decimal_logarithm() const;
  bool contains_zero() const { return acb_contains_zero(z_) != 0; }
  bool is_zero() const { return acb_is_zero(z_) != 0; }
  /// The midpoint, correctly rounded, whatever its size.
  ScaledComplex midpoint() const;
  /// Radius over |midpoint|; infinite when the ball contains zero without being zero.
  double relative_radius() const;
  /// An upper bound of |z|.
  ScaledReal upper_bound() const;
  /// Midpoint and radius (rounded up) of the real part.
  ScaledReal real_midpoint() const;
  ScaledReal real_radius() const;
  /// The midpoint to about 106 bits; meant for magnitudes inside the double range.
  WideComplex wide() const;

  /// Working precision in bits of this thread's operations.
  static slong precision();
  /// Sets the working precision for a scope.
  class Precision {
   public:
    explicit Precision(slong bits);
    ~Precision();
    Precision(const Precision&) = delete;
    Precision& operator=(const Precision&) = delete;

   private:
    slong before_;
  };

 private:
  acb_t z_;
};

inline void subtract_product(Ball& acc, const Ball& a, const Ball& b) {
  acb_submul(acc.get(), a.get(), b.get(), Ball::precision());
}

}  // namespace qbnet
