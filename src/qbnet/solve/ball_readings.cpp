#include "qbnet/solve/ball_readings.hpp"

#include <cmath>
#include <cstdint>

namespace qbnet {
namespace {

constexpr double rounding = 0x1p-52;  // to what is given out

Ball root_of_product(double a, double b) {
  Ball result = Ball(a) * Ball(b);
  acb_sqrt(result.get(), result.get(), Ball::precision());
  return result;
}

// A reading, and an upper bound of the sum of its terms' moduli.
Ball reading_of(const Reading& reading, const BallSolution& x, ScaledReal& terms) {
  const Ball factor = root_of_product(reading.rate_in, reading.rate_out);
  Ball sum(reading.offset);
  terms = ScaledReal(std::abs(reading.offset));
  for (const auto& [mode, weight] : reading.weights) {
    const Ball term = factor * Ball(weight) * x(mode);
    terms += term.upper_bound();
    sum -= term;
  }
  return sum;
}

}  // namespace

bool read_balls(std::span<const Reading> readings, const BallSolution& x, const ScaledReal& largest,
                const ResponseOptions& options, std::vector<Amplitude>& found) {
  constexpr int cancelled_bits = 512;
  const slong bits = Ball::precision();
  const bool last = 2 * bits > options.max_precision;
  bool accurate = true;
  found.clear();
  for (const Reading& reading : readings) {
    ScaledReal terms;
    const Ball ball = reading_of(reading, x, terms);
    const ScaledReal bound = ball.upper_bound();
    const bool nothing =
        ball.contains_zero() &&
        (ball.is_zero() ||
         (bits >= cancelled_bits && bound < terms * ScaledReal(1, -9 * cancelled_bits / 10)) ||
         (last && bound < largest *
                              root_of_product(reading.rate_in, reading.rate_out).upper_bound() *
                              ScaledReal(1, -9 * std::int64_t{bits} / 10)));
    found.push_back(nothing ? Amplitude()
                            : Amplitude{ball.midpoint(), ball.relative_radius() + rounding});
    accurate = accurate && found.back().error <= options.accuracy;
  }
  return accurate;
}

}  // namespace qbnet
