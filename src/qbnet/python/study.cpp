// Many points: sweeps, disorder, compiled networks.
#include <pybind11/stl.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "qbnet/cli/long_command.hpp"
#include "qbnet/files/vary.hpp"
#include "qbnet/python/call.hpp"
#include "qbnet/python/module.hpp"
#include "qbnet/python/network.hpp"
#include "qbnet/python/results.hpp"
#include "qbnet/study/long_run.hpp"
#include "qbnet/study/points.hpp"
#include "qbnet/study/progress.hpp"
#include "qbnet/study/statistics.hpp"

namespace py = pybind11;

namespace qbnet::python {
namespace {

using Words = std::vector<std::string>;
using AxisArrays = std::vector<std::pair<std::string, py::array_t<double>>>;

struct Found {
  LongRun run;
  std::vector<MeasureName> columns;
  std::string method, failures;
};

// Refused before anything is allocated: results and the files' arrays are held.
void check_size(double points, std::size_t columns) {
  refuse_too_large(estimate_run(points, static_cast<double>(columns), 0, NAN));
}

LongRun run(const Points& points, int threads) {
  LongRunOptions options;
  options.threads = threads;
  options.stop = StopScope::flag();
  return run_long(work_of(points), options);
}

ParametricNetwork parametric(NetworkFile file, Words inputs) {
  return {std::move(file.network), std::move(file.formulas), std::move(inputs),
          std::move(file.bindings)};
}

// What was set before gives way to what varies.
std::vector<Setting> settings_but(const Held& held, const Words& names) {
  std::vector<Setting> settings = held.settings;
  std::erase_if(settings, [&](const Setting& setting) {
    return std::ranges::find(names, setting.name) != names.end();
  });
  return settings;
}

std::shared_ptr<Found> sweep(const Held& held, const std::vector<Axis>& axes,
                             const Words& measure_names, int threads, bool plain) {
  Words names;
  double count = 1;
  for (const Axis& axis : axes) {
    names.push_back(axis.name);
    count *= static_cast<double>(axis.values.size());
  }
  const NetworkSource source{held.text, held.name, settings_but(held, names), folder_of(held.name)};
  const NetworkFile file = read_varied(source, axes);
  const std::vector<Measure> measures = parse_measures(measure_names, file.network);
  auto found = std::make_shared<Found>();
  found->columns = columns(measures);
  check_size(count, found->columns.size());
  PointsOptions options;
  options.plain = plain;
  const std::unique_ptr<const Points> points = varied_points(file, source, axes, measures, options);
  found->run = run(*points, threads);
  found->method = points->method();
  found->failures = cli::describe_failures(found->run.item_status, "points");
  if (!found->failures.empty() && found->run.status == Status::ok) {
    found->failures += cli::first_failure(axes, found->run.item_status, *points);
  }
  return found;
}

py::dict grid_answer(Found& found) {
  py::dict result = answer(found.run.status, found.failures);
  result["method"] = found.method;
  Words names, units;
  for (const MeasureName& column : found.columns) {
    names.push_back(column.name);
    units.push_back(column.unit);
  }
  result["columns"] = names;
  result["units"] = units;
  const auto points = static_cast<py::ssize_t>(found.run.item_status.size());
  result["values"] =
      taken(std::move(found.run.values), {static_cast<py::ssize_t>(found.columns.size()), points});
  result["point_status"] = taken(std::move(found.run.item_status), {points});
  result["seconds"] = found.run.seconds;
  return result;
}

py::dict sweep_answer(const HeldNetwork& held, const AxisArrays& arrays, const Words& measures,
                      int threads, bool plain) {
  std::vector<Axis> axes;
  for (const auto& [name, values] : arrays) axes.push_back({name, vector_of<double>(values)});
  const auto found = stoppable(
      [=, axes = std::move(axes)] { return sweep(*held, axes, measures, threads, plain); });
  return grid_answer(*found);
}

py::tuple estimate(const IntervalEstimate& of) {
  return py::make_tuple(of.value, of.interval.low, of.interval.high);
}

py::dict statistics(const Statistics& of) {
  py::dict all;
  all["ok"] = of.ok;
  all["failed"] = of.failed;
  all["minimum"] = of.minimum;
  all["maximum"] = of.maximum;
  all["mean"] = estimate(of.mean);
  all["deviation"] = estimate(of.deviation);
  py::dict quantiles;
  for (const Quantile& q : of.quantiles)
    quantiles[py::float_(q.probability)] = estimate(q.estimate);
  all["quantiles"] = quantiles;
  all["edges"] = array_of<double>(of.histogram.edges.size(),
                                  [&](std::size_t k) { return of.histogram.edges[k]; });
  all["counts"] = array_of<std::int64_t>(of.histogram.counts.size(), [&](std::size_t k) {
    return static_cast<std::int64_t>(of.histogram.counts[k]);
  });
  if (of.yield) all["yield"] = estimate(of.yield->fraction);
  return all;
}

py::dict disorder_answer(const HeldNetwork& held, std::size_t samples, const Words& names,
                         std::uint64_t seed, const std::optional<double>& threshold,
                         const std::vector<double>& quantiles, double confidence, std::size_t bins,
                         int threads, bool plain) {
  StatisticsOptions how;
  how.threshold = threshold;
  how.quantiles = quantiles;
  how.confidence = confidence;
  how.bins = bins;
  const auto found = stoppable([=]() -> std::shared_ptr<std::pair<Found, std::vector<Statistics>>> {
    if (!held->file.disorder) {
      throw Error(Refusal::input,
                  held->name + ": file must have a [disorder] table with spreads, but has none");
    }
    const std::vector<Measure> measures = parse_measures(names, held->network());
    auto both = std::make_shared<std::pair<Found, std::vector<Statistics>>>();
    auto& [grid, tables] = *both;
    grid.columns = columns(measures);
    check_size(static_cast<double>(samples), 2 * grid.columns.size() + 1);
    PointsOptions options;
    options.plain = plain;
    const Points points(held->network(), *held->file.disorder, seed, samples, measures, options,
                        held->file.protocol);
    grid.run = run(points, threads);
    grid.method = points.method();
    grid.failures = cli::describe_failures(grid.run.item_status, "samples");
    for (std::size_t m = 0; m < grid.columns.size(); ++m) {
      tables.push_back(statistics_of(std::span(grid.run.values).subspan(m * samples, samples),
                                     grid.run.item_status, how));
    }
    return both;
  });
  py::dict result = grid_answer(found->first);
  py::list tables;
  for (const Statistics& each : found->second) tables.append(statistics(each));
  result["statistics"] = tables;
  return result;
}

// A network compiled for any values of its inputs, with all that is wanted of it.
class Compiled {
 public:
  Compiled(const Held& held, const Words& inputs, const Words& measure_names) {
    NetworkFile file = read_network_text(held.text, held.name, held.settings, inputs);
    const std::vector<Measure> measures = parse_measures(measure_names, file.network);
    std::vector<Axis> axes;
    for (const std::string& name : inputs) axes.push_back({name, {0}});
    PointsOptions options;
    options.anywhere = true;
    points_ =
        std::make_unique<Points>(parametric(std::move(file), inputs), axes, measures, options);
    columns_ = columns(measures);
  }

