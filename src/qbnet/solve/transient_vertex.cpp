#include <algorithm>
#include <cmath>
#include <utility>

#include "qbnet/solve/transient.hpp"

// Where the vertices of contours lie.
namespace qbnet {
namespace {

// Vertices left of the pole at 0 keep away from -min kappa/2, where elimination is no longer safe.
constexpr double latest = 0.9;
// What is missing of the steady state is never wanted with fewer digits: fewer nodes would not tell
// their own error.
constexpr double least_late_accuracy = 1e-6;
// Where all of it is too small to matter, its magnitude is enough.
constexpr double least_resolved = 1e-2;

}  // namespace

// Around z the resolvent's element is c (z + a)^-d.
struct Transient::PoleModel {
  double d, a;
  double saddle;  // of e^(z t) x(z)/z, on the side of 0 that serves better
  double bell;    // of the integrand, as wide as d and a hold
};

double Transient::position(const Place& place) const {
  const double size = std::exp(place.index * grid_ratio_log_);
  return place.late ? -size : size;
}

Transient::Place Transient::nearest(double z, int stride) const {
  const double steps = std::log(std::abs(z)) / (grid_ratio_log_ * stride);
  return {stride * static_cast<int>(std::lround(steps)), z < 0};
}

const AxisPoint& Transient::axis_point(const Place& place, bool derivatives) {
  auto it = axis_points_.find(place);
  if (it == axis_points_.end() || (derivatives && it->second.slope.empty())) {
    if (3 * static_cast<double>(modes_.size() * axis_points_.size()) > most_kept) {
      axis_points_.clear();
    }
    it = axis_points_.insert_or_assign(place, axis_->at(position(place), derivatives)).first;
    ++solves_;
  }
  return it->second;
}

double Transient::loss(std::size_t which, double t, int index) {
  return position({index}) * t + axis_point({index}, false).phi[which];
}

Transient::Vertex Transient::find_vertex(std::size_t which, double t, double above, bool late_too) {
  if (alone(which)) {
    if (const auto found = find_by_slopes(which, t, above, late_too)) return *found;
  }
  return find_by_steps(which, t, above);
}

// The contour loses exp(z0 t) |x(z0)/z0| / |v(t)| in digits: least at the saddle on the real axis.
Transient::Vertex Transient::find_by_steps(std::size_t which, double t, double above) {
  const int stride = stride_[which];
  if (!last_vertex_[which]) last_vertex_[which] = nearest(1 / t, stride).index;
  int& best = *last_vertex_[which];
  double least = loss(which, t, best);
  if (!std::isfinite(least)) return {nearest(8 / t, stride)};
  for (const int direction : {stride, -stride}) {
    for (double next; (next = loss(which, t, best + direction)) < least;) {
      least = next;
      best += direction;
    }
  }
  int chosen = best;
  while (loss(which, t, chosen + stride) <= least + above) chosen += stride;
  return {{chosen}};
}

// Around z the resolvent's element is taken for c (z + a)^-d, with d and a from the derivatives of
// phi(z) + log |z|: then the saddles of e^(z t) x(z)/z are the roots of a quadratic equation, one
// on either side of 0. For a chain of equal links this is exact at once.
std::optional<Transient::Vertex> Transient::find_by_slopes(std::size_t which, double t,
                                                           double above, bool late_too) {
  constexpr int most_steps = 12;
  const int stride = std::max(1, stride_[which] / refined_);
  const double leftmost = -latest * range_.smallest_decay();
  Place place = nearest((distance_[which] + 1) / t, stride);
  for (int step = 0; step < most_steps; ++step) {
    const AxisPoint& point = axis_point(place, true);
    const double z = position(place);
    const double slope = -point.slope[which] - 1 / z, bend = point.bend[which] - 1 / (z * z);
    if (!(slope > 0 && bend > 0 && std::isfinite(slope) && std::isfinite(bend))) return {};
    PoleModel model = {slope * slope / bend, slope / bend - z, 0, 0};
    const double d = model.d, a = model.a;
    if (d < Contour::Shape::least_order) return {};
    model.bell = (z + a) / std::sqrt(d);
    // t = 1/z + d/(z + a)
    const double p = (d + 1) / t - a, root = std::sqrt(p * p + 4 * a / t);
    // Once the wave has arrived: p < 0. A saddle found left of 0 is kept, so that the search ends.
    const bool late = late_too && leftmost < 0 && a > 0 && p < (place.late ? model.bell : 0);
    const double right = p < 0 && a > 0 ? 2 * a / t / (root - p) : (p + root) / 2;
    model.saddle = late ? (p - root) / 2 : right;
    if (!late && !(model.saddle > 0)) return {};
    const bool crossed = late != place.late;
    const Place next = nearest(late      ? std::max(model.saddle, leftmost)
                               : crossed ? model.saddle
                                         : std::clamp(model.saddle, z / 64, 64 * z),
                               stride);
    if (std::abs(position(next) - z) > model.bell / 2 && next != place) {
      place = next;
      continue;
    }
    if (!late) return cheapest_near(which, t, above, model);
    if (steady_state() == nullptr) return find_by_slopes(which, t, above, false);
    const Vertex found = cheapest_left(which, t, place, model);
    // Where some mode loses next to nothing, there is no room left of 0.
    model.saddle = right;
    const Vertex other = cheapest_near(which, t, above, model);
    const auto nodes = [&](const Vertex& v) { return Contour::node_count(shape(v, t, 0)); };
    return nodes(found) < nodes(other) ? found : other;
  }
  return {};
}

// A little right of the saddle the pole at 0 is further away, which can save nodes.
Transient::Vertex Transient::cheapest_near(std::size_t which, double t, double above,
                                           const PoleModel& model) {
  const double saddle = model.saddle;
  const int stride = std::max(1, stride_[which] / refined_);
  const auto at = [&](double z0) {
    Vertex vertex{nearest(z0, stride), model.d, 0, 0, 0};
    const double there = position(vertex.place);
    vertex.scale = there + model.a;
    vertex.loss = (there - saddle) * t - std::log(there / saddle) -
                  model.d * std::log1p((there - saddle) / (saddle + model.a));
    return std::pair(Contour::period(shape(vertex, t, 0)), vertex);
  };
  auto best = at(saddle);
  for (int step = 1; step < 16; ++step) {
    const auto tried = at(saddle + step * model.bell / 4);
    if (tried.second.loss < above && tried.first < 0.98 * best.first) best = tried;
  }
  return best.second;
}

// Left of 0 there is the saddle of what is missing, or no room for it. What is missing matters by
// its size beside v(infinity); its terms are e^(z t) x(z), about.
Transient::Vertex Transient::cheapest_left(std::size_t which, double t, const Place& place,
                                           const PoleModel& model) {
  const double saddle = model.saddle, leftmost = -latest * range_.smallest_decay();
  const int stride = std::max(1, stride_[which] / refined_);
  const double known = position(place);
  const double log_known = axis_point(place, false).phi[which] + std::log(-known) -
                           log(abs(steady_->amplitude[modes_[which]]));
  const auto at = [&](double z0) {
    Vertex vertex{nearest(z0, stride), model.d, 0, 0, 0};
    const double there = position(vertex.place);
    vertex.scale = there + model.a;
    const double terms =
        log_known + there * t - model.d * std::log1p((there - known) / (known + model.a));
    if (std::log(options_.accuracy / 100) - terms > std::log(least_resolved)) {
      vertex.accuracy = least_resolved;
    } else {
      vertex.loss = std::max(
          0.0, (there - saddle) * t - model.d * std::log1p((there - saddle) / (saddle + model.a)));
      vertex.accuracy = std::clamp(options_.accuracy / 100 * std::exp(vertex.loss - terms),
                                   options_.accuracy, least_late_accuracy);
    }
    return std::pair(Contour::node_count(shape(vertex, t, 0)), vertex);
  };
  const bool clamped = saddle < leftmost;
  auto best = at(clamped ? leftmost : saddle);
  for (int step = 1; step < 8; ++step) {
    const double z0 = clamped ? leftmost * (1 - step / 8.0) : saddle - step * model.bell / 4;
    if (z0 < leftmost) break;
    const auto tried = at(z0);
    if (tried.first < 0.98 * best.first) best = tried;
  }
  return best.second;
}

}  // namespace qbnet
