// What is missing of the steady state once a wave has arrived: contours left of the pole at 0, and
// of those right of it what comes near the spectrum.
#include <gtest/gtest.h>

#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <complex>
#include <numbers>
#include <string>
#include <vector>

#include "qbnet/base/ball.hpp"
#include "qbnet/measure/energy.hpp"
#include "qbnet/network/families.hpp"
#include "qbnet/resolvent/numerical_range.hpp"
#include "qbnet/solve/contour.hpp"
#include "qbnet/solve/evolve.hpp"
#include "qbnet/solve/steady.hpp"
#include "tests/dice.hpp"
#include "tests/sanitized.hpp"
#include "tests/twin.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

// Each mode drives the next and nothing comes back: a coupling and a shared bath cancel one way.
struct OneWayChain {
  std::vector<double> loss, detuning, link;

  std::size_t size() const { return loss.size(); }

  Network network() const {
    NetworkParts parts;
    for (std::size_t j = 0; j < size(); ++j) {
      parts.modes.push_back(
          {.name = "m" + std::to_string(j), .loss = loss[j], .detuning = detuning[j]});
      if (j == 0) continue;
      parts.couplings.push_back({j - 1, j, link[j - 1], -std::numbers::pi / 2});
      parts.dissipators.push_back({2 * link[j - 1], {{j - 1, {1, 0}}, {j, {1, 0}}}});
    }
    parts.modes[0].drive = 1;
    return Network(parts);
  }

  // The diagonal of M.
  Ball own_rate(std::size_t j) const {
    Ball rate = Ball(0.5) * Ball(loss[j]) + Ball({0, 1}) * Ball(detuning[j]);
    if (j > 0) rate += Ball(link[j - 1]);
    if (j + 1 < size()) rate += Ball(link[j]);
    return rate;
  }

  // v of the last mode at t from the partial fractions of prod_j 1/(z + rate_j) / z, in balls of as
  // many bits as it takes; at infinity for t = 0.
  ScaledComplex last(double t) const {
    for (slong bits = 2048;; bits *= 2) {
      const Ball::Precision precision(bits);
      std::vector<Ball> rate;
      for (std::size_t j = 0; j < size(); ++j) rate.push_back(own_rate(j));
      Ball sum(1);
      for (const Ball& r : rate) sum /= r;
      for (std::size_t i = 0; t > 0 && i < size(); ++i) {
        Ball residue(1);
        for (std::size_t j = 0; j < size(); ++j) {
          if (j != i) residue *= rate[j] - rate[i];
        }
        sum -= Ball::exponential(-(rate[i] * Ball(t))) / (residue * rate[i]);
      }
      for (const double s : link) sum *= Ball(-2 * s);
      if (sum.relative_radius() < 1e-18) return (sum * Ball({0, -1})).midpoint();
    }
  }
};

// Slow and detuned modes among quick ones, whose ringing outlives the wave.
OneWayChain random_chain(std::uint64_t seed) {
  Dice dice(seed);
  OneWayChain chain;
  const std::size_t n = 120 + dice.below(120);
  const double g = dice.decades(-2, 0), spread = dice.uniform(0, 0.2);
  const double losses = dice.uniform(0, 1), detuned = dice.chance(0.5) ? dice.decades(-3, 0) : 0;
  for (std::size_t j = 0; j < n; ++j) {
    chain.loss.push_back(0.1 * dice.decades(-losses, 0));
    chain.detuning.push_back(dice.chance(0.5) ? dice.uniform(-detuned, detuned) : 0);
    if (j > 0) chain.link.push_back(g * dice.decades(-spread, 0));
  }
  // Weakly linked, so that their own loss is what they have.
  for (std::size_t odd = dice.below(4); odd > 0; --odd) {
    const std::size_t j = dice.below(n);
    chain.loss[j] = dice.decades(-5, -1);
    chain.detuning[j] = dice.chance(0.5) ? 0 : dice.uniform(-0.3, 0.3);
    if (j > 0) chain.link[j - 1] = dice.decades(-4, -2);
    if (j < n - 1) chain.link[j] = dice.decades(-4, -2);
  }
  return chain;
}

// Equal rates r: v_n(t) = v_n(infinity) P(n + 1, r t), P the regularised gamma function.
OneWayChain equal_chain(std::size_t modes) {
  OneWayChain chain;
  chain.loss.assign(modes, 0.1);
  chain.loss.front() = chain.loss.back() = 0.2;  // they have one neighbour only
  chain.detuning.assign(modes, 0);
  chain.link.assign(modes - 1, 0.05);
  return chain;
}

