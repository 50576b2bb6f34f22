#include "qbnet/measure/gradient_solver.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "qbnet/base/status.hpp"
#include "qbnet/measure/gradient.hpp"
#include "qbnet/measure/gradient_terms.hpp"
#include "qbnet/network/families.hpp"
#include "qbnet/resolvent/rounds.hpp"
#include "tests/random_network.hpp"
#include "tests/random_shape.hpp"

namespace qbnet {
namespace {

FamilyRates rates(std::size_t batteries, double scale = 1) {
  FamilyRates r;
  r.batteries = batteries;
  r.charger_loss = 0.1 * scale;
  for (std::size_t k = 0; k < batteries; ++k) {
    const double x = static_cast<double>(k);
    r.coupling.push_back((0.05 + 0.001 * x) * scale);
    r.phase.push_back(-1.5 - 0.002 * x * scale);
    r.battery_loss.push_back(0.1 + 0.003 * x);
    r.mediator_loss.push_back(1 + 0.01 * x * scale);
  }
  return r;
}

// Against the certified gradient; differences are measured beside the terms of each sum.
void expect_certified(const GradientSolver& solver, const Network& network, std::size_t mode,
                      double tolerance = 1e-11, double of_largest = 1e-14) {
  const Gradient truth = energy_gradient(network, mode);
  ASSERT_EQ(truth.status, Status::ok) << truth.message;
  EXPECT_NEAR(solver.energy() / truth.value.value(), 1, tolerance);
  double size = 1;
  for (std::size_t kind = 0; kind < RateDerivatives<double>::all.size(); ++kind) {
    const auto& mine = solver.log().*RateDerivatives<double>::all[kind];
    const auto& certified = truth.log.*RateDerivatives<Derivative>::all[kind];
    ASSERT_EQ(mine.size(), certified.size());
    for (const Derivative& d : certified) size = std::max(size, std::abs(d.value.value()));
    for (std::size_t k = 0; k < mine.size(); ++k) {
      const double exact = certified[k].value.value();
      EXPECT_NEAR(mine[k], exact, tolerance * std::abs(exact) + of_largest * size)
          << kind << ' ' << k;
    }
  }
}

TEST(GradientSolver, AgreesWithTheCertifiedGradientAtEverySize) {
  for (const std::size_t batteries : {1U, 2U, 3U, 5U, 10U, 50U}) {
    for (const bool chain : {true, false}) {
      SCOPED_TRACE(testing::Message() << batteries << (chain ? " cascade" : " parallel"));
      const Network network = chain ? cascade(rates(batteries)) : parallel(rates(batteries));
      for (const std::size_t mode : {std::size_t{0}, std::size_t{1}, batteries}) {
        GradientSolver solver(network, mode);
        ASSERT_TRUE(solver.solve(network));
        expect_certified(solver, network, mode);
      }
    }
  }
}

TEST(GradientSolver, OtherNumbersOnTheSamePattern) {
  GradientSolver solver(cascade(rates(7)), 7);
  for (const double scale : {1.0, 0.3, 2.5, 1.0}) {
    const Network network = cascade(rates(7, scale));
    ASSERT_TRUE(solver.solve(network));
    expect_certified(solver, network, 7);
  }
  // Another mode driven too, then neither coupling nor drive where there was one.
  NetworkParts parts = cascade(rates(7)).parts();
  parts.modes[3].drive = {0.2, -0.7};
  const Network driven(parts);
  ASSERT_TRUE(solver.solve(driven));
  expect_certified(solver, driven, 7);
  parts.modes[0].drive = 0;
  parts.couplings[2].strength = 0;
  const Network moved(parts);
  ASSERT_TRUE(solver.solve(moved));
  expect_certified(solver, moved, 7);
}

// Losses over six decades: elimination without refinement loses digits, and says so in its header.
TEST(GradientSolver, RandomNetworks) {
  std::size_t compared = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const RandomNetwork random{seed, 2 + seed % 29};
    SCOPED_TRACE(testing::Message() << random);
    const Network network = random.network();
    GradientSolver solver(network, network.size() - 1);
    if (!solver.solve(network)) continue;
    ++compared;
    expect_certified(solver, network, network.size() - 1, 1e-7, 1e-7);
  }
  EXPECT_GT(compared, 95U);
}

// Largest error of a derivative by p, times p, beside the largest of those or 1; and of log E.
double scaled_error(const GradientSolver& solver, const Network& network, const Gradient& truth) {
  const RateDerivatives<double> rates = natural_rates(network);
  double error = std::abs(solver.energy() / truth.value.value() - 1), size = 1;
  using All = RateDerivatives<double>;
  for (std::size_t kind = 0; kind < All::all.size(); ++kind) {
    const bool re = All::all[kind] == &All::drive_re, im = All::all[kind] == &All::drive_im;
    for (std::size_t k = 0; k < (rates.*All::all[kind]).size(); ++k) {
      const double p = re   ? std::abs(network.mode(k).drive.real())
                       : im ? std::abs(network.mode(k).drive.imag())
                            : (rates.*All::all[kind])[k];
      const double exact = (truth.log.*RateDerivatives<Derivative>::all[kind])[k].value.value();
      error = std::max(error, p * std::abs((solver.log().*All::all[kind])[k] - exact));
      size = std::max(size, p * std::abs(exact));
    }
  }
  return error / size;
}

// What is off by more than it claims to be is not ok, and most are ok.
TEST(GradientSolver, QualityIsHonest) {
  std::size_t solved = 0, ok = 0;
  const auto expect_honest = [&](const Network& network) {
    const auto lossy = [](const Mode& mode) { return mode.loss > 0; };
    if (!std::ranges::all_of(network.modes(), lossy)) return;
    const std::size_t mode = network.size() - 1;
    GradientSolver solver(network, mode);
    if (!solver.solve(network)) return;
    const GradientSolver::Quality quality = solver.quality();
    const Gradient truth = energy_gradient(network, mode);
    ASSERT_EQ(truth.status, Status::ok) << truth.message;
    const double off = scaled_error(solver, network, truth);
    EXPECT_LE(off, quality.error);
    EXPECT_TRUE(quality.status != Status::ok || off <= 1e-8) << off;
    ++solved;
    ok += quality.status == Status::ok ? 1 : 0;
  };
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const RandomNetwork network{seed, 2 + seed % 29};
    const RandomShape shape{shapes[seed % std::size(shapes)], seed, 3 + seed % 40};
    SCOPED_TRACE(testing::Message() << network << ' ' << shape);
    expect_honest(network.network());
    expect_honest(shape.network());
  }
  EXPECT_GT(ok, solved / 2);
  for (const std::size_t batteries : {1U, 10U, 50U}) {
    const Network network = cascade(rates(batteries));
    GradientSolver solver(network, batteries);
    EXPECT_EQ(solver.quality().status, Status::failed);
    ASSERT_TRUE(solver.solve(network));
    EXPECT_EQ(solver.quality().status, Status::ok) << solver.quality().error;
    EXPECT_LE(solver.quality().backward_error, 1e-15);
  }
}

