#include "qbnet/solve/adjoint_in_time.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>

#include "qbnet/solve/adjoint.hpp"
#include "qbnet/solve/node_sum.hpp"

namespace qbnet {
namespace {

using Complex = std::complex<double>;

constexpr std::size_t most_modes_in_balls = 60;
// Solving errors below this are no worse than the rounding of the sum.
constexpr double harmless = 2e-14;
// The vertex may lie this far, as an exponent, above the saddle of v_b.
constexpr double above = 1;

double largest(const std::vector<double>& values) {
  double result = 0;
  for (const double value : values) {
    if (!(value <= result)) result = value;
  }
  return result;
}

std::size_t place(Pattern::Index position) { return static_cast<std::size_t>(position); }

}  // namespace

AdjointInTime::AdjointInTime(const Network& network, std::size_t mode, int max_precision,
                             int threads)
    : network_(network),
      mode_(mode),
      max_precision_(max_precision),
      reversed_(reversed(network, mode)),
      transient_(network, {mode}, {.max_precision = max_precision, .threads = threads}),
      backward_(reversed_) {}

std::optional<AmplitudeDerivatives> AdjointInTime::late(double t) const {
  const double decay = transient_.range().smallest_decay();
  if (!(decay * t > 30)) return {};
  SteadyAdjoint steady(network_, mode_, max_precision_);
  if (!steady.advance()) return {};
  const Ball::Precision precision(steady.precision());
  steady.enclose();
  ScaledReal square;
  for (const Ball& v : steady.amplitude()) square += v.upper_bound() * v.upper_bound();
  const ScaledReal rest = scaled_exp(-decay * t) * ScaledReal(1 + 0x1p-40);
  const ScaledReal norm = sqrt(square);
  const auto widened = [](const Ball& x, const ScaledReal& by) {
    return x + Ball::around(ScaledComplex(), by);
  };
  const Pattern& p = steady.pattern();
  AmplitudeDerivatives out;
  out.amplitude = widened(steady.amplitude()[place(p.position[mode_])], rest * norm);
  const ScaledReal entry_rest = rest * norm * ScaledReal(t + 1 / decay);
  out.entry.resize(p.column.size());
  for (std::size_t i = 0; i < p.size(); ++i) {
    out.source.push_back(widened(steady.adjoint()[i], rest / ScaledReal(decay)));
    for (std::size_t s = p.row_start[i]; s < p.row_start[i + 1]; ++s) {
      out.entry[s] =
          widened(steady.adjoint()[i] * steady.amplitude()[place(p.column[s])], entry_rest);
    }
  }
  return out;
}

double AdjointInTime::contour_cost(double t) {
  constexpr double slot = 6e-8;
  const Pattern& p = transient_.resolvent().pattern;
  const double slots = static_cast<double>(p.column.size() + 4 * p.factor_entries());
  return Contour::node_count(transient_.contour_shape(0, t, above, 1)) * slots * slot;
}

std::optional<AmplitudeDerivatives> AdjointInTime::contour(double t, int level) {
  if (!transient_.resolvent().moderate) return {};
  const Contour::Shape shape = transient_.contour_shape(0, t, above, level);
  if (auto found = sum<Complex>(t, shape)) return found;
  return sum<ScaledComplex>(t, shape);
}

template <class T>
std::optional<AmplitudeDerivatives> AdjointInTime::sum(double t,
                                                       const Contour::Shape& shape) const {
  constexpr std::size_t probe_every = 8;
  const Resolvent& forward = transient_.resolvent();
  const Pattern& p = forward.pattern;
  const Contour::Nodes nodes = Contour::nodes(shape);
  const std::size_t n = p.size(), slots = p.column.size();
  const std::size_t position = place(p.position[mode_]);
  for (const bool refine_all : {false, true}) {
    std::vector<NodeSum<T>> sums(slots + n + 1);
    std::vector<double> x_error(n, 0), y_error(n, 0);
    Solver<T> plain(forward), transposed(backward_);
    UnsetPages<T> x, y;
    Pages<double> error;
    const auto solve = [&](Solver<T>& solver, std::size_t k, UnsetPages<T>& out,
                           std::vector<double>& worst) {
      if (!solver.solve(nodes.z[k], out)) return false;
      if (refine_all) {
        if (!solver.refine(nodes.z[k], out, error)) return false;
      } else if (k % probe_every == 0) {
        solver.first_correction(nodes.z[k], out, error);
      } else {
        return true;
      }
      for (std::size_t j = 0; j < n; ++j) {
        if (!(error[j] <= worst[j])) worst[j] = error[j];
      }
      return true;
    };
    for (std::size_t k = 0; k < nodes.z.size(); ++k) {
      if (!solve(plain, k, x, x_error) || !solve(transposed, k, y, y_error)) return {};
      const Node node(nodes, k, shape.z0, t);
      for (std::size_t i = 0; i < n; ++i) {
        const T row = product(T(node.weight), y[i]);
        for (std::size_t s = p.row_start[i]; s < p.row_start[i + 1]; ++s) {
          sums[s].add(node, product(row, x[place(p.column[s])]));
        }
        sums[slots + i].add(node, row);
      }
      sums[slots + n].add(node, product(T(node.weight), x[position]));
    }
    if (!refine_all && !(std::max(largest(x_error), largest(y_error)) < harmless)) continue;
    AmplitudeDerivatives out;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t s = p.row_start[i]; s < p.row_start[i + 1]; ++s) {
        const double solving = y_error[i] + x_error[place(p.column[s])];
        out.entry.push_back(sums[s].ball(shape.z0, t, solving));
      }
      out.source.push_back(sums[slots + i].ball(shape.z0, t, y_error[i]));
    }
    out.amplitude = sums[slots + n].ball(shape.z0, t, x_error[position]);
    return out;
  }
  return {};
}

double AdjointInTime::exponential_cost(double t) const {
  if (max_precision_ <= 64 || network_.size() > most_modes_in_balls) {
    return std::numeric_limits<double>::infinity();
  }
  constexpr double ball = 2e-7;
  const NumericalRange& range = transient_.range();
  const double norm = range.largest_frequency() + range.largest_decay();
  const double n = 2 * static_cast<double>(network_.size()) + 2;
  return n * n * n * (20 + std::max(0.0, std::log2(norm * t))) * ball;
}

}  // namespace qbnet