TEST(EvolveLate, EqualRatesMatchTheGammaFunction) {
  constexpr double rate = 0.15;
  for (const std::size_t modes : {80U, 1000U, 30'000U}) {
    SCOPED_TRACE(modes);
    const Network network = equal_chain(modes).network();
    const Steady end = steady(network);
    EvolveOptions options;
    options.modes = {modes - 1};
    const auto count = static_cast<double>(modes);
    for (const double widths : {-3.0, -1.0, 0.0, 0.5, 1.0, 2.0, 4.0, 7.0, 15.0}) {
      const double t = (count + widths * std::sqrt(count)) / rate;
      const Evolution found = evolve(network, {t}, options);
      ASSERT_EQ(found.status, Status::ok) << found.message;
      const double part = boost::math::gamma_p(count, rate * t);
      const ScaledComplex ratio = found.amplitude[0][0] / end.amplitude[modes - 1];
      // The gamma function's own error, and that of the rates of very long chains.
      EXPECT_NEAR(ratio.value().real(), part, part * (found.error_bound + 2e-15 * count + 1e-13))
          << widths;
      if (modes >= 1000) {
        EXPECT_LE(found.solves, 60U) << widths;
      }
    }
  }
}

// The contour itself: what is missing, where hardly anything is.
TEST(EvolveLate, ContourLeftOfZeroIsWhatIsMissing) {
  constexpr std::size_t modes = 300;
  constexpr double rate = 0.15, t = 2900, z0 = modes / t - rate;
  const Network network = equal_chain(modes).network();
  const Resolvent resolvent(network);
  const NumericalRange range(network);
  Contour::Shape shape;
  shape.z0 = z0;
  shape.half_width = range.parabola(z0, 1.75);
  shape.shortest = shape.longest = t;
  shape.order = modes;
  shape.scale = z0 + rate;
  shape.room = 0.6 * (z0 + range.smallest_decay());
  const std::vector<std::size_t> last = {
      static_cast<std::size_t>(resolvent.pattern.position[modes - 1])};
  const Sample missing = Contour(resolvent, shape, last, 1).at(0, t);
  const ScaledComplex ratio = missing.amplitude / steady(network).amplitude[modes - 1];
  const double expected = -boost::math::gamma_q(static_cast<double>(modes), rate * t);
  EXPECT_LT(-expected, 1e-9);
  EXPECT_LE(missing.error, 1e-9);
  EXPECT_NEAR(ratio.value().real(), expected, -expected * 1e-9);
  EXPECT_FALSE(missing.terms < abs(missing.amplitude));
}

// -W(M) lies left of the parabola z0 + i y - |z0| (y/Y)^2.
TEST(EvolveLate, ParabolaLeftOfZeroRunsAroundTheRange) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const OneWayChain chain = random_chain(seed);
    const Network network = chain.network();
    const NumericalRange range(network);
    Dice dice(seed);
    const double z0 = -dice.uniform(0.05, 0.95) * range.smallest_decay();
    const double width = range.parabola(z0, 1.75);
    const Resolvent resolvent(network);
    for (int k = 0; k < 50; ++k) {
      // A vector on three neighbours.
      const std::size_t at = dice.below(chain.size() - 2);
      std::complex<double> v[3] = {dice.complex(), dice.complex(), dice.complex()}, form = 0;
      double square = 0;
      for (std::size_t i = 0; i < 3; ++i) {
        square += std::norm(v[i]);
        form += std::norm(v[i]) * chain.own_rate(at + i).midpoint().value();
        if (i > 0) form += std::conj(v[i]) * 2.0 * chain.link[at + i - 1] * v[i - 1];
      }
      form /= square;
      const double y = form.imag() / width;
      EXPECT_LT(-form.real(), z0 + z0 * y * y) << seed;
    }
  }
}

