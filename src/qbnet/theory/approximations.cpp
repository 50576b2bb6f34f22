#include "qbnet/theory/approximations.hpp"

#include <fmt/core.h>

#include <cmath>
#include <numbers>

#include "qbnet/base/status.hpp"
#include "qbnet/theory/check.hpp"
#include "qbnet/theory/closed_forms.hpp"

namespace qbnet::theory {
namespace {

void require_ratio(std::size_t batteries, double x) {
  require_batteries(batteries);
  if (!(x > 0) || !std::isfinite(x))
    throw Error(Refusal::input, fmt::format("g/gamma must be finite and above 0, but is {}", x));
}

void require_ratio_or_zero(std::size_t batteries, double x) {
  if (x != 0) require_ratio(batteries, x);
  require_batteries(batteries);
}

/// Where a condition that is false at 0 and true at `high` turns true: bisection to the last bit.
template <class Condition>
long double turning_point(long double high, Condition holds) {
  long double low = 0;
  for (;;) {
    const long double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return middle;
    (holds(middle) ? high : low) = middle;
  }
}

}  // namespace

ScaledReal cascade_gain_r1(std::size_t batteries, double x) {
  require_ratio(batteries, x);
  return cascade_nr_energy(batteries, x, 1) / cascade_r1_energy(batteries, x, 1);
}

ScaledReal cascade_gain_r2(std::size_t batteries, double x) {
  require_ratio(batteries, x);
  return cascade_nr_energy(batteries, x, 1) /
         cascade_r2_energies(equal_rates(batteries, x, 1)).back();
}

ScaledReal cascade_gain_r1_weak(std::size_t batteries, double x) {
  require_ratio_or_zero(batteries, x);
  const double sum = 4 * static_cast<double>(batteries) * x + 1;
  return cascade_gain_r1_bound(batteries) / ScaledReal(sum) / ScaledReal(sum);
}

ScaledReal cascade_gain_r1_bound(std::size_t batteries) {
  require_batteries(batteries);
  return {1.0, 2 * static_cast<std::int64_t>(batteries)};
}

ScaledReal cascade_gain_r2_bound(std::size_t batteries) {
  require_batteries(batteries);
  return {1.0, static_cast<std::int64_t>(batteries)};
}

double parallel_gain_r1(std::size_t batteries, double x) {
  require_ratio_or_zero(batteries, x);
  const double n = static_cast<double>(batteries);
  const double root = 2 * (1 + 4 * n * x * x) / ((1 + 2 * x) * (1 + 2 * n * x));
  return root * root;
}

double parallel_gain_r2(std::size_t batteries, double x) {
  require_ratio_or_zero(batteries, x);
  // E^nr = 4 x^2/p^2 and E^r2 = 2 x^2/|p - 2i N x^2|^2 with p = (1/2 + x)(1/2 + N x).
  const double n = static_cast<double>(batteries);
  const double back = 8 * n * x * x / ((1 + 2 * x) * (1 + 2 * n * x));
  return 2 * (1 + back * back);
}

double parallel_gain_r1_weak(std::size_t batteries, double x) {
  require_ratio_or_zero(batteries, x);
  const double root = 2 / ((2 * static_cast<double>(batteries) + 2) * x + 1);
  return root * root;
}

double cascade_optimal_coupling(std::size_t batteries, double loss) {
  require_batteries(batteries);
  require_rates(0, loss, 0);
  const double n = static_cast<double>(batteries);
  return (n + std::sqrt(n * (8 + n))) * loss / 8;
}

Maximum cascade_nr_maximum(std::size_t batteries, double loss, double drive) {
  const double g = cascade_optimal_coupling(batteries, loss);
  return {g, cascade_nr_energy(batteries, g, loss, drive)};
}

Maximum cascade_r1_maximum(std::size_t batteries, double loss, double drive) {
  require_batteries(batteries);
  require_rates(0, loss, drive);
  if (batteries % 2 == 0)
    throw Error(
        Refusal::input,
        fmt::format("batteries must be odd for a maximum over the coupling, but is {}", batteries));
  const long double n = static_cast<long double>(batteries) + 2;
  // d/du log[sinh(2u)/cosh(nu)] = 2 coth(2u) - n tanh(nu) falls from +infinity; below 0 at u = 1.
  const long double u =
      turning_point(1, [n](long double v) { return 2 / std::tanh(2 * v) < n * std::tanh(n * v); });
  const double g = static_cast<double>(loss / (4 * std::sinh(u)));
  const long double root =
      2 * (drive / static_cast<long double>(loss)) * (std::sinh(2 * u) / std::cosh(n * u));
  const ScaledReal amplitude(static_cast<double>(root));
  return {g, amplitude * amplitude};
}

ScaledReal cascade_r1_supremum(std::size_t batteries, double loss, double drive) {
  require_batteries(batteries);
  require_rates(0, loss, drive);
  if (batteries % 2 == 1)
    throw Error(Refusal::input,
                fmt::format("batteries must be even for a supremum over the coupling, but is {}",
                            batteries));
  const ScaledReal root =
      ScaledReal(4 * drive) / ScaledReal(static_cast<double>(batteries) + 2) / ScaledReal(loss);
  return root * root;
}

double maximum_ratio(std::size_t batteries) {
  return (cascade_nr_maximum(batteries, 1).energy / cascade_r1_maximum(batteries, 1).energy)
      .value();
}

double maximum_ratio_fit(std::size_t batteries) {
  require_batteries(batteries);
  return 1 + 0.062 * std::log(static_cast<double>(batteries));
}

double maximum_ratio_limit() {
  // u/cosh u is largest where u tanh u = 1.
  const long double u = turning_point(2, [](long double v) { return v * std::tanh(v) > 1; });
  const long double root = 2 / (std::numbers::e_v<long double> * (u / std::cosh(u)));
  return static_cast<double>(root * root);
}

}  // namespace qbnet::theory
