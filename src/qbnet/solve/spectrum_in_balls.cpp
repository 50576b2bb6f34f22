#include "qbnet/solve/spectrum_in_balls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace qbnet {
namespace {

// |x_j|^2 of a column or row, over the largest.
template <class Entry>
std::vector<double> weights_of(std::size_t n, const Entry& entry, ScaledReal& norm_squared) {
  std::vector<ScaledReal> squares;
  ScaledReal most;
  norm_squared = ScaledReal();
  for (std::size_t j = 0; j < n; ++j) {
    squares.push_back(norm(entry(j).midpoint()));
    norm_squared += squares.back();
    if (most < squares.back()) most = squares.back();
  }
  std::vector<double> weights;
  for (const ScaledReal& each : squares) weights.push_back((each / most).value());
  return weights;
}

// Condition and localisation from eigenvectors and their inverse.
void describe(BallMatrix& left, BallMatrix& right, std::size_t n, Spectrum& result) {
  for (std::size_t k = 0; k < n; ++k) {
    NormalMode& mode = result.modes[k];
    ScaledReal x, y;
    mode.right = localisation(weights_of(
        n, [&](std::size_t j) { return right.copy(j, k); }, x));
    mode.left = localisation(weights_of(
        n, [&](std::size_t j) { return left.copy(k, j); }, y));
    mode.condition = std::max(1.0, sqrt(x * y).value());
  }
}

double radius_of(const Ball& ball) {
  mag_t radius;
  mag_init(radius);
  mag_hypot(radius, arb_radref(acb_realref(ball.get())), arb_radref(acb_imagref(ball.get())));
  const double result = mag_get_d(radius);
  mag_clear(radius);
  return result;
}

// Whether every radius is small beside the largest eigenvalue.
bool accurate(const std::vector<NormalMode>& modes) {
  constexpr double accuracy = 1e-14;
  double largest = 0, worst = 0;
  for (const NormalMode& mode : modes) {
    largest = std::max(largest, std::abs(mode.eigenvalue));
    worst = mode.error <= worst ? worst : mode.error;
  }
  return std::isfinite(largest) && worst <= accuracy * largest;
}

NormalMode enclosed(const Ball& ball) {
  constexpr double rounding = 0x1p-52;
  NormalMode mode;
  mode.eigenvalue = ball.midpoint().value();
  mode.error = radius_of(ball) * (1 + rounding) + std::abs(mode.eigenvalue) * rounding;
  return mode;
}

// Eigenvalues that are all apart.
bool simple_modes(const DriftFill& fill, std::size_t n, slong bits, Spectrum& result) {
  const Ball::Precision precision(bits);
  BallMatrix a(n), vectors(n), left(n), right(n);
  BallVector approximate(n), values(n);
  fill(a);
  acb_mat_approx_eig_qr(approximate.v, nullptr, vectors.m, a.m, nullptr, 0, bits);
  if (acb_mat_eig_simple(values.v, left.m, right.m, a.m, approximate.v, vectors.m, bits) == 0) {
    return false;
  }
  result.modes.clear();
  for (std::size_t k = 0; k < n; ++k) result.modes.push_back(enclosed(values.copy(k)));
  if (!accurate(result.modes)) return false;
  describe(left, right, n, result);
  return true;
}

// A small change that lifts what is degenerate. What it is does not matter: nothing rests on it.
void perturb(BallMatrix& a, std::size_t n, slong bits) {
  ScaledReal most;
  for (std::size_t i = 0; i < n * n; ++i) {
    const ScaledReal bound = a.copy(i / n, i % n).upper_bound();
    if (most < bound) most = bound;
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      const auto dice = static_cast<double>((7919 * i + 104729 * j + 31 * i * j) % 1009) / 1009;
      const Ball change = Ball::around(
          ScaledComplex({(dice - 0.5) * most.mantissa(), 0}, most.exponent() - bits / 2),
          ScaledReal());
      acb_add(a.at(i, j), a.at(i, j), change.get(), bits);
    }
  }
}

// Columns of about the same size: discs are smallest then.
void even_out(BallMatrix& vectors, std::size_t n) {
  for (std::size_t k = 0; k < n; ++k) {
    ScaledReal most;
    for (std::size_t j = 0; j < n; ++j) {
      const ScaledReal bound = vectors.copy(j, k).upper_bound();
      if (most < bound) most = bound;
    }
    for (std::size_t j = 0; j < n; ++j) {
      acb_mul_2exp_si(vectors.at(j, k), vectors.at(j, k), static_cast<slong>(-most.exponent()));
    }
  }
}

