// The steady state from a network in memory: everything, from the stability check to the amplitudes
// with their error estimates. The peers assemble the matrix, order, factor and solve: no more.
#include "qbnet/solve/steady.hpp"

#include <algorithm>

#include "bench/peers.hpp"
#include "bench/report.hpp"
#include "bench/systems.hpp"

namespace qbnet::bench {
namespace {

double whole(benchmark::State& state, const Solved& system) {
  Steady found;
  for (auto _ : state) {
    found = steady(system.network);
    benchmark::DoNotOptimize(found.amplitude.data());
  }
  return *std::max_element(found.error.begin(), found.error.end());
}

double again(benchmark::State& state, const Solved& system) {
  const KeepPages keep;
  SteadySolver solver;
  Steady found = solver.solve(system.network);
  found = solver.solve(system.network);  // beside what was found before, as below: memory for both
  for (auto _ : state) {
    found = solver.solve(system.network);
    benchmark::DoNotOptimize(found.amplitude.data());
  }
  return *std::max_element(found.error.begin(), found.error.end());
}

// The matrix is made anew, its analysis and pivots are kept.
double klu_again(benchmark::State& state, const Solved& system) {
  Sparse matrix = sparse_drift(system.network);
  Klu klu(matrix);
  klu.factor();
  Eigen::VectorXcd x;
  for (auto _ : state) {
    const Sparse made = sparse_drift(system.network);
    std::copy_n(made.valuePtr(), made.nonZeros(), matrix.valuePtr());
    klu.refactor();
    x = klu.solve(drive_of(system.network));
    benchmark::DoNotOptimize(x.data());
  }
  return largest_error(x, system.amplitude);
}

template <class Solve>
double peer(benchmark::State& state, const Solved& system, const Solve& solve) {
  Eigen::VectorXcd x;
  for (auto _ : state) {
    x = solve(system.network);
    benchmark::DoNotOptimize(x.data());
  }
  return largest_error(x, system.amplitude);
}

double klu(benchmark::State& state, const Solved& system) {
  return peer(state, system, [](const Network& network) {
    Sparse m = sparse_drift(network);
    return klu_solve(m, drive_of(network));
  });
}

double sparse_lu(benchmark::State& state, const Solved& system) {
  return peer(state, system, [](const Network& network) {
    return sparse_lu_solve(sparse_drift(network), drive_of(network));
  });
}

double dense_lu(benchmark::State& state, const Solved& system) {
  return peer(state, system, [](const Network& network) {
    return Eigen::VectorXcd(dense_drift(network).partialPivLu().solve(drive_of(network)));
  });
}

// Goal: 3 us a battery (two modes and three couplings) where doubles hold the amplitudes, 5 us
// where they do not. Rate: batteries.
void add_large() {
  for (const Family family : families) {
    for (const std::size_t size : large_sizes) {
      const auto on = [=](auto run) {
        return [=](benchmark::State& state) { return run(state, solved(family, size)); };
      };
      add("steady", name_of(family), static_cast<double>(size), static_cast<long>(size),
          {{"qbnet", family == Family::faint_cascade ? 5000.0 : 3000.0, on(&whole)},
           {"KLU", 0, on(&klu)},
           {"Eigen SparseLU", 0, on(&sparse_lu)}});
      add("steady again", name_of(family), static_cast<double>(size), static_cast<long>(size),
          {{"qbnet", 0, on(&again)}, {"KLU, pivots kept", 0, on(&klu_again)}});
    }
  }
}

// The paper's networks of 5 and 9 modes. Goals: 15 us and 25 us a network. Rate: networks.
void add_small(std::size_t batteries, double goal) {
  for (const bool chain : {true, false}) {
    const auto on = [=](auto run) {
      return [=](benchmark::State& state) {
        const FamilyRates rates = rates_of_fig2(batteries);
        return run(state, Solved(chain ? cascade(rates) : parallel(rates)));
      };
    };
    add("steady",
        (chain ? "cascade, " : "parallel, ") + std::to_string(2 * batteries + 1) + " modes", 1, 0,
        {{"qbnet", goal, on(&whole)}, {"Eigen LU", 0, on(&dense_lu)}});
  }
}

const bool registered = [] {
  add_small(2, 15'000);
  add_small(4, 25'000);
  add_large();
  return true;
}();

}  // namespace
}  // namespace qbnet::bench
