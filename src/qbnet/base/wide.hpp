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

/// A complex sum of products as if in twice the precision, rounded once: T. Ogita, S. M. Rump,
/// S. Oishi, SIAM J. Sci. Comput. 26, 1955 (2005). Both parts go together through vectors of two.
class LongSum {
 public:
  using Pair = double __attribute__((vector_size(16)));

  LongSum() = default;
  explicit LongSum(std::complex<double> first) : high_{first.real(), first.imag()} {}

  /// Subtracts a x.
  template <bool fused = fused_here>
  void subtract(const Wide& a, Pair x) {
    const Pair factor = {a.high, a.high};
    const Pair product = factor * x, rest = rest_of_product<fused>(factor, x, product);
    const Pair sum = high_ - product, shadow = sum - high_;
    low_ += (high_ - (sum - shadow)) - (product + shadow) - (rest + Pair{a.low, a.low} * x);
    high_ = sum;
  }
  std::complex<double> rounded() const { return {high_[0] + low_[0], high_[1] + low_[1]}; }

 private:
  template <bool fused>
  static Pair rest_of_product(Pair a, Pair x, Pair product) {
    if constexpr (fused) {
      const Pair rest = {__builtin_fma(a[0], x[0], -product[0]),
                         __builtin_fma(a[1], x[1], -product[1])};
      return rest;
    }
    constexpr double splitter = 134217729;  // 2^27 + 1
    const Pair ca = splitter * a, cx = splitter * x;
    const Pair ah = ca - (ca - a), xh = cx - (cx - x);
    const Pair al = a - ah, xl = x - xh;
    return ((ah * xh - product) + ah * xl + al * xh) + al * xl;
  }

  Pair high_ = {0, 0}, low_ = {0, 0};
};

/// acc -= a * x. Many numbers of a network are real or imaginary: half of it is then left out.
template <bool fused = fused_here>
inline void subtract_product(LongSum& acc, const WideComplex& a, std::complex<double> x) {
  if (a.re.high != 0) acc.subtract<fused>(a.re, LongSum::Pair{x.real(), x.imag()});
  if (a.im.high != 0) acc.subtract<fused>(a.im, LongSum::Pair{-x.imag(), x.real()});
}

}  // namespace qbnet
