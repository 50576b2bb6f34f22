#include "qbnet/resolvent/four_shifts.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "qbnet/network/families.hpp"
#include "tests/random_network.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

using Complex = std::complex<double>;

double off(const ScaledComplex& x, const ScaledComplex& truth) {
  if (truth.is_zero()) return x.is_zero() ? 0 : 1;
  return (abs(x - truth) / abs(truth)).value();
}

// Against one shift after the other, refined.
void expect_right(const Network& network, const Complex (&z)[4]) {
  const Resolvent resolvent(network);
  FourShifts four(resolvent);
  ASSERT_TRUE(four.solve(z));
  four.correct_again();
  Solver<Ranged> plain(resolvent);
  UnsetPages<Ranged> x;
  Pages<double> error;
  for (std::size_t k = 0; k < 4; ++k) {
    ASSERT_TRUE(plain.solve(z[k], x) && plain.refine(z[k], x, error));
    for (std::size_t j = 0; j < x.size(); ++j) {
      ASSERT_LE(off(four.at(j, k), x[j].scaled()), 4e-15 + 4 * four.last_correction(j, k)) << j;
      ASSERT_LE(four.last_correction(j, k), 1e-13) << j;
    }
  }
}

TEST(FourShifts, AgreeWithOneAfterTheOther) {
  const Complex z[4] = {{0.3, 0}, {0.3, 0.7}, {0.1, -2}, {5, 1}};
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const RandomNetwork random{seed, 2 + seed % 40};
    SCOPED_TRACE(testing::Message() << random);
    expect_right(random.network(), z);
  }
}

TEST(FourShifts, AmplitudesFarOutOfRange) {
  FamilyRates rates = uniform_rates(3000, 5e-5, 5e-4, 1);
  expect_right(cascade(rates), {{1e-3, 0}, {1e-3, 1e-4}, {1e-3, -1e-4}, {1.02e-3, 2e-4}});
  rates.charging = Charging::reciprocal_mediated;
  expect_right(cascade(rates), {{2, 0}, {2, 0.1}, {2, 0.1}, {2, -0.3}});
}

TEST(FourShifts, RefuseWhatTheyCannotHold) {
  const Network far = cascade(uniform_rates(3000, 5e-5, 5e-4, 1));
  const Resolvent resolvent(far);
  FourShifts four(resolvent);
  const Complex apart[4] = {{1e-3, 0}, {1e-3, 0}, {1e-3, 0}, {1, 0}};
  EXPECT_FALSE(four.solve(apart));
  // In a ring the fill underflows.
  NetworkParts ring;
  for (std::size_t j = 0; j < 900; ++j) {
    ring.modes.push_back({.name = "m" + std::to_string(j), .loss = 0.1});
    ring.couplings.push_back({j, (j + 1) % 900, 0.02, 0.3});
  }
  ring.modes[0].drive = 1;
  const Network round(ring);
  const Resolvent closed(round);
  FourShifts again(closed);
  const Complex near[4] = {{1, 0}, {1, 0.1}, {1, 0.2}, {1, 0.3}};
  EXPECT_FALSE(again.solve(near));
}

}  // namespace
}  // namespace qbnet
