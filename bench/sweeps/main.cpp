// Times sweeps and disorder in this process and prints a JSON line for each work of
// bench/peers/goals.py: processor time of one thread, the median of several rounds.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "qbnet/files/read_network.hpp"
#include "qbnet/measure/gradient.hpp"
#include "qbnet/measure/gradient_solver.hpp"
#include "qbnet/study/long_run.hpp"
#include "qbnet/study/plain_point.hpp"
#include "qbnet/study/points.hpp"

namespace qbnet::bench {
namespace {

constexpr int rounds = 7;

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }
double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double median_of_rounds(double (*clock)(), const std::function<void()>& work) {
  std::vector<double> times;
  work();
  for (int round = 0; round < rounds; ++round) {
    const double start = clock();
    work();
    times.push_back(clock() - start);
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

NetworkFile read(const std::string& name, const std::vector<std::string>& vary) {
  return read_network_file(QBNET_SOURCE_DIR "/bench/networks/" + name + ".toml", {}, vary);
}

ParametricNetwork parametric(const std::string& name, const std::vector<std::string>& vary) {
  NetworkFile file = read(name, vary);
  return {std::move(file.network), std::move(file.formulas), vary, std::move(file.bindings)};
}

std::vector<double> line(double start, double stop, std::size_t count) {
  std::vector<double> values;
  for (std::size_t k = 0; k < count; ++k) {
    values.push_back(start +
                     (stop - start) * static_cast<double>(k) / static_cast<double>(count - 1));
  }
  return values;
}

struct Timed {
  double seconds = 0;
  double error = 0;  ///< largest relative difference to the plain way, at some points
};

Timed time_points(const Points& points, const std::vector<Measure>& measures) {
  Results<double> values(points.count() * points.column_count());
  Results<std::uint8_t> status(points.count());
  Timed timed;
  timed.seconds = median_of_rounds(
      processor_seconds, [&] { points.compute(0, points.count(), values.data(), status.data()); });
  std::mt19937_64 random(1);
  std::vector<double> truth(points.column_count());
  for (int k = 0; k < 20; ++k) {
    const std::size_t i = random() % points.count();
    if (status[i] != 0 || plain_point(points.network_at(i), measures, truth) != Status::ok) {
      continue;
    }
    timed.error = std::max(timed.error, std::abs(values[i] / truth[0] - 1));
  }
  return timed;
}

void print(const std::string& work, const std::string& who, double ns, const std::string& unit,
           std::size_t points, double error) {
  std::printf(
      "{\"work\": \"%s\", \"peer\": \"%s\", \"ns\": %.6g, \"unit\": \"%s\", "
      "\"points\": %zu, \"error\": %.3g}\n",
      work.c_str(), who.c_str(), ns, unit.c_str(), points, error);
  std::fflush(stdout);
}

void maps() {
  const ParametricNetwork network = parametric("map-2", {"theta1", "theta2"});
  const std::vector<Measure> measures = parse_measures({"energy(b2)"}, network.base);
  for (const std::size_t n : {std::size_t{1000}, std::size_t{4000}}) {
    for (const bool hoist : {false, true}) {
      const std::vector<double> theta = line(-M_PI, M_PI, n);
      const Points points(network, {{"theta1", theta}, {"theta2", theta}}, measures,
                          {.hoist = hoist});
      const Timed timed = time_points(points, measures);
      print("map-" + std::to_string(n) + (hoist ? "-hoisted" : ""), "qbnet",
            timed.seconds / static_cast<double>(n * n) * 1e9, "ns a point", n * n, timed.error);
    }
  }
}

// Three cases; seconds a value of g for all of them.
void over_coupling(const std::string& work, const std::string& files, const std::string& measure,
                   const std::vector<double>& g, const std::string& unit, double divide) {
  double seconds = 0, error = 0;
  for (const char* charging : {"nonreciprocal", "reciprocal-direct", "reciprocal-mediated"}) {
    const ParametricNetwork network = parametric(files + "-" + charging, {"g"});
    const std::vector<Measure> measures = parse_measures({measure}, network.base);
    const Timed timed = time_points(Points(network, {{"g", g}}, measures), measures);
    seconds += timed.seconds;
    error = std::max(error, timed.error);
  }
  print(work, "qbnet", seconds / static_cast<double>(g.size()) / divide * 1e9, unit, g.size(),
        error);
}

void disorder() {
  const NetworkFile file = read("disorder-10", {});
  const std::vector<Measure> measures = parse_measures({"energy(b10)"}, file.network);
  const std::size_t samples = 100'000;
  const Points points(file.network, *file.disorder, 1, samples, measures);
  const Timed timed = time_points(points, measures);
  print("disorder-10", "qbnet", timed.seconds / static_cast<double>(samples) * 1e9, "ns a sample",
        samples, timed.error);
}

// Two networks in turn, so that every call sees other numbers.
void gradient() {
  const Network network = read("gradient-50", {}).network;
  const std::size_t mode = network.index_of("b50");
  NetworkParts parts = network.parts();
  for (Mode& each : parts.modes) each.loss *= 1 + 1e-3;
  for (Coupling& coupling : parts.couplings) coupling.strength *= 1 - 1e-3;
  const Network phases_kept(parts);
  for (Coupling& coupling : parts.couplings) coupling.phase *= 1 + 1e-3;
  const Network all_changed(parts);
  GradientSolver solver(network, mode);
  constexpr std::size_t count = 20'000;
  const auto seconds = [&](const Network& other) {
    return median_of_rounds(processor_seconds, [&] {
      for (std::size_t k = 0; k < count; ++k) solver.solve(k % 2 == 0 ? other : network);
    });
  };
  const double all = seconds(all_changed), kept = seconds(phases_kept);
  const double judged = median_of_rounds(processor_seconds, [&] {
    for (std::size_t k = 0; k < count; ++k) {
      solver.solve(k % 2 == 0 ? all_changed : network);
      if (solver.quality().status != Status::ok) std::abort();
    }
  });
  const Gradient truth = energy_gradient(network, mode);
  double error = solver.log().strength.empty() || truth.status != Status::ok ? 1 : 0;
  for (std::size_t k = 0; k < network.couplings().size(); ++k) {
    const double exact = truth.log.strength[k].value.value();
    error = std::max(error, std::abs(solver.log().strength[k] / exact - 1));
  }
  const double certified =
      median_of_rounds(processor_seconds, [&] { energy_gradient(network, mode); });
  print("gradient-50", "qbnet", all / count * 1e9, "ns a gradient", count, error);
  print("gradient-50", "qbnet, with status", judged / count * 1e9, "ns a gradient", count, error);
  print("gradient-50", "qbnet, phases kept", kept / count * 1e9, "ns a gradient", count, error);
  print("gradient-50", "qbnet, certified", certified * 1e9, "ns a gradient", 1, 0);
}

void two_threads() {
  const ParametricNetwork network = parametric("map-2", {"theta1", "theta2"});
  const std::vector<Measure> measures = parse_measures({"energy(b2)"}, network.base);
  const std::vector<double> theta = line(-M_PI, M_PI, 1000);
  const Points points(network, {{"theta1", theta}, {"theta2", theta}}, measures, {.hoist = false});
  Work work;
  work.items = points.count();
  work.grain = 128;
  work.compute = [&](std::size_t first, std::size_t some, double* values, std::uint8_t* status) {
    points.compute(first, some, values, status);
  };
  for (const int threads : {2, 1}) {
    LongRunOptions options;
    options.threads = threads;
    const double seconds = median_of_rounds(wall_seconds, [&] { run_long(work, options); });
    print("two-threads", threads == 2 ? "qbnet" : "qbnet, one thread",
          seconds / static_cast<double>(work.items) * 1e9, "ns a point", work.items, 0);
  }
}

}  // namespace
}  // namespace qbnet::bench

int main() {
  using namespace qbnet::bench;
  maps();
  over_coupling("energy-of-g", "energy-4", "energy(b4)", line(0.001, 0.1, 100'000),
                "ns a g, three cases", 1);
  disorder();
  over_coupling("max-power-4", "power-4", "max_power(b4)", line(5e-6, 5e-4, 200), "ns a maximum",
                3);
  gradient();
  two_threads();
}
