#include <algorithm>
#include <cmath>
#include <type_traits>

#include "qbnet/resolvent/mantissas.hpp"
#include "qbnet/resolvent/solver.hpp"

namespace qbnet {
namespace {

// m times 2^by or, for Ranged, 2^(512 by); by <= 0.
template <class T>
std::complex<double> shifted(std::complex<double> m, std::int64_t by) {
  if (by == 0) return m;
  if constexpr (std::is_same_v<T, Ranged>) return by < -1 ? 0.0 : m * (1 / Ranged::unit);
  if (by < -1000) return 0;
  const int e = static_cast<int>(by);
  return {std::ldexp(m.real(), e), std::ldexp(m.imag(), e)};
}

// Row by row b - (z + M) x; take(row, rest, size, exponent) gets each, with the size of what was
// added up. The largest backward error.
template <bool fused, class T, class Take>
inline __attribute__((always_inline)) double each_row(const Resolvent& resolvent,
                                                      std::complex<double> z, const Pages<T>& x,
                                                      const Take& take) {
  const std::uint32_t* const row_start = resolvent.pattern.row_start.data();
  const Pattern::Index* const column = resolvent.pattern.column.data();
  const std::uint32_t* const place_of = resolvent.m.places();
  const std::vector<WideComplex>& number = resolvent.m.values();
  std::vector<double> size_of_number;
  for (const WideComplex& m : number) size_of_number.push_back(size_below(m.rounded()));
  double worst = 0;
  std::size_t source = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::size_t begin = row_start[i], end = row_start[i + 1];
    std::int64_t top = Ranged::nothing;
    for (std::size_t s = begin; s < end; ++s) {
      top = std::max(top, exponent(x[static_cast<std::size_t>(column[s])]));
    }
    LongSum sum;
    double size = 0;
    if (source < resolvent.b.position.size() && resolvent.b.position[source] == i) {
      top = std::max<std::int64_t>(top, 0);
      const std::complex<double> b = shifted<T>(resolvent.b.value[source++], -top);
      sum = LongSum(b);
      size = size_below(b);
    }
    for (std::size_t s = begin; s < end; ++s) {
      const auto j = static_cast<std::size_t>(column[s]);
      const std::complex<double> v = shifted<T>(mantissa(x[j]), exponent(x[j]) - top);
      const std::uint32_t place = place_of[s];
      if (j == i && z != 0.0) {
        // Added first: at a resonance they nearly cancel, and what is left must keep its digits.
        WideComplex entry = number[place];
        entry += WideComplex(z);
        subtract_product<fused>(sum, entry, v);
        size += size_below(entry.rounded()) * size_below(v);
      } else {
        subtract_product<fused>(sum, number[place], v);
        size += size_of_number[place] * size_below(v);
      }
    }
    const std::complex<double> rest = sum.rounded();
    if (rest != 0.0) worst = std::max(worst, size_above(rest) / size);
    take(i, rest, size, top);
  }
  return worst;
}

// What is asked for: the error alone, r, or how far r itself may be off.
enum class Asked { error, residual, rounding };

// In one of four directions, which follow no pattern.
std::complex<double> rounding_of_row(std::size_t row, double size) {
  constexpr double rounding = 0x1p-104;  // of a sum in twice the precision, and of M
  constexpr std::complex<double> directions[] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
  return rounding * size * directions[(row + 1) * 0x9e3779b97f4a7c15U >> 62];
}

template <bool fused, class T>
inline __attribute__((always_inline)) double residual_as(const Resolvent& resolvent,
                                                         std::complex<double> z, const Pages<T>& x,
                                                         Asked asked, Pages<T>* r) {
  if (asked == Asked::error) {
    return each_row<fused>(resolvent, z, x,
                           [](std::size_t, std::complex<double>, double, std::int64_t) {});
  }
  r->resize(x.size());
  if (asked == Asked::rounding) {
    return each_row<fused>(resolvent, z, x,
                           [&](std::size_t i, std::complex<double>, double size, std::int64_t top) {
                             assign((*r)[i], rounding_of_row(i, size), top);
                           });
  }
  return each_row<fused>(resolvent, z, x,
                         [&](std::size_t i, std::complex<double> rest, double, std::int64_t top) {
                           assign((*r)[i], rest, top);
                         });
}

#ifdef __x86_64__
template <class T>
__attribute__((target("fma,avx2"))) double residual_fused(const Resolvent& resolvent,
                                                          std::complex<double> z, const Pages<T>& x,
                                                          Asked asked, Pages<T>* r) {
  return residual_as<true>(resolvent, z, x, asked, r);
}
#endif

template <class T>
double dispatched(const Resolvent& resolvent, std::complex<double> z, const Pages<T>& x,
                  Asked asked, Pages<T>* r) {
#ifdef __x86_64__
  static const bool fused = __builtin_cpu_supports("fma") && __builtin_cpu_supports("avx2");
  if (fused) return residual_fused(resolvent, z, x, asked, r);
#endif
  return residual_as<fused_here>(resolvent, z, x, asked, r);
}

}  // namespace

template <class T>
double residual(const Resolvent& resolvent, std::complex<double> z, const Pages<T>& x,
                Pages<T>& r) {
  return dispatched(resolvent, z, x, Asked::residual, &r);
}
template double residual(const Resolvent&, std::complex<double>, const Pages<std::complex<double>>&,
                         Pages<std::complex<double>>&);
template double residual(const Resolvent&, std::complex<double>, const Pages<ScaledComplex>&,
                         Pages<ScaledComplex>&);
template double residual(const Resolvent&, std::complex<double>, const Pages<Ranged>&,
                         Pages<Ranged>&);

template <class T>
void residual_rounding(const Resolvent& resolvent, std::complex<double> z, const Pages<T>& x,
                       Pages<T>& r) {
  dispatched(resolvent, z, x, Asked::rounding, &r);
}
template void residual_rounding(const Resolvent&, std::complex<double>,
                                const Pages<std::complex<double>>&, Pages<std::complex<double>>&);
template void residual_rounding(const Resolvent&, std::complex<double>, const Pages<ScaledComplex>&,
                                Pages<ScaledComplex>&);
template void residual_rounding(const Resolvent&, std::complex<double>, const Pages<Ranged>&,
                                Pages<Ranged>&);

double backward_error(const Resolvent& resolvent, std::complex<double> z, const Pages<Ranged>& x) {
  return dispatched<Ranged>(resolvent, z, x, Asked::error, nullptr);
}

}  // namespace qbnet
