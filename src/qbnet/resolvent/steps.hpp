// One elimination and both its solves, recorded once for a pattern and run again on plain doubles.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "qbnet/resolvent/pattern.hpp"

namespace qbnet {

/// A complex number whose products are not checked for infinities.
struct PlainComplex {
  double re = 0;
  double im = 0;
  PlainComplex& operator+=(PlainComplex b) { return re += b.re, im += b.im, *this; }
  friend PlainComplex operator+(PlainComplex a, PlainComplex b) {
    return {a.re + b.re, a.im + b.im};
  }
  friend PlainComplex operator-(PlainComplex a, PlainComplex b) {
    return {a.re - b.re, a.im - b.im};
  }
  friend PlainComplex operator*(PlainComplex a, PlainComplex b) {
    return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
  }
  friend PlainComplex conj(PlainComplex a) { return {a.re, -a.im}; }
  friend PlainComplex times_i(PlainComplex a) { return {-a.im, a.re}; }
};

/// v = M^-1 b and lambda = M^-T e_position by Elimination: what it does to numbers that can be
/// other than 0, and nothing else. Every step is s = init - sum a b, then as it is, times a number,
/// or 1/s; steps that do not wait for each other stand side by side.
class Steps {
 public:
  /// `driven`, by position: where b may be other than 0.
  Steps(const Pattern& pattern, const std::vector<char>& driven, std::size_t position);

  PlainComplex& entry(std::size_t slot) { return numbers_[slot]; }  ///< M, by slot of the pattern
  const PlainComplex& entry(std::size_t slot) const { return numbers_[slot]; }
  PlainComplex& source(std::size_t position) { return numbers_[source_[position]]; }  ///< driven
  const PlainComplex& source(std::size_t position) const { return numbers_[source_[position]]; }
  /// No allocation. A zero pivot leaves numbers that are not finite.
  void run();
  PlainComplex amplitude(std::size_t position) const { return numbers_[amplitude_[position]]; }
  PlainComplex adjoint(std::size_t position) const { return numbers_[adjoint_[position]]; }

 private:
  using Place = std::uint32_t;
  std::vector<PlainComplex> numbers_;  // M, b, 1, 0, then what steps give
  struct Run {
    Place shape = 0;  // number of products << 2 | how it ends
    Place count = 0;
  };
  std::vector<Run> runs_;
  std::vector<Place> code_;
  std::vector<Place> source_, amplitude_, adjoint_;  // by position
};

}  // namespace qbnet
