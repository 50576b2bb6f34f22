// The inner loops of FastTable and FastGrid, for the machine's width of vectors.
#include <cmath>
#include <cstring>

#include "qbnet/measure/fast_table.hpp"

namespace qbnet {
namespace {

// Four times of sum() at once; the same operations on each, whatever the width of V, so that every
// machine gives the same bits.
template <class V>
[[gnu::always_inline]] inline void sum_four(const FastTable& table, std::size_t start,
                                            const double* x_re, const double* x_im, double* re,
                                            double* im, double* coarse) {
  constexpr std::size_t wide = sizeof(V) / sizeof(double), count = 4 / wide;
  V part_re[2][count] = {}, part_im[2][count] = {};
  for (std::size_t parity = 0; parity < 2; ++parity) {
    V sum_re[count] = {}, sum_im[count] = {};
    for (std::size_t k = table.part[parity]; k < table.part[parity + 1]; ++k) {
      for (std::size_t i = 0; i < count; ++i) {
        V f_re, f_im;
        std::memcpy(&f_re, &table.factor_re[start + 4 * k + i * wide], sizeof(V));
        std::memcpy(&f_im, &table.factor_im[start + 4 * k + i * wide], sizeof(V));
        sum_re[i] += f_re * x_re[k] - f_im * x_im[k];
        sum_im[i] += f_re * x_im[k] + f_im * x_re[k];
      }
    }
    for (std::size_t i = 0; i < count; ++i) {
      part_re[parity][i] = sum_re[i];
      part_im[parity][i] = sum_im[i];
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    const V all_re = part_re[0][i] + part_re[1][i], all_im = part_im[0][i] + part_im[1][i];
    const V gap_re = part_re[0][i] - part_re[1][i], gap_im = part_im[0][i] - part_im[1][i];
    const V gap = gap_re * gap_re + gap_im * gap_im;
    std::memcpy(re + i * wide, &all_re, sizeof(V));
    std::memcpy(im + i * wide, &all_im, sizeof(V));
    std::memcpy(coarse + i * wide, &gap, sizeof(V));
  }
}

// Four points of the grid at once.
template <class V>
[[gnu::always_inline]] inline void grid_four(const FastGrid& grid, std::size_t start,
                                             const double* f_re, const double* f_im,
                                             double* power) {
  constexpr std::size_t wide = sizeof(V) / sizeof(double), count = 4 / wide;
  V sum_re[count] = {}, sum_im[count] = {};
  const auto samples = static_cast<std::size_t>(grid.degree) + 1;
  for (std::size_t j = 0; j < samples; ++j) {
    for (std::size_t i = 0; i < count; ++i) {
      V value;
      std::memcpy(&value, &grid.value[(start / 4 * samples + j) * 4 + i * wide], sizeof(V));
      sum_re[i] += value * f_re[j];
      sum_im[i] += value * f_im[j];
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    const V square = sum_re[i] * sum_re[i] + sum_im[i] * sum_im[i];
    std::memcpy(power + start + i * wide, &square, sizeof(V));
  }
}

template <class V>
[[gnu::always_inline]] inline void grid_all(const FastGrid& grid, const double* f_re,
                                            const double* f_im, double* power) {
  for (std::size_t at = 0; at < grid.padded; at += 4) grid_four<V>(grid, at, f_re, f_im, power);
}

typedef double Two __attribute__((vector_size(16)));

void grid_plain(const FastGrid& grid, const double* f_re, const double* f_im, double* power) {
  grid_all<Two>(grid, f_re, f_im, power);
}

void sum_all(const FastTable& table, const double* x_re, const double* x_im,
             FastTable::Sums& sums) {
  for (std::size_t at = 0; at < table.padded; at += 4) {
    sum_four<Two>(table, at * table.nodes, x_re, x_im, &sums.re[at], &sums.im[at],
                  &sums.coarse[at]);
  }
}

#if defined(__x86_64__) && defined(__GNUC__)
typedef double Four __attribute__((vector_size(32)));

[[gnu::target("avx2")]] void sum_all_avx2(const FastTable& table, const double* x_re,
                                          const double* x_im, FastTable::Sums& sums) {
  for (std::size_t at = 0; at < table.padded; at += 4) {
    sum_four<Four>(table, at * table.nodes, x_re, x_im, &sums.re[at], &sums.im[at],
                   &sums.coarse[at]);
  }
}

[[gnu::target("avx2")]] void grid_avx2(const FastGrid& grid, const double* f_re, const double* f_im,
                                       double* power) {
  grid_all<Four>(grid, f_re, f_im, power);
}

bool has_avx2() {
  static const bool has = __builtin_cpu_supports("avx2") != 0;
  return has;
}
#endif

void sum_planes(const FastTable& table, const double* x_re, const double* x_im,
                FastTable::Sums& sums) {
#if defined(__x86_64__) && defined(__GNUC__)
  if (has_avx2()) return sum_all_avx2(table, x_re, x_im, sums);
#endif
  sum_all(table, x_re, x_im, sums);
}

}  // namespace

void FastGrid::powers(const double* f_re, const double* f_im, double* power) const {
#if defined(__x86_64__) && defined(__GNUC__)
  if (has_avx2()) return grid_avx2(*this, f_re, f_im, power);
#endif
  grid_plain(*this, f_re, f_im, power);
}

void FastTable::sum(const double* x_re, const double* x_im, Sums& sums) const {
  for (auto* plane : {&sums.re, &sums.im, &sums.coarse}) plane->resize(padded);
  sum_planes(*this, x_re, x_im, sums);
  sums.terms = 0;
  for (std::size_t k = 0; k < nodes; ++k) {
    sums.terms += largest[k] * (std::abs(x_re[k]) + std::abs(x_im[k]));
  }
  sums.end = 0;
  for (const std::size_t k : outer) {
    sums.end += largest[k] * (std::abs(x_re[k]) + std::abs(x_im[k]));
  }
}

}  // namespace qbnet
