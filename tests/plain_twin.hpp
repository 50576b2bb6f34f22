// The plainest twin: dense matrices of many-digit numbers, Gaussian elimination with partial
// pivoting, and the Taylor series of the exponential. For networks of a few modes.
#pragma once

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cstddef>
#include <utility>
#include <vector>

#include "qbnet/base/scaled.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet::plain {

template <unsigned Digits>
using Real = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<Digits>,
                                           boost::multiprecision::et_off>;

template <unsigned Digits>
struct Complex {
  Real<Digits> re = 0;
  Real<Digits> im = 0;
  friend Complex operator+(const Complex& a, const Complex& b) {
    return {a.re + b.re, a.im + b.im};
  }
  friend Complex operator-(const Complex& a, const Complex& b) {
    return {a.re - b.re, a.im - b.im};
  }
  friend Complex operator*(const Complex& a, const Complex& b) {
    return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
  }
  friend Complex operator/(const Complex& a, const Complex& b) {
    const Real<Digits> size = norm(b);
    const Complex c = a * conj(b);
    return {c.re / size, c.im / size};
  }
  friend Complex conj(const Complex& a) { return {a.re, -a.im}; }
  friend Real<Digits> norm(const Complex& a) { return a.re * a.re + a.im * a.im; }
};

template <unsigned Digits>
using Vector = std::vector<Complex<Digits>>;
template <unsigned Digits>
using Matrix = std::vector<Vector<Digits>>;

/// M = i H1 + K/2.
template <unsigned Digits>
Matrix<Digits> matrix(const Network& network) {
  const std::size_t n = network.size();
  const Complex<Digits> i{0, 1};
  Matrix<Digits> h(n, Vector<Digits>(n));
  Matrix<Digits> k(n, Vector<Digits>(n));
  for (std::size_t j = 0; j < n; ++j) {
    h[j][j].re = network.mode(j).detuning;
    k[j][j].re = network.mode(j).loss;
  }
  for (const Coupling& c : network.couplings()) {
    const Real<Digits> phase = c.phase;
    const Complex<Digits> z{c.strength * cos(phase), c.strength * sin(phase)};
    h[c.to][c.from] = z;
    h[c.from][c.to] = conj(z);
  }
  for (const Dissipator& d : network.dissipators()) {
    for (const auto& [row, left] : d.weights) {
      for (const auto& [column, right] : d.weights) {
        const Complex<Digits> w{left.real(), left.imag()};
        const Complex<Digits> u{right.real(), right.imag()};
        k[row][column] = k[row][column] + Complex<Digits>{d.rate, 0} * conj(w) * u;
      }
    }
  }
  Matrix<Digits> m(n, Vector<Digits>(n));
  for (std::size_t row = 0; row < n; ++row) {
    for (std::size_t column = 0; column < n; ++column) {
      m[row][column] = i * h[row][column] + k[row][column] * Complex<Digits>{0.5, 0};
    }
  }
  return m;
}

/// b = -i conj(xi).
template <unsigned Digits>
Vector<Digits> drive(const Network& network) {
  Vector<Digits> b;
  for (const Mode& mode : network.modes()) {
    b.push_back(Complex<Digits>{0, -1} * Complex<Digits>{mode.drive.real(), -mode.drive.imag()});
  }
  return b;
}

/// M v = b. The digits left are Digits less what the pivoting loses: 100 and more in a long chain.
template <unsigned Digits>
Vector<Digits> steady(const Network& network) {
  Matrix<Digits> m = matrix<Digits>(network);
  Vector<Digits> v = drive<Digits>(network);
  const std::size_t n = v.size();
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t row = k + 1; row < n; ++row) {
      if (norm(m[row][k]) > norm(m[pivot][k])) pivot = row;
    }
    std::swap(m[k], m[pivot]);
    std::swap(v[k], v[pivot]);
    for (std::size_t row = k + 1; row < n; ++row) {
      if (norm(m[row][k]) == 0) continue;
      const Complex<Digits> factor = m[row][k] / m[k][k];
      for (std::size_t j = k; j < n; ++j) m[row][j] = m[row][j] - factor * m[k][j];
      v[row] = v[row] - factor * v[k];
    }
  }
  for (std::size_t k = n; k-- > 0;) {
    for (std::size_t j = k + 1; j < n; ++j) v[k] = v[k] - m[k][j] * v[j];
    v[k] = v[k] / m[k][k];
  }
  return v;
}

/// v(t) from the vacuum: exp(((-M, b), (0, 0)) t) by Taylor series, then squared.
template <unsigned Digits>
Vector<Digits> evolve(const Network& network, double t) {
  const Matrix<Digits> m = matrix<Digits>(network);
  const Vector<Digits> b = drive<Digits>(network);
  const std::size_t n = b.size();
  Matrix<Digits> a(n + 1, Vector<Digits>(n + 1));
  double largest = 0;
  for (std::size_t row = 0; row < n; ++row) {
    for (std::size_t column = 0; column < n; ++column) {
      a[row][column] = m[row][column] * Complex<Digits>{-t, 0};
    }
    a[row][n] = b[row] * Complex<Digits>{t, 0};
    for (const auto& z : a[row]) largest += static_cast<double>(norm(z));
  }
  int squarings = 0;
  for (; largest > 1; largest /= 4) ++squarings;
  const auto product = [&](const Matrix<Digits>& x, const Matrix<Digits>& y) {
    Matrix<Digits> xy(n + 1, Vector<Digits>(n + 1));
    for (std::size_t row = 0; row <= n; ++row) {
      for (std::size_t k = 0; k <= n; ++k) {
        for (std::size_t column = 0; column <= n; ++column) {
          xy[row][column] = xy[row][column] + x[row][k] * y[k][column];
        }
      }
    }
    return xy;
  };
  const Complex<Digits> shrink{ldexp(Real<Digits>(1), -squarings), 0};
  Matrix<Digits> sum(n + 1, Vector<Digits>(n + 1));
  Matrix<Digits> term(n + 1, Vector<Digits>(n + 1));
  for (std::size_t row = 0; row <= n; ++row) {
    for (auto& z : a[row]) z = z * shrink;
    sum[row][row].re = 1;
    term[row][row].re = 1;
  }
  // 1/k! falls below 10^-Digits well before k = Digits for the digits in use (100 and more).
  for (unsigned k = 1; k < Digits; ++k) {
    term = product(term, a);
    for (std::size_t row = 0; row <= n; ++row) {
      for (std::size_t column = 0; column <= n; ++column) {
        term[row][column] = term[row][column] / Complex<Digits>{k, 0};
        sum[row][column] = sum[row][column] + term[row][column];
      }
    }
  }
  for (int k = 0; k < squarings; ++k) sum = product(sum, sum);
  Vector<Digits> v;
  for (std::size_t row = 0; row < n; ++row) v.push_back(sum[row][n]);
  return v;
}

template <unsigned Digits>
ScaledReal rounded(const Real<Digits>& x) {
  int exponent = 0;
  const Real<Digits> mantissa = frexp(x, &exponent);
  return {static_cast<double>(mantissa), exponent};
}

}  // namespace qbnet::plain
