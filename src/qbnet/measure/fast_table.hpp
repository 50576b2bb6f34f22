// The numbers of a hyperbolic contour that depend on no network: made once, kept for good.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace qbnet {

/// The contour z T = m (1 - sin(alpha + i u)) over the window [T, R T], with every factor of the
/// trapezoidal sum that does not depend on the network (docs/fast-power.md).
struct FastTable {
  struct Tangent {
    double slope = 0;   ///< s of |h| <= rho + s k
    double offset = 0;  ///< rho T
  };
  /// Sums of the whole rule and of every other node.
  struct Sums {
    std::vector<double> re, im;  ///< f = v / sqrt(t / T)
    std::vector<double> coarse;  ///< square of the difference to the rule of double step
    double terms = 0;            ///< bound of the sum of the terms' magnitudes at any of the times
    double end = 0;              ///< of the outermost terms
  };

  double tolerance = 0;  ///< that the whole rule was planned for
  double shrink = 0;     ///< its error over that of the rule of double step, at most
  int width = 0;
  int degree = 0;       ///< of the polynomial in log t; times are its Chebyshev points
  double half_log = 0;  ///< (log R) / 2
  std::size_t nodes = 0;
  std::size_t times = 0;
  std::size_t padded = 0;                    ///< times, filled up with zeros to whole vectors
  std::array<std::size_t, 3> part{};         ///< even nodes, then odd ones
  std::array<std::size_t, 4> outer{};        ///< the two outermost nodes on each side
  std::vector<double> z_re, z_im;            ///< z T
  std::vector<double> factor_re, factor_im;  ///< [block of four times][node][time]
  std::vector<double> largest;               ///< by node: the largest |factor|
  std::vector<Tangent> tangents;             ///< what -W(M) must obey

  /// x at all nodes, in the order of z_re, z_im.
  void sum(const double* x_re, const double* x_im, Sums& sums) const;
};

/// How v is turned into values on a grid fine enough to miss no maximum.
struct FastGrid {
  int degree = 0;
  std::size_t cells = 0;
  std::size_t padded = 0;
  std::vector<double> angle_cosine;  ///< position of each point in [-1, 1], falling from 1
  std::vector<double> value;         ///< [block of four points][sample][point]
  std::vector<double> coefficient;   ///< [sample][k]: to Chebyshev coefficients

  /// |f|^2 at the grid's points, from f at the samples.
  void powers(const double* f_re, const double* f_im, double* power) const;
};

/// scan: a factor of 128 in time, six digits. long_scan: a factor of 1024. fine: a factor of two,
/// thirteen digits. Points: one time, thirteen digits, with vertices that suit ever earlier times.
enum class FastWindow { scan, long_scan, fine, point, early_point, very_early_point };
inline constexpr int fast_windows = 6;
inline constexpr int fast_widths = 9;

/// `width` 0 is the narrowest. Thread-safe.
const FastTable& fast_table(FastWindow window, int width);
/// For the windows scan, long_scan and fine. Thread-safe.
const FastGrid& fast_grid(FastWindow window);

}  // namespace qbnet