// Amplitudes that elimination without refinement gets wrong altogether.
TEST(GradientSolver, WrongNumbersAreNotOk) {
  const Network network = RandomShape{Shape::ladder, 1936, 4}.network();  // m0 of 4e-9
  GradientSolver solver(network, 0);
  ASSERT_TRUE(solver.solve(network));
  EXPECT_GT(std::abs(solver.energy() / energy_gradient(network, 0).value.value() - 1), 1);
  EXPECT_EQ(solver.quality().status, Status::inaccurate);
}

TEST(GradientSolver, SaysWhenThereIsNothingToDifferentiate) {
  const Network dark({{{.name = "c", .loss = 1, .drive = 1.0}, {.name = "b", .loss = 1}}, {}, {}});
  EXPECT_FALSE(GradientSolver(dark, 1).solve(dark));
  EXPECT_TRUE(GradientSolver(dark, 0).solve(dark));
  FamilyRates faint = rates(1);
  faint.batteries = 400;
  faint.coupling = {1e-4};
  faint.phase = {-1.5};
  faint.battery_loss = {0.1};
  faint.mediator_loss = {1};
  const Network far = cascade(faint);
  EXPECT_FALSE(GradientSolver(far, 400).solve(far));  // E_400 = 10^-2000
  EXPECT_EQ(energy_gradient(far, 400).status, Status::ok);
}

TEST(GradientSolver, Refuses) {
  const Network lossless(
      {{{.name = "c", .loss = 1, .drive = 1.0}, {.name = "b"}}, {{0, 1, 1, 0}}, {}});
  EXPECT_THROW(GradientSolver(lossless, 1), Error);
  const Network hot({{{.name = "c", .loss = 1, .thermal = 1, .drive = 1.0}}, {}, {}});
  EXPECT_THROW(GradientSolver(hot, 0), Error);
}

TEST(EliminationRounds, AChainIsEliminatedFromBothEndsAndNothingFills) {
  const Network network = cascade(rates(50));
  const std::vector<int> round = elimination_rounds(network);
  EXPECT_LE(*std::max_element(round.begin(), round.end()), 28);
  EXPECT_EQ(Pattern(network, round).factor_entries(), 2 * network.couplings().size());
  const Network star = parallel(rates(20));
  EXPECT_EQ(Pattern(star, elimination_rounds(star)).factor_entries(), 2 * star.couplings().size());
  EXPECT_TRUE(elimination_rounds(Network()).empty());
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Network random = RandomNetwork{seed, 30}.network();
    const Pattern least(random, std::vector<int>(random.size(), 0));
    const Pattern rounds(random, elimination_rounds(random));
    EXPECT_LE(rounds.factor_entries(), least.factor_entries() + least.factor_entries() / 4) << seed;
  }
}

}  // namespace
}  // namespace qbnet
