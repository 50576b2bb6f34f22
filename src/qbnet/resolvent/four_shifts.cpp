#include "qbnet/resolvent/four_shifts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "qbnet/base/wide.hpp"

namespace qbnet {

namespace {

double size_of(const FourComplex& x, std::size_t k) {
  return std::max(std::abs(x.re[k]), std::abs(x.im[k]));
}

void multiply(FourComplex& x, double by) {
  x.re *= by;
  x.im *= by;
}

// The digits of x at another step, where it is not larger: itself or what is left of it.
FourComplex digits_at(const FourRanged& x, std::int32_t step) {
  FourComplex digits = x.digits;
  if (step != x.step) multiply(digits, step == x.step + 1 ? 1 / Ranged::unit : 0.0);
  return digits;
}

void raise(FourRanged& x, std::int32_t step) {
  if (x.step >= step) return;
  x.digits = digits_at(x, step);
  x.step = step;
}

}  // namespace

FourRanged::FourRanged(std::complex<double> z) : digits(z), step(z == 0.0 ? Ranged::nothing : 0) {
  normalise();
}

void FourRanged::normalise() {
  double size = size_of(digits, 0);
  if (size >= Ranged::least && size <= Ranged::most) return;
  if (!(size <= std::numeric_limits<double>::max())) return;
  if (size == 0) {
    // A sum that cancels at one shift does at the others, or in_range() will say so.
    step = Ranged::nothing;
    return;
  }
  for (; size < Ranged::least; size *= Ranged::unit, --step) multiply(digits, Ranged::unit);
  for (; size > Ranged::most; size /= Ranged::unit, ++step) multiply(digits, 1 / Ranged::unit);
}

// What Elimination asks of its numbers.

inline void subtract_product(FourComplex& acc, const FourComplex& a, const FourComplex& b) {
  acc.re -= a.re * b.re - a.im * b.im;
  acc.im -= a.re * b.im + a.im * b.re;
}
inline FourComplex product(const FourComplex& a, const FourComplex& b) {
  FourComplex result;
  result.re = a.re * b.re - a.im * b.im;
  result.im = a.re * b.im + a.im * b.re;
  return result;
}
inline FourComplex reciprocal(const FourComplex& x) {
  FourComplex result;
  const Four square = x.re * x.re + x.im * x.im;
  result.re = x.re / square;
  result.im = -x.im / square;
  return result;
}
inline bool products_in_range(const FourComplex& x) {
  bool good = true;
  for (std::size_t k = 0; k < FourShifts::width; ++k) {
    const double size = std::abs(x.re[k]) + std::abs(x.im[k]);
    good = good & ((size == 0) | ((size > 1e-150) & (size < 1e150)));
  }
  return good;
}
inline bool same_bits(const FourComplex& a, const FourComplex& b) {
  for (std::size_t k = 0; k < FourShifts::width; ++k) {
    if (!same_bits(std::complex<double>(a.re[k], a.im[k]),
                   std::complex<double>(b.re[k], b.im[k]))) {
      return false;
    }
  }
  return true;
}
inline bool is_zero(const FourComplex& x) {
  bool zero = false;
  for (std::size_t k = 0; k < FourShifts::width; ++k) {
    zero = zero | ((x.re[k] == 0) & (x.im[k] == 0));
  }
  return zero;
}

inline void subtract_product(FourRanged& acc, const FourComplex& a, const FourRanged& b) {
  raise(acc, b.step);
  subtract_product(acc.digits, a, acc.step == b.step ? b.digits : digits_at(b, acc.step));
}
inline FourRanged product(const FourRanged& a, const FourComplex& b) {
  FourRanged result;
  result.digits = product(a.digits, b);
  result.step = a.step;
  result.normalise();
  return result;
}
inline void settle(FourRanged& x) { x.normalise(); }

namespace {

struct WideFour {
  Four high{}, low{};
};

inline void add_exactly(const Four& a, const Four& b, Four& sum, Four& rest) {
  const Four s = a + b, shadow = s - a;
  rest = (a - (s - shadow)) + (b - shadow);
  sum = s;
}

// acc += sign * a * x
template <bool fused>
inline void add_product(WideFour& acc, double sign, const Wide& a, const Four& x) {
  Four high, low;
  for (std::size_t k = 0; k < FourShifts::width; ++k) {
    const Wide p = exact_product<fused>(sign * a.high, x[k]);
    high[k] = p.high;
    low[k] = p.low;
  }
  Four sum, rest;
  add_exactly(acc.high, high, sum, rest);
  rest += (acc.low + low) + (sign * a.low) * x;
  add_exactly(sum, rest, acc.high, acc.low);
}
// acc -= a * x
template <bool fused>
inline void subtract_product(WideFour& acc, const Four& a, const Four& x) {
  Four high, low;
  for (std::size_t k = 0; k < FourShifts::width; ++k) {
    const Wide p = exact_product<fused>(-a[k], x[k]);
    high[k] = p.high;
    low[k] = p.low;
  }
  Four sum, rest;
  add_exactly(acc.high, high, sum, rest);
  rest += acc.low + low;
  add_exactly(sum, rest, acc.high, acc.low);
}

// Beside `other` a number of a few digits only: its products need no second double.
inline bool is_slight(const Wide& a, const Wide& other) {
  return std::abs(a.high) < 0x1p-53 * std::abs(other.high);
}

struct Work {
  const Resolvent& resolvent;
  const Entries::Rounded<std::complex<double>>& m;
  Elimination<FourComplex>& elimination;
  const FourComplex& z;
};

// r = b - (z + M) x
template <bool fused>
inline void residual(const Work& work, const Pages<FourRanged>& x, Pages<FourRanged>& r) {
  const Resolvent& resolvent = work.resolvent;
  const Pattern& p = resolvent.pattern;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::size_t begin = p.row_start[i], end = p.row_start[i + 1];
    FourRanged sum(resolvent.b[i]);
    for (std::size_t s = begin; s < end; ++s) {
      raise(sum, x[static_cast<std::size_t>(p.column[s])].step);
    }
    WideFour re, im;
    re.high = sum.digits.re;
    im.high = sum.digits.im;
    for (std::size_t s = begin; s < end; ++s) {
      const FourRanged& xj = x[static_cast<std::size_t>(p.column[s])];
      const FourComplex v = xj.step == sum.step ? xj.digits : digits_at(xj, sum.step);
      const WideComplex& a = resolvent.m[s];
      if (is_slight(a.re, a.im)) {
        re.low -= a.re.high * v.re;
        im.low -= a.re.high * v.im;
      } else if (a.re.high != 0) {
        add_product<fused>(re, -1, a.re, v.re);
        add_product<fused>(im, -1, a.re, v.im);
      }
      if (is_slight(a.im, a.re)) {
        re.low += a.im.high * v.im;
        im.low -= a.im.high * v.re;
      } else if (a.im.high != 0) {
        add_product<fused>(re, 1, a.im, v.im);
        add_product<fused>(im, -1, a.im, v.re);
      }
      if (static_cast<std::size_t>(p.column[s]) == i) {
        const Four minus_im = -v.im;
        subtract_product<fused>(re, work.z.re, v.re);
        subtract_product<fused>(re, work.z.im, minus_im);
        subtract_product<fused>(im, work.z.re, v.im);
        subtract_product<fused>(im, work.z.im, v.re);
      }
    }
    sum.digits.re = re.high;
    sum.digits.im = im.high;
    sum.normalise();
    r[i] = sum;
  }
}

// Compiled once for every processor and once for those with vectors of four doubles.
template <bool fused>
inline __attribute__((always_inline)) bool factor_as(const Work& work) {
  return work.elimination.factor(work.m, work.z);
}
template <bool fused>
inline __attribute__((always_inline)) void solve_as(const Work& work, Pages<FourRanged>& x) {
  work.elimination.solve(x);
}

#ifdef __x86_64__
#define QBNET_FOUR_WIDE __attribute__((target("avx2,fma"), flatten))
QBNET_FOUR_WIDE bool factor_wide(const Work& work) { return factor_as<true>(work); }
QBNET_FOUR_WIDE void solve_wide(const Work& work, Pages<FourRanged>& x) { solve_as<true>(work, x); }
QBNET_FOUR_WIDE void residual_wide(const Work& work, const Pages<FourRanged>& x,
                                   Pages<FourRanged>& r) {
  residual<true>(work, x, r);
}
#undef QBNET_FOUR_WIDE
const bool wide = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
constexpr bool wide = false;
bool factor_wide(const Work&) { return false; }
void solve_wide(const Work&, Pages<FourRanged>&) {}
void residual_wide(const Work&, const Pages<FourRanged>&, Pages<FourRanged>&) {}
#endif

}  // namespace

