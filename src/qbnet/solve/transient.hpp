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

/// The network must outlive the Transient. Not for use by several threads at once.
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
  /// How hard it had to try: "double", "scaled" or "balls".
  std::string arithmetic() const;

 private:
  // Vertices lie on a geometric grid, so that times and modes share contours.
  struct Vertex {
    int index = 0;
    double order = 0, scale = 0, loss = 0;  // as in Contour::Shape
  };
  double position(int index) const;
  // The vertex lies at most `above`, as an exponent, above the saddle.
  Vertex find_vertex(std::size_t which, double t, double above);
  std::optional<Vertex> find_by_slopes(std::size_t which, double t, double above);
  Vertex find_by_steps(std::size_t which, double t, double above);
  int nearest(double z, int stride) const;
  double loss(std::size_t which, double t, int index);
  const AxisPoint& axis_point(int index, bool derivatives);
  const Contour* contour(const Vertex& vertex, double t, int level);
  ScaledReal transient_bound(double t);
  bool settled(std::size_t which, double t);
  // Cheaper to take the exponential in balls than to make or use this contour?
  bool balls_are_cheaper(const Vertex& vertex, double t) const;
  std::optional<Sample> in_balls(std::size_t which, double t, double accuracy);
  struct Key {
    int vertex, times, level, order;
    auto operator<=>(const Key&) const = default;
  };
  Key key(const Vertex& vertex, double t, int level) const;
  Contour::Shape shape(const Vertex& vertex, double t, int level) const;

  Resolvent resolvent_;
  NumericalRange range_;
  TransientOptions options_;
  std::vector<std::size_t> modes_;
  std::vector<std::size_t> positions_;
  std::vector<int> distance_;  // from a drive, -1 where none reaches; by mode asked for
  std::vector<int> stride_;    // of vertices on the grid, by mode asked for
  int refined_ = 1;            // the grid is so much finer
  bool mirrored_ = false;
  bool steady_known_ = false;
  std::optional<Steady> steady_;
  ScaledReal steady_norm_;
  double grid_ratio_log_ = 0;
  std::optional<Axis> axis_;
  std::map<int, AxisPoint> axis_points_;
  std::vector<int> last_vertex_;
  std::map<Key, std::unique_ptr<Contour>> contours_;
  double kept_ = 0;  // numbers held by the contours
  double ball_time_ = -1;
  std::vector<Sample> ball_samples_;  // every mode at ball_time_
  bool scaled_used_ = false;
  bool balls_used_ = false;
};

}  // namespace qbnet
