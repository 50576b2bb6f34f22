// The one elimination: z + M = L U without pivoting, over any number type.
#pragma once

#include <algorithm>
#include <complex>
#include <cstdint>

#include "qbnet/base/pages.hpp"
#include "qbnet/base/passing_pages.hpp"
#include "qbnet/base/stop.hpp"
#include "qbnet/resolvent/arithmetic.hpp"
#include "qbnet/resolvent/pattern.hpp"

namespace qbnet {

/// z + M = L U with unit lower L, in the order of a Pattern. Safe in any order because the
/// Hermitian part of e^(i phi) (z + M) is positive definite for some phi whenever -z lies outside
/// the numerical range of M, and every Schur complement inherits that (docs/theory.md).
/// T: std::complex<double>, ScaledComplex or Ball. Vectors are by position.
template <class T>
class Elimination {
 public:
  /// Keeps a reference to both. `repeats`: of repeating_rows(), where the numbers that factor() is
  /// given are those of its entries: rows whose factors cannot differ are computed once, with the
  /// very numbers that each alone would have.
  explicit Elimination(const Pattern& pattern, const Pages<std::uint32_t>& repeats = none())
      : pattern_(pattern), repeats_(repeats) {
    if (!repeats.empty()) return;
    lower_.resize(pattern.lower_column.size());
    upper_.resize(pattern.upper_column.size());
    pivot_.resize(pattern.size());
  }

  /// Factors shift + M; false if a pivot is zero (or a ball that contains it).
  /// `m`: M by slot.
  template <class Matrix, class Shift>
  bool factor(const Matrix& m, const Shift& shift) {
    entries_in_range_ = true;
    work_.resize(pattern_.size());
    const bool done = repeats_.empty() ? factor_each(m, shift) : factor_stretches(m, shift);
    // Where factors take little room, those who solve get that of the work.
    if (!repeats_.empty() && work_.size() * sizeof(T) > large_page) work_ = {};
    return done;
  }

  /// Whether no product of two entries of the factors can have under- or overflowed. In a ring the
  /// fill between far modes does, and what it stands for can be all that reaches them.
  bool entries_in_range() const { return entries_in_range_; }
  /// 1 over the pivot of a row.
  const T& reciprocal_pivot(std::size_t row) const { return pivot_[stretch_of(row)]; }
  /// What U holds right of the diagonal, in the order of Pattern::upper_column.
  const T* right_of_diagonal(std::size_t row) const { return upper_of(stretch_of(row)); }

  /// x <- (shift + M)^-1 x. Of T, or Ranged where T is std::complex<double>.
  template <class Vector>
  void solve(Vector& x) const {
    Forward forward(*this, x.data());
    for (std::size_t i = 0; i < pattern_.size(); ++i) forward.row(i, x[i]);
    backward(x, [](std::size_t) {});
  }

  /// The first half of solve(), row by row: x_i from what stands at row i.
  template <class X>
  class Forward {
   public:
    Forward(const Elimination& of, X* x)
        : of_(of),
          left_(of.pattern_.lower_start.data()),
          column_(of.pattern_.lower_column.data()),
          x_(x) {}
    /// Of one row after another, from the first.
    __attribute__((always_inline)) void row(std::size_t i, const X& first) {
      const std::size_t begin = left_[i], end = left_[i + 1];
      RowSumOf<T, X> sum(first);
      if (begin != end) {
        const T* factor = factors_of(i);
        for (std::size_t s = begin; s < end; ++s) sum.subtract(*factor++, x_[index(column_[s])]);
        sum.normalise();
      }
      sum.write_to(x_[i]);
    }

   private:
    const T* factors_of(std::size_t i) {
      if (of_.repeats_.empty()) return of_.lower_.data() + left_[i];
      while (i >= end_of_stretch_) {
        factors_ = of_.lower_of(stretch_);
        end_of_stretch_ = of_.first_[++stretch_];
      }
      return factors_;
    }

    const Elimination& of_;
    const std::uint32_t* left_;
    const Pattern::Index* column_;
    X* x_;
    std::size_t stretch_ = 0, end_of_stretch_ = 0;
    const T* factors_ = nullptr;
  };

  /// The other half; done(i) is called as soon as x_i is final, from the last row to the first.
  template <class Vector, class Done>
  void backward(Vector& x, const Done& done) const {
    const auto* right = pattern_.upper_start.data();
    const auto* right_column = pattern_.upper_column.data();
    auto* const at = x.data();
    each_row_backwards(
        [&, at, right, right_column](std::size_t i, const T*, const T* upper, const T& pivot) {
          RowSumOf<T, typename Vector::value_type> sum(at[i]);
          for (std::size_t s = right[i]; s < right[i + 1]; ++s) {
            sum.subtract(*upper++, at[index(right_column[s])]);
          }
          sum.normalise();
          sum.multiply(pivot);
          sum.write_to(at[i]);
          done(i);
        });
  }

