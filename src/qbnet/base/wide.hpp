// Twice the precision of a double, for residuals: unevaluated sums of two doubles.
#pragma once

#include <cmath>
#include <complex>

namespace qbnet {

/// high + low with |low| <= ulp(high)/2: about 106 bits. T. J. Dekker, Numer. Math. 18, 224 (1971).
struct Wide {
  double high = 0;
  double low = 0;
};

/// a + b without error: sum and rounding error (Knuth's two-sum).
inline Wide exact_sum(double a, double b) {
  const double sum = a + b;
  const double shadow = sum - a;
  return {sum, (a - (sum - shadow)) + (b - shadow)};
}

#ifdef __FMA__
constexpr bool fused_here = true;
#else
constexpr bool fused_here = false;
#endif

/// a * b without error, barring under- and overflow. `fused`: in code for processors that multiply
/// and add in one instruction.
template <bool fused = fused_here>
inline Wide exact_product(double a, double b) {
  const double product = a * b;
  if constexpr (fused) return {product, __builtin_fma(a, b, -product)};
  constexpr double splitter = 134217729;  // 2^27 + 1
  const double ca = splitter * a, cb = splitter * b;
  const double ah = ca - (ca - a), bh = cb - (cb - b);
  const double al = a - ah, bl = b - bh;
  return {product, ((ah * bh - product) + ah * bl + al * bh) + al * bl};
}

inline Wide operator+(const Wide& a, const Wide& b) {
  const Wide sum = exact_sum(a.high, b.high);
  return exact_sum(sum.high, sum.low + (a.low + b.low));
}
inline Wide operator-(const Wide& a) { return {-a.high, -a.low}; }
template <bool fused = fused_here>
inline Wide product(const Wide& a, double b) {
  const Wide p = exact_product<fused>(a.high, b);
  return exact_sum(p.high, p.low + a.low * b);
}
inline Wide operator*(const Wide& a, double b) { return product(a, b); }
inline Wide operator*(const Wide& a, const Wide& b) {
  const Wide product = exact_product(a.high, b.high);
  return exact_sum(product.high, product.low + (a.high * b.low + a.low * b.high));
}
inline Wide scaled(const Wide& a, int exponent) {
  return {std::ldexp(a.high, exponent), std::ldexp(a.low, exponent)};
}

/// Complex number with Wide parts.
struct WideComplex {
  Wide re;
  Wide im;

  WideComplex() = default;
  WideComplex(const Wide& real, const Wide& imaginary) : re(real), im(imaginary) {}
  WideComplex(std::complex<double> z) : re{z.real(), 0}, im{z.imag(), 0} {}  // NOLINT: exact

  WideComplex& operator+=(const WideComplex& b) {
    re = re + b.re;
    im = im + b.im;
    return *this;
  }
  friend WideComplex operator*(const WideComplex& a, const WideComplex& b) {
    return {a.re * b.re + -(a.im * b.im), a.re * b.im + a.im * b.re};
  }
  std::complex<double> rounded() const { return {re.high, im.high}; }
};

/// Sums of products as if in twice the precision, rounded once: T. Ogita, S. M. Rump, S. Oishi,
/// SIAM J. Sci. Comput. 26, 1955 (2005). Vector: of `lanes` doubles, a sum in each. Vectors go by
/// reference: how they would by value depends on the processor that a function is compiled for.
template <class Vector, int lanes>
class LongSums {
 public:
  LongSums() = default;
  explicit LongSums(const Vector& first) : high_(first) {}

  /// Subtracts a x.
  template <bool fused = fused_here>
  __attribute__((always_inline)) void subtract(const Wide& a, const Vector& x) {
    const Vector product = a.high * x;
    Vector rest;
    rest_of_product<fused>(a.high, x, product, rest);
    const Vector sum = high_ - product, shadow = sum - high_;
    low_ += (high_ - (sum - shadow)) - (product + shadow) - (rest + a.low * x);
    high_ = sum;
  }
  __attribute__((always_inline)) void round_to(Vector& sum) const { sum = high_ + low_; }

 private:
  template <bool fused>
  __attribute__((always_inline)) static void rest_of_product(double a, const Vector& x,
                                                             const Vector& product, Vector& rest) {
    if constexpr (fused) {
      for (int k = 0; k < lanes; ++k) rest[k] = __builtin_fma(a, x[k], -product[k]);
    } else {
      constexpr double splitter = 134217729;  // 2^27 + 1
      const double ca = splitter * a, ah = ca - (ca - a), al = a - ah;
      const Vector cx = splitter * x, xh = cx - (cx - x), xl = x - xh;
      rest = ((ah * xh - product) + ah * xl + al * xh) + al * xl;
    }
  }

  Vector high_ = {}, low_ = {};
};

/// A complex sum: both parts go together through vectors of two.
class LongSum {
 public:
  using Pair = double __attribute__((vector_size(16)));

  LongSum() = default;
  explicit LongSum(std::complex<double> first) : sums_(Pair{first.real(), first.imag()}) {}
  template <bool fused = fused_here>
  __attribute__((always_inline)) void subtract(const Wide& a, const Pair& x) {
    sums_.template subtract<fused>(a, x);
  }
  std::complex<double> rounded() const {
    Pair sum;
    sums_.round_to(sum);
    return {sum[0], sum[1]};
  }

 private:
  LongSums<Pair, 2> sums_;
};

/// acc -= a * x. Many numbers of a network are real or imaginary: half of it is then left out.
/// Inline in code for other processors, or the fused product would be a call.
template <bool fused = fused_here>
inline __attribute__((always_inline)) void subtract_product(LongSum& acc, const WideComplex& a,
                                                            std::complex<double> x) {
  if (a.re.high != 0) acc.subtract<fused>(a.re, LongSum::Pair{x.real(), x.imag()});
  if (a.im.high != 0) acc.subtract<fused>(a.im, LongSum::Pair{-x.imag(), x.real()});
}

}  // namespace qbnet
