// What is computed once for rows that repeat is what each row alone would give, to the last bit.
#include "qbnet/resolvent/repeats.hpp"

#include <gtest/gtest.h>

#include <complex>
#include <string>

#include "qbnet/network/families.hpp"
#include "qbnet/resolvent/elimination.hpp"
#include "qbnet/resolvent/solver.hpp"
#include "tests/dice.hpp"
#include "tests/random_shape.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

using Complex = std::complex<double>;

template <class T>
bool same_numbers(const UnsetPages<T>& a, const UnsetPages<T>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t j = 0; j < a.size(); ++j) {
    if (!same_bits(a[j], b[j])) return false;
  }
  return true;
}

// One elimination with what repeats, the other row by row.
template <class T>
void expect_same_elimination(const Resolvent& resolvent, Complex z, Dice& dice,
                             const std::string& what) {
  const Entries::Rounded<T> m(resolvent.m);
  Elimination<T> each(resolvent.pattern), together(resolvent.pattern, resolvent.repeats);
  const bool works = each.factor(m, z);
  ASSERT_EQ(together.factor(m, z), works) << what;
  ASSERT_EQ(together.factor(m, z), works) << what << ", again";
  if (!works) return;
  EXPECT_EQ(together.entries_in_range(), each.entries_in_range()) << what;
  UnsetPages<T> x(resolvent.pattern.size());
  for (T& entry : x) entry = T(dice.complex());
  UnsetPages<T> y = x, x_transposed = x, y_transposed = x;
  each.solve(x);
  together.solve(y);
  EXPECT_TRUE(same_numbers(x, y)) << what;
  each.solve_transposed(x_transposed);
  together.solve_transposed(y_transposed);
  EXPECT_TRUE(same_numbers(x_transposed, y_transposed)) << what;
}

template <class T>
void expect_same_residual(const Network& network, Complex z, Dice& dice, const std::string& what) {
  const Resolvent together(network);
  Resolvent each(network);
  each.repeats.clear();
  UnsetPages<T> x(network.size()), r, s;
  for (T& entry : x) entry = T(dice.complex());
  // Beyond the range of doubles, and nothing at all, in the middle of a stretch.
  if (x.size() > 20) {
    x[x.size() / 2] = T();
    x[x.size() / 3] = product(product(T(1e-150), T(1e-150)), T(1e-10));
  }
  const double backward = residual(together, z, x, r);
  EXPECT_EQ(backward, residual(each, z, x, s)) << what;
  EXPECT_TRUE(same_numbers(r, s)) << what;
  residual_rounding(together, z, x, r);
  residual_rounding(each, z, x, s);
  EXPECT_TRUE(same_numbers(r, s)) << what;
}

void expect_same(const Network& network, const std::string& what) {
  Dice dice(network.size());
  const Resolvent resolvent(network);
  for (const Complex z : {Complex(0, 0), Complex(0.3, -0.7), Complex(1e-3, 1)}) {
    expect_same_elimination<Complex>(resolvent, z, dice, what);
    expect_same_elimination<Ranged>(resolvent, z, dice, what);
    expect_same_elimination<ScaledComplex>(resolvent, z, dice, what);
    expect_same_residual<Complex>(network, z, dice, what);
    expect_same_residual<Ranged>(network, z, dice, what);
    expect_same_residual<ScaledComplex>(network, z, dice, what);
  }
}

FamilyRates rates(std::size_t batteries, Charging charging, double g) {
  return uniform_rates(batteries, g, 0.1, 1, charging);
}

TEST(Repeats, OfFamilies) {
  for (const std::size_t batteries : {1, 2, 3, 5, 10, 50, 300}) {
    for (const Charging charging :
         {Charging::nonreciprocal, Charging::reciprocal_direct, Charging::reciprocal_mediated}) {
      for (const double g : {1e-3, 0.1, 2.0}) {
        const FamilyRates family = rates(batteries, charging, g);
        const std::string what = std::to_string(batteries) + " " + std::to_string(g);
        expect_same(cascade(family), "cascade " + what);
        expect_same(parallel(family), "parallel " + what);
      }
    }
  }
}

TEST(Repeats, AreNearlyAllRowsOfFamilies) {
  for (const bool chain : {true, false}) {
    const FamilyRates family = rates(1000, Charging::nonreciprocal, 0.05);
    const Resolvent resolvent(chain ? cascade(family) : parallel(family));
    EXPECT_GT(resolvent.repeats.size(), 2U);
    EXPECT_LT(resolvent.repeats.size(), 16U);
    EXPECT_EQ(resolvent.repeats.back(), resolvent.pattern.size());
  }
}

