// The one elimination: z + M = L U without pivoting, over any number type.
#pragma once

#include <complex>
#include <vector>

#include "qbnet/base/ball.hpp"
#include "qbnet/base/pages.hpp"
#include "qbnet/base/scaled.hpp"
#include "qbnet/base/stop.hpp"
#include "qbnet/resolvent/pattern.hpp"
#include "qbnet/resolvent/ranged.hpp"

namespace qbnet {

/// acc -= a * b. Plain formulas: std::complex would check every product for infinities.
inline void subtract_product(std::complex<double>& acc, std::complex<double> a,
                             std::complex<double> b) {
  acc = {acc.real() - (a.real() * b.real() - a.imag() * b.imag()),
         acc.imag() - (a.real() * b.imag() + a.imag() * b.real())};
}
inline void subtract_product(ScaledComplex& acc, const ScaledComplex& a, const ScaledComplex& b) {
  acc -= a * b;
}
inline std::complex<double> product(std::complex<double> a, std::complex<double> b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}
inline ScaledComplex product(const ScaledComplex& a, const ScaledComplex& b) { return a * b; }
inline Ball product(const Ball& a, const Ball& b) { return a * b; }

inline Ranged product(const Ranged& a, std::complex<double> b) {
  Ranged result;
  result.digits = product(a.digits, b);
  result.step = a.step;
  result.normalise();
  return result;
}

template <class T>
bool products_in_range(const T&) {
  return true;
}
inline bool products_in_range(std::complex<double> x) {
  const double size = std::abs(x.real()) + std::abs(x.imag());
  return size == 0 || (size > 1e-150 && size < 1e150);
}

inline Ranged product(const Ranged& a, const Ranged& b) {
  Ranged result;
  subtract_product(result, a, b);
  result.digits = -result.digits;
  result.normalise();
  return result;
}
inline bool is_zero(const Ranged& x) { return x.is_zero(); }

/// Called on a finished sum.
template <class X>
void settle(X&) {}
inline void settle(Ranged& x) { x.normalise(); }

template <class T>
T reciprocal(const T& x) {
  T one(std::complex<double>(1, 0));
  one /= x;
  return one;
}
/// std::complex would look for overflow in every division.
inline std::complex<double> reciprocal(std::complex<double> x) {
  const double square = x.real() * x.real() + x.imag() * x.imag();
  if (!(square > 1e-280 && square < 1e280)) return 1.0 / x;
  return {x.real() / square, -x.imag() / square};
}

inline bool is_zero(std::complex<double> x) { return x == 0.0; }
inline bool is_zero(const ScaledComplex& x) { return x.is_zero(); }
inline bool is_zero(const Ball& x) { return x.contains_zero(); }

/// z + M = L U with unit lower L, in the order of a Pattern. Safe in any order because the
/// Hermitian part of e^(i phi) (z + M) is positive definite for some phi whenever -z lies outside
/// the numerical range of M, and every Schur complement inherits that (docs/theory.md).
/// T: std::complex<double>, ScaledComplex or Ball. Vectors are by position.
template <class T>
class Elimination {
 public:
  /// Keeps a reference to the pattern.
  explicit Elimination(const Pattern& pattern)
      : pattern_(pattern),
        lower_(pattern.lower_column.size()),
        upper_(pattern.upper_column.size()),
        pivot_(pattern.size()),
        work_(pattern.size()) {}

  /// Factors shift + M; false if a pivot is zero (or a ball that contains it).
  /// `m`: M by slot.
  template <class Matrix, class Shift>
  bool factor(const Matrix& m, const Shift& shift) {
    const Pattern& p = pattern_;
    const T zero{};
    const auto *row = p.row_start.data(), *left = p.lower_start.data(),
               *right = p.upper_start.data();
    const auto *column = p.column.data(), *left_column = p.lower_column.data(),
               *right_column = p.upper_column.data();
    T *const lower = lower_.data(), *const upper = upper_.data(), *const work = work_.data();
    bool in_range = true;
    for (std::size_t i = 0; i < p.size(); ++i) {
      if (i % rows_between_looks == 0) stop_if_asked();
      for (std::size_t s = left[i]; s < left[i + 1]; ++s) work[index(left_column[s])] = zero;
      for (std::size_t s = right[i]; s < right[i + 1]; ++s) work[index(right_column[s])] = zero;
      for (std::size_t s = row[i]; s < row[i + 1]; ++s) work[index(column[s])] = m[s];
      work[i] += T(shift);
      for (std::size_t s = left[i]; s < left[i + 1]; ++s) {
        const std::size_t k = index(left_column[s]);
        settle(work[k]);
        lower[s] = product(work[k], pivot_[k]);
        in_range = in_range && products_in_range(lower[s]);
        for (std::size_t u = right[k]; u < right[k + 1]; ++u) {
          subtract_product(work[index(right_column[u])], lower[s], upper[u]);
        }
      }
      for (std::size_t u = right[i]; u < right[i + 1]; ++u) {
        upper[u] = work[index(right_column[u])];
        settle(upper[u]);
        in_range = in_range && products_in_range(upper[u]);
      }
      settle(work[i]);
      if (is_zero(work[i])) return false;
      pivot_[i] = reciprocal(work[i]);
    }
    entries_in_range_ = in_range;
    return true;
  }

  /// Whether no product of two entries of the factors can have under- or overflowed. In a ring the
  /// fill between far modes does, and what it stands for can be all that reaches them.
  bool entries_in_range() const { return entries_in_range_; }

  /// x <- (shift + M)^-1 x. Of T, or Ranged where T is std::complex<double>.
  template <class Vector>
  void solve(Vector& x) const {
    const Pattern& p = pattern_;
    const auto *left = p.lower_start.data(), *right = p.upper_start.data();
    const auto *left_column = p.lower_column.data(), *right_column = p.upper_column.data();
    auto* const at = x.data();
    for (std::size_t i = 0; i < p.size(); ++i) {
      auto sum = at[i];
      for (std::size_t s = left[i]; s < left[i + 1]; ++s) {
        subtract_product(sum, lower_[s], at[index(left_column[s])]);
      }
      settle(sum);
      at[i] = sum;
    }
    for (std::size_t i = p.size(); i-- > 0;) {
      auto sum = at[i];
      for (std::size_t s = right[i]; s < right[i + 1]; ++s) {
        subtract_product(sum, upper_[s], at[index(right_column[s])]);
      }
      settle(sum);
      at[i] = product(sum, pivot_[i]);
    }
  }

  /// x <- (shift + M)^-T x (transposed, not conjugated).
  template <class Vector>
  void solve_transposed(Vector& x) const {
    const Pattern& p = pattern_;
    for (std::size_t i = 0; i < p.size(); ++i) {
      x[i] = product(x[i], pivot_[i]);
      for (std::size_t s = p.upper_start[i]; s < p.upper_start[i + 1]; ++s) {
        subtract_product(x[index(p.upper_column[s])], upper_[s], x[i]);
      }
    }
    for (std::size_t i = p.size(); i-- > 0;) {
      for (std::size_t s = p.lower_start[i]; s < p.lower_start[i + 1]; ++s) {
        subtract_product(x[index(p.lower_column[s])], lower_[s], x[i]);
      }
    }
  }

 private:
  static constexpr std::size_t rows_between_looks = 64;
  static std::size_t index(Pattern::Index j) { return static_cast<std::size_t>(j); }

  const Pattern& pattern_;
  UnsetPages<T> lower_, upper_, pivot_;  // pivot_ holds reciprocals
  UnsetPages<T> work_;
  bool entries_in_range_ = true;
};

}  // namespace qbnet
