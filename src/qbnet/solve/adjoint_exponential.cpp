#include "qbnet/base/ball_matrix.hpp"
#include "qbnet/resolvent/matrix.hpp"
#include "qbnet/solve/adjoint_in_time.hpp"
#include "qbnet/solve/exponential.hpp"

namespace qbnet {

AmplitudeDerivatives AdjointInTime::exponential(double t, slong bits, bool& dark) const {
  const Ball::Precision precision(bits);
  const Pattern& p = resolvent().pattern;
  const std::size_t n = p.size(), size = n + 1;
  const auto position = static_cast<std::size_t>(p.position[mode_]);
  const std::vector<Ball> m = drift_in_balls(network_, p);
  BallMatrix blocks(2 * size), result(2 * size);
  const std::vector<slong> scale = early_scales(network_, p, m, t);
  const Ball time(t);
  // A^T t, A = ((-M, b), (0, 0)), in both diagonal blocks.
  const auto put = [&](std::size_t row, std::size_t column, const Ball& value) {
    Ball scaled = value * time;
    acb_mul_2exp_si(scaled.get(), scaled.get(), scale[row] - scale[column]);
    acb_set(blocks.at(row, column), scaled.get());
    acb_set(blocks.at(size + row, size + column), scaled.get());
  };
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t s = p.row_start[i]; s < p.row_start[i + 1]; ++s) {
      put(static_cast<std::size_t>(p.column[s]), i, -m[s]);
    }
    put(n, i, Ball(resolvent().b[i]));
  }
  acb_one(blocks.at(position, size + n));
  acb_mat_exp(result.m, blocks.m, bits);

  AmplitudeDerivatives out;
  out.amplitude = result.copy(n, position);
  // What stands at (row, column) of the upper right block, in its own size.
  const auto derivative = [&](std::size_t row, std::size_t column) {
    Ball found = result.copy(row, size + column) * time;
    acb_mul_2exp_si(found.get(), found.get(),
                    scale[column] - scale[row] + scale[position] - scale[n]);
    return found;
  };
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t s = p.row_start[i]; s < p.row_start[i + 1]; ++s) {
      out.entry.push_back(derivative(i, static_cast<std::size_t>(p.column[s])));
    }
    out.source.push_back(derivative(i, n));
  }
  ScaledReal most;
  for (std::size_t j = 0; j < n; ++j) {
    const ScaledReal bound = result.copy(n, j).upper_bound();
    if (most < bound) most = bound;
  }
  dark = out.amplitude.contains_zero() &&
         out.amplitude.upper_bound() < most * ScaledReal(1, -9 * bits / 10);
  acb_mul_2exp_si(out.amplitude.get(), out.amplitude.get(), scale[position] - scale[n]);
  return out;
}

}  // namespace qbnet
