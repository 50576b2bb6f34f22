// b - (z + M) x in twice the precision, row by row, for whoever wants the rows.
#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "qbnet/resolvent/mantissas.hpp"
#include "qbnet/resolvent/solver.hpp"

namespace qbnet {
namespace residual_rows {

// m times 2^by or, for Ranged, 2^(512 by); by <= 0.
template <class T>
inline __attribute__((always_inline)) std::complex<double> shifted(std::complex<double> m,
                                                                   std::int64_t by) {
  if (by == 0) return m;
  if constexpr (std::is_same_v<T, Ranged>) return by < -1 ? 0.0 : m * (1 / Ranged::unit);
  if (by < -1000) return 0;
  const int e = static_cast<int>(by);
  return {std::ldexp(m.real(), e), std::ldexp(m.imag(), e)};
}

using Four = double __attribute__((vector_size(32)));
constexpr std::size_t lanes = 4;

// b - (z + M) x row by row; take(row, rest, size, exponent) gets each, with the size of what was
// added up.
template <bool fused, class T, class Take>
class EachRow {
 public:
  EachRow(const Resolvent& resolvent, std::complex<double> z, const UnsetPages<T>& x,
          const Take& take)
      : resolvent_(resolvent),
        z_(z),
        x_(x.data()),
        take_(take),
        row_start_(resolvent.pattern.row_start.data()),
        column_(resolvent.pattern.column.data()),
        place_(resolvent.m.places()),
        number_(resolvent.m.values()) {
    for (const WideComplex& m : number_) size_of_number_.push_back(size_below(m.rounded()));
  }

  // The largest backward error.
  __attribute__((always_inline)) double run() {
    const Pages<std::uint32_t>& repeats = resolvent_.repeats;
    if (repeats.empty()) rows(0, resolvent_.pattern.size());
    for (std::size_t k = 0; k + 1 < repeats.size(); ++k) {
      const std::size_t begin = repeats[k], end = repeats[k + 1];
      constexpr std::size_t many = 2 * lanes;
      if (end - begin < many || !read_terms(begin)) {
        rows(begin, end);
        continue;
      }
      std::size_t i = begin;
      for (; i + lanes <= end; i += lanes) {
        if (!four_rows(i, i - begin)) rows(i, i + lanes);
      }
      rows(i, end);
    }
    for (std::size_t k = 0; k < lanes; ++k) worst_ = std::max(worst_, worst_of_four_[k]);
    return worst_;
  }

 private:
  // A slot of rows that repeat.
  struct Term {
    std::size_t column, step;
    WideComplex number;
    double size;
  };
  static constexpr std::size_t most_terms = 16;

  bool read_terms(std::size_t row) {
    terms_ = row_start_[row + 1] - row_start_[row];
    if (terms_ > most_terms) return false;
    for (std::size_t t = 0; t < terms_; ++t) {
      const std::size_t slot = row_start_[row] + t;
      const Pattern::Index column = column_[slot];
      Term& term = term_[t];
      term.column = static_cast<std::size_t>(column);
      term.step = static_cast<std::size_t>(column_[slot + terms_] - column);
      term.number = number_[place_[slot]];
      term.size = size_of_number_[place_[slot]];
      if (term.column == row && z_ != 0.0) {
        term.number += WideComplex(z_);
        term.size = size_below(term.number.rounded());
      }
    }
    return true;
  }

