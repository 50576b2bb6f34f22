#include "qbnet/study/points_plan.hpp"

#include <algorithm>

#include "qbnet/study/plain_point.hpp"

namespace qbnet {
namespace {

using Kind = Measure::Kind;

// A row shorter than this is not worth preparing.
constexpr std::size_t shortest_row = tile_points / 2;
// A network beyond this has more operations than a tape should hold.
constexpr std::size_t most_modes = 2000;

bool in_time(Kind kind) {
  return kind == Kind::max_power || kind == Kind::max_power_time || is_at_time(kind);
}

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

}  // namespace

void Points::Plan::prepare(const PointsOptions& options) {
  for (const Axis& axis : axes) count *= axis.values.size();
  row = axes.empty() ? 1 : axes.back().values.size();
  columns = qbnet::columns(measures).size();
  for (const Measure& measure : measures) {
    const std::size_t first = column.size();
    const std::size_t width = qbnet::columns(measure).size();
    for (std::size_t k = 0; k < width; ++k) {
      Column c;
      c.timed = in_time(measure.kind);
      c.log10 = measure.log10;
      column.push_back(c);
      if (c.timed) timed_columns.push_back(first + k);
    }
    if (in_time(measure.kind)) timed.push_back(measure);
  }
  const bool plain = changes_in_time() || std::ranges::any_of(measures, is_plain, &Measure::kind);
  if (options.plain || plain || network.base.size() > most_modes) return;
  if (count < 2 && !options.anywhere) return;
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
  const bool rows = options.hoist && !options.anywhere && axes.size() > 1 && row >= shortest_row;
  for (std::size_t v = 0; v < 3; ++v) {
    Variant& variant = variants[v];
    if (variant.wants.empty()) continue;
    RecordOptions record_options;
    record_options.input_depends.assign(axes.size(), on_outer);
    if (!axes.empty()) record_options.input_depends.back() = on_inner;
    if (samples) record_options.disorder = &disorder;
    for (const Axis& axis : axes) {
      if (options.anywhere) break;
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

}  // namespace qbnet