// A cell of modes again and again, numbered cell by cell or by their places in it, coupled to the
// one before, the one after that, and to a hub; here and there one that differs.
Network cells(std::uint64_t seed) {
  Dice dice(seed);
  NetworkParts parts;
  const auto size = 1 + dice.below(4);
  const auto count = 3 + dice.below(38);
  parts.modes.push_back({.name = "hub", .loss = 1, .drive = 1});
  const double losses[] = {0.1, 0.5, 2};
  const auto mode = [&](std::size_t cell, std::size_t k) {
    return 1 + (seed % 4 == 0 ? cell * size + k : k * count + cell);
  };
  std::vector<double> loss(size);
  for (double& l : loss) l = losses[dice.below(3)];
  struct Bond {
    std::size_t from, to, ahead;
    double strength, phase;
  };
  std::vector<Bond> bonds;
  for (std::size_t from = 0; from < size; ++from) {
    for (std::size_t to = 0; to < size; ++to) {
      for (std::size_t ahead = from < to ? 0 : 1; ahead < 3; ++ahead) {
        if (dice.chance(0.35)) {
          bonds.push_back({from, to, ahead, losses[dice.below(3)], dice.uniform(-3, 3)});
        }
      }
    }
  }
  const bool to_hub = dice.chance(0.5);
  const std::size_t odd = dice.chance(0.5) ? count / 2 : count;
  parts.modes.resize(1 + count * size);
  for (std::size_t cell = 0; cell < count; ++cell) {
    for (std::size_t k = 0; k < size; ++k) {
      parts.modes[mode(cell, k)] = {.name = "m" + std::to_string(mode(cell, k)),
                                    .loss = loss[k],
                                    .detuning = cell == odd ? 0.25 : 0.0,
                                    .drive = cell == odd && k == 0 ? 0.5 : 0.0};
    }
  }
  for (std::size_t cell = 0; cell < count; ++cell) {
    for (const Bond& bond : bonds) {
      if (cell + bond.ahead >= count) continue;
      parts.couplings.push_back(
          {mode(cell, bond.from), mode(cell + bond.ahead, bond.to), bond.strength, bond.phase});
    }
    if (to_hub || cell == 0) parts.couplings.push_back({0, mode(cell, 0), 0.3, 0.1});
  }
  if (dice.chance(0.3)) {
    for (std::size_t cell = 0; cell + 1 < count; ++cell) {
      parts.dissipators.push_back(
          {.rate = 0.2, .weights = {{mode(cell, 0), 1.0}, {mode(cell + 1, 0), {0, 1}}}});
    }
  }
  return Network(parts);
}

TEST(Repeats, OfCellsCoupledAtRandom) {
  std::size_t with_repeats = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    const Network network = cells(seed);
    with_repeats += Resolvent(network).repeats.empty() ? 0 : 1;
    expect_same(network, "cells " + std::to_string(seed));
  }
  EXPECT_GT(with_repeats, 100U);
}

// Two modes m that look alike, but what the first has to do with one of two hubs, the second has to
// do with the other: `coupled`, by a coupling beside what mediators to both leave behind; otherwise
// by a mediator beside couplings to both. Leaves at a hub, so that most rows repeat.
Network crossed(bool coupled) {
  NetworkParts parts;
  for (const char* const name : {"h1", "h2", "k1", "k2", "q1", "q2", "m1", "m2"}) {
    parts.modes.push_back({.name = name, .loss = 1});
  }
  enum { h1, h2, k1, k2, q1, q2, m1, m2 };
  parts.modes[h1].drive = 1;
  const auto couple = [&](std::size_t a, std::size_t b) {
    parts.couplings.push_back({a, b, 1, 0.3});
  };
  couple(m1, h1);
  couple(m2, h2);
  couple(m1, k1);
  couple(m2, k2);
  couple(k1, h1);
  couple(k2, coupled ? h1 : h2);
  if (coupled) {
    couple(m1, q1);
    couple(m2, q2);
    couple(q1, h2);
    couple(q2, h2);
  } else {
    couple(m1, h2);
    couple(m2, h1);
  }
  couple(h1, h2);
  for (int leaf = 0; leaf < 40; ++leaf) {
    parts.modes.push_back({.name = "l" + std::to_string(leaf), .loss = 1});
    couple(parts.modes.size() - 1, h1);
  }
  return Network(parts);
}

TEST(Repeats, EndWhereColumnsChangePlaces) {
  for (const bool coupled : {false, true}) {
    EXPECT_FALSE(Resolvent(crossed(coupled)).repeats.empty());
    expect_same(crossed(coupled), coupled ? "coupled" : "left behind");
  }
}

TEST(Repeats, OfNetworksOfAnyShape) {
  for (const Shape shape : shapes) {
    for (const std::size_t modes : {5, 10, 50}) {
      const RandomShape random{shape, modes, modes};
      expect_same(random.network(), testing::PrintToString(random));
    }
  }
}

TEST(Repeats, InBalls) {
  const Ball::Precision precision(128);
  for (const std::size_t batteries : {1, 2, 30, 100}) {
    const Network network = cascade(rates(batteries, Charging::nonreciprocal, 0.05));
    const Resolvent together(network);
    Resolvent each(network);
    each.repeats.clear();
    std::vector<Ball> x, y;
    ASSERT_TRUE(BallSolver(together).solve(Ball(), x));
    ASSERT_TRUE(BallSolver(each).solve(Ball(), y));
    for (std::size_t j = 0; j < network.size(); ++j) EXPECT_TRUE(same_bits(x[j], y[j])) << j;
  }
}

}  // namespace
}  // namespace qbnet
