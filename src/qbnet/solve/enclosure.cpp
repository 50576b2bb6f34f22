#include "qbnet/solve/enclosure.hpp"

#include <algorithm>
#include <cstdint>

namespace qbnet {

Enclosure enclose(const Resolvent& resolvent, double accuracy, int max_precision,
                  const std::function<void(int bits)>& before) {
  constexpr int first = 128;
  BallSolver solver(resolvent);
  Enclosure result;
  for (int bits = first; bits <= max_precision && !result.accurate; bits *= 2) {
    if (before) before(bits);
    const Ball::Precision precision(bits);
    result.bits = bits;
    std::vector<Ball> solution;
    if (!solver.solve(Ball(), solution)) continue;
    result.x = std::move(solution);
    ScaledReal largest;
    for (const Ball& value : result.x) {
      if (largest < value.upper_bound()) largest = value.upper_bound();
    }
    const ScaledReal nothing = largest * ScaledReal(1, -9 * std::int64_t{bits} / 10);
    const bool last = 2 * bits > max_precision;
    result.relative.clear();
    result.vanishes.clear();
    for (const Ball& value : result.x) {
      const bool vanishes = last && value.contains_zero() && value.upper_bound() < nothing;
      result.vanishes.push_back(vanishes ? 1 : 0);
      result.relative.push_back(vanishes ? 0 : value.relative_radius());
    }
    result.accurate =
        std::ranges::all_of(result.relative, [&](double radius) { return radius <= accuracy; });
  }
  return result;
}

}  // namespace qbnet
