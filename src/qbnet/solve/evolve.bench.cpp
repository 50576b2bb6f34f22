// E(t) of the batteries at 1000 equidistant times, to a relative error below 8e-11 at every time.
#include "qbnet/solve/evolve.hpp"

#include <algorithm>
#include <cmath>

#include "bench/peers_in_time.hpp"
#include "bench/report.hpp"

namespace qbnet::bench {
namespace {

struct Charging1000 {
  Network network;
  Course course;
};

Evolution charge(const Charging1000& task) {
  EvolveOptions options;
  options.modes = task.network.with_role(Role::battery);
  return evolve(task.network, task.course.times(), options);
}

double whole(benchmark::State& state, const Charging1000& task) {
  Evolution found;
  for (auto _ : state) {
    found = charge(task);
    benchmark::DoNotOptimize(found.amplitude.data());
  }
  if (found.status != Status::ok) state.SkipWithError(found.message.c_str());
  return found.error_bound;
}

// Largest relative error of any battery's energy at any of the times.
double largest_error(const Eigen::MatrixXcd& v, const Evolution& truth) {
  double largest = 0;
  for (std::size_t k = 0; k < truth.modes.size(); ++k) {
    for (std::size_t i = 0; i < truth.times.size(); ++i) {
      const Complex value =
          v(static_cast<Eigen::Index>(truth.modes[k]), static_cast<Eigen::Index>(i));
      const double ratio = (norm(ScaledComplex(value)) / norm(truth.amplitude[k][i])).value();
      if (const double error = std::abs(ratio - 1); !(error <= largest)) largest = error;
    }
  }
  return largest;
}

template <class Solve>
double peer(benchmark::State& state, const Charging1000& task, const Solve& solve) {
  Eigen::MatrixXcd v;
  for (auto _ : state) {
    v = solve(task.network, task.course);
    benchmark::DoNotOptimize(v.data());
  }
  return largest_error(v, charge(task));
}

void add_course(const std::string& system, const Charging1000& task, double goal) {
  const auto by = [&](auto solve) {
    return [=](benchmark::State& state) { return peer(state, task, solve); };
  };
  add("E(t), 1000 times", system, 1, 0,
      {{"qbnet", goal, [=](benchmark::State& state) { return whole(state, task); }},
       {"Eigen expm", 0, by(&by_exponential)},
       {"Eigen eigenvectors", 0, by(&by_eigenvectors)},
       {"Boost Dormand-Prince", 0, by(&by_runge_kutta)}});
}

// Goals: 5 ms and 10 ms a course. Rate: courses.
const bool registered = [] {
  add_course("parallel, Fig. 3(d)", {parallel(rates_of_fig2(4)), {0.25, 1000}}, 5e6);
  add_course("cascade, Fig. 4(a)", {cascade(rates_of_fig4(4)), {80, 1000}}, 10e6);
  return true;
}();

}  // namespace
}  // namespace qbnet::bench
