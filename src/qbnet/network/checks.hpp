// The sentences of every check on a network, written once for the library and the file reader.
#pragma once

#include <cmath>
#include <complex>
#include <concepts>
#include <string>
#include <string_view>

namespace qbnet {

/// Throws Error(Refusal::input) unless the name matches [A-Za-z_][A-Za-z0-9_]{0,63}.
void check_mode_name(std::string_view name);

/// Throw Error(Refusal::input) "<what> must be ..., but is ..." where the check fails.
[[noreturn]] void refuse_not_finite(double value, const std::string& what);
[[noreturn]] void refuse_not_finite(std::complex<double> value, const std::string& what);
[[noreturn]] void refuse_negative(double value, const std::string& what);
inline bool is_finite(double value) { return std::isfinite(value); }
inline bool is_finite(std::complex<double> value) {
  return std::isfinite(value.real()) && std::isfinite(value.imag());
}

/// `what` is a function that names the quantity; it is called only if the check fails, for
/// networks have up to millions of modes.
template <class Number, std::invocable What>
void check_finite(const Number& value, const What& what) {
  if (!is_finite(value)) refuse_not_finite(value, what());
}
template <std::invocable What>
void check_not_negative(double value, const What& what) {
  if (value < 0) refuse_negative(value, what());
  if (!is_finite(value)) refuse_not_finite(value, what());
}

/// Beyond it the photons of a squeezed vacuum, sinh^2 r, exceed the largest double.
constexpr double largest_squeezing = 350;
[[noreturn]] void refuse_squeezing(double r, const std::string& what);
template <std::invocable What>
void check_squeezing(double r, const What& what) {
  check_finite(r, what);
  if (std::abs(r) > largest_squeezing) refuse_squeezing(r, what());
}

}  // namespace qbnet
