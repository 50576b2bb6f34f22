// v(t) of any mode at any time, contours chosen and kept as they are needed.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "qbnet/resolvent/numerical_range.hpp"
#include "qbnet/resolvent/solver.hpp"
#include "qbnet/solve/axis.hpp"
#include "qbnet/solve/contour.hpp"
#include "qbnet/solve/steady.hpp"

namespace qbnet {

struct TransientOptions {
  double accuracy = 4e-11;  ///< relative error of every amplitude
  int max_precision = 4096;
  int threads = 1;
  double only_time = 0;  ///< not 0: the only time that will be asked for
};

/// The network must outlive the Transient. Not for use by several threads at once. Errors: what
/// needs more memory than there is, or a contour of more than a day: Error(Refusal::too_large).
class Transient {
 public:
  /// `modes`: those that may be asked for.
  Transient(const Network& network, std::vector<std::size_t> modes,
            const TransientOptions& options = {});

  /// modes[which] at time t > 0. Sample::error above the accuracy asked for means: not reached.
  Sample at(std::size_t which, double t) { return at(which, t, options_.accuracy); }
  /// To another accuracy.
  Sample at(std::size_t which, double t, double accuracy);

  const Resolvent& resolvent() const { return resolvent_; }
  const NumericalRange& range() const { return range_; }
  /// The steady state, where there is one. Found when first asked for.
  const Steady* steady_state();
  /// Bound of |v| of modes[which] at every time from t on; needs a steady state.
  ScaledReal amplitude_bound(std::size_t which, double t);
  /// A contour for modes[which] at this one time; the vertex lies at most `above`, as an exponent,
  /// above the saddle.
  Contour::Shape contour_shape(std::size_t which, double t, double above, int level);
  /// Networks with shifted drift solved so far, the steady state among them.
  std::size_t solves() const { return solves_; }
  /// How hard it had to try: "double", "scaled" or "balls".
  std::string arithmetic() const;

  /// For modes this far from the drives derivatives on the axis tell a contour of their own.
  static constexpr int far_away = 24;

 private:
  /// Numbers in all contours together: about 0.5 GiB.
  static constexpr double most_kept = 3e7;
  struct PoleModel;  // x(z) ~ (z + a)^-d
  // Vertices lie on geometric grids, so that times and modes share contours.
  struct Place {
    int index = 0;
    bool late = false;  // left of the pole at 0
    auto operator<=>(const Place&) const = default;
  };
  struct Vertex {
    Place place;
    double order = 0, scale = 0, loss = 0;  // as in Contour::Shape
    double accuracy = 0;                    // if not the one asked for
  };
  double position(const Place& place) const;
  // Whether contours of their own come first, or those that modes share.
  bool alone(std::size_t which) const { return distance_[which] >= alone_from_; }
  // Best of the levels, and once nearer to the saddle; by slopes or by steps.
  Sample by_contours(std::size_t which, double t, double accuracy, Vertex chosen, bool by_slopes);
  // Of a mode that shared contours do not serve.
  Sample by_own_contours(std::size_t which, double t, double accuracy);
  // The vertex lies at most `above`, as an exponent, above the saddle.
  Vertex find_vertex(std::size_t which, double t, double above, bool late_too = false);
  std::optional<Vertex> find_by_slopes(std::size_t which, double t, double above, bool late_too);
  Vertex cheapest_near(std::size_t which, double t, double above, const PoleModel& model);
  Vertex cheapest_left(std::size_t which, double t, const Place& place, const PoleModel& model);
  Vertex find_by_steps(std::size_t which, double t, double above);
  Place nearest(double z, int stride) const;
  double loss(std::size_t which, double t, int index);
  const AxisPoint& axis_point(const Place& place, bool derivatives);
  const Contour* contour(const Vertex& vertex, double t, int level);
  // Throws Error(Refusal::too_large) where one contour would take more than a day.
  void refuse_if_endless(double nodes, double t) const;
  ScaledReal transient_bound(double t);
  bool settled(std::size_t which, double t);
  Sample end_of_charging(std::size_t which) const;
  // Cheaper to take the exponential in balls than to make or use this contour?
  bool balls_are_cheaper(const Vertex& vertex, double t) const;
  std::optional<Sample> in_balls(std::size_t which, double t, double accuracy);
  Sample late(std::size_t which, double t, double accuracy, const Vertex& vertex);
  struct Key {
    Place place;
    int times, level, order, accuracy;
    auto operator<=>(const Key&) const = default;
  };
  Key key(const Vertex& vertex, double t, int level) const;
  Contour::Shape shape(const Vertex& vertex, double t, int level) const;

  Resolvent resolvent_;
  NumericalRange range_;
  TransientOptions options_;
  std::vector<std::size_t> modes_;
  std::vector<std::size_t> positions_;
  int alone_from_;
  std::vector<int> distance_;  // from a drive, -1 where none reaches; by mode asked for
  std::vector<int> stride_;    // of vertices on the grid, by mode asked for
  int refined_ = 1;            // the grid is so much finer
  bool mirrored_ = false;
  bool steady_known_ = false;
  std::optional<Steady> steady_;
  ScaledReal steady_norm_;
  double grid_ratio_log_ = 0;
  std::optional<Axis> axis_;
  std::map<Place, AxisPoint> axis_points_;
  std::vector<std::optional<int>> last_vertex_;
  std::map<Key, std::unique_ptr<Contour>> contours_;
  double kept_ = 0;  // numbers held by the contours
  std::size_t solves_ = 0;
  double ball_time_ = -1;
  std::vector<Sample> ball_samples_;  // every mode at ball_time_
  bool scaled_used_ = false;
  bool balls_used_ = false;
};

}  // namespace qbnet
