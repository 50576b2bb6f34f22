#include "qbnet/solve/transient.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>

#include "qbnet/network/reach.hpp"
#include "qbnet/solve/exponential.hpp"

namespace qbnet {
namespace {

constexpr double most_kept = 3e7;   // numbers in all contours together: about 0.5 GiB
constexpr double most_nodes = 5e6;  // of one contour
constexpr double margin = 1.75;     // of the parabola around the numerical range
constexpr int most_levels = 3;
// The vertex may lie this far, as an exponent, above the saddle: fewer nodes for two digits.
constexpr double slack = 5;

}  // namespace

Transient::Transient(const Network& network, std::vector<std::size_t> modes,
                     const TransientOptions& options)
    : resolvent_(network), range_(network), options_(options), modes_(std::move(modes)) {
  require_vacuum_baths(network);
  for (const std::size_t mode : modes_) {
    positions_.push_back(static_cast<std::size_t>(resolvent_.pattern.position[mode]));
  }
  // Near the saddle of t^d the integrand falls like exp(-d (log z)^2 / 2).
  const std::vector<int> distance = distance_from_drives(network);
  const int depth = distance.empty() ? 0 : *std::max_element(distance.begin(), distance.end());
  grid_ratio_log_ = std::min(0.22, 4 / std::sqrt(std::max(depth, 0) + 1.0));
  for (const std::size_t mode : modes_) reached_.push_back(distance[mode] >= 0 ? 1 : 0);
  last_vertex_.assign(modes_.size(), std::numeric_limits<int>::min());
  if (resolvent_.stable.status == Status::ok) {
    SteadyOptions steady_options;
    steady_options.max_precision = options.max_precision;
    Steady found = steady(network, steady_options);
    if (found.status == Status::ok) {
      ScaledReal sum;
      for (const ScaledComplex& v : found.amplitude) sum += norm(v);
      steady_norm_ = sqrt(sum);
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
    Pages<ScaledComplex> x;
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
int Transient::best_vertex(std::size_t which, double t, double above) {
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
  while (loss(chosen + 1) <= least + above) ++chosen;
  return chosen;
}

Contour::Shape Transient::shape(int vertex_index, int octave, int level) const {
  Contour::Shape shape;
  shape.z0 = vertex(vertex_index);
  shape.half_width = range_.parabola(shape.z0, margin);
  shape.shortest = std::exp2(octave);
  shape.longest = 2 * shape.shortest;
  shape.level = level;
  return shape;
}

Contour::Shape Transient::contour_shape(std::size_t which, double t, double above, int level) {
  Contour::Shape chosen = shape(best_vertex(which, t, above), std::ilogb(t), level);
  chosen.shortest = chosen.longest = t;
  return chosen;
}

const Contour* Transient::contour(int vertex_index, int octave, int level) {
  const Key key{vertex_index, octave, level};
  const auto found = contours_.find(key);
  if (found != contours_.end()) return found->second.get();
  const Contour::Shape wanted = shape(vertex_index, octave, level);
  const double nodes = Contour::node_count(wanted);
  const double numbers = nodes * static_cast<double>(modes_.size());
  if (!(nodes <= most_nodes) || !(numbers <= most_kept)) return nullptr;
  if (kept_ + numbers > most_kept) {
    contours_.clear();
    kept_ = 0;
  }
  auto made = std::make_unique<Contour>(resolvent_, wanted, positions_, options_.threads);
  kept_ += numbers;
  scaled_used_ = scaled_used_ || made->scaled();
  return contours_.emplace(key, std::move(made)).first->second.get();
}

bool Transient::balls_are_cheaper(int vertex_index, int octave, double t) const {
  if (options_.max_precision <= 64 || !exponential_is_feasible(resolvent_.network)) return false;
  const double modes = static_cast<double>(modes_.size());
  const double n = static_cast<double>(resolvent_.pattern.size());
  // Seconds, roughly: a term of the sum, an entry of a factor, a product in balls.
  constexpr double term = 4e-8, entry = 6e-8, ball = 2e-7;
  constexpr double shared = 8;  // times that use one contour
  const double nodes = Contour::node_count(shape(vertex_index, octave, 0));
  double contour_cost = nodes * modes * term;
  if (!contours_.contains(Key{vertex_index, octave, 0})) {
    const double entries = static_cast<double>(resolvent_.pattern.factor_entries()) + n;
    contour_cost += nodes * entries * entry / shared;
  }
  const double norm = range_.largest_frequency() + range_.largest_decay();
  return contour_cost > n * n * n * (20 + std::max(0.0, std::log2(norm * t))) * ball;
}

// |v(t) - v(infinity)| <= exp(-min kappa t / 2) |v(infinity)| in the norm over all modes, since
// M + M^+ = K >= min kappa.
ScaledReal Transient::transient_bound(double t) const {
  return steady_norm_ * scaled_exp(-range_.smallest_decay() * t);
}

ScaledReal Transient::amplitude_bound(std::size_t which, double t) const {
  return abs(steady_->amplitude[modes_[which]]) + transient_bound(t);
}

bool Transient::settled(std::size_t which, double t) const {
  if (!steady_) return false;
  const ScaledReal v = abs(steady_->amplitude[modes_[which]]);
  return transient_bound(t) < v * ScaledReal(1e-3 * options_.accuracy);
}

std::optional<Sample> Transient::in_balls(std::size_t which, double t, double accuracy) {
  if (options_.max_precision <= 64 || !exponential_is_feasible(resolvent_.network)) return {};
  if (t != ball_time_) {
    ball_samples_ =
        exponential_samples(resolvent_.network, t, modes_, std::min(accuracy, options_.accuracy),
                            options_.max_precision);
    ball_time_ = t;
    balls_used_ = true;
  }
  return ball_samples_[which];
}

Sample Transient::at(std::size_t which, double t, double accuracy) {
  if (!reached_[which]) return {};
  if (settled(which, t)) {
    Sample sample;
    sample.amplitude = steady_->amplitude[modes_[which]];
    sample.error = steady_->error[modes_[which]] + 1e-3 * options_.accuracy;
    return sample;
  }
  const int octave = std::ilogb(t);
  const int chosen = best_vertex(which, t, slack);
  Sample best;
  best.error = std::numeric_limits<double>::infinity();
  const bool balls_first = balls_are_cheaper(chosen, octave, t);
  if (balls_first) best = *in_balls(which, t, accuracy);
  for (int level = 0; level <= most_levels && !(best.error <= accuracy); ++level) {
    const Contour* found = contour(chosen, octave, level);
    if (found == nullptr || found->failed()) break;
    const Sample sample = found->at(which, t);
    if (sample.error < best.error) best = sample;
    if (sample.rounding) break;
  }
  if (!balls_first && !(best.error <= accuracy)) {
    if (const auto sample = in_balls(which, t, accuracy); sample && sample->error < best.error) {
      return *sample;
    }
  }
  return best;
}

std::string Transient::arithmetic() const {
  return balls_used_ ? "balls" : scaled_used_ ? "scaled" : "double";
}

}  // namespace qbnet