  /// x <- (shift + M)^-T x (transposed, not conjugated).
  template <class Vector>
  void solve_transposed(Vector& x) const {
    const Pattern& p = pattern_;
    each_row([&](std::size_t i, const T*, const T* upper, const T& pivot) {
      x[i] = product(x[i], pivot);
      for (std::size_t s = p.upper_start[i]; s < p.upper_start[i + 1]; ++s) {
        subtract_product(x[index(p.upper_column[s])], *upper++, x[i]);
      }
    });
    each_row_backwards([&](std::size_t i, const T* lower, const T*, const T&) {
      for (std::size_t s = p.lower_start[i]; s < p.lower_start[i + 1]; ++s) {
        subtract_product(x[index(p.lower_column[s])], *lower++, x[i]);
      }
    });
  }

 private:
  static constexpr std::size_t rows_between_looks = 64;
  static std::size_t index(Pattern::Index j) { return static_cast<std::size_t>(j); }
  static const Pages<std::uint32_t>& none() {
    static const Pages<std::uint32_t> empty;
    return empty;
  }

  template <class Matrix, class Shift>
  bool factor_each(const Matrix& m, const Shift& shift) {
    for (std::size_t i = 0; i < pattern_.size(); ++i) {
      if (i % rows_between_looks == 0) stop_if_asked();
      if (!factor_row(m, shift, i, i)) return false;
    }
    return true;
  }

  template <class Matrix, class Shift>
  bool factor_stretches(const Matrix& m, const Shift& shift) {
    for (auto* const start : {&first_, &lower_at_, &upper_at_}) start->clear();
    const auto count = [](std::size_t numbers) { return static_cast<std::uint32_t>(numbers); };
    std::size_t stretches = 0, lower = 0, upper = 0;
    const auto set_size = [&] {
      first_.resize(stretches);
      lower_at_.resize(stretches);
      upper_at_.resize(stretches);
      pivot_.resize(stretches);
      lower_.resize(lower);
      upper_.resize(upper);
    };
    for (std::size_t k = 0; k + 1 < repeats_.size(); ++k) {
      const std::size_t begin = repeats_[k], end = repeats_[k + 1];
      const std::size_t left = pattern_.lower_start[begin + 1] - pattern_.lower_start[begin];
      const std::size_t right = pattern_.upper_start[begin + 1] - pattern_.upper_start[begin];
      for (std::size_t i = begin; i < end; i += 1 + rows_like(i, end)) {
        stop_if_asked();
        const std::size_t number = stretches++;
        lower += left;
        upper += right;
        set_size();
        first_[number] = count(i);
        lower_at_[number] = count(lower - left);
        upper_at_[number] = count(upper - right);
        if (!factor_row(m, shift, i, number)) return false;
        if (i != begin && same_factors(number, left, right)) {
          --stretches;
          lower -= left;
          upper -= right;
          set_size();
        }
      }
    }
    first_.push_back(count(pattern_.size()));
    return true;
  }

  template <class Matrix, class Shift>
  bool factor_row(const Matrix& m, const Shift& shift, std::size_t i, std::size_t number) {
    const Pattern& p = pattern_;
    const T zero{};
    const auto *row = p.row_start.data(), *left = p.lower_start.data(),
               *right = p.upper_start.data();
    const auto *column = p.column.data(), *left_column = p.lower_column.data(),
               *right_column = p.upper_column.data();
    T *lower = lower_of(number), *upper = upper_of(number);
    T* const work = work_.data();
    bool in_range = entries_in_range_;
    for (std::size_t s = left[i]; s < left[i + 1]; ++s) work[index(left_column[s])] = zero;
    for (std::size_t s = right[i]; s < right[i + 1]; ++s) work[index(right_column[s])] = zero;
    for (std::size_t s = row[i]; s < row[i + 1]; ++s) work[index(column[s])] = m[s];
    work[i] += T(shift);
    for (std::size_t s = left[i]; s < left[i + 1]; ++s, ++lower) {
      const std::size_t k = index(left_column[s]), like = stretch_of(k);
      settle(work[k]);
      *lower = product(work[k], pivot_[like]);
      in_range = in_range && products_in_range(*lower);
      const T* of_k = upper_of(like);
      for (std::size_t u = right[k]; u < right[k + 1]; ++u) {
        subtract_product(work[index(right_column[u])], *lower, *of_k++);
      }
    }
    for (std::size_t u = right[i]; u < right[i + 1]; ++u, ++upper) {
      *upper = work[index(right_column[u])];
      settle(*upper);
      in_range = in_range && products_in_range(*upper);
    }
    settle(work[i]);
    if (is_zero(work[i])) return false;
    pivot_[number] = reciprocal(work[i]);
    entries_in_range_ = in_range;
    return true;
  }

