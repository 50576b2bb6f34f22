#include "qbnet/base/ball.hpp"

#include <limits>

namespace qbnet {
namespace {

thread_local slong working_precision = 128;

ScaledReal scaled_from(const arf_t x) {
  if (arf_is_zero(x)) return {};
  fmpz_t exponent;
  arf_t mantissa;
  fmpz_init(exponent);
  arf_init(mantissa);
  arf_frexp(mantissa, exponent, x);
  const ScaledReal result(arf_get_d(mantissa, ARF_RND_NEAR), fmpz_get_si(exponent));
  arf_clear(mantissa);
  fmpz_clear(exponent);
  return result;
}

Wide wide_from(const arf_t x) {
  const double high = arf_get_d(x, ARF_RND_NEAR);
  arf_t rest;
  arf_init(rest);
  arf_set_d(rest, high);
  arf_sub(rest, x, rest, ARF_PREC_EXACT, ARF_RND_DOWN);
  const double low = arf_get_d(rest, ARF_RND_NEAR);
  arf_clear(rest);
  return {high, low};
}

}  // namespace

slong Ball::precision() { return working_precision; }
Ball::Precision::Precision(slong bits) : before_(working_precision) { working_precision = bits; }
Ball::Precision::~Precision() { working_precision = before_; }

Ball Ball::polar(double strength, double phase) {
  Ball result;
  arb_t angle, size;
  arb_init(angle);
  arb_init(size);
  arb_set_d(angle, phase);
  arb_set_d(size, strength);
  arb_sin_cos(acb_imagref(result.z_), acb_realref(result.z_), angle, precision());
  acb_mul_arb(result.z_, result.z_, size, precision());
  arb_clear(size);
  arb_clear(angle);
  return result;
}

Ball Ball::around(const ScaledComplex& middle, const ScaledReal& radius) {
  Ball result(middle.mantissa());
  acb_mul_2exp_si(result.z_, result.z_, static_cast<slong>(middle.exponent()));
  mag_t error;
  mag_init(error);
  mag_set_d(error, radius.mantissa());
  mag_mul_2exp_si(error, error, static_cast<slong>(radius.exponent()));
  acb_add_error_mag(result.z_, error);
  mag_clear(error);
  return result;
}

Ball Ball::exponential(const Ball& z) {
  Ball result;
  acb_exp(result.z_, z.z_, precision());
  return result;
}

Ball Ball::squared_size() const {
  Ball result;
  arb_mul(acb_realref(result.z_), acb_realref(z_), acb_realref(z_), precision());
  arb_addmul(acb_realref(result.z_), acb_imagref(z_), acb_imagref(z_), precision());
  return result;
}

Ball Ball::decimal_logarithm() const {
  Ball result;
  arb_log_base_ui(acb_realref(result.z_), acb_realref(z_), 10, precision());
  return result;
}

ScaledComplex Ball::midpoint() const {
  const ScaledReal re = scaled_from(arb_midref(acb_realref(z_)));
  const ScaledReal im = scaled_from(arb_midref(acb_imagref(z_)));
  return ScaledComplex({re.mantissa(), 0}, re.exponent()) +
         ScaledComplex({0, im.mantissa()}, im.exponent());
}

double Ball::relative_radius() const {
  if (is_zero()) return 0;
  if (contains_zero()) return std::numeric_limits<double>::infinity();
  mag_t re, im;
  mag_init(re);
  mag_init(im);
  mag_hypot(re, arb_radref(acb_realref(z_)), arb_radref(acb_imagref(z_)));
  acb_get_mag_lower(im, z_);
  mag_div(re, re, im);
  const double result = mag_get_d(re);
  mag_clear(im);
  mag_clear(re);
  return result;
}

ScaledReal Ball::upper_bound() const {
  arf_t bound;
  arf_init(bound);
  acb_get_abs_ubound_arf(bound, z_, 53);
  const ScaledReal result = scaled_from(bound);
  arf_clear(bound);
  return result;
}

ScaledReal Ball::real_midpoint() const { return scaled_from(arb_midref(acb_realref(z_))); }

ScaledReal Ball::real_radius() const {
  arf_t radius;
  arf_init(radius);
  arf_set_mag(radius, arb_radref(acb_realref(z_)));
  const ScaledReal result = scaled_from(radius);
  arf_clear(radius);
  return result;
}

WideComplex Ball::wide() const {
  return {wide_from(arb_midref(acb_realref(z_))), wide_from(arb_midref(acb_imagref(z_)))};
}

}  // namespace qbnet
