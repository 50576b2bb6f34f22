// One contour of the inverse Laplace transform, for some modes over a range of times.
#pragma once

#include <complex>
#include <cstddef>
#include <string>
#include <vector>

#include "qbnet/base/scaled.hpp"
#include "qbnet/resolvent/numerical_range.hpp"
#include "qbnet/resolvent/solver.hpp"

namespace qbnet {

/// v(t) with an estimate of its relative error.
struct Sample {
  ScaledComplex amplitude;
  double error = 0;
  bool rounding = false;  ///< the error is rounding: more nodes would not help
  /// The integrand's magnitude, integrated: the amplitude is about as large at most, and with the
  /// vertex right of 0 at all earlier times too. 0: not known.
  ScaledReal terms;
};

/// v(t) = (1/2 pi i) int e^(z t) x(z)/z dz on the parabola z = z0 + i y - |z0| (y/Y)^2, by the
/// trapezoidal rule, which converges geometrically (Weideman and Trefethen, Math. Comp. 76, 1341
/// (2007); derivation and choice of the parameters in docs/theory.md). With the vertex left of the
/// pole at 0, in (-min kappa/2, 0), the integral is what is missing of the steady state:
/// v(t) - v(infinity).
class Contour {
 public:
  struct Shape {
    double z0 = 0;          ///< vertex on the real axis, not 0
    double half_width = 0;  ///< Y: there Re z = z0 - |z0|
    double shortest = 0;    ///< times from here
    double longest = 0;     ///< to here
    int level = 0;          ///< the step is halved this many times
    /// Around the vertex x(z) ~ (z + a)^-order: least_order or more, or 0 where nothing is known.
    double order = 0;
    double scale = 0;         ///< z0 + a, where the order is known
    double room = 0;          ///< from a vertex left of 0 to where eigenvalues may begin
    double loss = 0;          ///< log of e^(z0 t) |x(z0)/z0| over its least value on that side of 0
    double accuracy = 4e-11;  ///< relative error wanted where the order is known
    static constexpr double least_order = 22;
  };

  /// 2 pi / step of the rule with double step where the order is known.
  static double period(const Shape& shape);

  /// Number of nodes that the shape needs, as a double: it may be huge.
  static double node_count(const Shape& shape);

  /// The nodes z and h/(2 pi i) dz/dy / z at each: v(t) is the sum of weight e^(z t) x(z).
  struct Nodes {
    std::vector<std::complex<double>> z, weight;
    std::vector<int> number;  ///< z = z(number h)
    /// Up to this number all nodes are there; beyond, where the sum should have ended, ever fewer
    /// show whether it has.
    int last = 0;
  };
  static Nodes nodes(const Shape& shape);

  /// Solves at every node and keeps x(z) of `positions`; from `many_modes` on at four nodes at a
  /// time. In doubles where factors and amplitudes stay in their range, else over Ranged.
  /// `mirrored`: the network mirrors(), so that nodes above the real axis are enough; nodes below
  /// it are still solved here and there, and all of them if the image is not true to 1e-12. What is
  /// found does not depend on the number of threads.
  Contour(const Resolvent& resolvent, const Shape& shape, const std::vector<std::size_t>& positions,
          int threads, bool mirrored = false);

  const Shape& shape() const { return shape_; }
  bool failed() const { return failed_; }
  bool scaled() const { return scaled_; }
  bool mirrored() const { return mirrored_; }
  std::size_t solves() const { return solves_; }  ///< shifts solved at, of the last attempt

  /// Amplitude of positions[which] at time t of the shape's range, or what is missing of it.
  Sample at(std::size_t which, double t) const;

  static constexpr std::size_t many_modes = 256;

 private:
  bool solve(const Resolvent& resolvent, const std::vector<std::size_t>& positions, int threads);

  Shape shape_;
  Nodes nodes_;                              // above the real axis, if mirrored
  std::vector<std::int64_t> exponent_;       // by position kept
  std::vector<std::complex<double>> value_;  // weight * x, [which * nodes + k], over 2^exponent
  std::vector<std::complex<double>> image_;  // q: x(conj z) = q conj(x(z)), by position kept
  std::vector<double> solve_error_;          // relative, by position kept
  std::size_t solves_ = 0;
  bool mirrored_ = false;
  bool failed_ = false;
  bool scaled_ = false;
};

}  // namespace qbnet
