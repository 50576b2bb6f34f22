#include "qbnet/solve/enclosure.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace qbnet {

bool InBalls::vanishes(const Ball& ball, const ScaledReal& largest) const {
  return last && ball.contains_zero() &&
         ball.upper_bound() < largest * ScaledReal(1, -9 * std::int64_t{bits} / 10);
}

bool solve_in_balls(const Resolvent& resolvent, int max_precision,
                    const std::function<bool(InBalls&)>& enough,
                    const std::function<void(int bits)>& before) {
  constexpr int first = 128;
  BallSolver solver(resolvent);
  for (int bits = first; bits <= max_precision; bits *= 2) {
    if (before) before(bits);
    const Ball::Precision precision(bits);
    InBalls found{{}, bits, 2 * bits > max_precision};
    if (solver.solve(Ball(), found.x) && enough(found)) return true;
  }
  return false;
}

Enclosure enclose(const Resolvent& resolvent, double accuracy, int max_precision,
                  const std::function<void(int bits)>& before) {
  Enclosure result;
  const auto note = [&](int bits) {
    if (before) before(bits);
    result.bits = bits;
  };
  const auto enough = [&](InBalls& found) {
    result.x = std::move(found.x);
    ScaledReal largest;
    for (const Ball& value : result.x) largest = std::max(largest, value.upper_bound());
    result.relative.clear();
    result.vanishes.clear();
    for (const Ball& value : result.x) {
      const bool vanishes = found.vanishes(value, largest);
      result.vanishes.push_back(vanishes ? 1 : 0);
      result.relative.push_back(vanishes ? 0 : value.relative_radius());
    }
    return std::ranges::all_of(result.relative, [&](double radius) { return radius <= accuracy; });
  };
  result.accurate = solve_in_balls(resolvent, max_precision, enough, note);
  return result;
}

}  // namespace qbnet
