#include <algorithm>
#include <array>
#include <cmath>

#include "qbnet/resolvent/tiles.hpp"

namespace qbnet {
namespace {

// Values of rows and columns are rounded where the points take them over.
void round_sizes(std::vector<Size>& sizes, std::span<const int> values) {
  for (const int id : values) {
    Size& s = sizes[static_cast<std::size_t>(id)];
    s.relative = std::max(s.relative, 2 * unit);
  }
}

// A bound far above what the path without cancellation explains: doubles were not enough.
bool as_expected(const std::vector<Size>& sizes, std::span<const int> values,
                 const std::vector<double>& path) {
  return std::all_of(values.begin(), values.end(), [&](int id) {
    const auto k = static_cast<std::size_t>(id);
    return sizes[k].largest_relative() <= path_slack * path[k] * unit;
  });
}

}  // namespace

bool Columns::fits(const Program& program, std::size_t values) {
  constexpr std::size_t most = std::size_t{1} << 23;  // 64 MiB
  return values <= most / (program.level(Level::column).leaving.size() + 1);
}

Columns::Columns(const Program& program, std::span<const double> inner) {
  const LevelProgram& level = program.level(Level::column);
  const std::size_t tiles = (inner.size() + tile_points - 1) / tile_points;
  stride_ = level.leaving.size() * plane_stride;
  planes_ = Planes(tiles * stride_);
  good_.assign(tiles, 0);
  std::vector<int> entering;
  for (const int id : program.entering()) {
    if (program.tape().values()[static_cast<std::size_t>(id)].depends == on_inner) {
      entering.push_back(id);
    }
  }
  const std::vector<double> path = plain_paths(program.tape());
  TileWorkspace work(program, 0);
  for (std::size_t t = 0; t < tiles; ++t) {
    const std::size_t points = std::min(tile_points, inner.size() - t * tile_points);
    const std::size_t width = padded(points);
    for (const bool twice : {false, true}) {
      for (const auto& [input, slot] : level.inputs) {
        double* const to = work.slot(slot, twice);
        std::copy_n(inner.data() + t * tile_points, points, to);
        std::fill(to + points, to + width, to[points - 1]);
        if (twice) std::fill_n(to + plane_stride, width, 0.0);
      }
      good_[t] = work.run(Level::column, width, twice) ? 1 : 0;
      if (good_[t] == 0) break;
      if (twice || as_expected(work.sizes(), entering, path)) {
        for (std::size_t k = 0; k < level.leaving.size(); ++k) {
          std::copy_n(work.slot(level.leaving[k], twice), width,
                      planes_.data() + t * stride_ + k * plane_stride);
        }
        break;
      }
    }
    round_sizes(work.sizes(), entering);
    sizes_.push_back(work.sizes());
  }
}

HoistedTiles::HoistedTiles(const Program& program, const Columns& columns)
    : work_(program, 0),
      program_(program),
      columns_(columns),
      path_(plain_paths(program.tape())),
      planes_(widest_lanes * program.level(Level::row).leaving.size() * widest_lanes),
      sizes_(widest_lanes) {}

void HoistedTiles::rows(std::span<const double* const> inputs, std::size_t count) {
  const LevelProgram& level = program_.level(Level::row);
  std::vector<int> entering;
  for (const int id : program_.entering()) {
    if (program_.tape().values()[static_cast<std::size_t>(id)].depends == on_outer) {
      entering.push_back(id);
    }
  }
  bool twice = false;
  for (const bool trial : {false, true}) {
    twice = trial;
    for (const auto& [input, slot] : level.inputs) {
      double* const to = work_.slot(slot, twice);
      std::copy_n(inputs[input], count, to);
      std::fill(to + count, to + widest_lanes, to[count - 1]);
      if (twice) std::fill_n(to + plane_stride, widest_lanes, 0.0);
    }
    group_good_ = work_.run(Level::row, widest_lanes, twice);
    if (!group_good_ || as_expected(work_.sizes(), entering, path_)) break;
  }
  if (!group_good_) return;
  round_sizes(work_.sizes(), entering);
  const std::size_t planes = level.leaving.size();
  for (std::size_t k = 0; k < planes; ++k) {
    const double* from = work_.slot(level.leaving[k], twice);
    for (std::size_t r = 0; r < count; ++r) {
      std::fill_n(planes_.data() + (r * planes + k) * widest_lanes, widest_lanes, from[r]);
    }
  }
  // The row's own size in place of the group's.
  for (std::size_t r = 0; r < count; ++r) {
    sizes_[r] = work_.sizes();
    for (std::size_t e = 0; e < program_.entering().size(); ++e) {
      const auto [re, im] = program_.entering_planes()[e];
      if (re < 0 && im < 0) continue;
      const auto part = [&](int plane) {
        return plane < 0
                   ? 0.0
                   : planes_.data()[(r * planes + static_cast<std::size_t>(plane)) * widest_lanes];
      };
      Size& s = sizes_[r][static_cast<std::size_t>(program_.entering()[e])];
      s.least = s.most = std::hypot(part(re), part(im));
      s.relative = s.largest_relative();
      s.floor = 0;
    }
  }
}

bool HoistedTiles::tile(std::size_t row, std::size_t tile, std::size_t points,
                        std::span<double* const> out, std::uint8_t* good) {
  std::fill_n(good, points, std::uint8_t{0});
  if (!group_good_ || !columns_.good(tile)) return false;
  work_.rows = planes_.data() + row * program_.level(Level::row).leaving.size() * widest_lanes;
  work_.columns = columns_.planes(tile);
  for (const int id : program_.entering()) {
    const auto k = static_cast<std::size_t>(id);
    const bool of_row = program_.tape().values()[k].depends == on_outer;
    work_.sizes()[k] = of_row ? sizes_[row][k] : columns_.sizes(tile)[k];
  }
  if (!work_.run(Level::point, padded(points), false)) return false;
  std::fill_n(good, points, std::uint8_t{1});
  for (std::size_t w = 0; w < out.size(); ++w) work_.copy_wanted(w, points, false, out[w]);
  return work_.judge(points, false, good);
}

}  // namespace qbnet
