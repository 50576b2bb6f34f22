// Points of a compiled network, tile by tile, each with a certificate or without an answer.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "qbnet/resolvent/program.hpp"

namespace qbnet {

/// Largest bound of the relative error of an amplitude that is given out as certain (energies:
/// twice this), unless the bound is no more than what any chain of so many operations without
/// cancellation has. Such a bound of N roundings is some sqrt(N) times too large (N. J. Higham and
/// T. Mary, SIAM J. Sci. Comput. 41, A2815 (2019)); longest_path keeps it so.
constexpr double tile_accuracy = 4e-14;
constexpr double longest_path = 4000;
/// How far above the path without cancellation a bound may lie and count as that of the path.
constexpr double path_slack = 3;

/// Memory and bounds for one thread.
class TileWorkspace {
 public:
  TileWorkspace(const Program& program, std::uint64_t seed, double accuracy = tile_accuracy);

  /// Where input k of the network goes at this level, and what comes out.
  double* slot(std::uint32_t index, bool twice);
  /// Runs a level over `points` (a multiple of widest_lanes). False where a condition of the tile
  /// does not hold; sizes of the level's values are bounded otherwise.
  bool run(Level level, std::size_t points, bool twice, std::uint64_t first_sample = 0);
  /// Which of the tile's points are certain, from the bounds and the points' own sizes. True if
  /// all.
  bool judge(std::size_t points, bool twice, std::uint8_t* good) const;

  std::vector<Size>& sizes() { return sizes_; }
  const double* rows = nullptr;     ///< planes of the row at hand
  const double* columns = nullptr;  ///< planes of the values of the fastest axis at hand
  /// Reads a wanted plane at a point of the tile.
  double wanted(std::size_t which, std::size_t point, bool twice) const;
  /// Copies a wanted plane.
  void copy_wanted(std::size_t which, std::size_t points, bool twice, double* out) const;

 private:
  bool lawful(const LevelProgram& level) const;

  const Program& program_;
  std::uint64_t seed_;
  Planes arena_;
  std::vector<SizeRange> ranges_;
  std::vector<Size> sizes_;
  std::vector<Size> constants_, constants_twice_;
  std::vector<double> allowed_;  // relative error of each wanted value
  bool sizes_are_twice_ = false;
};

/// Any points: nothing is kept from one tile to the next. First in double arithmetic; points whose
/// error is not surely small are gathered and done in double-double arithmetic; one that is still
/// not certain is left to the caller. What a point gives depends on its tile alone.
class FlatTiles {
 public:
  /// `samples`: the draws of a point come from its number, so that points cannot be gathered.
  explicit FlatTiles(const Program& program, bool samples = false, std::uint64_t seed = 0,
                     double accuracy = tile_accuracy)
      : work_(program, seed, accuracy), program_(program), samples_(samples) {}

  /// inputs[k] points at the values of input k; `points` at most tile_points. out[w] receives
  /// wanted plane w; good[i] tells which points are certain.
  void run(std::span<const double* const> inputs, std::size_t points, std::uint64_t first_sample,
           std::span<double* const> out, std::uint8_t* good);
  /// As run(), for some points of the tile only.
  void mend(std::span<const double* const> inputs, std::span<const std::size_t> which,
            std::span<double* const> out, std::uint8_t* good);

 private:
  void some(std::span<const double* const> inputs, std::span<const std::size_t> which, bool twice,
            std::uint64_t first_sample, std::span<double* const> out, std::uint8_t* good);

  TileWorkspace work_;
  const Program& program_;
  bool samples_;
};

/// What rows and values of the fastest axis give, worked out once and kept.
class Columns {
 public:
  /// `inner`: the values of the fastest axis. Too many to keep: see fits().
  Columns(const Program& program, std::span<const double> inner);
  static bool fits(const Program& program, std::size_t values);

  const double* planes(std::size_t tile) const { return planes_.data() + tile * stride_; }
  const std::vector<Size>& sizes(std::size_t tile) const { return sizes_[tile]; }
  bool good(std::size_t tile) const { return good_[tile] != 0; }

 private:
  std::size_t stride_ = 0;
  Planes planes_;
  std::vector<std::vector<Size>> sizes_;  // of the values entering, by tile
  std::vector<char> good_;
};

/// Rows of points: the fastest axis along a row, everything else constant on it.
class HoistedTiles {
 public:
  HoistedTiles(const Program& program, const Columns& columns);

  /// Prepares a group of up to widest_lanes rows: inputs[k] points at the values of input k, one a
  /// row (nothing for the fastest axis).
  void rows(std::span<const double* const> inputs, std::size_t count);
  /// One tile of one row of the group; good[i] tells which points are certain. True if all are.
  bool tile(std::size_t row, std::size_t tile, std::size_t points, std::span<double* const> out,
            std::uint8_t* good);

 private:
  TileWorkspace work_;
  const Program& program_;
  const Columns& columns_;
  std::vector<double> path_;
  Planes planes_;  // [row][plane][lane]
  std::vector<std::vector<Size>> sizes_;
  bool group_good_ = false;
};

}  // namespace qbnet
