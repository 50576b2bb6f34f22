// Every steady state is exact for rates that differ by at most 1e-14, and its errors are honest.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <iterator>
#include <limits>
#include <map>
#include <numbers>
#include <utility>
#include <vector>

#include "qbnet/network/families.hpp"
#include "qbnet/solve/steady.hpp"
#include "tests/dice.hpp"
#include "tests/random_network.hpp"
#include "tests/random_shape.hpp"
#include "tests/twin.hpp"

namespace qbnet {
namespace {

using Long = std::complex<long double>;

std::vector<std::map<std::size_t, Long>> drift_rows(const Network& network) {
  std::vector<std::map<std::size_t, Long>> rows(network.size());
  const Long i(0, 1);
  for (std::size_t j = 0; j < network.size(); ++j) {
    const Mode& mode = network.mode(j);
    rows[j][j] += Long(static_cast<long double>(mode.loss) / 2, mode.detuning);
  }
  for (const Coupling& c : network.couplings()) {
    const Long z =
        std::polar(static_cast<long double>(c.strength), static_cast<long double>(c.phase));
    rows[c.to][c.from] += i * z;
    rows[c.from][c.to] += i * std::conj(z);
  }
  for (const auto& [rate, weights, thermal] : network.dissipators()) {
    for (const auto& [p, left] : weights) {
      for (const auto& [q, right] : weights) {
        rows[p][q] += static_cast<long double>(rate) / 2 * std::conj(Long(left)) * Long(right);
      }
    }
  }
  return rows;
}

// max_i |b - M v|_i / (|M| |v| + |b|)_i of the amplitudes as they are given out.
double backward_error(const Network& network, const Pages<ScaledComplex>& v) {
  const auto rows = drift_rows(network);
  long double worst = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Long b = Long(0, -1) * std::conj(Long(network.mode(i).drive));
    std::int64_t top = b == 0.0L ? std::numeric_limits<std::int64_t>::min() / 2 : 0;
    for (const auto& [j, entry] : rows[i]) {
      if (!v[j].is_zero()) top = std::max(top, v[j].exponent());
    }
    const auto down = [&](Long z, std::int64_t exponent) {
      const auto by = static_cast<int>(std::max<std::int64_t>(exponent - top, -30'000));
      return Long(std::ldexp(z.real(), by), std::ldexp(z.imag(), by));
    };
    Long rest = b == 0.0L ? b : down(b, 0);
    long double size = std::abs(rest);
    for (const auto& [j, entry] : rows[i]) {
      if (v[j].is_zero()) continue;
      const Long term = entry * down(Long(v[j].mantissa()), v[j].exponent());
      rest -= term;
      size += std::abs(term);
    }
    if (rest != 0.0L) worst = std::max(worst, std::abs(rest) / size);
  }
  return static_cast<double>(worst);
}

// Some 10 to 10^4 modes, mostly few; what fills in stays smaller.
std::size_t modes_of(Shape shape, Dice& dice) {
  const double most = shape == Shape::sparse ? 2.5 : shape == Shape::grid ? 3.3 : 4;
  const double small = dice.decades(1, 2.3);
  return static_cast<std::size_t>(dice.chance(0.2) ? dice.decades(2, most) : small);
}

TEST(BackwardError, OfAThousandRandomNetworks) {
  Dice dice(1);
  std::size_t solved = 0, doubles = 0;
  for (std::uint64_t seed = 0; solved < 1000; ++seed) {
    const Shape shape = shapes[seed % std::size(shapes)];
    const RandomShape random{shape, seed, modes_of(shape, dice)};
    SCOPED_TRACE(testing::Message() << random);
    const Network network = random.network();
    const Steady found = steady(network);
    // A lossless mode may be left in the dark, to rounding.
    if (found.status == Status::marginal || found.status == Status::singular) continue;
    ++solved;
    EXPECT_EQ(found.status, Status::ok) << found.message;
    if (found.status != Status::ok) continue;
    doubles += found.arithmetic.starts_with("balls") ? 0 : 1;
    const double truth = backward_error(network, found.amplitude);
    EXPECT_LE(truth, 1e-14) << found.message;
    // Sources are measured there by the sum of their parts.
    EXPECT_LE(truth, found.backward_error * 1.5 + 1e-18) << found.message;
  }
  EXPECT_GT(doubles, 900U);
}

// Amplitudes are off by no more than is claimed, with a factor of three for an estimate.
void expect_honest(const Network& network) {
  const Steady found = steady(network);
  ASSERT_EQ(found.status, Status::ok) << found.message;
  const auto truth = twin::steady(network);
  for (std::size_t j = 0; j < network.size(); ++j) {
    const double off = twin::relative_error(found.amplitude[j], truth[j].amplitude);
    EXPECT_LE(off, 3 * found.error[j] + 2e-16) << network.mode(j).name << ' ' << found.message;
  }
  EXPECT_LE(found.backward_error, 1e-14);
}

TEST(BackwardError, ClaimedErrorsAreHonest) {
  Dice dice(2);
  for (std::uint64_t seed = 5000; seed < 5300; ++seed) {
    const Shape shape = shapes[seed % std::size(shapes)];
    const RandomShape random{shape, seed, static_cast<std::size_t>(dice.decades(1, 1.9))};
    SCOPED_TRACE(testing::Message() << random);
    const Network network = random.network();
    const bool lossless =
        std::ranges::any_of(network.modes(), [](const Mode& mode) { return mode.loss == 0; });
    if (!lossless) expect_honest(network);  // the twin does not pivot
  }
}

// m0 is left over from amplitudes of order one, whose own roundings keep its last corrections at
// 1e-13 of it for ever.
TEST(BackwardError, AmplitudesLeftOverFromLargeOnes) {
  expect_honest(RandomShape{Shape::ladder, 1936, 4}.network());
  expect_honest(RandomShape{Shape::sparse, 2636, 4}.network());
  expect_honest(RandomShape{Shape::ladder, 3285, 40}.network());
  expect_honest(RandomShape{Shape::ladder, 3295, 19}.network());
}

// A triangle, turned against the battery or towards it: a battery may hold what is left of two ways
// that cancel, beside a charger that hardly loses anything and is eliminated first.
TEST(BackwardError, BlockedWaysBesideChargersWithoutLoss) {
  for (std::uint64_t seed = 0; seed < 10'000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Dice dice(seed);
    FamilyRates rates;
    rates.batteries = 1 + seed % 3;
    rates.phase = {(dice.chance(0.5) ? 1 : -1) * std::numbers::pi / 2};
    rates.charger_loss = dice.decades(-12, 0);
    for (std::size_t k = 0; k < rates.batteries; ++k) {
      rates.coupling.push_back(dice.decades(-8, 0));
      rates.battery_loss.push_back(dice.decades(-12, 0));
      rates.mediator_loss.push_back(dice.decades(-6, 1));
    }
    expect_honest(dice.chance(0.5) ? cascade(rates) : parallel(rates));
  }
}

// What rounds a residual decides here, or a correction that is as wrong as the solution was: many
// networks are wild in no such way, so many are tried.
TEST(BackwardError, LossesOverTwentyDecades) {
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    expect_honest(wild_network(seed));
  }
}

}  // namespace
}  // namespace qbnet