// Gershgorin's discs of R^-1 M R for eigenvectors R of a matrix nearby: where discs overlap, as
// many eigenvalues lie as there are discs. At an exceptional point of order k their radius is about
// 2^(-bits/(2 k)).
bool clustered_modes(const DriftFill& fill, std::size_t n, slong bits, Spectrum& result) {
  BallMatrix vectors(n), inverse(n);
  {
    const Ball::Precision precision(bits);
    BallMatrix nearby(n);
    BallVector approximate(n);
    fill(nearby);
    perturb(nearby, n, bits);
    acb_mat_approx_eig_qr(approximate.v, nullptr, vectors.m, nearby.m, nullptr, 0, bits);
    acb_mat_get_mid(vectors.m, vectors.m);
    even_out(vectors, n);
  }
  const slong proof_bits = 3 * bits;
  const Ball::Precision precision(proof_bits);
  BallMatrix a(n), similar(n);
  fill(a);
  if (acb_mat_inv(inverse.m, vectors.m, proof_bits) == 0) return false;
  acb_mat_mul(similar.m, a.m, vectors.m, proof_bits);
  acb_mat_mul(similar.m, inverse.m, similar.m, proof_bits);
  std::vector<Ball> disc;
  for (std::size_t i = 0; i < n; ++i) {
    ScaledReal radius;
    for (std::size_t j = 0; j < n; ++j) {
      if (j != i) radius += similar.copy(i, j).upper_bound();
    }
    // Rounded sums of n bounds, each within an ulp.
    radius *= ScaledReal(1 + 2 * static_cast<double>(n) * 0x1p-52);
    disc.push_back(similar.copy(i, i) + Ball::around(ScaledComplex(), radius));
  }
  std::vector<std::size_t> part(n);
  for (std::size_t i = 0; i < n; ++i) part[i] = i;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (part[i] == part[j] || acb_overlaps(disc[i].get(), disc[j].get()) == 0) continue;
      const std::size_t old = part[i], now = part[j];
      std::ranges::replace(part, old, now);
    }
  }
  result.modes.clear();
  for (std::size_t i = 0; i < n; ++i) {
    Ball together = disc[i];
    std::size_t count = 0;
    for (std::size_t j = 0; j < n; ++j) {
      if (part[j] != part[i]) continue;
      acb_union(together.get(), together.get(), disc[j].get(), proof_bits);
      ++count;
    }
    result.modes.push_back(enclosed(together));
    result.modes.back().cluster = count;
  }
  if (!accurate(result.modes)) return false;
  describe(inverse, vectors, n, result);
  // Eigenvectors of a degenerate eigenvalue stay apart under the change; those that merge do so to
  // the (k - 1)/k-th power of it.
  const double merged = std::ldexp(1, static_cast<int>(bits / 8));
  for (NormalMode& mode : result.modes)
    mode.defective = mode.cluster > 1 && mode.condition >= merged;
  return true;
}

}  // namespace

Localisation localisation(const std::vector<double>& weights) {
  Localisation result;
  double sum = 0, squares = 0, moment = 0;
  for (std::size_t j = 0; j < weights.size(); ++j) {
    sum += weights[j];
    squares += weights[j] * weights[j];
    moment += static_cast<double>(j) * weights[j];
    if (weights[j] > weights[result.most]) result.most = j;
  }
  result.participation = sum * sum / squares;
  result.centre = moment / sum;
  return result;
}

bool spectrum_in_balls(const DriftFill& fill, std::size_t n, Spectrum& found) {
  constexpr slong first_bits = 128, last_bits = 1024;
  // Of a cluster whose eigenvectors are this far from merging, more bits will tell nothing.
  constexpr double harmless = 1e4;
  std::vector<NormalMode> clustered;
  slong used = 0;
  bool done = false;
  for (slong bits = first_bits; bits <= last_bits && !done; bits *= 2) {
    if (simple_modes(fill, n, bits, found)) {
      clustered = found.modes;
      used = bits;
      done = true;
    } else if (clustered_modes(fill, n, bits, found)) {
      clustered = found.modes;
      used = bits;
      done = std::ranges::all_of(clustered, [&](const NormalMode& mode) {
        return mode.cluster == 1 || mode.condition <= harmless;
      });
    }
  }
  found.modes = std::move(clustered);
  if (used == 0) return false;
  for (NormalMode& mode : found.modes) {
    if (mode.defective) mode.condition = std::numeric_limits<double>::infinity();
  }
  found.status = Status::ok;
  found.proven = true;
  found.arithmetic = fmt::format("balls of {} bits", used);
  return true;
}

}  // namespace qbnet
