#include "qbnet/solve/exponential.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "qbnet/base/ball_matrix.hpp"
#include "qbnet/network/reach.hpp"
#include "qbnet/resolvent/matrix.hpp"

namespace qbnet {
namespace {

constexpr std::size_t most_modes = 128;

}  // namespace

bool exponential_is_feasible(const Network& network) { return network.size() <= most_modes; }

std::vector<slong> early_scales(const Network& network, const Pattern& pattern,
                                const std::vector<Ball>& m, double t) {
  const std::size_t n = pattern.size();
  std::vector<slong> scale(n + 1, 0);
  ScaledReal speed;
  for (std::size_t i = 0; i < n; ++i) {
    ScaledReal row;
    for (std::size_t s = pattern.row_start[i]; s < pattern.row_start[i + 1]; ++s) {
      row += m[s].upper_bound();
    }
    speed = std::max(speed, row);
  }
  const ScaledReal whole = speed * ScaledReal(t);
  if (whole.is_zero() || !(whole < ScaledReal(0.5))) return scale;
  const auto step = static_cast<slong>(std::ceil(log(whole) * std::numbers::log2e));
  const std::vector<int> distance = distance_from_drives(network);
  const int farthest = *std::ranges::max_element(distance);
  for (std::size_t i = 0; i < n; ++i) {
    const int steps = distance[static_cast<std::size_t>(pattern.mode_at[i])];
    // What is not reached leads to others all the same: nothing may grow on the way.
    scale[i] = step * ((steps < 0 ? farthest : steps) + 1);
  }
  return scale;
}

std::vector<Sample> exponential_samples(const Network& network, double t,
                                        const std::vector<std::size_t>& modes, double accuracy,
                                        int max_precision) {
  const std::size_t n = network.size();
  const Pattern pattern(network, std::vector<int>(n, 0));
  const auto b = drive_sources(network, pattern);
  std::vector<Sample> samples(modes.size());
  for (slong bits = 128; bits <= max_precision; bits *= 2) {
    const Ball::Precision precision(bits);
    BallMatrix a(n + 1), result(n + 1);
    const std::vector<Ball> m = drift_in_balls(network, pattern);
    const std::vector<slong> scale = early_scales(network, pattern, m, t);
    const Ball time(t);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t s = pattern.row_start[i]; s < pattern.row_start[i + 1]; ++s) {
        const auto j = static_cast<std::size_t>(pattern.column[s]);
        const Ball entry = m[s] * time;
        acb_neg(a.at(i, j), entry.get());
        acb_mul_2exp_si(a.at(i, j), a.at(i, j), scale[j] - scale[i]);
      }
      acb_set(a.at(i, n), (Ball(b[i]) * time).get());
      acb_mul_2exp_si(a.at(i, n), a.at(i, n), scale[n] - scale[i]);
    }
    acb_mat_exp(result.m, a.m, bits);
    ScaledReal largest;
    for (std::size_t i = 0; i < n; ++i) {
      const ScaledReal bound = result.copy(i, n).upper_bound();
      if (largest < bound) largest = bound;
    }
    const ScaledReal nothing = largest * ScaledReal(1, -9 * bits / 10);
    const bool last = 2 * bits > max_precision;
    bool good = true;
    for (std::size_t k = 0; k < modes.size(); ++k) {
      const auto p = static_cast<std::size_t>(pattern.position[modes[k]]);
      Ball v = result.copy(p, n);
      const bool vanishes = last && v.contains_zero() && v.upper_bound() < nothing;
      acb_mul_2exp_si(v.get(), v.get(), scale[p] - scale[n]);
      samples[k].amplitude = vanishes ? ScaledComplex() : v.midpoint();
      samples[k].error = vanishes ? 0 : v.relative_radius() + 0x1p-52;
      good = good && samples[k].error <= accuracy;
    }
    if (good) break;
  }
  return samples;
}

}  // namespace qbnet
