// One sum over the nodes of a contour, and how far it may be off.
#pragma once

#include <array>
#include <cmath>
#include <complex>
#include <cstddef>

#include "qbnet/base/ball.hpp"
#include "qbnet/base/scaled.hpp"
#include "qbnet/resolvent/elimination.hpp"
#include "qbnet/solve/contour.hpp"

namespace qbnet {

/// A node of the contour at one time.
struct Node {
  Node(const Contour::Nodes& nodes, std::size_t k, double z0, double t)
      : number(k), at_an_end(k < 2 || k + 2 >= nodes.z.size()) {
    const double fall = (nodes.z[k].real() - z0) * t, angle = nodes.z[k].imag() * t;
    const double size = std::exp(fall);
    weight = product({size * std::cos(angle), size * std::sin(angle)}, nodes.weight[k]);
    turn = std::abs(fall) + std::abs(angle);
  }
  std::size_t number;
  bool at_an_end;
  std::complex<double> weight;  ///< of x(z), over e^(z0 t)
  double turn;                  ///< rounding of e^(z t), in units of the last place
};

inline double magnitude(std::complex<double> x) { return std::abs(x.real()) + std::abs(x.imag()); }
inline ScaledReal magnitude(const ScaledComplex& x) {
  return {magnitude(x.mantissa()), x.exponent()};
}

/// T: std::complex<double> or ScaledComplex.
template <class T>
class NodeSum {
 public:
  void add(const Node& node, const T& term) {
    quarter_[node.number % 4] += term;
    const Size size = magnitude(term);
    terms_ += size;
    turns_ += size * Size(node.turn);
    if (node.at_an_end) end_ += size;
  }

  /// The sum times e^(z0 t). Its radius: rounding, the relative error `solving` of every term, and
  /// the discretisation, from the rules with twice and four times the step as in Contour::at();
  /// where these are wrong altogether, three times what they are off.
  Ball ball(double z0, double t, double solving) const {
    constexpr double unit = 0x1p-53;
    const T even = quarter_[0] + quarter_[2], odd = quarter_[1] + quarter_[3];
    const T across = quarter_[0] - quarter_[2];
    const T other = product(T(std::complex<double>(0, 1)), quarter_[1] - quarter_[3]);
    const ScaledComplex sum(even + odd);
    const ScaledReal size = abs(sum);
    const ScaledReal coarse = abs(ScaledComplex(even - odd));
    const ScaledReal one = abs(ScaledComplex(across + other));
    const ScaledReal two = abs(ScaledComplex(across - other));
    const ScaledReal coarser = one < two ? two : one;
    ScaledReal radius = ScaledReal(terms_) * ScaledReal(8 * unit + 10 * solving) +
                        ScaledReal(turns_) * ScaledReal(2 * unit) +
                        size * ScaledReal(unit * z0 * t) + ScaledReal(end_) * ScaledReal(10);
    if (coarse < size * ScaledReal(1e-4) && coarser < size * ScaledReal(0.1)) {
      const ScaledReal c = coarse / size, d = coarser / size;
      const ScaledReal by_two = c * c, by_four = d * d * d * d;
      radius += size * ScaledReal(30) * (by_two < by_four ? by_four : by_two);
    } else {
      radius += ScaledReal(3) * (coarse < coarser ? coarser : coarse);
    }
    const ScaledReal outer = scaled_exp(z0 * t);
    return Ball::around(sum * ScaledComplex(outer.mantissa(), outer.exponent()), radius * outer);
  }

 private:
  using Size = decltype(magnitude(T()));
  std::array<T, 4> quarter_{};
  Size terms_{}, turns_{}, end_{};
};

}  // namespace qbnet
