// Elimination and solve alone, pattern and order kept: what every shift and parameter point costs.
#include "qbnet/resolvent/solver.hpp"

#include <Eigen/SparseLU>

#include "bench/peers.hpp"
#include "bench/report.hpp"
#include "bench/systems.hpp"

namespace qbnet::bench {
namespace {

template <class T>
double eliminate(benchmark::State& state, const Solved& system) {
  const Resolvent resolvent(system.network);
  const Entries::Rounded<T> m(resolvent.m);
  Pages<T> x;
  Elimination<T> elimination(resolvent.pattern);
  elimination.factor(m, 0.0);  // memory is touched once, as that of KLU is
  resolvent.b.write_to(x, resolvent.pattern.size());
  for (auto _ : state) {
    if (!elimination.factor(m, 0.0)) state.SkipWithError("zero pivot");
    resolvent.b.write_to(x, resolvent.pattern.size());
    elimination.solve(x);
    benchmark::DoNotOptimize(x.data());
    benchmark::ClobberMemory();
  }
  Pages<ScaledComplex> amplitude(x.size());
  for (std::size_t p = 0; p < x.size(); ++p) {
    amplitude[static_cast<std::size_t>(resolvent.pattern.mode_at[p])] = x[p];
  }
  return largest_error(amplitude, system.amplitude);
}

template <class Factor, class Solve>
double peer(benchmark::State& state, const Solved& system, const Factor& factor,
            const Solve& solve) {
  Eigen::VectorXcd x;
  for (auto _ : state) {
    factor();
    x = solve();
    benchmark::DoNotOptimize(x.data());
    benchmark::ClobberMemory();
  }
  return largest_error(x, system.amplitude);
}

double sparse_lu(benchmark::State& state, const Solved& system) {
  const Sparse m = sparse_drift(system.network);
  const Eigen::VectorXcd b = drive_of(system.network);
  Eigen::SparseLU<Sparse> solver;
  solver.analyzePattern(m);
  return peer(
      state, system, [&] { solver.factorize(m); },
      [&] { return Eigen::VectorXcd(solver.solve(b)); });
}

double klu(benchmark::State& state, const Solved& system, bool keep_pivots) {
  Sparse m = sparse_drift(system.network);
  const Eigen::VectorXcd b = drive_of(system.network);
  Klu solver(m);
  solver.factor();
  return peer(
      state, system, [&] { keep_pivots ? solver.refactor() : solver.factor(); },
      [&] { return solver.solve(b); });
}

// Size: the number of modes, or Eigen::Dynamic.
template <int Size>
double dense_lu(benchmark::State& state, const Solved& system) {
  using Matrix = Eigen::Matrix<Complex, Size, Size>;
  using Vector = Eigen::Matrix<Complex, Size, 1>;
  const Matrix m = dense_drift(system.network);
  const Vector b = drive_of(system.network);
  Eigen::PartialPivLU<Matrix> lu(m.rows());
  return peer(
      state, system, [&] { lu.compute(m); }, [&] { return Vector(lu.solve(b)); });
}

// Goal: 100 ns a battery (two modes and three couplings) in doubles at every size, 1 us in scaled
// numbers. Rate: batteries.
void add_large() {
  for (const Family family : families) {
    const bool faint = family == Family::faint_cascade;
    for (const std::size_t size : large_sizes) {
      const auto on = [=](auto run) {
        return [=](benchmark::State& state) { return run(state, solved(family, size)); };
      };
      add("solve", name_of(family), static_cast<double>(size), static_cast<long>(size),
          {{"qbnet", faint ? 1000.0 : 100.0,
            faint ? on(&eliminate<ScaledComplex>) : on(&eliminate<Complex>)},
           {"KLU, pivots kept", 0,
            on([](auto& state, const Solved& s) { return klu(state, s, true); })},
           {"KLU", 0, on([](auto& state, const Solved& s) { return klu(state, s, false); })},
           {"Eigen SparseLU", 0, on(&sparse_lu)}});
    }
  }
}

// The paper's networks of 5 and 9 modes. Goals: 150 ns and 300 ns a solve. Rate: solves.
template <int Modes>
void add_small(double goal) {
  constexpr std::size_t batteries = (Modes - 1) / 2;
  for (const bool chain : {true, false}) {
    const auto on = [=](auto run) {
      return [=](benchmark::State& state) {
        const FamilyRates rates = rates_of_fig2(batteries);
        return run(state, Solved(chain ? cascade(rates) : parallel(rates)));
      };
    };
    add("solve", (chain ? "cascade, " : "parallel, ") + std::to_string(Modes) + " modes", 1, 0,
        {{"qbnet", goal, on(&eliminate<Complex>)},
         {"Eigen LU, size fixed", 0, on(&dense_lu<Modes>)},
         {"Eigen LU", 0, on(&dense_lu<Eigen::Dynamic>)},
         {"KLU, pivots kept", 0,
          on([](auto& state, const Solved& s) { return klu(state, s, true); })}});
  }
}

const bool registered = [] {
  add_small<5>(150);
  add_small<9>(300);
  add_large();
  return true;
}();

}  // namespace
}  // namespace qbnet::bench
