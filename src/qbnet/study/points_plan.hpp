// What Points works out once: which programs, and what each column is made of.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "qbnet/resolvent/tiles.hpp"
#include "qbnet/study/points.hpp"

namespace qbnet {

/// One network (the own one or a reference), compiled: which of its planes a column is made of.
struct Variant {
  std::optional<Program> flat, hoisted;
  std::unique_ptr<Columns> columns;
  std::vector<Want> wants;
  std::size_t planes = 0;

  /// The plane of a want, which is added if it is new.
  std::size_t plane_of(const Want& want) {
    std::size_t plane = 0;
    for (const Want& known : wants) {
      if (known.what == want.what && known.mode == want.mode) return plane;
      plane += known.what == Wanted::amplitude ? 2 : 1;
    }
    wants.push_back(want);
    planes = plane + (want.what == Wanted::amplitude ? 2 : 1);
    return plane;
  }
};

/// Made once, read by all threads.
struct Points::Plan {
  ParametricNetwork network;
  std::function<TimedNetwork(std::span<const double>)> timed_at;  // in place of `network`
  std::vector<Axis> axes;
  Disorder disorder;
  Protocol protocol;  // of samples
  bool samples = false;
  std::uint64_t seed = 0;
  std::vector<Measure> measures;
  std::vector<Measure> timed;              // measures that are plain at every point
  std::vector<std::size_t> timed_columns;  // where their columns go
  std::size_t count = 1, columns = 0, row = 1;
  bool compiled = false;
  bool hoisted = false;
  std::array<Variant, 3> variants;         // own, direct, mediated
  std::map<std::size_t, Program> shifted;  // by mode: its amplitude at any shift
  struct Column {
    std::size_t plane = 0;
    std::size_t below = 0;  // plane of the reference
    int reference = -1;
    bool log10 = false;
    bool timed = false;
  };
  std::vector<Column> column;
  std::vector<char> shared;  // planes of the own network that more than one column uses
  mutable std::mutex pool_mutex;
  mutable std::vector<std::unique_ptr<Work>> pool;

  bool changes_in_time() const { return timed_at || !protocol.empty(); }
  void prepare(const PointsOptions& options);
  void compile(const PointsOptions& options);
  void compile_in_time();
  void value_of_axis(std::size_t point, std::size_t axis, double& value) const {
    std::size_t stride = 1;
    for (std::size_t k = axis + 1; k < axes.size(); ++k) stride *= axes[k].values.size();
    value = axes[axis].values[point / stride % axes[axis].values.size()];
  }
};

}  // namespace qbnet
