#include "qbnet/resolvent/elimination.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <complex>

#include "qbnet/network/families.hpp"
#include "qbnet/resolvent/numerical_range.hpp"
#include "qbnet/resolvent/solver.hpp"
#include "tests/random_network.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

using Complex = std::complex<double>;

Network family(std::size_t batteries, bool in_parallel) {
  const FamilyRates rates = uniform_rates(batteries, 0.03, 0.1, 0.2);
  return in_parallel ? parallel(rates) : cascade(rates);
}

Eigen::MatrixXcd dense(const Resolvent& resolvent, Complex z) {
  const Pattern& p = resolvent.pattern;
  const auto n = static_cast<Eigen::Index>(p.size());
  Eigen::MatrixXcd a = Eigen::MatrixXcd::Identity(n, n) * z;
  for (std::size_t i = 0; i < p.size(); ++i) {
    for (std::size_t s = p.row_start[i]; s < p.row_start[i + 1]; ++s) {
      a(static_cast<Eigen::Index>(i), p.column[s]) += resolvent.m[s].rounded();
    }
  }
  return a;
}

Eigen::VectorXcd vector(const std::vector<Complex>& x) {
  return Eigen::Map<const Eigen::VectorXcd>(x.data(), static_cast<Eigen::Index>(x.size()));
}

TEST(Pattern, FillIsLinearForCascadeAndParallel) {
  for (const bool in_parallel : {false, true}) {
    const Network network = family(1000, in_parallel);
    const Pattern pattern(network, std::vector<int>(network.size(), 0));
    // A link has three couplings; eliminating mediators and leaves first adds nothing.
    EXPECT_EQ(pattern.factor_entries(), 2 * network.couplings().size());
  }
}

TEST(Pattern, ModesAndPositionsAreInverse) {
  const Network network = RandomNetwork{7, 23}.network();
  const Pattern pattern(network, std::vector<int>(network.size(), 0));
  for (std::size_t p = 0; p < pattern.size(); ++p) {
    EXPECT_EQ(pattern.position[static_cast<std::size_t>(pattern.mode_at[p])],
              static_cast<Pattern::Index>(p));
  }
}

TEST(Pattern, HigherClassesGoLast) {
  const Network network = family(4, false);
  std::vector<int> classes(network.size(), 0);
  classes[0] = 7;
  const Pattern pattern(network, classes);
  EXPECT_EQ(pattern.mode_at.back(), 0);
}

TEST(Pattern, UncoupledModesHaveAnOrderToo) {
  NetworkParts parts;
  parts.modes.resize(3);
  for (std::size_t j = 0; j < 3; ++j) parts.modes[j].name = "m" + std::to_string(j);
  const Pattern pattern(Network(parts), {0, 1, 0});
  EXPECT_EQ(pattern.mode_at, (Pages<Pattern::Index>{0, 2, 1}));
  EXPECT_EQ(Pattern(Network(), {}).size(), 0u);
}

TEST(Elimination, SolvesAndSolvesTransposedLikeADensePeer) {
  for (const std::size_t modes : {2u, 3u, 5u, 10u, 40u}) {
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
      const Network network = RandomNetwork{seed, modes}.network();
      const Resolvent resolvent(network);
      const Complex z(0.3, -0.8);
      const Eigen::MatrixXcd a = dense(resolvent, z);
      std::vector<Complex> m;
      for (std::size_t s = 0; s < resolvent.m.size(); ++s) m.push_back(resolvent.m[s].rounded());
      Elimination<Complex> elimination(resolvent.pattern);
      ASSERT_TRUE(elimination.factor(m, z));
      std::vector<Complex> b(modes);
      for (std::size_t j = 0; j < modes; ++j) b[j] = Complex(1.0 + double(j), 2.0 - double(j));
      std::vector<Complex> x = b, y = b;
      elimination.solve(x);
      elimination.solve_transposed(y);
      const double scale = a.norm() * vector(x).norm() + vector(b).norm();
      EXPECT_LT((a * vector(x) - vector(b)).norm(), 1e-12 * scale);
      const double scale_t = a.norm() * vector(y).norm() + vector(b).norm();
      EXPECT_LT((a.transpose() * vector(y) - vector(b)).norm(), 1e-12 * scale_t);
    }
  }
}

TEST(Elimination, ZeroPivotIsReported) {
  Mode lossless;
  lossless.name = "b";
  const Network network({{lossless}, {}, {}});
  const Pattern pattern(network, {0});
  Elimination<Complex> elimination(pattern);
  EXPECT_FALSE(elimination.factor(std::vector<std::complex<double>>{Complex(0, 0)}, Complex(0, 0)));
  EXPECT_TRUE(elimination.factor(std::vector<std::complex<double>>{Complex(0, 0)}, Complex(0, 1)));
}

