// Several right-hand sides at a time, as one number type of the elimination.
#pragma once

#include <complex>
#include <cstddef>

namespace qbnet {

/// One row of eight columns of complex numbers.
struct Columns {
  static constexpr std::size_t count = 8;
  double re[count] = {}, im[count] = {};
};

inline void subtract_product(Columns& acc, std::complex<double> a, const Columns& x) {
  const double p = a.real(), q = a.imag();
  for (std::size_t k = 0; k < Columns::count; ++k) {
    acc.re[k] -= p * x.re[k] - q * x.im[k];
    acc.im[k] -= p * x.im[k] + q * x.re[k];
  }
}

inline Columns product(const Columns& x, std::complex<double> a) {
  Columns result;
  const double p = a.real(), q = a.imag();
  for (std::size_t k = 0; k < Columns::count; ++k) {
    result.re[k] = p * x.re[k] - q * x.im[k];
    result.im[k] = p * x.im[k] + q * x.re[k];
  }
  return result;
}

}  // namespace qbnet
