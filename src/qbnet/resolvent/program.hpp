// A recorded network as instructions for the lanes: one program a level.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "qbnet/resolvent/recording.hpp"
#include "qbnet/resolvent/sizes.hpp"

namespace qbnet {

/// How often something is computed: once a row of points, once a value of the fastest axis, once a
/// point.
enum class Level : std::uint8_t { row, column, point };

/// What one level computes.
struct LevelProgram {
  std::vector<Instruction> code;
  std::array<std::vector<LaneStep>, 2>
      steps;  ///< the code made ready: in doubles, in double-double
  std::size_t slots = 0;
  std::vector<std::pair<std::size_t, std::uint32_t>>
      inputs;  ///< (input of the network, slot); the shift's
               ///< parts come after all inputs
  std::vector<std::uint32_t>
      leaving;                  ///< slots of planes that the points use, in their order there
  std::vector<SizeStep> sizes;  ///< of the values to bound
  std::vector<Condition> conditions;
  std::vector<int> guards;  ///< ranges
};

/// The instructions of a recorded network; plain data, used by many threads at once.
class Program {
 public:
  explicit Program(Recorded recorded);

  const Tape& tape() const { return recorded_.tape; }
  const LevelProgram& level(Level l) const { return levels_[static_cast<std::size_t>(l)]; }
  /// widest_lanes copies of each constant's high part, then as many of its low part.
  const double* constants() const { return constants_.data(); }
  /// Where the wanted planes lie when the points are done.
  const std::vector<Plane>& wanted() const { return wanted_; }
  const std::vector<int>& wanted_values() const { return recorded_.values; }
  const std::vector<Want>& wants() const { return recorded_.wants; }
  /// Values of rows and columns that values of points are made of.
  const std::vector<int>& entering() const { return entering_; }
  /// Positions among the planes leaving the rows of re and im of each value entering; -1: none.
  const std::vector<std::pair<int, int>>& entering_planes() const { return entering_planes_; }
  std::size_t ranges() const { return ranges_; }
  /// Rough number of operations a point.
  double cost() const;

 private:
  Level level_of(int plane) const;
  Level level_of_depends(Depends depends) const;
  std::vector<int> schedule();
  void find_ranges();
  void need_values();
  void place(const std::vector<int>& order);
  void place_level(Level level, const std::vector<int>& order);
  Plane located(int plane, Level user);
  void cross(int plane);

  Recorded recorded_;
  bool hoisted_ = false;
  std::array<LevelProgram, 3> levels_;
  Planes constants_;
  std::vector<Plane> wanted_;
  std::vector<int> entering_;
  std::vector<std::pair<int, int>> entering_planes_;
  std::size_t ranges_ = 0;

  std::vector<Wide> constant_values_;
  std::vector<int> needed_values_;
  std::vector<char> wanted_range_;
  std::vector<int> slot_of_;                  // by plane; in its own level
  std::vector<int> crossing_of_;              // by plane: position among those leaving its level
  std::vector<int> constant_of_;              // by plane
  std::array<std::vector<int>, 3> crossing_;  // planes leaving a level
};

}  // namespace qbnet
