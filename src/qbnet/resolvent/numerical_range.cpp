#include "qbnet/resolvent/numerical_range.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "qbnet/resolvent/mode_kinds.hpp"

namespace qbnet {
namespace {

// Upper bound of lambda_max(|H1| - s diag(kappa)/2). The iteration y <- |H1| y / (bound + D) makes
// the bound of Collatz and Wielandt fall monotonically; one y serves all modes of a class.
double largest_eigenvalue(const ModeKinds& modes, double s) {
  std::vector<double> y(modes.classes, 1.0), wanted(modes.classes), ratio(modes.kind.size());
  const auto shift = [&](const ModeKinds::Kind& kind) { return s * kind.decay - kind.detuning; };
  double bound = std::numeric_limits<double>::infinity();
  // The bound can rest for a step while the vector settles: only a longer rest is the end.
  constexpr int longest_rest = 4;
  constexpr double work = 1e7;  // in kinds of modes
  const double kinds = static_cast<double>(modes.kind.size() + 1);
  const int steps = static_cast<int>(std::clamp(work / kinds, 40.0, 500.0));
  int rest = 0;
  for (int step = 0; step < steps; ++step) {
    double next = -std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < modes.kind.size(); ++k) {
      double sum = 0;
      for (std::uint32_t l = modes.start[k]; l < modes.start[k + 1]; ++l) {
        sum += modes.link[l].strength * y[modes.link[l].other];
      }
      ratio[k] = sum / y[modes.kind[k].own];
      next = std::max(next, ratio[k] - shift(modes.kind[k]));
    }
    rest = step == 0 || next < bound - 1e-4 * std::abs(bound) ? 0 : rest + 1;
    bound = std::min(bound, next);
    if (rest >= longest_rest) break;
    std::fill(wanted.begin(), wanted.end(), 0.0);
    for (std::size_t k = 0; k < modes.kind.size(); ++k) {
      const ModeKinds::Kind& kind = modes.kind[k];
      wanted[kind.own] =
          std::max(wanted[kind.own], ratio[k] / std::max(bound + shift(kind), 1e-300));
    }
    // Never to zero: a mode without couplings, or one far from where the vector lives.
    for (std::size_t c = 0; c < modes.classes; ++c) {
      y[c] = std::max(y[c] * std::clamp(wanted[c], 1e-3, 1.0), 1e-200);
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
  const ModeKinds modes(network);
  largest_frequency_ = largest_eigenvalue(modes, 0);
  edge_.emplace_back(0.0, std::max(largest_frequency_, 0.0));
  if (largest_decay_ == 0 || largest_frequency_ <= 0) return;

  // Lines |h| <= rho + s k: the steeper, the nearer to the origin. Past the last one rho no longer
  // falls by much.
  std::vector<std::pair<double, double>> lines = {{largest_frequency_, 0.0}};
  const double middle = largest_frequency_ / largest_decay_;
  for (double s = middle * 0x1p-8; s < middle * 0x1p60; s *= 4) {
    lines.emplace_back(largest_eigenvalue(modes, s), s);
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
  if (z0 < 0) {
    // k >= smallest_decay() everywhere; |z0|/Y^2 is the curvature.
    double curvature = 0.25 / (z0 + smallest_decay_);
    for (std::size_t cell = 0; cell < edge_.size(); ++cell) {
      if (cell + 1 < edge_.size() && edge_[cell + 1].first <= smallest_decay_) continue;
      const double h = margin * edge_[cell].second;
      const double k = std::max(edge_[cell].first, smallest_decay_);
      if (h > 0) curvature = std::min(curvature, (k + z0) / (h * h));
    }
    return std::sqrt(-z0 / curvature);
  }
  double width = 2 * z0;
  for (const auto& [k, h] : edge_) {
    width = std::max(width, margin * h / std::sqrt(1 + k / z0));
  }
  return width;
}

}  // namespace qbnet
