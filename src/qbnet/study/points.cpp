#include "qbnet/study/points.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>
#include <mutex>
#include <optional>

#include "qbnet/measure/fast_power.hpp"
#include "qbnet/resolvent/matrix.hpp"
#include "qbnet/resolvent/tiles.hpp"
#include "qbnet/study/plain_point.hpp"

namespace qbnet {
namespace {

using Kind = Measure::Kind;

// A row shorter than this is not worth preparing.
constexpr std::size_t shortest_row = tile_points / 2;
// A network beyond this has more operations than a tape should hold.
constexpr std::size_t most_modes = 2000;

bool in_time(Kind kind) {
  return kind == Kind::max_power || kind == Kind::max_power_time || kind == Kind::energy_at;
}

// One network (the own one or a reference), compiled: which of its planes a column is made of.
struct Variant {
  std::optional<Program> flat, hoisted;
  std::unique_ptr<Columns> columns;
  std::vector<Want> wants;
  std::size_t planes = 0;

  // The plane of a want, which is added if it is new.
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

std::optional<Program> cheapest(const ParametricNetwork& network, const std::vector<Want>& wants,
                                const RecordOptions& options) {
  std::optional<Program> best;
  for (const Pattern& pattern : candidate_patterns(network, wants, options)) {
    Recorded recorded = record(network, pattern, wants, options);
    if (!recorded.possible) return std::nullopt;
    Program program(std::move(recorded));
    if (!best || program.cost() < best->cost()) best.emplace(std::move(program));
  }
  return best;
}

// x_mode(z) of one point at many shifts: the network compiled once, shifts side by side.
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
             double& relative_error_bound) override {
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

 private:
  // A contour sums over its nodes, and knows what their errors do to the sum.
  static constexpr double accuracy = 4e-13;
  // Bounds hold for a tile as a whole, so its nodes should be of a size.
  static constexpr std::size_t nodes_together = 24;

  FlatTiles tiles_;
  std::size_t inputs_;
  std::vector<double> constant_;
};

}  // namespace

struct Points::Plan {
  ParametricNetwork network;
  std::vector<Axis> axes;
  Disorder disorder;
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

  void prepare(const PointsOptions& options);
  void compile(const PointsOptions& options);
  void compile_in_time();
  void value_of_axis(std::size_t point, std::size_t axis, double& value) const {
    std::size_t stride = 1;
    for (std::size_t k = axis + 1; k < axes.size(); ++k) stride *= axes[k].values.size();
    value = axes[axis].values[point / stride % axes[axis].values.size()];
  }
};

// What one thread needs.
class Points::Work {
 public:
  explicit Work(const Plan& plan) : plan_(plan) {
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

  // Tile `tile` of the flat order, or of row `row`: results in planes(), good_.
  void flat_tile(std::size_t first, std::size_t points) {
    fill_inputs(first, points);
    good_.fill(1);
    for (std::size_t v = 0; v < 3; ++v) {
      if (!flat_[v]) continue;
      std::array<std::uint8_t, tile_points> good;
      flat_[v]->run(pointers(inputs_, tile_points), points, first, outs(v), good.data());
      for (std::size_t i = 0; i < points; ++i) good_[i] &= good[i];
    }
  }

  void row_tile(std::size_t row, std::size_t tile, std::size_t points) {
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

  bool certain(std::size_t i) const { return good_[i] != 0; }
  /// The first point from `i` on that is not certain, or `end`.
  std::size_t next_uncertain(std::size_t i, std::size_t end) const {
    const void* found = std::memchr(good_.data() + i, 0, end - i);
    return found == nullptr
               ? end
               : static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - good_.data());
  }

  // The timed measures of a point, if all of them can be certified.
  bool in_time(const Network& network, std::size_t point, std::span<double> out) {
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
      if (measure.kind == Kind::energy_at) {
        if (measure.time == 0) return false;
        const FastEnergy found = power_.energy_at(rates, measure.time, nodes);
        if (!found.certified) return false;
        out[at++] = found.energy;
        continue;
      }
      auto peak = peaks.find(mode);
      if (peak == peaks.end()) {
        peak = peaks.emplace(mode, power_.maximum(rates, mode, nodes)).first;
      }
      if (!peak->second.certified) return false;
      out[at++] = measure.kind == Kind::max_power ? peak->second.power : peak->second.time;
    }
    return true;
  }
  /// Where the planes of the own network are to go at once; null: to plane().
  std::vector<double*>& direct() { return direct_; }
  double* plane(std::size_t variant, std::size_t k) {
    return planes_[variant].data() + k * tile_points;
  }

