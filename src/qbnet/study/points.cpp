#include "qbnet/study/points.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "qbnet/solve/steady.hpp"
#include "qbnet/study/plain_point.hpp"
#include "qbnet/study/points_work.hpp"

namespace qbnet {

Points::Points(ParametricNetwork network, std::vector<Axis> axes, std::vector<Measure> measures,
               const PointsOptions& options)
    : plan_(std::make_unique<Plan>()) {
  plan_->network = std::move(network);
  plan_->axes = std::move(axes);
  plan_->measures = std::move(measures);
  plan_->prepare(options);
}

Points::Points(std::function<TimedNetwork(std::span<const double>)> at, std::vector<Axis> axes,
               std::vector<Measure> measures)
    : plan_(std::make_unique<Plan>()) {
  check_at_time(measures);
  plan_->timed_at = std::move(at);
  plan_->axes = std::move(axes);
  plan_->measures = std::move(measures);
  plan_->prepare({});
}

Points::Points(Network network, Disorder disorder, std::uint64_t seed, std::size_t samples,
               std::vector<Measure> measures, const PointsOptions& options, Protocol protocol)
    : plan_(std::make_unique<Plan>()) {
  check_disorder(network, disorder);
  check_protocol(network, protocol);
  if (!protocol.empty()) check_at_time(measures);
  plan_->protocol = std::move(protocol);
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
std::size_t Points::grain() const { return plan_->changes_in_time() ? 1 : tile_points / 2; }

std::string Points::method() const {
  if (!plan_->compiled) return "plain";
  return std::string(plan_->hoisted ? "compiled, hoisted, " : "compiled, ") + lane_target();
}

TimedNetwork Points::made_at(std::size_t point) const {
  if (plan_->samples) {
    const auto& [network, of, seed] = std::tie(plan_->network.base, plan_->disorder, plan_->seed);
    return {sample_network(network, of, seed, point),
            sample_protocol(network, plan_->protocol, of, seed, point)};
  }
  std::vector<double> inputs(plan_->axes.size());
  for (std::size_t k = 0; k < inputs.size(); ++k) plan_->value_of_axis(point, k, inputs[k]);
  return plan_->timed_at ? plan_->timed_at(inputs) : TimedNetwork{plan_->network.at(inputs), {}};
}

Network Points::network_at(std::size_t point) const { return made_at(point).network; }

std::string Points::refusal_at(std::size_t point) const {
  try {
    const auto [network, protocol] = made_at(point);
    if (!plan_->changes_in_time()) {
      const Steady found = steady(network);
      if (found.status != Status::ok) return found.message;
    }
    std::vector<double> out(plan_->columns);
    std::string reason;
    plain_point(network, plan_->measures, out, &reason, protocol);
    return reason;
  } catch (const Error& error) {
    if (error.refusal() != Refusal::input) throw;
    return error.what();
  }
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
      const auto [network, protocol] = made_at(point);
      s = plain_point(network, plan.measures, out, nullptr, protocol);
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
        for (std::size_t i = 0; i < used; ++i) {
          to[i] = from[i] / below[i];
          if (!std::isnormal(to[i])) work->doubt(skip + i);
          if (column.log10) to[i] = std::log10(from[i]) - std::log10(below[i]);
        }
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

Work work_of(const Points& points, std::string identity) {
  Work work;
  work.identity = std::move(identity);
  work.items = points.count();
  work.grain = points.grain();
  work.columns = points.column_count();
  work.compute = [&points](std::size_t first, std::size_t some, double* values,
                           std::uint8_t* status) { points.compute(first, some, values, status); };
  return work;
}

}  // namespace qbnet