TEST(Solver, DoubleScaledAndBallsAgree) {
  const Network network = family(10, false);
  const Resolvent resolvent(network);
  UnsetPages<Complex> in_double;
  UnsetPages<ScaledComplex> in_scaled;
  std::vector<Ball> in_balls;
  Pages<double> error;
  Solver<Complex> solver(resolvent);
  ASSERT_TRUE(solver.solve(0, in_double) && solver.refine(0, in_double, error));
  Solver<ScaledComplex> scaled_solver(resolvent);
  ASSERT_TRUE(scaled_solver.solve(0, in_scaled) && scaled_solver.refine(0, in_scaled, error));
  const Ball::Precision precision(128);
  ASSERT_TRUE(BallSolver(resolvent).solve(Ball(), in_balls));
  for (std::size_t j = 0; j < network.size(); ++j) {
    const Complex truth = in_balls[j].midpoint().value();
    EXPECT_LT(std::abs(in_double[j] - truth), 3e-16 * std::abs(truth));
    EXPECT_LT(std::abs(in_scaled[j].value() - truth), 3e-16 * std::abs(truth));
  }
}

// Of strongly coupled modes two mediators see next to nothing: their amplitudes nearly cancel.
TEST(Solver, OneCorrectionDoesWhereFewAmplitudesCancel) {
  for (const double g : {300.0, 400.0, 450.0, 500.0}) {
    const Network network = cascade(uniform_rates(50, g, 0.1, 0.1));
    const Resolvent resolvent(network);
    Solver<Ranged, Complex> solver(resolvent);
    UnsetPages<Ranged> x;
    Pages<double> error;
    ASSERT_TRUE(solver.solve(0, x) && solver.refine(0, x, error));
    EXPECT_FALSE(solver.much_cancels());
    double largest = 0;
    for (std::size_t j = 0; j < x.size(); ++j) {
      const Complex last = solver.correction()[j].digits_at(x[j].step);
      largest = std::max(largest, std::abs(last / x[j].digits));
    }
    EXPECT_GT(largest, 4e-9);  // a second one would be 1e-8 of the first
    const Ball::Precision precision(128);
    std::vector<Ball> truth;
    ASSERT_TRUE(BallSolver(resolvent).solve(Ball(), truth));
    for (std::size_t j = 0; j < x.size(); ++j) {
      const ScaledComplex exact = truth[j].midpoint();
      EXPECT_LT(error[j], 5e-16);
      EXPECT_LE((abs(x[j].scaled() - exact) / abs(exact)).value(), error[j]);
    }
  }
}

TEST(Solver, ResidualSeesAWrongDigit) {
  const Network network = family(3, false);
  const Resolvent resolvent(network);
  Solver<Complex> solver(resolvent);
  UnsetPages<Complex> x, r;
  Pages<double> error;
  ASSERT_TRUE(solver.solve(0, x) && solver.refine(0, x, error));
  EXPECT_LT(residual(resolvent, 0, x, r), 2e-16);
  x[2] *= 1 + 1e-13;
  const double backward = residual(resolvent, 0, x, r);
  EXPECT_GT(backward, 1e-14);
  EXPECT_LT(backward, 1e-13);
}

TEST(NumericalRange, HoldsEveryEigenvalue) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Network network = RandomNetwork{seed, 2 + seed % 12}.network();
    const Resolvent resolvent(network);
    const NumericalRange range(network);
    const Eigen::VectorXcd lambda = dense(resolvent, 0).eigenvalues();
    for (const double z0 : {1e-6, 1e-3, 1.0, 1e3}) {
      const double width = range.parabola(z0, 1);
      EXPECT_GE(width, 2 * z0);
      for (const Complex& l : lambda) {
        EXPECT_LE(std::abs(l.imag()), (1 + 1e-9) * width * std::sqrt(1 + l.real() / z0) + 1e-12);
        EXPECT_LE(std::abs(l.imag()), (1 + 1e-9) * range.frequency_below(l.real()) + 1e-12);
        EXPECT_LE(l.real(), (1 + 1e-9) * range.largest_decay() + 1e-12);
        EXPECT_GE(l.real(), (1 - 1e-9) * range.smallest_decay() - 1e-12);
      }
    }
  }
}

TEST(NumericalRange, OverdampedMediatorsDoNotWidenIt) {
  // Fig. 4 rates: |H1| ~ sqrt(g Gamma) is 100 times the frequencies of anything slow.
  const NumericalRange range(cascade(uniform_rates(4, 5e-5, 5e-4, 1)));
  EXPECT_GT(range.largest_frequency(), 5e-3);
  EXPECT_LT(range.frequency_below(1e-4), 5e-4);
}

}  // namespace
}  // namespace qbnet
