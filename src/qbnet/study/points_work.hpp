// What one thread needs to compute points.
#pragma once

#include <array>
#include <cstring>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "qbnet/measure/fast_power.hpp"
#include "qbnet/study/points_plan.hpp"

namespace qbnet {

/// x_mode(z) of one point at many shifts: the network compiled once, shifts side by side.
class CompiledNodes : public NodeSolver {
 public:
  CompiledNodes(const Program& program, std::size_t inputs)
      : tiles_(program, false, 0, accuracy), inputs_(inputs), constant_(inputs * tile_points) {}

  void set_point(std::span<const double> values) {
    for (std::size_t k = 0; k < inputs_; ++k) {
      std::fill_n(constant_.data() + k * tile_points, tile_points, values[k]);
    }
  }

  void solve(std::size_t count, const double* z_re, const double* z_im, double* x_re, double* x_im,
             double& relative_error_bound) override;

 private:
  // A contour sums over its nodes, and knows what their errors do to the sum.
  static constexpr double accuracy = 4e-13;
  // Bounds hold for a tile as a whole, so its nodes should be of a size.
  static constexpr std::size_t nodes_together = 24;

  FlatTiles tiles_;
  std::size_t inputs_;
  std::vector<double> constant_;
};

/// What one thread needs.
class Points::Work {
 public:
  explicit Work(const Plan& plan);

  /// The points from `first` on, or of tile `tile` of row `row`: results in plane() or where
  /// direct() says.
  void flat_tile(std::size_t first, std::size_t points);
  void row_tile(std::size_t row, std::size_t tile, std::size_t points);
  /// Points with these inputs: at most tile_points, on no axes.
  void free_tile(std::span<const double* const> inputs, std::size_t points);

  bool certain(std::size_t i) const { return good_[i] != 0; }
  /// Point i of the tile is to be solved plainly.
  void doubt(std::size_t i) { good_[i] = 0; }
  /// The first point from `i` on that is not certain, or `end`.
  std::size_t next_uncertain(std::size_t i, std::size_t end) const {
    const void* found = std::memchr(good_.data() + i, 0, end - i);
    return found == nullptr
               ? end
               : static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - good_.data());
  }

  /// The timed measures of a point, if all of them can be certified.
  bool in_time(const Network& network, std::size_t point, std::span<double> out);
  /// Where the planes of the own network are to go at once; null: to plane().
  std::vector<double*>& direct() { return direct_; }
  double* plane(std::size_t variant, std::size_t k) {
    return planes_[variant].data() + k * tile_points;
  }

 private:
  void run_flat(std::span<const double* const> inputs, std::size_t points, std::size_t first);
  void fill_inputs(std::size_t first, std::size_t points);
  void prepare_rows(std::size_t group);
  std::span<const double* const> pointers(const std::vector<double>& inputs, std::size_t stride);
  std::span<double* const> outs(std::size_t variant);

  const Plan& plan_;
  std::array<std::optional<FlatTiles>, 3> flat_;
  std::array<std::optional<HoistedTiles>, 3> rows_;
  std::array<std::vector<double>, 3> planes_;
  std::vector<double> inputs_, row_inputs_;
  std::vector<const double*> pointers_;
  std::vector<double*> outs_, direct_;
  std::array<std::uint8_t, tile_points> good_ = {};
  FastPower power_;
  std::map<std::size_t, CompiledNodes> nodes_;
  std::size_t group_ = ~std::size_t{0};
};

}  // namespace qbnet
