// Steady states with the order and pattern of the last network are those without, to the last bit.
#include <gtest/gtest.h>

#include "qbnet/network/families.hpp"
#include "qbnet/resolvent/pattern.hpp"
#include "qbnet/resolvent/stability.hpp"
#include "qbnet/solve/steady.hpp"
#include "tests/dice.hpp"
#include "tests/random_network.hpp"
#include "tests/random_shape.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

void expect_same(SteadySolver& solver, const Network& network, const std::string& what) {
  const Steady got = solver.solve(network), want = steady(network);
  EXPECT_EQ(got.status, want.status) << what;
  EXPECT_EQ(got.message, want.message) << what;
  EXPECT_EQ(got.backward_error, want.backward_error) << what;
  EXPECT_EQ(got.input_power.value(), want.input_power.value()) << what;
  ASSERT_EQ(got.amplitude.size(), want.amplitude.size()) << what;
  for (std::size_t j = 0; j < want.amplitude.size(); ++j) {
    EXPECT_TRUE((got.amplitude[j] - want.amplitude[j]).is_zero()) << what << " " << j;
    EXPECT_EQ(got.error[j], want.error[j]) << what << " " << j;
  }
}

// The same modes, couplings and dissipators with other numbers.
Network changed(const Network& network, Dice& dice) {
  NetworkParts parts = network.parts();
  for (Mode& mode : parts.modes) {
    if (mode.loss > 0) mode.loss = dice.decades(-3, 1);
    mode.detuning = dice.uniform(-1, 1);
    if (mode.drive != 0.0) mode.drive = dice.complex();
  }
  for (Coupling& coupling : parts.couplings) {
    coupling.strength = dice.decades(-2, 1);
    coupling.phase = dice.uniform(-3, 3);
  }
  for (Dissipator& bath : parts.dissipators) bath.rate = dice.decades(-2, 0);
  return Network(parts);
}

void expect_same_when_changed(const Network& network, Dice& dice, const std::string& what) {
  SteadySolver solver;
  expect_same(solver, network, what);
  for (int k = 0; k < 3; ++k) expect_same(solver, changed(network, dice), what);
  Pages<std::uint32_t> numbers;
  const Pattern pattern(network, stability(network).order_class, &numbers);
  EXPECT_EQ(pattern.numbers_of(network), numbers) << what;
}

TEST(SteadySolver, GivesWhatSteadyGives) {
  Dice dice(1);
  for (const std::size_t modes : {1, 2, 3, 5}) {
    for (std::uint64_t seed = 0; seed < 9; ++seed) {
      const RandomNetwork random{seed, modes};
      expect_same_when_changed(random.network(), dice, testing::PrintToString(random));
    }
  }
  for (const std::size_t modes : {10, 50}) {
    for (const Shape shape : shapes) {
      const RandomShape random{shape, modes, modes};
      expect_same_when_changed(random.network(), dice, testing::PrintToString(random));
    }
  }
}

TEST(SteadySolver, FollowsFamiliesOfOtherRates) {
  SteadySolver solver;
  for (const double g : {0.1, 1e-3, 0.0, 0.7}) {
    expect_same(solver, cascade(uniform_rates(20, g, 0.1, 1)), std::to_string(g));
  }
}

// Another shape in each step, and back: what was kept must not fit by accident.
TEST(SteadySolver, TakesNetworksOfAnyShape) {
  const Mode a{.name = "a", .loss = 1, .drive = 1}, b{.name = "b", .loss = 2};
  const Mode c{.name = "c", .loss = 0.5};
  const Dissipator bath{.rate = 1, .weights = {{0, 1.0}, {2, {0, 1}}}};
  const std::vector<NetworkParts> all = {
      {{a, b, c}, {{0, 1, 1, 0}, {1, 2, 2, 1}}, {}},
      {{a, b, c}, {{0, 1, 1, 0}, {0, 2, 2, 1}}, {}},
      {{a, b, c}, {{1, 0, 1, 0.5}, {2, 0, 2, 1}}, {}},
      {{a, b, c}, {{0, 1, 1, 0}}, {}},
      {{a, b, c}, {{0, 1, 1, 0}}, {bath}},
      {{a, b, c}, {{0, 1, 1, 0}, {0, 2, 1, 0}}, {bath}},
      {{a, b}, {{0, 1, 1, 0}}, {}},
      {{a}, {}, {}},
      {},
      {{a, b, {.name = "c"}}, {{0, 1, 1, 0}, {1, 2, 2, 1}}, {}},
      {{a, {.name = "b"}, c}, {{0, 1, 1, 0}, {1, 2, 2, 1}}, {}},
      {{{.name = "a", .drive = 1}}, {}, {}},
      {{a, {.name = "b", .loss = 2, .gain = 1}, c}, {{0, 1, 1, 0}}, {}},
      {{{.name = "a", .loss = 1e-90, .drive = 1e90}, b, c}, {{0, 1, 1e-100, 0}}, {}}};
  SteadySolver solver;
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = 0; j < all.size(); ++j) {
      expect_same(solver, Network(all[i]), std::to_string(i));
      expect_same(solver, Network(all[j]), std::to_string(i) + " then " + std::to_string(j));
    }
  }
}

}  // namespace
}  // namespace qbnet
