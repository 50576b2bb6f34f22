#include "qbnet/resolvent/tiles.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace qbnet {
TileWorkspace::TileWorkspace(const Program& program, std::uint64_t seed, double accuracy)
    : program_(program), seed_(seed), ranges_(program.ranges()) {
  std::size_t slots = 1;
  for (const Level level : {Level::row, Level::column, Level::point}) {
    slots = std::max(slots, program.level(level).slots);
  }
  arena_ = Planes(slots * plane_stride * 2);
  constants_ = constant_sizes(program.tape(), false);
  constants_twice_ = constant_sizes(program.tape(), true);
  sizes_ = constants_;
  const std::vector<double> path = plain_paths(program.tape());
  for (const int id : program.wanted_values()) {
    const double length = path_slack * path[static_cast<std::size_t>(id)];
    allowed_.push_back(std::max(accuracy, std::min(length, longest_path) * unit));
  }
}

double* TileWorkspace::slot(std::uint32_t index, bool twice) {
  return arena_.data() + index * plane_stride * (twice ? 2 : 1);
}

bool TileWorkspace::lawful(const LevelProgram& level) const {
  const auto range = [&](int at) -> const SizeRange& {
    return ranges_[static_cast<std::size_t>(at)];
  };
  for (const Condition& c : level.conditions) {
    if (!condition_holds(c.kind, range(c.range))) return false;
  }
  return std::all_of(level.guards.begin(), level.guards.end(),
                     [&](int guard) { return condition_holds(Condition::usable, range(guard)); });
}

bool TileWorkspace::run(Level level, std::size_t points, bool twice, std::uint64_t first_sample) {
  const LevelProgram& program = program_.level(level);
  Tile tile;
  tile.points = points;
  tile.slots = arena_.data();
  tile.constants = program_.constants();
  tile.rows = rows;
  tile.columns = columns;
  tile.ranges = ranges_.data();
  tile.seed = seed_;
  tile.first_sample = first_sample;
  run_lanes(program.steps[twice ? 1 : 0], tile);
  if (!lawful(program)) return false;
  if (twice != sizes_are_twice_) {
    for (std::size_t k = 0; k < sizes_.size(); ++k) {
      if (program_.tape().values()[k].kind == Tape::Kind::constant) {
        sizes_[k] = (twice ? constants_twice_ : constants_)[k];
      }
    }
    sizes_are_twice_ = twice;
  }
  bound_sizes(program.sizes, ranges_.data(), twice, sizes_);
  return true;
}

bool TileWorkspace::judge(std::size_t points, bool twice, std::uint8_t* good) const {
  bool all = true;
  std::size_t plane = 0;
  for (std::size_t w = 0; w < program_.wanted_values().size(); ++w) {
    const Size& s = sizes_[static_cast<std::size_t>(program_.wanted_values()[w])];
    const Wanted what = program_.wants()[w].what;
    const std::size_t first = plane;
    plane += what == Wanted::amplitude ? 2 : 1;
    const bool in_range = s.least > least_size && s.most < most_size;
    // A power is the real part of a sum that may be much larger, and has all of its error.
    const bool is_power = what == Wanted::input_power;
    if (!is_power && in_range && s.largest_relative() <= allowed_[w]) continue;
    const double relative = is_power ? 0 : s.relative;
    const double floor = is_power ? s.floor + s.relative * s.most : s.floor;
    const double smallest = relative < allowed_[w] ? floor / (allowed_[w] - relative) : HUGE_VAL;
    for (std::size_t i = 0; i < points; ++i) {
      const double x = wanted(first, i, twice);
      double square = what == Wanted::energy ? x : x * x;
      if (what == Wanted::amplitude)
        square += wanted(first + 1, i, twice) * wanted(first + 1, i, twice);
      if (is_power) square /= 4;
      // Written so that a NaN is never good.
      if (square > least_size * least_size && square < most_size * most_size &&
          square >= smallest * smallest)
        continue;
      good[i] = 0;
      all = false;
    }
  }
  return all;
}

double TileWorkspace::wanted(std::size_t which, std::size_t point, bool twice) const {
  const Plane plane = program_.wanted()[which];
  switch (plane.base) {
    case Base::constant:
      return program_.constants()[plane.index * widest_lanes * 2];
    case Base::row:
      return rows[plane.index * widest_lanes];
    case Base::column:
      return columns[plane.index * plane_stride + point];
    case Base::slot:
      break;
  }
  return arena_.data()[plane.index * plane_stride * (twice ? 2 : 1) + point];
}

