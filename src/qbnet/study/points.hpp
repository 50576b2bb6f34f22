// Measures at many points of one network: compiled where that is certain, plainly where not.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "qbnet/network/disorder.hpp"
#include "qbnet/network/parametric.hpp"
#include "qbnet/network/protocol.hpp"
#include "qbnet/study/grid.hpp"
#include "qbnet/study/long_run.hpp"
#include "qbnet/study/measure_name.hpp"

namespace qbnet {

struct PointsOptions {
  /// Do once a row, or once a value of the fastest axis, what does not vary from point to point.
  bool hoist = true;
  /// Leave compiled programs aside: the plain twin.
  bool plain = false;
  /// For compute_at(): compiled for any values, not only those of the axes.
  bool anywhere = false;
};

/// A network, and what happens to it in time.
struct TimedNetwork {
  Network network;
  Protocol protocol;
};

/// The points of axes (the last runs fastest), or the samples of a disorder. What a point gives
/// depends on its number alone, not on the range it is computed in. Safe for several threads.
class Points {
 public:
  /// axes[k] are the values of input k of the network.
  Points(ParametricNetwork network, std::vector<Axis> axes, std::vector<Measure> measures,
         const PointsOptions& options = {});
  /// Of a network that changes in time, made anew for every point by `at`(values of the axes),
  /// which must be safe for several threads. Error(Refusal::usage) for a measure that is not
  /// is_at_time().
  Points(std::function<TimedNetwork(std::span<const double>)> at, std::vector<Axis> axes,
         std::vector<Measure> measures);
  /// `samples` samples of the network (which has no inputs), and of what happens to it in time:
  /// then Error(Refusal::usage) for a measure that is not is_at_time().
  Points(Network network, Disorder disorder, std::uint64_t seed, std::size_t samples,
         std::vector<Measure> measures, const PointsOptions& options = {}, Protocol protocol = {});
  ~Points();
  Points(const Points&) = delete;
  Points& operator=(const Points&) = delete;

  std::size_t count() const;
  std::size_t column_count() const;
  /// So many at a time share work, and not so long that nobody could wait.
  std::size_t grain() const;
  /// Fills values[column * count() + i] and status[i] for first <= i < first + some.
  void compute(std::size_t first, std::size_t some, double* values, std::uint8_t* status) const;
  /// As compute(), at `some` points that are on no axes: inputs[k] points at their values of input
  /// k. Fills values[column * some + i] and status[i]. Without disorder. Where not `plain_too`, a
  /// point that takes more than the compiled network has status failed: it costs no time.
  void compute_at(std::size_t some, std::span<const double* const> inputs, double* values,
                  std::uint8_t* status, bool plain_too = true) const;
  /// "compiled, AVX2", "compiled, hoisted, AVX2" or "plain".
  std::string method() const;

  /// The network of a point. Throws Error(Refusal::input) where it is not lawful.
  Network network_at(std::size_t point) const;
  /// Why a point has no steady state, or a value that no double holds, in a sentence; empty if
  /// neither is so.
  std::string refusal_at(std::size_t point) const;

 private:
  class Work;
  struct Plan;
  TimedNetwork made_at(std::size_t point) const;
  std::unique_ptr<Work> take_work() const;
  void give_work(std::unique_ptr<Work> work) const;

  std::unique_ptr<Plan> plan_;
};

/// All of them as work for run_long(); the points must outlive it.
Work work_of(const Points& points, std::string identity = {});

}  // namespace qbnet