  // The stretch of a row, by number: with no repeats, the row.
  std::size_t stretch_of(std::size_t row) const {
    if (repeats_.empty()) return row;
    const auto after = std::upper_bound(first_.begin(), first_.end(), row);
    return static_cast<std::size_t>(after - first_.begin()) - 1;
  }
  std::size_t lower_at(std::size_t stretch) const {
    return repeats_.empty() ? pattern_.lower_start[stretch] : lower_at_[stretch];
  }
  std::size_t upper_at(std::size_t stretch) const {
    return repeats_.empty() ? pattern_.upper_start[stretch] : upper_at_[stretch];
  }
  T* lower_of(std::size_t stretch) { return lower_.data() + lower_at(stretch); }
  const T* lower_of(std::size_t stretch) const { return lower_.data() + lower_at(stretch); }
  T* upper_of(std::size_t stretch) { return upper_.data() + upper_at(stretch); }
  const T* upper_of(std::size_t stretch) const { return upper_.data() + upper_at(stretch); }

  // Whether a stretch has the factors of the one before.
  bool same_factors(std::size_t stretch, std::size_t left, std::size_t right) const {
    const auto same = [](const T* a, const T* b, std::size_t numbers) {
      return std::equal(a, a + numbers, b, [](const T& x, const T& y) { return same_bits(x, y); });
    };
    return same_bits(pivot_[stretch - 1], pivot_[stretch]) &&
           same(lower_of(stretch - 1), lower_of(stretch), left) &&
           same(upper_of(stretch - 1), upper_of(stretch), right);
  }

  // How many rows after row i, up to `end`, are made of the same numbers in the same way.
  std::size_t rows_like(std::size_t i, std::size_t end) const {
    const Pattern& p = pattern_;
    const auto step = [](const auto& start, const auto& column, std::size_t row, std::size_t slot) {
      return column[start[row + 1] + slot] - column[start[row] + slot];
    };
    // Of the slot in which row i keeps a column.
    const auto step_in_row = [&](Pattern::Index at) {
      if (index(at) == i) return 1;
      const bool left = index(at) < i;
      const auto& start = left ? p.lower_start : p.upper_start;
      const auto& column = left ? p.lower_column : p.upper_column;
      const auto first = column.begin() + start[i], last = column.begin() + start[i + 1];
      return step(start, column, i,
                  static_cast<std::size_t>(std::lower_bound(first, last, at) - first));
    };
    std::size_t rows = end - i - 1;
    if (rows == 0) return 0;
    for (std::size_t s = 0; s < p.lower_start[i + 1] - p.lower_start[i]; ++s) {
      const std::size_t k = index(p.lower_column[p.lower_start[i] + s]);
      const bool moves = step(p.lower_start, p.lower_column, i, s) != 0;
      const std::size_t stretch = stretch_of(k);
      if (moves && stretch + 1 < first_.size()) {  // the last one has no end yet
        rows = std::min(rows, first_[stretch + 1] - 1 - k);
        if (rows == 0) return 0;
      }
      // What k leaves behind has to stay in its slot, too.
      for (std::size_t u = 0; u < p.upper_start[k + 1] - p.upper_start[k]; ++u) {
        const Pattern::Index of_k = moves ? step(p.upper_start, p.upper_column, k, u) : 0;
        if (of_k != step_in_row(p.upper_column[p.upper_start[k] + u])) return 0;
      }
    }
    return rows;
  }

  // visit(row, its factors left of the diagonal, right of it, its reciprocal pivot).
  template <class Visit>
  void each_row(const Visit& visit) const {
    const auto *left = pattern_.lower_start.data(), *right = pattern_.upper_start.data();
    if (repeats_.empty()) {
      for (std::size_t i = 0; i < pattern_.size(); ++i) {
        visit(i, lower_.data() + left[i], upper_.data() + right[i], pivot_[i]);
      }
      return;
    }
    for (std::size_t k = 0; k + 1 < first_.size(); ++k) {
      for (std::size_t i = first_[k]; i < first_[k + 1]; ++i) {
        visit(i, lower_of(k), upper_of(k), pivot_[k]);
      }
    }
  }
  template <class Visit>
  void each_row_backwards(const Visit& visit) const {
    const auto *left = pattern_.lower_start.data(), *right = pattern_.upper_start.data();
    if (repeats_.empty()) {
      for (std::size_t i = pattern_.size(); i-- > 0;) {
        visit(i, lower_.data() + left[i], upper_.data() + right[i], pivot_[i]);
      }
      return;
    }
    for (std::size_t k = first_.size() - 1; k-- > 0;) {
      for (std::size_t i = first_[k + 1]; i-- > first_[k];) {
        visit(i, lower_of(k), upper_of(k), pivot_[k]);
      }
    }
  }

  const Pattern& pattern_;
  const Pages<std::uint32_t>& repeats_;
  // With repeats: first rows of stretches with the same factors, at the end the number of rows, and
  // where these factors stand.
  Pages<std::uint32_t> first_, lower_at_, upper_at_;
  UnsetPages<T> lower_, upper_, pivot_;  // pivot_ holds reciprocals
  PassingPages<T> work_;
  bool entries_in_range_ = true;
};

}  // namespace qbnet
