#include "qbnet/solve/transient.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>

#include "qbnet/base/size_text.hpp"
#include "qbnet/network/footprint.hpp"
#include "qbnet/network/mirror.hpp"
#include "qbnet/network/reach.hpp"
#include "qbnet/solve/exponential.hpp"

namespace qbnet {
namespace {

constexpr double most_nodes = 5e6;  // of one contour
constexpr double margin = 1.75;     // of the parabola around the numerical range
// In y eigenvalues keep this part of their distance from a vertex, whatever their frequency.
constexpr double free_of_eigenvalues = 0.6;
constexpr int most_levels = 3;
// The vertex may lie this far, as an exponent, above the saddle: fewer nodes for two digits.
constexpr double slack = 5, least_slack = 1;
// Vertices of shallow modes are this far apart, in logarithms.
constexpr double coarse_grid = 0.22;

// Near the saddle of t^d the integrand falls like exp(-d (log z)^2 / 2).
double grid_for(int distance, bool alone) {
  const double bell = 1 / std::sqrt(std::max(distance, 0) + 1.0);
  return std::min(coarse_grid, alone ? bell : 4 * bell);
}

// Contours that many modes share serve them well up to here.
constexpr int shared_up_to = 64;
constexpr std::size_t few_modes = 4;

constexpr std::size_t large = 10'000;  // networks whose memory and time are looked at first

const Network& fitting(const Network& network) {
  if (network.size() > large) check_footprint_in_time(network);
  return network;
}

// Orders that share contours: within 2^(1/4).
double order_class(double order) { return std::floor(4 * std::log2(order)); }

}  // namespace

Transient::Transient(const Network& network, std::vector<std::size_t> modes,
                     const TransientOptions& options)
    : resolvent_(fitting(network)),
      range_(network),
      options_(options),
      modes_(std::move(modes)),
      alone_from_(modes_.size() <= few_modes ? far_away : shared_up_to),
      mirrored_(mirrors(network)) {
  require_vacuum_baths(network);
  const std::vector<int> distance = distance_from_drives(network);
  grid_ratio_log_ = coarse_grid;
  if (options.only_time > 0) refined_ = 8;
  for (const std::size_t mode : modes_) {
    positions_.push_back(static_cast<std::size_t>(resolvent_.pattern.position[mode]));
    distance_.push_back(distance[mode]);
    const double grid = grid_for(distance[mode], distance[mode] >= alone_from_);
    grid_ratio_log_ = std::min(grid_ratio_log_, grid);
  }
  grid_ratio_log_ /= refined_;
  for (const int steps : distance_) {
    const double grid = grid_for(steps, steps >= alone_from_);
    stride_.push_back(std::max(1, static_cast<int>(grid / grid_ratio_log_)));
  }
  axis_.emplace(resolvent_, positions_);
  last_vertex_.assign(modes_.size(), std::nullopt);
}

const Steady* Transient::steady_state() {
  if (!steady_known_ && resolvent_.stable.status == Status::ok) {
    SteadyOptions steady_options;
    steady_options.max_precision = options_.max_precision;
    Steady found = steady(resolvent_, steady_options);
    ++solves_;
    if (found.status == Status::ok) {
      ScaledReal sum;
      for (const ScaledComplex& v : found.amplitude) sum += norm(v);
      steady_norm_ = sqrt(sum);
      steady_ = std::move(found);
    }
  }
  steady_known_ = true;
  return steady_ ? &*steady_ : nullptr;
}

// What contours are shared by: an octave of times, or less where v is steep.
Transient::Key Transient::key(const Vertex& vertex, double t, int level) const {
  const int order = vertex.order > 0 ? static_cast<int>(order_class(vertex.order)) : 0;
  const int accuracy = vertex.accuracy > 0 ? std::ilogb(vertex.accuracy) / 4 : 0;
  if (options_.only_time > 0) return {vertex.place, 0, level, order, accuracy};
  if (order == 0) return {vertex.place, std::ilogb(t), level, 0, accuracy};
  return {vertex.place, static_cast<int>(std::floor(std::log2(t) * std::exp2(order / 8))), level,
          order, accuracy};
}

Contour::Shape Transient::shape(const Vertex& vertex, double t, int level) const {
  Contour::Shape shape;
  shape.z0 = position(vertex.place);
  shape.half_width = range_.parabola(shape.z0, margin);
  const Key shared = key(vertex, t, level);
  const double each = shared.order == 0 ? 1 : std::exp2(-(shared.order / 8));
  shape.shortest = std::exp2(shared.times * each);
  shape.longest = std::exp2((shared.times + 1) * each);
  if (options_.only_time > 0) shape.shortest = shape.longest = options_.only_time;
  shape.level = level;
  shape.order = vertex.order;
  shape.scale = vertex.scale;
  if (vertex.place.late) shape.room = free_of_eigenvalues * (shape.z0 + range_.smallest_decay());
  shape.loss = vertex.loss;
  shape.accuracy = vertex.accuracy > 0 ? vertex.accuracy : options_.accuracy;
  return shape;
}

Contour::Shape Transient::contour_shape(std::size_t which, double t, double above, int level) {
  Contour::Shape chosen = shape({find_vertex(which, t, above).place}, t, level);
  chosen.shortest = chosen.longest = t;
  return chosen;
}

const Contour* Transient::contour(const Vertex& vertex, double t, int level) {
  const Key wanted = key(vertex, t, level);
  const auto found = contours_.find(wanted);
  if (found != contours_.end()) return found->second.get();
  const Contour::Shape made_so = shape(vertex, t, level);
  const double nodes = Contour::node_count(made_so);
  const double numbers = nodes * static_cast<double>(modes_.size());
  refuse_if_endless(nodes, t);
  if (!(nodes <= most_nodes) || !(numbers <= most_kept)) return nullptr;
  if (kept_ + numbers > most_kept) {
    contours_.clear();
    kept_ = 0;
  }
  auto made =
      std::make_unique<Contour>(resolvent_, made_so, positions_, options_.threads, mirrored_);
  mirrored_ = mirrored_ && (made->mirrored() || made->failed());
  kept_ += numbers;
  solves_ += made->solves();
  scaled_used_ = scaled_used_ || made->scaled();
  return contours_.emplace(wanted, std::move(made)).first->second.get();
}

void Transient::refuse_if_endless(double nodes, double t) const {
  constexpr double solve = 5e-8;  // seconds for each mode, measured
  constexpr double day = 86'400;
  const double solves = mirrored_ ? nodes / 2 : nodes;
  const double modes = static_cast<double>(resolvent_.pattern.size());
  const double seconds = solve * solves * modes / std::max(options_.threads, 1);
  if (seconds <= day || resolvent_.pattern.size() <= large) return;
  throw Error(
      Refusal::too_large,
      fmt::format("charging up to t = {} must take less than a day, but {} solves of a "
                  "network of {} modes would take about {}",
                  short_number(t), count_text(solves), count_text(modes), duration_text(seconds)));
}

bool Transient::balls_are_cheaper(const Vertex& vertex, double t) const {
  if (options_.max_precision <= 64 || !exponential_is_feasible(resolvent_.network)) return false;
  const double modes = static_cast<double>(modes_.size());
  const double n = static_cast<double>(resolvent_.pattern.size());
  // Seconds, roughly: a term of the sum, an entry of a factor, a product in balls.
  constexpr double term = 4e-8, entry = 6e-8, ball = 2e-7;
  constexpr double shared = 8;  // times that use one contour
  const double nodes = Contour::node_count(shape(vertex, t, 0));
  double contour_cost = nodes * modes * term;
  if (!contours_.contains(key(vertex, t, 0))) {
    const double entries = static_cast<double>(resolvent_.pattern.factor_entries()) + n;
    contour_cost += nodes * entries * entry / shared;
  }
  const double norm = range_.largest_frequency() + range_.largest_decay();
  return contour_cost > n * n * n * (20 + std::max(0.0, std::log2(norm * t))) * ball;
}

// |v(t) - v(infinity)| <= exp(-min kappa t / 2) |v(infinity)| in the norm over all modes, since
// M + M^+ = K >= min kappa.
ScaledReal Transient::transient_bound(double t) {
  return steady_norm_ * scaled_exp(-range_.smallest_decay() * t);
}

ScaledReal Transient::amplitude_bound(std::size_t which, double t) {
  return abs(steady_state()->amplitude[modes_[which]]) + transient_bound(t);
}

bool Transient::settled(std::size_t which, double t) {
  // No amplitude is larger than the norm of all: before, none can be settled.
  if (!(range_.smallest_decay() * t > -std::log(1e-3 * options_.accuracy) - 1)) return false;
  if (steady_state() == nullptr) return false;
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
  if (distance_[which] < 0) return {};
  // Far away the vertex tells at less cost than a steady state that nothing can have settled.
  const bool look_first = steady_known_ || !alone(which);
  if (look_first && settled(which, t)) return end_of_charging(which);
  Vertex chosen = find_vertex(which, t, slack, true);
  if (!look_first && (chosen.place.late || chosen.order == 0) && settled(which, t)) {
    return end_of_charging(which);
  }
  Sample best;
  best.error = std::numeric_limits<double>::infinity();
  if (chosen.place.late) {
    best = late(which, t, accuracy, chosen);
    if (best.error <= accuracy) return best;
    chosen = find_vertex(which, t, slack);
  }
  const bool balls_first = balls_are_cheaper(chosen, t);
  if (balls_first) best = *in_balls(which, t, accuracy);
  const auto take = [&](const Sample& sample) {
    if (sample.error < best.error) best = sample;
  };
  if (!(best.error <= accuracy)) take(by_contours(which, t, accuracy, chosen, alone(which)));
  if (!(best.error <= accuracy) && !alone(which) && distance_[which] >= far_away) {
    take(by_own_contours(which, t, accuracy));
  }
  if (!balls_first && !(best.error <= accuracy)) {
    if (const auto sample = in_balls(which, t, accuracy); sample && sample->error < best.error) {
      return *sample;
    }
  }
  return best;
}

Sample Transient::by_contours(std::size_t which, double t, double accuracy, Vertex chosen,
                              bool by_slopes) {
  Sample best;
  best.error = std::numeric_limits<double>::infinity();
  bool rounded = false;
  for (int level = 0; level <= most_levels && !(best.error <= accuracy); ++level) {
    const Contour* found = contour(chosen, t, level);
    if (found == nullptr || found->failed()) break;
    const Sample sample = found->at(which, t);
    if (sample.error < best.error) best = sample;
    if (!sample.rounding) continue;
    if (rounded) break;
    // Nearer to the saddle less is rounded.
    rounded = true;
    std::optional<Vertex> nearer;
    if (by_slopes) nearer = find_by_slopes(which, t, least_slack, false);
    chosen = nearer ? *nearer : find_by_steps(which, t, least_slack);
  }
  return best;
}

Sample Transient::by_own_contours(std::size_t which, double t, double accuracy) {
  Sample best;
  best.error = std::numeric_limits<double>::infinity();
  auto chosen = find_by_slopes(which, t, slack, true);
  if (chosen && chosen->place.late) {
    best = late(which, t, accuracy, *chosen);
    if (best.error <= accuracy) return best;
    chosen = find_by_slopes(which, t, slack, false);
  }
  if (!chosen) return best;
  const Sample sample = by_contours(which, t, accuracy, *chosen, true);
  return sample.error < best.error ? sample : best;
}

Sample Transient::end_of_charging(std::size_t which) const {
  Sample sample;
  sample.amplitude = steady_->amplitude[modes_[which]];
  sample.error = steady_->error[modes_[which]] + 1e-3 * options_.accuracy;
  return sample;
}

// The steady state and what is missing of it.
Sample Transient::late(std::size_t which, double t, double accuracy, const Vertex& vertex) {
  const ScaledComplex& end = steady_->amplitude[modes_[which]];
  const ScaledReal end_error = abs(end) * ScaledReal(steady_->error[modes_[which]]);
  Sample best;
  best.error = std::numeric_limits<double>::infinity();
  for (int level = 0; level <= most_levels && !(best.error <= accuracy); ++level) {
    const Contour* found = contour(vertex, t, level);
    if (found == nullptr || found->failed()) break;
    const Sample missing = found->at(which, t);
    // Where next to nothing is missing it matters how little, not how much.
    ScaledReal error = missing.terms * ScaledReal(4);
    if (missing.error < 1) {
      const ScaledReal estimated = abs(missing.amplitude) * ScaledReal(missing.error);
      if (estimated < error) error = estimated;
    }
    Sample sample;
    sample.amplitude = end + missing.amplitude;
    sample.error = ((end_error + error) / abs(sample.amplitude)).value() + 0x1p-52;
    if (sample.error < best.error) best = sample;
    if (missing.rounding) break;
  }
  return best;
}

std::string Transient::arithmetic() const {
  return balls_used_ ? "balls" : scaled_used_ ? "scaled" : "double";
}

}  // namespace qbnet
