// x(z) at four shifts at a time, for networks so large that nothing else counts.
#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "qbnet/base/scaled.hpp"
#include "qbnet/resolvent/elimination.hpp"
#include "qbnet/resolvent/solver.hpp"

namespace qbnet {

/// Four doubles, one a shift. Vectors pass between functions inside structs only: how bare ones do
/// depends on the processor that a function is compiled for.
using Four = double __attribute__((vector_size(32)));

/// A complex number at each of four shifts. Aligned by name: without AVX, Four is not.
struct alignas(32) FourComplex {
  Four re, im;
  FourComplex() : re{}, im{} {}
  FourComplex(std::complex<double> z)  // NOLINT: a number
      : re{z.real(), z.real(), z.real(), z.real()}, im{z.imag(), z.imag(), z.imag(), z.imag()} {}
  FourComplex& operator+=(const FourComplex& b) {
    re += b.re;
    im += b.im;
    return *this;
  }
};

/// Amplitudes of one mode at four shifts, all over one power of two: digits * 2^(512 step) as in
/// Ranged, normalised by the first of the four.
struct FourRanged {
  FourComplex digits;
  std::int32_t step = Ranged::nothing;

  FourRanged() = default;
  explicit FourRanged(std::complex<double> z);
  void normalise();
};

/// Solves (z + M) x = b at four shifts like Solver<Ranged, std::complex<double>>, corrects x once
/// by its residual in twice the precision, and says how large a further correction would be.
/// Memory: about 1 KB a mode. Not for use by several threads at once.
class FourShifts {
 public:
  static constexpr std::size_t width = 4;

  explicit FourShifts(const Resolvent& resolvent);

  /// False if factors or amplitudes leave the range in which this is safe: zero pivots, products
  /// that could underflow, amplitudes at the four shifts further apart than 2^300.
  bool solve(const std::complex<double>* z);

  /// x(z_k) of a position after solve().
  ScaledComplex at(std::size_t position, std::size_t k) const;
  /// Relative size of the last correction to it.
  double last_correction(std::size_t position, std::size_t k) const;
  /// Finds, but does not apply, the next correction.
  void correct_again();

 private:
  bool in_range() const;
  void find_correction();

  const Resolvent& resolvent_;
  Entries::Rounded<std::complex<double>> m_;
  Elimination<FourComplex> elimination_;
  FourComplex z_;
  Pages<FourRanged> x_, correction_;
};

}  // namespace qbnet