  /// At many points: values[column][point], and the status of each.
  py::tuple at(const py::array_t<double, py::array::c_style>& inputs) const {
    struct Table {
      std::vector<double> values;
      std::vector<std::uint8_t> status;
    };
    const py::ssize_t some = inputs.shape(1);
    const auto found = stoppable([points = points_, columns = columns_.size(), some,
                                  count = inputs.shape(0), given = vector_of<double>(inputs)] {
      const auto width = static_cast<std::size_t>(some);
      auto table = std::make_shared<Table>();
      table->values.resize(columns * width);
      table->status.resize(width);
      std::vector<const double*> from;
      for (py::ssize_t k = 0; k < count; ++k) from.push_back(given.data() + k * some);
      points->compute_at(width, from, table->values.data(), table->status.data());
      return table;
    });
    const auto columns = static_cast<py::ssize_t>(columns_.size());
    return py::make_tuple(taken(std::move(found->values), {columns, some}),
                          taken(std::move(found->status), {some}));
  }

  /// At one point, of amplitudes alone: amplitudes, energies and their logarithms; none of them
  /// where that takes more than the compiled network.
  py::object steady_at(const std::vector<double>& inputs) const {
    const std::size_t modes = columns_.size() / 2;
    std::vector<const double*> from;
    for (const double& x : inputs) from.push_back(&x);
    std::vector<double> values(columns_.size());
    std::uint8_t status = 0;
    {
      const py::gil_scoped_release release;
      points_->compute_at(1, from, values.data(), &status, false);
    }
    if (static_cast<Status>(status) != Status::ok) return py::none();
    const auto v = [&](std::size_t j) {
      return std::complex<double>(values[2 * j], values[2 * j + 1]);
    };
    return py::make_tuple(
        array_of<std::complex<double>>(modes, v),
        array_of<double>(modes, [&](std::size_t j) { return std::norm(v(j)); }),
        array_of<double>(modes, [&](std::size_t j) { return std::log10(std::norm(v(j))); }));
  }
  std::string method() const { return points_->method(); }

 private:
  std::shared_ptr<const Points> points_;
  std::vector<MeasureName> columns_;
};

}  // namespace

void add_study(py::module_& m) {
  m.def("sweep", &sweep_answer);
  m.def("disorder", &disorder_answer);
  m.def("axis", [](const std::string& name, const std::string& typed) {
    std::vector<double> values = parse_vary(name + "=" + typed).values;
    const auto count = static_cast<py::ssize_t>(values.size());
    return taken(std::move(values), {count});
  });
  py::class_<Compiled>(m, "Compiled")
      .def(py::init([](const HeldNetwork& held, const Words& inputs, const Words& measures) {
        return stoppable([=] { return std::make_unique<Compiled>(*held, inputs, measures); });
      }))
      .def("at", &Compiled::at)
      .def("steady_at", &Compiled::steady_at)
      .def_property_readonly("method", &Compiled::method);
}

}  // namespace qbnet::python
