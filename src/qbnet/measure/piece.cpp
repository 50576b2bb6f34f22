#include "qbnet/measure/piece.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace qbnet {
namespace {

constexpr int n = Piece::degree;

// cos(pi k / n) for k = 0 .. 2n - 1.
const std::array<double, 2 * n>& cosines() {
  static const auto table = [] {
    std::array<double, 2 * n> values{};
    for (int k = 0; k < 2 * n; ++k) {
      values[static_cast<std::size_t>(k)] = std::cos(std::numbers::pi * k / n);
    }
    return values;
  }();
  return table;
}

}  // namespace

Piece::Piece(double left, double right, const std::function<ScaledComplex(double)>& v)
    : left_(left), right_(right) {
  const auto& cosine = cosines();
  std::array<ScaledComplex, n + 1> sample;
  std::int64_t top = std::numeric_limits<std::int64_t>::min();
  for (std::size_t k = 0; k <= n; ++k) {
    sample[k] = v(left + (right - left) * (1 + cosine[k]) / 2);
    if (!sample[k].is_zero()) top = std::max(top, sample[k].exponent());
  }
  if (top == std::numeric_limits<std::int64_t>::min()) return;
  exponent_ = top;
  std::array<std::complex<double>, n + 1> value;
  for (std::size_t k = 0; k <= n; ++k) {
    value[k] = ScaledComplex(sample[k].mantissa(), sample[k].exponent() - top).value();
    if (k == 0 || k == n) value[k] /= 2;
  }
  for (std::size_t j = 0; j <= n; ++j) {
    std::complex<double> sum = 0;
    for (std::size_t k = 0; k <= n; ++k) sum += value[k] * cosine[j * k % (2 * n)];
    coefficient_[j] = sum * (j == 0 || j == n ? 1.0 : 2.0) / double(n);
  }
}

ScaledReal Piece::unresolved() const {
  double last = 0;
  for (std::size_t j = n - 3; j <= n; ++j) last = std::max(last, std::abs(coefficient_[j]));
  return {last, exponent_};
}

Piece::Value Piece::at(double t) const {
  const double x = (2 * t - left_ - right_) / (right_ - left_);
  // Clenshaw for the sum and, differentiated, for its slope.
  std::complex<double> b1 = 0, b2 = 0, d1 = 0, d2 = 0;
  for (std::size_t j = n; j > 0; --j) {
    const std::complex<double> d = 2 * x * d1 - d2 + 2.0 * b1;
    d2 = d1;
    d1 = d;
    const std::complex<double> b = 2 * x * b1 - b2 + coefficient_[j];
    b2 = b1;
    b1 = b;
  }
  const std::complex<double> sum = x * b1 - b2 + coefficient_[0];
  const std::complex<double> slope = (b1 + x * d1 - d2) * (2 / (right_ - left_));
  Value value;
  value.v = ScaledComplex(sum, exponent_);
  value.slope = sum == 0.0 ? 0 : (slope / sum).real();
  return value;
}

}  // namespace qbnet