void TileWorkspace::copy_wanted(std::size_t which, std::size_t points, bool twice,
                                double* out) const {
  const Plane plane = program_.wanted()[which];
  if (plane.base == Base::constant || plane.base == Base::row) {
    std::fill_n(out, points, wanted(which, 0, twice));
    return;
  }
  const double* from = plane.base == Base::column
                           ? columns + plane.index * plane_stride
                           : arena_.data() + plane.index * plane_stride * (twice ? 2 : 1);
  std::copy_n(from, points, out);
}

void FlatTiles::some(std::span<const double* const> inputs, std::span<const std::size_t> which,
                     bool twice, std::uint64_t first_sample, std::span<double* const> out,
                     std::uint8_t* good) {
  const std::size_t points = which.size(), width = padded(points);
  for (const auto& [input, slot] : program_.level(Level::point).inputs) {
    double* const to = work_.slot(slot, twice);
    for (std::size_t i = 0; i < points; ++i) to[i] = inputs[input][which[i]];
    std::fill(to + points, to + width, to[points - 1]);
    if (twice) std::fill_n(to + plane_stride, width, 0.0);
  }
  std::array<std::uint8_t, tile_points> certain;
  certain.fill(1);
  if (work_.run(Level::point, width, twice, first_sample + which.front())) {
    work_.judge(points, twice, certain.data());
    for (std::size_t i = 0; i < points; ++i) {
      good[which[i]] = certain[i];
      if (certain[i] == 0) continue;
      for (std::size_t w = 0; w < out.size(); ++w) out[w][which[i]] = work_.wanted(w, i, twice);
    }
    return;
  }
  // Some point breaks a condition of all: which?
  const std::size_t half = samples_ ? points / 2 / widest_lanes * widest_lanes : points / 2;
  if (half == 0) {
    for (const std::size_t i : which) good[i] = 0;
    return;
  }
  some(inputs, which.first(half), twice, first_sample, out, good);
  some(inputs, which.subspan(half), twice, first_sample, out, good);
}

void FlatTiles::mend(std::span<const double* const> inputs, std::span<const std::size_t> which,
                     std::span<double* const> out, std::uint8_t* good) {
  if (!which.empty()) some(inputs, which, true, 0, out, good);
}

void FlatTiles::run(std::span<const double* const> inputs, std::size_t points,
                    std::uint64_t first_sample, std::span<double* const> out, std::uint8_t* good) {
  std::fill_n(good, points, std::uint8_t{1});
  const std::size_t width = padded(points);
  for (const auto& [input, slot] : program_.level(Level::point).inputs) {
    double* const to = work_.slot(slot, false);
    std::copy_n(inputs[input], points, to);
    std::fill(to + points, to + width, to[points - 1]);
  }
  std::array<std::size_t, tile_points> rest;
  std::size_t count = 0;
  if (work_.run(Level::point, width, false, first_sample)) {
    for (std::size_t w = 0; w < out.size(); ++w) work_.copy_wanted(w, points, false, out[w]);
    if (work_.judge(points, false, good)) return;
    for (std::size_t i = 0; i < points; ++i) {
      // Samples go with the others of their vector.
      const std::size_t first = i / widest_lanes * widest_lanes;
      const bool again =
          samples_ ? std::find(good + first, good + std::min(first + widest_lanes, points), 0) !=
                         good + std::min(first + widest_lanes, points)
                   : good[i] == 0;
      if (again) rest[count++] = i;
    }
  } else {
    for (std::size_t i = 0; i < points; ++i) rest[count++] = i;
    if (!samples_) {
      some(inputs, std::span(rest).first(count), false, first_sample, out, good);
      const auto end =
          std::remove_if(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(count),
                         [&](std::size_t i) { return good[i] != 0; });
      count = static_cast<std::size_t>(end - rest.begin());
    }
  }
  if (!samples_) return mend(inputs, std::span(rest).first(count), out, good);
  // Draws come from consecutive numbers: one vector after another.
  for (std::size_t k = 0; k < count; k += widest_lanes) {
    some(inputs, std::span(rest).subspan(k, std::min(widest_lanes, count - k)), true, first_sample,
         out, good);
  }
}

}  // namespace qbnet