// One mode, weakly linked, rings on when the wave of the others has passed: between 0 and the
// saddle. Nodes too far apart to see it told errors 25 times too small.
TEST(EvolveLate, AModeThatRingsOnIsSeen) {
  for (const double detuning : {0.0, 0.01, 0.03}) {
    OneWayChain chain = equal_chain(300);
    // Different, so that partial fractions hold.
    for (std::size_t j = 0; j < 300; ++j) {
      chain.loss[j] *= 1 + 1e-3 * std::sin(1 + static_cast<double>(j * j));
    }
    chain.loss[150] = 0.05;
    chain.link[149] = chain.link[150] = 3e-4;
    chain.detuning[150] = detuning;
    EvolveOptions options;
    options.modes = {299};
    for (const double widths : {1, 3, 10}) {
      const double t = (300 + widths * std::sqrt(300)) / 0.15;
      const Evolution found = evolve(chain.network(), {t}, options);
      ASSERT_EQ(found.status, Status::ok) << found.message;
      const double off = 2 * twin::relative_error(found.amplitude[0][0], chain.last(t));
      EXPECT_LE(off, 1e-10) << detuning << " at " << widths;
      EXPECT_LE(off, 3 * found.error_bound + 1e-13) << detuning << " at " << widths;
    }
  }
}

TEST(EvolveLate, OneWayChainsMatchTheirPartialFractions) {
  std::size_t good = 0, asked = 0;
  for (std::uint64_t seed = 0; seed < (test::sanitized ? 3 : 24); ++seed) {
    const OneWayChain chain = random_chain(seed);
    const Network network = chain.network();
    double arrival = 0;
    for (std::size_t j = 0; j < chain.size(); ++j)
      arrival += 1 / chain.own_rate(j).upper_bound().value();
    EvolveOptions options;
    options.modes = {chain.size() - 1};
    options.max_precision = 64;  // no balls: what the contour cannot do is to be said
    for (const double part : {0.7, 0.9, 1.1, 1.3, 1.7, 2.5}) {
      const Evolution found = evolve(network, {part * arrival}, options);
      ++asked;
      if (found.status != Status::ok) continue;
      ++good;
      const double off =
          2 * twin::relative_error(found.amplitude[0][0], chain.last(part * arrival));
      EXPECT_LE(off, 1e-10) << "seed " << seed << " at " << part;
      EXPECT_LE(off, 3 * found.error_bound + 1e-13) << "seed " << seed << " at " << part;
    }
  }
  EXPECT_GE(good, asked * 8 / 10);
}

// v of the last of n equal modes in a row, the first one driven, from its normal modes: in balls,
// for they cancel.
ScaledComplex last_of_row(std::size_t n, double coupling, double loss, double t) {
  const auto count = static_cast<double>(n);
  for (slong bits = 512;; bits *= 2) {
    const Ball::Precision precision(bits);
    Ball sum;
    for (std::size_t k = 1; k <= n; ++k) {
      const Ball part = Ball(static_cast<double>(k)) / Ball(count + 1), far = Ball(count) * part;
      Ball cosine, near_end, far_end;
      acb_cos_pi(cosine.get(), part.get(), bits);
      acb_sin_pi(near_end.get(), part.get(), bits);
      acb_sin_pi(far_end.get(), far.get(), bits);
      const Ball rate = Ball(0.5) * Ball(loss) + Ball({0, 2}) * Ball(coupling) * cosine;
      sum += near_end * far_end / rate * (Ball(1) - Ball::exponential(-rate * Ball(t)));
    }
    const Ball v = sum * Ball({0, -2}) / Ball(count + 1);
    if (v.relative_radius() < 1e-20) return v.midpoint();
  }
}

// Eigenvalues lie on a line here, and the curve passes near them on its way left.
TEST(EvolveLate, RowsOfEqualModesMatchTheirNormalModes) {
  const double coupling = 5e-5, loss = 5e-4;
  for (const std::size_t batteries : {25U, 40U, 60U, 100U, 300U}) {
    const Network network =
        cascade(uniform_rates(batteries, coupling, loss, 1, Charging::reciprocal_direct));
    std::vector<double> times;
    for (const double part : {0.01, 0.3, 0.7, 0.85, 1.0, 1.1, 1.2, 1.5}) {
      times.push_back(part * 4500 * static_cast<double>(batteries));
    }
    for (const bool all : {false, true}) {
      if (all && batteries > 60) continue;
      EvolveOptions options;
      if (!all) options.modes = {batteries};
      const Evolution found = evolve(network, times, options);
      ASSERT_EQ(found.status, Status::ok) << found.message;
      for (std::size_t i = 0; i < times.size(); ++i) {
        const ScaledComplex want = last_of_row(batteries + 1, coupling, loss, times[i]);
        const ScaledComplex& got = found.amplitude[all ? batteries : 0][i];
        EXPECT_LT((abs(got - want) / abs(want)).value(), 5e-11) << batteries << " " << times[i];
      }
    }
  }
}

}  // namespace
}  // namespace qbnet
