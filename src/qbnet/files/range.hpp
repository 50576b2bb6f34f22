// START:STOP:COUNT[:log], the points of a grid as they are typed.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace qbnet {

/// COUNT points from `start` to `stop`, both ends included and met exactly; one point is `start`.
struct Range {
  double start = 0;
  double stop = 0;
  std::size_t count = 1;
  bool logarithmic = false;  ///< equal ratios in place of equal steps; both ends > 0
};

/// Largest count that is tried: its points alone fill 0.8 GB.
constexpr std::size_t largest_count = 100'000'000;

/// Reads START:STOP:COUNT or START:STOP:COUNT:log. `what` names the option in messages ("--times").
/// Throws Error(Refusal::usage) for anything that is no such range, Error(Refusal::too_large) for
/// more than `largest` points.
Range parse_range(std::string_view text, std::string_view what,
                  std::size_t largest = largest_count);

/// The points, first to last.
std::vector<double> points(const Range& range);

}  // namespace qbnet
