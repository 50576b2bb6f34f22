#include "qbnet/measure/fast_bounds.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <map>
#include <utility>

namespace qbnet {
namespace {

// Room for the resolvent to be moderate at the polygon's edge, and for rounding.
constexpr double stretch = 1.05;
constexpr double rounded_up = 1 + 1e-10;
constexpr std::size_t most_modes = 64;  // a dense elimination beyond would not be fast

}  // namespace

FastRates::FastRates(const Network& network) {
  const std::size_t n = network.size();
  for (const Mode& mode : network.modes()) {
    decay.push_back(mode.loss / 2);
    detuning.push_back(std::abs(mode.detuning));
    drive.push_back(std::abs(mode.drive));
  }
  shared.assign(n, 0);
  std::map<std::pair<std::size_t, std::size_t>, std::complex<double>> baths;
  for (const Dissipator& dissipator : network.dissipators()) {
    for (const auto& [i, wi] : dissipator.weights) {
      shared[i] += dissipator.rate * std::norm(wi) / 2;
      for (const auto& [j, wj] : dissipator.weights) {
        if (i < j) baths[{i, j}] += dissipator.rate * std::conj(wi) * wj / 2.0;
      }
    }
  }
  for (const Coupling& c : network.couplings()) {
    const auto key = std::minmax(c.from, c.to);
    Link link{c.from, c.to, std::abs(c.strength), 0};
    if (const auto bath = baths.find(key); bath != baths.end()) {
      link.shared = std::abs(bath->second);
      baths.erase(bath);
    }
    links.push_back(link);
  }
  for (const auto& [key, value] : baths) {
    links.push_back({key.first, key.second, 0, std::abs(value)});
  }
}

FastBounds::FastBounds(const FastRates& rates) : rates_(rates) {
  const std::size_t n = rates.decay.size();
  smallest_decay_ = n == 0 ? 0 : *std::min_element(rates.decay.begin(), rates.decay.end());
  double sum = 0;
  for (const double drive : rates.drive) sum += drive * drive;
  drive_norm_ = std::sqrt(sum);
  y_.assign(n, 1);
  product_.resize(n);
}

// |H1| - s diag(kappa)/2 <= rho, by one positive vector y with (|H1| y)_j <= (rho + s k_j) y_j
// (Collatz and Wielandt). Shared baths only add to k, and s > 0.
bool FastBounds::below(double slope, double offset, double wider) {
  constexpr int steps = 12;
  const std::size_t n = y_.size();
  for (int step = 0; step < steps; ++step) {
    for (std::size_t j = 0; j < n; ++j) product_[j] = rates_.detuning[j] * y_[j];
    for (const FastRates::Link& link : rates_.links) {
      product_[link.a] += link.strength * y_[link.b];
      product_[link.b] += link.strength * y_[link.a];
    }
    double most = 0, least = std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < n; ++j) {
      const double next = wider * product_[j] / (offset + slope * rates_.decay[j]);
      most = std::max(most, next / y_[j]);
      least = std::min(least, next / y_[j]);
      // Half of the old vector: a bipartite network would swing for ever.
      y_[j] = std::max((y_[j] + next) / 2, 1e-100);
    }
    if (most <= 1) return true;
    if (!(least < 1)) break;
  }
  std::fill(y_.begin(), y_.end(), 1.0);
  return false;
}

bool FastBounds::encloses(const FastTable& table, double time) {
  // From the asymptote inwards: what fails, fails there.
  for (auto tangent = table.tangents.rbegin(); tangent != table.tangents.rend(); ++tangent) {
    if (!below(tangent->slope, tangent->offset / time, stretch)) return false;
  }
  return true;
}

// U_j = sup |v_j| up to `time` obeys U_j <= tau_j (sum_i N_ji U_i + |xi_j|) with
// tau_j = (1 - e^(-k t))/k <= 2/(k + 2/t) or 1/k: (diag(1/tau) - N) U <= |xi|. If every pivot is
// positive the matrix has a non-negative inverse, which keeps the inequality.
double FastBounds::growth_bound(std::size_t mode, double time) {
  const std::size_t n = y_.size();
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (n > most_modes) return infinity;
  matrix_.assign(n * n, 0);
  rhs_.assign(rates_.drive.begin(), rates_.drive.end());
  for (std::size_t j = 0; j < n; ++j) {
    const double k = rates_.decay[j] + rates_.shared[j];
    matrix_[j * n + j] = std::max(k / 2 + 1 / time, k);
  }
  for (const FastRates::Link& link : rates_.links) {
    const double size = link.strength + link.shared;
    matrix_[link.a * n + link.b] -= size;
    matrix_[link.b * n + link.a] -= size;
  }
  for (std::size_t i = 0; i < n; ++i) {
    const double pivot = matrix_[i * n + i];
    if (!(pivot > 1e-3 / time)) return infinity;
    for (std::size_t r = i + 1; r < n; ++r) {
      const double ratio = matrix_[r * n + i] / pivot;
      if (ratio == 0) continue;
      for (std::size_t c = i + 1; c < n; ++c) matrix_[r * n + c] -= ratio * matrix_[i * n + c];
      rhs_[r] -= ratio * rhs_[i];
    }
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t c = i + 1; c < n; ++c) rhs_[i] -= matrix_[i * n + c] * rhs_[c];
    rhs_[i] /= matrix_[i * n + i];
  }
  double inflow = rates_.drive[mode];
  for (const FastRates::Link& link : rates_.links) {
    if (link.a == mode) inflow += (link.strength + link.shared) * rhs_[link.b];
    if (link.b == mode) inflow += (link.strength + link.shared) * rhs_[link.a];
  }
  return inflow * rounded_up;
}

// |v(t) - v(infinity)| <= e^(-k t) |v(infinity)| and |v(infinity)| <= |xi|/k, since
// M + M^+ >= 2 k with k = min kappa/2.
double FastBounds::late_bound(double steady_size, double time) const {
  const double k = smallest_decay_;
  return (steady_size + std::exp(-k * time) * drive_norm_ / k) * rounded_up;
}

}  // namespace qbnet