 private:
  void fill_inputs(std::size_t first, std::size_t points) {
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

  void prepare_rows(std::size_t group) {
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

  std::span<const double* const> pointers(const std::vector<double>& inputs, std::size_t stride) {
    pointers_.clear();
    for (std::size_t k = 0; k < plan_.axes.size(); ++k) {
      pointers_.push_back(inputs.data() + k * stride);
    }
    return pointers_;
  }
  std::span<double* const> outs(std::size_t variant) {
    outs_.clear();
    for (std::size_t k = 0; k < plan_.variants[variant].planes; ++k) {
      const bool direct = variant == 0 && direct_[k] != nullptr;
      outs_.push_back(direct ? direct_[k] : plane(variant, k));
    }
    return outs_;
  }

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

void Points::Plan::prepare(const PointsOptions& options) {
  require_vacuum_baths(network.base);
  for (const Axis& axis : axes) count *= axis.values.size();
  row = axes.empty() ? 1 : axes.back().values.size();
  columns = qbnet::column_count(measures);
  for (const Measure& measure : measures) {
    const std::size_t first = column.size();
    const std::size_t width = qbnet::columns(measure).size();
    for (std::size_t k = 0; k < width; ++k) {
      Column c;
      c.timed = in_time(measure.kind);
      c.log10 = measure.kind == Kind::log10_energy;
      column.push_back(c);
      if (c.timed) timed_columns.push_back(first + k);
    }
    if (in_time(measure.kind)) timed.push_back(measure);
  }
  if (options.plain || network.base.size() > most_modes || count < 2) return;
  compile(options);
  std::vector<int> uses(variants[0].planes, 0);
  for (const Column& c : column) {
    if (!c.timed && c.plane < uses.size()) ++uses[c.plane];
  }
  for (const int count_of : uses) shared.push_back(count_of > 1 ? 1 : 0);
  if (compiled && !samples) compile_in_time();
}

void Points::Plan::compile(const PointsOptions& options) {
  const std::array<ParametricNetwork, 3> networks = {network, reciprocal_direct(network),
                                                     reciprocal_mediated(network)};
  std::size_t at = 0;
  for (const Measure& measure : measures) {
    Column& c = column[at];
    const auto mode = [&](std::size_t v) { return networks[v].base.index_of(measure.mode); };
    switch (measure.kind) {
      case Kind::energy:
      case Kind::log10_energy:
        c.plane = variants[0].plane_of({Wanted::energy, mode(0)});
        break;
      case Kind::amplitude:
        c.plane = variants[0].plane_of({Wanted::amplitude, mode(0)});
        column[at + 1].plane = c.plane + 1;
        break;
      case Kind::input_power:
        c.plane = variants[0].plane_of({Wanted::input_power, 0});
        break;
      case Kind::gain: {
        if (samples) return;  // the draws belong to the whole network
        const std::size_t v = measure.reference == direct ? 1 : 2;
        c.plane = variants[0].plane_of({Wanted::energy, mode(0)});
        c.reference = static_cast<int>(v);
        c.below = variants[v].plane_of({Wanted::energy, mode(v)});
        break;
      }
      default:
        break;
    }
    at += qbnet::columns(measure).size();
  }
  const bool rows = options.hoist && axes.size() > 1 && row >= shortest_row;
  for (std::size_t v = 0; v < 3; ++v) {
    Variant& variant = variants[v];
    if (variant.wants.empty()) continue;
    RecordOptions record_options;
    record_options.input_depends.assign(axes.size(), on_outer);
    if (!axes.empty()) record_options.input_depends.back() = on_inner;
    if (samples) record_options.disorder = &disorder;
    for (const Axis& axis : axes) {
      const auto [least, most] = std::minmax_element(axis.values.begin(), axis.values.end());
      record_options.input_bounds.emplace_back(*least, *most);
    }
    variant.flat = cheapest(networks[v], variant.wants, record_options);
    if (!variant.flat) return;
    if (!rows) continue;
    record_options.hoist = true;
    variant.hoisted = cheapest(networks[v], variant.wants, record_options);
    if (!variant.hoisted) return;
  }
  hoisted = rows && std::all_of(variants.begin(), variants.end(), [&](const Variant& v) {
              return !v.hoisted || Columns::fits(*v.hoisted, row);
            });
  if (hoisted) {
    for (Variant& v : variants) {
      if (v.hoisted) v.columns = std::make_unique<Columns>(*v.hoisted, axes.back().values);
    }
  }
  compiled = true;
}

void Points::Plan::compile_in_time() {
  for (const Measure& measure : timed) {
    const std::size_t mode = network.base.index_of(measure.mode);
    if (shifted.contains(mode)) continue;
    RecordOptions options;
    options.input_depends.assign(axes.size(), on_inner | on_outer);
    options.shifted = true;
    std::optional<Program> program = cheapest(network, {{Wanted::amplitude, mode}}, options);
    if (program) shifted.emplace(mode, std::move(*program));
  }
}

Points::Points(ParametricNetwork network, std::vector<Axis> axes, std::vector<Measure> measures,
               const PointsOptions& options)
    : plan_(std::make_unique<Plan>()) {
  plan_->network = std::move(network);
  plan_->axes = std::move(axes);
  plan_->measures = std::move(measures);
  plan_->prepare(options);
}

Points::Points(Network network, Disorder disorder, std::uint64_t seed, std::size_t samples,
               std::vector<Measure> measures, const PointsOptions& options)
    : plan_(std::make_unique<Plan>()) {
  check_disorder(network, disorder);
  plan_->network.base = std::move(network);
  plan_->disorder = std::move(disorder);
  plan_->samples = true;
  plan_->seed = seed;
  plan_->count = samples;
  plan_->measures = std::move(measures);
  plan_->prepare(options);
}

Points::~Points() = default;

std::size_t Points::count() const { return plan_->count; }
std::size_t Points::column_count() const { return plan_->columns; }

std::string Points::method() const {
  if (!plan_->compiled) return "plain";
  return std::string(plan_->hoisted ? "compiled, hoisted, " : "compiled, ") + lane_target();
}

Network Points::network_at(std::size_t point) const {
  if (plan_->samples) {
    return sample_network(plan_->network.base, plan_->disorder, plan_->seed, point);
  }
  std::vector<double> inputs(plan_->axes.size());
  for (std::size_t k = 0; k < inputs.size(); ++k) plan_->value_of_axis(point, k, inputs[k]);
  return plan_->network.at(inputs);
}

std::unique_ptr<Points::Work> Points::take_work() const {
  {
    const std::lock_guard<std::mutex> lock(plan_->pool_mutex);
    if (!plan_->pool.empty()) {
      std::unique_ptr<Work> work = std::move(plan_->pool.back());
      plan_->pool.pop_back();
      return work;
    }
  }
  return std::make_unique<Work>(*plan_);
}

void Points::give_work(std::unique_ptr<Work> work) const {
  const std::lock_guard<std::mutex> lock(plan_->pool_mutex);
  plan_->pool.push_back(std::move(work));
}

void Points::compute(std::size_t first, std::size_t some, double* values,
                     std::uint8_t* status) const {
  const Plan& plan = *plan_;
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> out(plan.columns);
  const auto put = [&](std::size_t point, std::span<const double> from, Status s) {
    for (std::size_t c = 0; c < plan.columns; ++c) {
      values[c * plan.count + point] = s == Status::ok ? from[c] : nan;
    }
    status[point] = static_cast<std::uint8_t>(s);
  };
  std::vector<double> timed(plan.timed_columns.size());
  const auto add_timed = [&](Work& work, std::size_t point) {
    const Network network = network_at(point);
    const Status s =
        work.in_time(network, point, timed) ? Status::ok : plain_point(network, plan.timed, timed);
    for (std::size_t k = 0; k < timed.size(); ++k) {
      values[plan.timed_columns[k] * plan.count + point] = timed[k];
    }
    return s;
  };
  const auto plainly = [&](std::size_t point) {
    Status s = Status::failed;
    try {
      s = plain_point(network_at(point), plan.measures, out);
    } catch (const Error& error) {
      if (error.refusal() != Refusal::input) throw;
    }
    put(point, out, s);
  };
  if (!plan.compiled) {
    for (std::size_t i = first; i < first + some; ++i) plainly(i);
    return;
  }
  std::unique_ptr<Work> work = take_work();
  for (std::size_t at = first; at < first + some;) {
    // The whole tile is computed, whatever part of it is asked for.
    const bool by_rows = plan.hoisted;
    const std::size_t row = at / plan.row, tile = at % plan.row / tile_points;
    const std::size_t tile_first =
        by_rows ? row * plan.row + tile * tile_points : at / tile_points * tile_points;
    const std::size_t points =
        std::min(tile_points, (by_rows ? (row + 1) * plan.row : plan.count) - tile_first);
    const std::size_t end = std::min(tile_first + points, first + some);
    const std::size_t skip = at - tile_first, used = end - at;
    std::vector<double*>& direct = work->direct();
    std::fill(direct.begin(), direct.end(), nullptr);
    const auto simple = [](const Plan::Column& c) {
      return !c.timed && c.reference < 0 && !c.log10;
    };
    for (std::size_t c = 0; c < plan.columns && used == points; ++c) {
      const Plan::Column& column = plan.column[c];
      if (!simple(column) || plan.shared[column.plane]) continue;
      direct[column.plane] = values + c * plan.count + at;
    }
    by_rows ? work->row_tile(row, tile, points) : work->flat_tile(tile_first, points);
    for (std::size_t c = 0; c < plan.columns; ++c) {
      const Plan::Column& column = plan.column[c];
      if (column.timed) continue;
      double* to = values + c * plan.count + at;
      if (direct[column.plane] == to) continue;
      const double* from = work->plane(0, column.plane) + skip;
      if (column.reference >= 0) {
        const double* below =
            work->plane(static_cast<std::size_t>(column.reference), column.below) + skip;
        for (std::size_t i = 0; i < used; ++i) to[i] = from[i] / below[i];
      } else if (column.log10) {
        for (std::size_t i = 0; i < used; ++i) to[i] = std::log10(from[i]);
      } else {
        std::copy_n(from, used, to);
      }
    }
    std::fill(status + at, status + end, static_cast<std::uint8_t>(Status::ok));
    const std::size_t last = end - tile_first;
    for (std::size_t i = work->next_uncertain(skip, last); i < last;
         i = work->next_uncertain(i + 1, last)) {
      plainly(tile_first + i);
    }
    if (!plan.timed.empty()) {
      for (std::size_t i = at; i < end; ++i) {
        if (!work->certain(i - tile_first)) continue;
        Status s = Status::failed;
        try {
          s = add_timed(*work, i);
        } catch (const Error& error) {
          if (error.refusal() != Refusal::input) throw;
        }
        if (s != Status::ok) put(i, out, s);
      }
    }
    at = end;
  }
  give_work(std::move(work));
}

}  // namespace qbnet