FourShifts::FourShifts(const Resolvent& resolvent)
    : resolvent_(resolvent),
      m_(resolvent.m),
      elimination_(resolvent.pattern, resolvent.repeats),
      x_(resolvent.pattern.size()),
      correction_(resolvent.pattern.size()) {}

bool FourShifts::solve(const std::complex<double>* z) {
  for (std::size_t k = 0; k < width; ++k) {
    z_.re[k] = z[k].real();
    z_.im[k] = z[k].imag();
  }
  const Work work{resolvent_, m_, elimination_, z_};
  if (!(wide ? factor_wide(work) : factor_as<fused_here>(work))) return false;
  if (!elimination_.entries_in_range()) return false;
  for (std::size_t i = 0; i < x_.size(); ++i) x_[i] = FourRanged(resolvent_.b[i]);
  wide ? solve_wide(work, x_) : solve_as<fused_here>(work, x_);
  if (!in_range()) return false;
  find_correction();
  for (std::size_t i = 0; i < x_.size(); ++i) {
    if (correction_[i].step > x_[i].step) return false;
    x_[i].digits += digits_at(correction_[i], x_[i].step);
  }
  return true;
}

void FourShifts::find_correction() {
  const Work work{resolvent_, m_, elimination_, z_};
  wide ? residual_wide(work, x_, correction_) : residual<fused_here>(work, x_, correction_);
  wide ? solve_wide(work, correction_) : solve_as<fused_here>(work, correction_);
}

void FourShifts::correct_again() { find_correction(); }

bool FourShifts::in_range() const {
  constexpr double apart = 0x1p300;
  for (std::size_t i = 0; i < x_.size(); ++i) {
    const double first = size_of(x_[i].digits, 0);
    for (std::size_t k = 0; k < width; ++k) {
      const double size = size_of(x_[i].digits, k);
      if (size == 0 && first == 0) continue;  // no drive reaches it
      if (!(size < first * apart && size * apart > first)) return false;
    }
  }
  return true;
}

ScaledComplex FourShifts::at(std::size_t position, std::size_t k) const {
  const FourRanged& x = x_[position];
  return {{x.digits.re[k], x.digits.im[k]}, std::int64_t{512} * x.step};
}

double FourShifts::last_correction(std::size_t position, std::size_t k) const {
  const FourRanged& d = correction_[position];
  const FourRanged& x = x_[position];
  if (d.digits.re[k] == 0 && d.digits.im[k] == 0) return 0;
  if (d.step > x.step) return std::numeric_limits<double>::infinity();
  const FourComplex digits = digits_at(d, x.step);
  return std::hypot(digits.re[k], digits.im[k]) / std::hypot(x.digits.re[k], x.digits.im[k]);
}

}  // namespace qbnet
