#include "qbnet/study/points_work.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace qbnet {

void CompiledNodes::solve(std::size_t count, const double* z_re, const double* z_im, double* x_re,
                          double* x_im, double& relative_error_bound) {
  relative_error_bound = accuracy;
  std::vector<const double*> inputs(inputs_ + 2);
  for (std::size_t k = 0; k < inputs_; ++k) inputs[k] = constant_.data() + k * tile_points;
  for (std::size_t first = 0; first < count; first += nodes_together) {
    const std::size_t some = std::min(nodes_together, count - first);
    inputs[inputs_] = z_re + first;
    inputs[inputs_ + 1] = z_im + first;
    const std::array<double*, 2> out = {x_re + first, x_im + first};
    std::array<std::uint8_t, tile_points> good;
    tiles_.run(inputs, some, 0, out, good.data());
    const bool all = std::all_of(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(some),
                                 [](std::uint8_t g) { return g != 0; });
    if (!all) relative_error_bound = std::numeric_limits<double>::infinity();
  }
}

void Points::Work::flat_tile(std::size_t first, std::size_t points) {
  fill_inputs(first, points);
  run_flat(pointers(inputs_, tile_points), points, first);
}

void Points::Work::free_tile(std::span<const double* const> inputs, std::size_t points) {
  std::fill(direct_.begin(), direct_.end(), nullptr);
  run_flat(inputs, points, 0);
}

void Points::Work::run_flat(std::span<const double* const> inputs, std::size_t points,
                            std::size_t first) {
  good_.fill(1);
  for (std::size_t v = 0; v < 3; ++v) {
    if (!flat_[v]) continue;
    std::array<std::uint8_t, tile_points> good;
    flat_[v]->run(inputs, points, first, outs(v), good.data());
    for (std::size_t i = 0; i < points; ++i) good_[i] &= good[i];
  }
}

void Points::Work::row_tile(std::size_t row, std::size_t tile, std::size_t points) {
  prepare_rows(row / widest_lanes);
  good_.fill(1);
  bool filled = false;
  for (std::size_t v = 0; v < 3; ++v) {
    if (!rows_[v]) continue;
    std::array<std::uint8_t, tile_points> good;
    if (rows_[v]->tile(row % widest_lanes, tile, points, outs(v), good.data())) continue;
    // What the row could not give is done for each point alone.
    if (!filled) fill_inputs(row * plan_.row + tile * tile_points, points);
    filled = true;
    std::array<std::size_t, tile_points> rest;
    std::size_t count = 0;
    for (std::size_t i = 0; i < points; ++i) {
      if (good[i] == 0) rest[count++] = i;
    }
    if (count == points) {
      flat_[v]->run(pointers(inputs_, tile_points), points, 0, outs(v), good.data());
    } else {
      flat_[v]->mend(pointers(inputs_, tile_points), std::span(rest).first(count), outs(v),
                     good.data());
    }
    for (std::size_t i = 0; i < points; ++i) good_[i] &= good[i];
  }
}

namespace {

// False for what no double holds as it should: an energy of 0 too, which may have underflowed.
bool put_in_time(const Measure& measure, double value, double& to) {
  to = measure.log10 ? std::log10(value) : value;
  return std::isnormal(value);
}

}  // namespace

bool Points::Work::in_time(const Network& network, std::size_t point, std::span<double> out) {
  const FastRates rates(network);
  std::vector<double> inputs(plan_.axes.size());
  for (std::size_t k = 0; k < inputs.size(); ++k) plan_.value_of_axis(point, k, inputs[k]);
  std::size_t at = 0;
  std::map<std::size_t, FastPeak> peaks;
  for (const Measure& measure : plan_.timed) {
    const std::size_t mode = network.index_of(measure.mode);
    const auto program = plan_.shifted.find(mode);
    if (program == plan_.shifted.end()) return false;
    CompiledNodes& nodes =
        nodes_.try_emplace(mode, program->second, plan_.axes.size()).first->second;
    nodes.set_point(inputs);
    if (measure.kind == Measure::Kind::energy_at) {
      if (measure.time == 0) return false;
      const FastEnergy found = power_.energy_at(rates, measure.time, nodes);
      if (!found.certified || !put_in_time(measure, found.energy, out[at++])) return false;
      continue;
    }
    auto peak = peaks.find(mode);
    if (peak == peaks.end()) {
      peak = peaks.emplace(mode, power_.maximum(rates, mode, nodes)).first;
    }
    if (!peak->second.certified) return false;
    const bool power = measure.kind == Measure::Kind::max_power;
    const double value = power ? peak->second.power : peak->second.time;
    if (!put_in_time(measure, value, out[at++])) return false;
  }
  return true;
}

void Points::Work::fill_inputs(std::size_t first, std::size_t points) {
  const std::size_t axes = plan_.axes.size();
  std::size_t stride = 1;
  for (std::size_t k = axes; k-- > 0;) {
    const std::vector<double>& values = plan_.axes[k].values;
    double* to = inputs_.data() + k * tile_points;
    // Runs of equal values, or of neighbours.
    std::size_t place = first / stride % values.size(), left = stride - first % stride;
    for (std::size_t i = 0; i < points;) {
      std::size_t some = std::min(left, points - i);
      if (stride == 1) {
        some = std::min(values.size() - place, points - i);
        std::copy_n(values.data() + place, some, to + i);
        place += some;
      } else {
        std::fill_n(to + i, some, values[place]);
        left -= some;
        if (left == 0) ++place, left = stride;
      }
      if (place == values.size()) place = 0;
      i += some;
    }
    stride *= values.size();
  }
}

void Points::Work::prepare_rows(std::size_t group) {
  if (group == group_) return;
  group_ = group;
  const std::size_t rows = plan_.count / plan_.row;
  const std::size_t first = group * widest_lanes;
  const std::size_t some = std::min(widest_lanes, rows - first);
  for (std::size_t k = 0; k + 1 < plan_.axes.size(); ++k) {
    for (std::size_t r = 0; r < some; ++r) {
      plan_.value_of_axis((first + r) * plan_.row, k, row_inputs_[k * widest_lanes + r]);
    }
  }
  for (std::size_t v = 0; v < 3; ++v) {
    if (rows_[v]) rows_[v]->rows(pointers(row_inputs_, widest_lanes), some);
  }
}

Points::Work::Work(const Plan& plan) : plan_(plan) {
  for (std::size_t v = 0; v < 3; ++v) {
    const Variant& variant = plan.variants[v];
    if (!variant.flat) continue;
    flat_[v].emplace(*variant.flat, plan.samples, plan.seed);
    if (plan.hoisted) rows_[v].emplace(*variant.hoisted, *variant.columns);
    planes_[v].resize(variant.planes * tile_points);
  }
  direct_.resize(plan.variants[0].planes);
  inputs_.resize(plan.axes.size() * tile_points);
  row_inputs_.resize(plan.axes.size() * widest_lanes);
}

std::span<const double* const> Points::Work::pointers(const std::vector<double>& inputs,
                                                      std::size_t stride) {
  pointers_.clear();
  for (std::size_t k = 0; k < plan_.axes.size(); ++k) {
    pointers_.push_back(inputs.data() + k * stride);
  }
  return pointers_;
}

std::span<double* const> Points::Work::outs(std::size_t variant) {
  outs_.clear();
  for (std::size_t k = 0; k < plan_.variants[variant].planes; ++k) {
    const bool direct = variant == 0 && direct_[k] != nullptr;
    outs_.push_back(direct ? direct_[k] : plane(variant, k));
  }
  return outs_;
}

}  // namespace qbnet
