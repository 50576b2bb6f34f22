// Where a curve peaks, and how far around that it stays above a level.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace qbnet {

/// f(x) in dB; may be infinite.
using Curve = std::function<double(double x)>;

struct Peak {
  double at = 0;
  double level = 0;
};

/// The maximum of f over the interval that `grid` spans: around its highest points by golden
/// section, until neighbours on both sides are within 1e-9 dB. A peak that stands between two
/// points of the grid with nothing to be seen of it at either is missed. `grid`: ascending, not
/// empty; `values` = f at its points.
Peak highest_peak(const Curve& f, std::span<const double> grid, std::span<const double> values);

/// The connected interval around a peak on which f stays at or above `level`.
struct Band {
  std::optional<double> lower, upper;  ///< no value: goes on to the end of the range
  std::optional<double> width;         ///< upper - lower
  std::string reason;                  ///< why there is no width; empty if there is one
};

/// Its ends are roots of f - level, found from the first point below the level on either side
/// (TOMS 748: Alefeld, Potra and Shi, ACM TOMS 21, 327 (1995)) to 1e-12 of their distance from the
/// peak. Steps of the grid are halved where f bends; a dip below the level narrower than that is
/// passed over.
Band band_around(const Curve& f, const Peak& peak, double level, std::span<const double> grid,
                 std::span<const double> values);

}  // namespace qbnet
