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
#include "qbnet/solve/contour.hpp"
#include "qbnet/solve/steady.hpp"

namespace qbnet {

struct TransientOptions {
  double accuracy = 4e-11;  ///< relative error of every amplitude
  int max_precision = 4096;
  int threads = 1;
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
  /// The steady state, where there is one.
  const Steady* steady_state() const { return steady_ ? &*steady_ : nullptr; }
  /// Bound of |v| of modes[which] at every time from t on; needs a steady state.
  ScaledReal amplitude_bound(std::size_t which, double t) const;
  /// A contour for modes[which] at this one time; the vertex lies at most `above`, as an exponent,
  /// above the saddle.
  Contour::Shape contour_shape(std::size_t which, double t, double above, int level);
  /// How hard it had to try: "double", "scaled" or "balls".
  std::string arithmetic() const;

 private:
  // Vertices lie on a geometric grid, so that times and modes share contours.
  double vertex(int index) const;
  int best_vertex(std::size_t which, double t, double above);
  double log_on_axis(std::size_t which, int index);
  const Contour* contour(int vertex_index, int octave, int level);
  ScaledReal transient_bound(double t) const;
  bool settled(std::size_t which, double t) const;
  // Cheaper to take the exponential in balls than to make or use this contour?
  bool balls_are_cheaper(int vertex_index, int octave, double t) const;
  std::optional<Sample> in_balls(std::size_t which, double t, double accuracy);
  Contour::Shape shape(int vertex_index, int octave, int level) const;

  Resolvent resolvent_;
  NumericalRange range_;
  TransientOptions options_;
  std::vector<std::size_t> modes_;
  std::vector<std::size_t> positions_;
  std::vector<char> reached_;  // by a drive
  std::optional<Steady> steady_;
  ScaledReal steady_norm_;
  double grid_ratio_log_ = 0;
  std::map<int, std::vector<double>> axis_;  // log |x_j(z)/z| on the positive real axis
  std::vector<int> last_vertex_;
  struct Key {
    int vertex, octave, level;
    auto operator<=>(const Key&) const = default;
  };
  std::map<Key, std::unique_ptr<Contour>> contours_;
  double kept_ = 0;  // numbers held by the contours
  double ball_time_ = -1;
  std::vector<Sample> ball_samples_;  // every mode at ball_time_
  bool scaled_used_ = false;
  bool balls_used_ = false;
};

}  // namespace qbnet
