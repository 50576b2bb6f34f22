#include "qbnet/resolvent/numerical_range.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace qbnet {
namespace {

// Upper bound of lambda_max(|H1| - s diag(kappa)/2). The iteration y <- |H1| y / (bound + D) makes
// the bound of Collatz and Wielandt fall monotonically.
double largest_eigenvalue(const Network& network, double s) {
  const std::size_t n = network.size();
  std::vector<double> d(n), y(n, 1.0), hy(n);
  for (std::size_t j = 0; j < n; ++j) {
    d[j] = s * network.mode(j).loss / 2 - std::abs(network.mode(j).detuning);
  }
  double bound = std::numeric_limits<double>::infinity();
  // The bound can rest for a step while the vector settles: only a longer rest is the end.
  constexpr int steps = 40, longest_rest = 4;
  int rest = 0;
  for (int step = 0; step < steps; ++step) {
    std::fill(hy.begin(), hy.end(), 0.0);
    for (const Coupling& c : network.couplings()) {
      hy[c.to] += std::abs(c.strength) * y[c.from];
      hy[c.from] += std::abs(c.strength) * y[c.to];
    }
    double next = -std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < n; ++j) next = std::max(next, hy[j] / y[j] - d[j]);
    rest = step == 0 || next < bound - 1e-3 * std::abs(bound) ? 0 : rest + 1;
    bound = std::min(bound, next);
    if (rest >= longest_rest) break;
    for (std::size_t j = 0; j < n; ++j) {
      // Never to zero: a mode without couplings, or one far from where the vector lives.
      const double wanted = hy[j] / std::max(bound + d[j], 1e-300);
      y[j] = std::clamp(wanted, 1e-3 * y[j], y[j]);
      y[j] = std::max(y[j], 1e-200);
    }
  }
  return bound;
}

}  // namespace

NumericalRange::NumericalRange(const Network& network) {
  smallest_decay_ = network.size() == 0 ? 0 : std::numeric_limits<double>::infinity();
  double baths = 0;
  for (const Mode& mode : network.modes()) {
    largest_decay_ = std::max(largest_decay_, mode.loss / 2);
    smallest_decay_ = std::min(smallest_decay_, mode.loss / 2);
  }
  for (const Dissipator& dissipator : network.dissipators()) {
    double square = 0;
    for (const auto& [mode, weight] : dissipator.weights) square += std::norm(weight);
    baths += dissipator.rate * square / 2;
  }
  largest_decay_ += baths;
  largest_frequency_ = largest_eigenvalue(network, 0);
  edge_.emplace_back(0.0, std::max(largest_frequency_, 0.0));
  if (largest_decay_ == 0 || largest_frequency_ <= 0) return;

  // Lines |h| <= rho + s k: the steeper, the nearer to the origin. Past the last one rho no longer
  // falls by much.
  std::vector<std::pair<double, double>> lines = {{largest_frequency_, 0.0}};
  const double middle = largest_frequency_ / largest_decay_;
  for (double s = middle * 0x1p-8; s < middle * 0x1p60; s *= 4) {
    lines.emplace_back(largest_eigenvalue(network, s), s);
    if (lines.back().first <= 1e-6 * largest_frequency_) break;
  }
  const auto edge = [&lines](double k) {
    double h = lines.front().first;
    for (const auto& [rho, s] : lines) h = std::min(h, rho + s * k);
    return std::max(h, 0.0);
  };
  // The edge rises with k: on each cell of k its value at the upper end bounds it.
  constexpr double cell = 1.25;
  double k = largest_decay_ * 1e-13;
  edge_.assign(1, {0.0, edge(k)});
  for (; k < largest_decay_; k *= cell) edge_.emplace_back(k, edge(k * cell));
}

double NumericalRange::frequency_below(double k) const {
  auto it = std::upper_bound(edge_.begin(), edge_.end(), k,
                             [](double value, const auto& cell) { return value < cell.first; });
  return edge_.empty() ? 0 : std::prev(it)->second;
}

double NumericalRange::parabola(double z0, double margin) const {
  double width = 2 * z0;
  for (const auto& [k, h] : edge_) {
    width = std::max(width, margin * h / std::sqrt(1 + k / z0));
  }
  return width;
}

}  // namespace qbnet
