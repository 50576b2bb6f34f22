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
};

/// v(t) = (1/2 pi i) int e^(z t) x(z)/z dz on the parabola z = z0 + i y - z0 (y/Y)^2, by the
/// trapezoidal rule, which converges geometrically (Weideman and Trefethen, Math. Comp. 76, 1341
/// (2007); derivation and choice of the parameters in docs/theory.md).
class Contour {
 public:
  struct Shape {
    double z0 = 0;          ///< vertex on the positive real axis
    double half_width = 0;  ///< Y: where the parabola meets Re z = 0
    double shortest = 0;    ///< times from here
    double longest = 0;     ///< to here
    int level = 0;          ///< the step is halved this many times
  };

  /// Number of nodes that the shape needs, as a double: it may be huge.
  static double node_count(const Shape& shape);

  /// The nodes z and h/(2 pi i) dz/dy / z at each: v(t) is the sum of weight e^(z t) x(z).
  struct Nodes {
    std::vector<std::complex<double>> z, weight;
  };
  static Nodes nodes(const Shape& shape);

  /// Solves at every node and keeps x(z) of `positions`. Works in double arithmetic where every
  /// component stays in its range, else in scaled. `failure()` says why if it did not work out.
  Contour(const Resolvent& resolvent, const Shape& shape, const std::vector<std::size_t>& positions,
          int threads);

  const Shape& shape() const { return shape_; }
  bool failed() const { return failed_; }
  bool scaled() const { return scaled_; }

  /// Amplitude of positions[which] at time t of the shape's range.
  Sample at(std::size_t which, double t) const;

 private:
  template <class T>
  bool solve_nodes(const Resolvent& resolvent, const std::vector<std::size_t>& positions,
                   int threads);
  template <class T>
  bool solve_some(const Resolvent& resolvent, const std::vector<std::size_t>& positions,
                  std::size_t first, std::size_t last, bool refine_all,
                  std::vector<ScaledComplex>& values, std::vector<double>& error) const;

  Shape shape_;
  std::vector<std::complex<double>> node_;    // even indices: the rule of double step
  std::vector<std::complex<double>> weight_;  // h/(2 pi i) dz/dy / z
  std::vector<std::int64_t> exponent_;        // by position kept
  std::vector<std::complex<double>> value_;   // weight * x, [which * nodes + k], over 2^exponent
  std::vector<double> solve_error_;           // relative, by position kept
  bool failed_ = false;
  bool scaled_ = false;
};

}  // namespace qbnet
