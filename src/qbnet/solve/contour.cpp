#include "qbnet/solve/contour.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "qbnet/base/parallel.hpp"

namespace qbnet {
namespace {

// The curve ends where e^(z t) has fallen by this exponent below its value at the vertex.
constexpr double end_exponent = 42;
// Error exponent of the rule of double step; the full rule has about twice that.
constexpr double coarse_exponent = 19;

// The trapezoidal rule with step 2 pi / P adds copies of v shifted by multiples of P = p t. With
// v ~ t^d and the vertex at its saddle d/t they are down by exp(-sigma (p - log(1 + p))).
double alias_period(double sigma) {
  double p = 1;
  const double wanted = coarse_exponent / sigma;
  for (int step = 0; step < 60; ++step) {
    const double excess = p - std::log1p(p) - wanted;
    const double next = p - excess * (1 + p) / p;
    p = next > 0 ? next : p / 2;
  }
  return p;
}

struct Rule {
  double step;
  double reach;
};

Rule rule(const Contour::Shape& shape) {
  const double z0 = shape.z0, width = shape.half_width;
  const double period = alias_period(z0 * shape.longest) * shape.longest;
  // The strip of analyticity: up to the pole at 0 for the narrowest parabola (Y = 2 z0) twice as
  // wide in y as for a straight line, less where eigenvalues may lie close to the curve.
  const double ratio = std::min(z0 * z0 / (width * width), 0.25);
  const double to_pole = (1 - std::sqrt(1 - 4 * ratio)) / (2 * ratio);
  const double strip = ratio > 0.2499 ? to_pole : 0.67 * to_pole;
  // On the other side the parabola opens: exp(z t) grows like exp(eta + a eta^2), a = z0 t / Y^2,
  // against exp(-2 pi eta / h), which leaves exp(-(P - t)^2 / (4 a t)) at the best eta.
  const double t = shape.longest;
  const double opened = t + std::sqrt(4 * ratio / shape.z0 * t * coarse_exponent);
  // Halved at once: every other node is the coarse rule that measures the error.
  const double step = std::numbers::pi / std::max(period / strip, opened) / std::exp2(shape.level);
  return {step, width * std::sqrt(end_exponent / (z0 * shape.shortest))};
}

}  // namespace

double Contour::node_count(const Shape& shape) {
  const Rule r = rule(shape);
  return 2 * r.reach / r.step + 3;
}

Contour::Nodes Contour::nodes(const Shape& shape) {
  Nodes result;
  const Rule r = rule(shape);
  const auto side = static_cast<std::ptrdiff_t>(std::ceil(r.reach / r.step));
  for (std::ptrdiff_t k = -side; k <= side; ++k) {
    const double y = static_cast<double>(k) * r.step;
    const double bend = shape.z0 * y / (shape.half_width * shape.half_width);
    const std::complex<double> z(shape.z0 - bend * y, y);
    result.z.push_back(z);
    result.weight.push_back(r.step / (2 * std::numbers::pi) * std::complex<double>(1, 2 * bend) /
                            z);
  }
  return result;
}

Contour::Contour(const Resolvent& resolvent, const Shape& shape,
                 const std::vector<std::size_t>& positions, int threads)
    : shape_(shape) {
  Nodes made = nodes(shape);
  node_ = std::move(made.z);
  weight_ = std::move(made.weight);
  failed_ = !resolvent.moderate;  // residuals in double-double need rates well inside the range
  if (failed_) return;
  failed_ = !solve_nodes<std::complex<double>>(resolvent, positions, threads);
  if (failed_) {
    scaled_ = true;
    failed_ = !solve_nodes<ScaledComplex>(resolvent, positions, threads);
  }
}

template <class T>
bool Contour::solve_some(const Resolvent& resolvent, const std::vector<std::size_t>& positions,
                         std::size_t first, std::size_t last, bool refine_all,
                         std::vector<ScaledComplex>& values, std::vector<double>& error) const {
  constexpr std::size_t probe_every = 8;
  Solver<T> solver(resolvent);
  std::vector<T> x;
  std::vector<double> relative;
  error.assign(positions.size(), 0);
  for (std::size_t k = first; k < last; ++k) {
    if (!solver.solve(node_[k], x)) return false;
    if (refine_all) {
      if (!solver.refine(node_[k], x, relative)) return false;
    } else if (k % probe_every == 0) {
      solver.first_correction(node_[k], x, relative);
    }
    if (refine_all || k % probe_every == 0) {
      for (std::size_t j = 0; j < positions.size(); ++j) {
        // Written so that a NaN counts as unknown, never as small.
        if (!(relative[positions[j]] <= error[j])) error[j] = relative[positions[j]];
      }
    }
    for (std::size_t j = 0; j < positions.size(); ++j) {
      values[j * node_.size() + k] = ScaledComplex(x[positions[j]]);
    }
  }
  return true;
}

template <class T>
bool Contour::solve_nodes(const Resolvent& resolvent, const std::vector<std::size_t>& positions,
                          int threads) {
  // Solving errors below this are no worse than the rounding of the sum.
  static constexpr double harmless = 2e-14;
  const std::size_t nodes = node_.size();
  std::vector<ScaledComplex> values(positions.size() * nodes);
  const std::size_t parts =
      resolvent.pattern.size() * nodes < 100'000 ? 1 : static_cast<std::size_t>(threads);
  for (const bool refine_all : {false, true}) {
    std::vector<std::vector<double>> error(parts);
    std::vector<char> good(parts, 0);
    const auto work = [&](std::size_t part) {
      good[part] = solve_some<T>(resolvent, positions, part * nodes / parts,
                                 (part + 1) * nodes / parts, refine_all, values, error[part]);
    };
    parallel_for(parts, static_cast<int>(parts), work);
    if (std::find(good.begin(), good.end(), 0) != good.end()) return false;
    solve_error_.assign(positions.size(), 0);
    for (const auto& part : error) {
      for (std::size_t j = 0; j < positions.size(); ++j) {
        if (!(part[j] <= solve_error_[j])) solve_error_[j] = part[j];
      }
    }
    const auto is_harmless = [](double e) { return e < harmless; };
    if (std::all_of(solve_error_.begin(), solve_error_.end(), is_harmless)) break;
  }
  exponent_.assign(positions.size(), 0);
  value_.resize(values.size());
  for (std::size_t j = 0; j < positions.size(); ++j) {
    std::int64_t top = std::numeric_limits<std::int64_t>::min();
    for (std::size_t k = 0; k < nodes; ++k) {
      const ScaledComplex& x = values[j * nodes + k];
      if (!x.is_zero()) top = std::max(top, x.exponent());
    }
    exponent_[j] = top == std::numeric_limits<std::int64_t>::min() ? 0 : top;
    for (std::size_t k = 0; k < nodes; ++k) {
      const ScaledComplex& x = values[j * nodes + k];
      value_[j * nodes + k] =
          product(ScaledComplex(x.mantissa(), x.exponent() - exponent_[j]).value(), weight_[k]);
    }
  }
  return true;
}

Sample Contour::at(std::size_t which, double t) const {
  constexpr double unit = 0x1p-53;
  const std::complex<double>* value = value_.data() + which * node_.size();
  std::array<std::complex<double>, 4> quarter = {};  // nodes by their number modulo 4
  double terms = 0, phase_error = 0, end = 0;
  const std::size_t nodes = node_.size();
  for (std::size_t k = 0; k < nodes; ++k) {
    const std::complex<double> z = node_[k];
    const double size = std::exp((z.real() - shape_.z0) * t);
    const double angle = z.imag() * t;
    const std::complex<double> term =
        product({size * std::cos(angle), size * std::sin(angle)}, value[k]);
    quarter[k % 4] += term;
    const double magnitude = std::abs(term.real()) + std::abs(term.imag());
    terms += magnitude;
    phase_error += magnitude * (std::abs(angle) + std::abs((z.real() - shape_.z0) * t));
    if (k < 2 || k + 2 >= nodes) end += magnitude;
  }
  Sample sample;
  const std::complex<double> even = quarter[0] + quarter[2], odd = quarter[1] + quarter[3];
  const std::complex<double> sum = even + odd;
  const ScaledReal outer = scaled_exp(shape_.z0 * t);
  sample.amplitude = ScaledComplex(sum * outer.mantissa(), exponent_[which] + outer.exponent());
  if (terms == 0) return sample;
  const double size = std::abs(sum);
  const double rounding =
      (terms * (4 * unit + 4 * solve_error_[which]) + unit * phase_error) / size +
      unit * shape_.z0 * t;
  // Errors of the rules with twice and four times the step. The first alone can vanish by a change
  // of sign at a time at which the full rule's error, about its square, does not.
  const double coarse = std::abs(even - odd) / size;
  const std::complex<double> across = quarter[0] - quarter[2];
  const std::complex<double> other = product({0, 1}, quarter[1] - quarter[3]);
  const double coarser = std::max(std::abs(across + other), std::abs(across - other)) / size;
  const double discretisation =
      30 * std::max(coarse * coarse, std::pow(coarser, 4)) + 10 * end / size;
  sample.error = rounding + discretisation;
  sample.rounding = rounding > discretisation;
  // A coarse rule that is wrong altogether says nothing about the fine one.
  if (!(coarse < 1e-4 && coarser < 0.1)) sample.error = std::max(sample.error, 1.0);
  return sample;
}

}  // namespace qbnet
