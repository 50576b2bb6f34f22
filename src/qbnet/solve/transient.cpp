#include "qbnet/solve/transient.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>

#include "qbnet/solve/exponential.hpp"

namespace qbnet {
namespace {

constexpr double most_kept = 3e7;   // numbers in all contours together: about 0.5 GiB
constexpr double most_nodes = 5e6;  // of one contour
constexpr double margin = 1.75;     // of the parabola around the numerical range
constexpr int most_levels = 3;
// The vertex may lie this far, as an exponent, above the saddle: fewer nodes for two digits.
constexpr double slack = 5;

// Couplings between the drives and the farthest mode they reach.
int depth(const Network& network) {
  std::vector<std::vector<std::size_t>> next(network.size());
  for (const Coupling& c : network.couplings()) {
    next[c.from].push_back(c.to);
    next[c.to].push_back(c.from);
  }
  std::vector<int> distance(network.size(), -1);
  std::vector<std::size_t> queue;
  for (std::size_t j = 0; j < network.size(); ++j) {
    if (network.mode(j).drive != 0.0) {
      distance[j] = 0;
      queue.push_back(j);
    }
  }
  int farthest = 0;
  for (std::size_t i = 0; i < queue.size(); ++i) {
    farthest = std::max(farthest, distance[queue[i]]);
    for (const std::size_t j : next[queue[i]]) {
      if (distance[j] < 0) {
        distance[j] = distance[queue[i]] + 1;
        queue.push_back(j);
      }
    }
  }
  return farthest;
}

}  // namespace

Transient::Transient(const Network& network, std::vector<std::size_t> modes,
                     const TransientOptions& options)
    : resolvent_(network), range_(network), options_(options), modes_(std::move(modes)) {
  require_vacuum_baths(network);
  for (const std::size_t mode : modes_) {
    positions_.push_back(static_cast<std::size_t>(resolvent_.pattern.position[mode]));
  }
  // Near the saddle of t^d the integrand falls like exp(-d (log z)^2 / 2).
  grid_ratio_log_ = std::min(0.22, 4 / std::sqrt(depth(network) + 1.0));
  last_vertex_.assign(modes_.size(), std::numeric_limits<int>::min());
  if (resolvent_.stable.status == Status::ok && range_.smallest_decay() > 0) {
    SteadyOptions steady_options;
    steady_options.max_precision = options.max_precision;
    Steady found = steady(network, steady_options);
    if (found.status == Status::ok) {
      ScaledReal sum;
      for (const ScaledComplex& v : found.amplitude) sum += norm(v);
      steady_norm_log_ = sum.is_zero() ? 0 : log(sum) / 2;
      steady_ = std::move(found);
    }
  }
}

double Transient::vertex(int index) const { return std::exp(index * grid_ratio_log_); }

double Transient::log_on_axis(std::size_t which, int index) {
  auto it = axis_.find(index);
  if (it == axis_.end()) {
    std::vector<double> logs(modes_.size(), -std::numeric_limits<double>::infinity());
    Solver<ScaledComplex> solver(resolvent_);
    std::vector<ScaledComplex> x;
    if (solver.solve(vertex(index), x)) {
      for (std::size_t j = 0; j < modes_.size(); ++j) {
        logs[j] = log(abs(x[positions_[j]])) - index * grid_ratio_log_;
      }
    }
    it = axis_.emplace(index, std::move(logs)).first;
  }
  return it->second[which];
}

// The contour loses exp(z0 t) |x(z0)/z0| / |v(t)| in digits: least at the saddle on the real axis.
int Transient::best_vertex(std::size_t which, double t) {
  const auto loss = [&](int index) { return vertex(index) * t + log_on_axis(which, index); };
  int& best = last_vertex_[which];
  if (best == std::numeric_limits<int>::min()) {
    best = static_cast<int>(std::lround(std::log(1 / t) / grid_ratio_log_));
  }
  double least = loss(best);
  if (!std::isfinite(least))
    return static_cast<int>(std::lround(std::log(8 / t) / grid_ratio_log_));
  for (const int direction : {1, -1}) {
    for (double next; (next = loss(best + direction)) < least;) {
      least = next;
      best += direction;
    }
  }
  int chosen = best;
  while (loss(chosen + 1) <= least + slack) ++chosen;
  return chosen;
}

const Contour* Transient::contour(int vertex_index, int octave, int level) {
  const Key key{vertex_index, octave, level};
  const auto found = contours_.find(key);
  if (found != contours_.end()) return found->second.get();
  Contour::Shape shape;
  shape.z0 = vertex(vertex_index);
  shape.half_width = range_.parabola(shape.z0, margin);
  shape.shortest = std::exp2(octave);
  shape.longest = 2 * shape.shortest;
  shape.level = level;
  const double nodes = Contour::node_count(shape);
  const double numbers = nodes * static_cast<double>(modes_.size());
  if (!(nodes <= most_nodes) || !(numbers <= most_kept)) return nullptr;
  if (kept_ + numbers > most_kept) {
    contours_.clear();
    kept_ = 0;
  }
  auto made = std::make_unique<Contour>(resolvent_, shape, positions_, options_.threads);
  kept_ += numbers;
  scaled_used_ = scaled_used_ || made->scaled();
  return contours_.emplace(key, std::move(made)).first->second.get();
}

// |v(t) - v(infinity)| <= exp(-min kappa t / 2) |v(infinity)|, for the norms over all modes.
bool Transient::settled(std::size_t which, double t) const {
  if (!steady_) return false;
  const ScaledComplex& v = steady_->amplitude[modes_[which]];
  if (v.is_zero()) return false;
  const double relative_log = steady_norm_log_ - log(abs(v)) - range_.smallest_decay() * t;
  return relative_log < std::log(1e-3 * options_.accuracy);
}

std::optional<Sample> Transient::in_balls(std::size_t which, double t) {
  if (options_.max_precision <= 64 || !exponential_is_feasible(resolvent_.network)) return {};
  if (t != ball_time_) {
    ball_samples_ = exponential_samples(resolvent_.network, t, modes_, options_.accuracy,
                                        options_.max_precision);
    ball_time_ = t;
    balls_used_ = true;
  }
  return ball_samples_[which];
}

Sample Transient::at(std::size_t which, double t) {
  if (settled(which, t)) {
    Sample sample;
    sample.amplitude = steady_->amplitude[modes_[which]];
    sample.error = steady_->error[modes_[which]] + 1e-3 * options_.accuracy;
    return sample;
  }
  Sample best;
  best.error = std::numeric_limits<double>::infinity();
  const int octave = std::ilogb(t);
  const int chosen = best_vertex(which, t);
  for (int level = 0; level <= most_levels; ++level) {
    const Contour* found = contour(chosen, octave, level);
    if (found == nullptr || found->failed()) break;
    const Sample sample = found->at(which, t);
    if (sample.error < best.error) best = sample;
    if (best.error <= options_.accuracy || sample.rounding) break;
  }
  if (!(best.error <= options_.accuracy)) {
    if (const auto sample = in_balls(which, t); sample && sample->error < best.error) {
      return *sample;
    }
  }
  return best;
}

std::string Transient::arithmetic() const {
  return balls_used_ ? "balls" : scaled_used_ ? "scaled" : "double";
}

}  // namespace qbnet