  // Four rows that repeat, `ahead` after those of read_terms(); false if their amplitudes have
  // different exponents or one has a source.
  __attribute__((always_inline)) bool four_rows(std::size_t row, std::size_t ahead) {
    const Sources& b = resolvent_.b;
    if (source_ < b.position.size() && b.position[source_] < row + lanes) return false;
    const std::int64_t top = exponent(x_[row]);
    LongSums<Four, lanes> re_sum, im_sum;
    Four size{};
    for (std::size_t t = 0; t < terms_; ++t) {
      const Term& term = term_[t];
      const T* const x = x_ + term.column + term.step * ahead;
      const std::size_t step = term.step;
      if (exponent(x[0]) != top || exponent(x[step]) != top || exponent(x[2 * step]) != top ||
          exponent(x[3 * step]) != top) {
        return false;
      }
      const std::complex<double> v[] = {mantissa(x[0]), mantissa(x[step]), mantissa(x[2 * step]),
                                        mantissa(x[3 * step])};
      const Four re = {v[0].real(), v[1].real(), v[2].real(), v[3].real()};
      const Four im = {v[0].imag(), v[1].imag(), v[2].imag(), v[3].imag()};
      if (term.number.re.high != 0) {
        re_sum.template subtract<fused>(term.number.re, re);
        im_sum.template subtract<fused>(term.number.re, im);
      }
      if (term.number.im.high != 0) {
        const Four minus_im = -im;
        re_sum.template subtract<fused>(term.number.im, minus_im);
        im_sum.template subtract<fused>(term.number.im, re);
      }
      Four below;
      size_below(re, im, below);
      size += term.size * below;
    }
    Four re, im, rest_size;
    re_sum.round_to(re);
    im_sum.round_to(im);
    size_below(re, im, rest_size);
    const Four backward = above * rest_size / size;  // of rows of zeros, NaN
    worst_of_four_ = backward > worst_of_four_ ? backward : worst_of_four_;
    for (std::size_t k = 0; k < lanes; ++k) take_(row + k, {re[k], im[k]}, size[k], top);
    return true;
  }

  __attribute__((always_inline)) void rows(std::size_t first, std::size_t end) {
    for (std::size_t i = first; i < end; ++i) one_row(i);
  }

  __attribute__((always_inline)) void one_row(std::size_t i) {
    const std::size_t begin = row_start_[i], end = row_start_[i + 1];
    std::int64_t top = Ranged::nothing;
    for (std::size_t s = begin; s < end; ++s) {
      top = std::max(top, exponent(x_[static_cast<std::size_t>(column_[s])]));
    }
    LongSum sum;
    double size = 0;
    const Sources& sources = resolvent_.b;
    if (source_ < sources.position.size() && sources.position[source_] == i) {
      top = std::max<std::int64_t>(top, 0);
      const std::complex<double> b = shifted<T>(sources.value[source_++], -top);
      sum = LongSum(b);
      size = size_below(b);
    }
    for (std::size_t s = begin; s < end; ++s) {
      const auto j = static_cast<std::size_t>(column_[s]);
      const std::complex<double> v = shifted<T>(mantissa(x_[j]), exponent(x_[j]) - top);
      const std::uint32_t place = place_[s];
      if (j == i && z_ != 0.0) {
        // Added first: at a resonance they nearly cancel, and what is left must keep its digits.
        WideComplex entry = number_[place];
        entry += WideComplex(z_);
        subtract_product<fused>(sum, entry, v);
        size += size_below(entry.rounded()) * size_below(v);
      } else {
        subtract_product<fused>(sum, number_[place], v);
        size += size_of_number_[place] * size_below(v);
      }
    }
    const std::complex<double> rest = sum.rounded();
    if (rest != 0.0) worst_ = std::max(worst_, size_above(rest) / size);
    take_(i, rest, size, top);
  }

  const Resolvent& resolvent_;
  std::complex<double> z_;
  const T* x_;
  const Take& take_;
  const std::uint32_t* row_start_;
  const Pattern::Index* column_;
  const std::uint32_t* place_;
  const std::vector<WideComplex>& number_;
  std::vector<double> size_of_number_;
  std::size_t source_ = 0;
  double worst_ = 0;
  Four worst_of_four_ = {};
  std::size_t terms_ = 0;
  Term term_[most_terms];
};

#ifdef __x86_64__
template <class T, class Take>
__attribute__((target("fma,avx2"))) double run_fused(const Resolvent& resolvent,
                                                     std::complex<double> z, const UnsetPages<T>& x,
                                                     const Take& take) {
  return EachRow<true, T, Take>(resolvent, z, x, take).run();
}
#endif

}  // namespace residual_rows

/// take(row, rest, size, exponent) of each row from the first: rest = b - (z + M) x and size, the
/// sum of the sizes of what was added up, both times 2^exponent (of Ranged: 2^(512 exponent)).
/// Returns what residual() does.
template <class T, class Take>
double each_residual(const Resolvent& resolvent, std::complex<double> z, const UnsetPages<T>& x,
                     const Take& take) {
#ifdef __x86_64__
  static const bool fused = __builtin_cpu_supports("fma") && __builtin_cpu_supports("avx2");
  if (fused) return residual_rows::run_fused(resolvent, z, x, take);
#endif
  return residual_rows::EachRow<fused_here, T, Take>(resolvent, z, x, take).run();
}

}  // namespace qbnet
