#include "qbnet/solve/moments.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <numbers>

#include "qbnet/solve/evolve.hpp"
#include "qbnet/solve/fluctuations.hpp"
#include "qbnet/solve/settling.hpp"
#include "qbnet/solve/steady.hpp"
#include "tests/early_chain.hpp"
#include "tests/gaussian_twin.hpp"
#include "tests/random_network.hpp"
#include "tests/twin.hpp"

namespace qbnet {
namespace {

using Complex = std::complex<double>;
using Matrix = Eigen::MatrixXcd;

// Every first and second moment.
std::vector<Quantified> everything(const MomentView& state, std::size_t n) {
  std::vector<Quantified> all;
  const auto scale = [&](std::size_t i, std::size_t j) {
    return sqrt(state.number(i, i).upper_bound() * state.number(j, j).upper_bound());
  };
  for (std::size_t i = 0; i < n; ++i) all.push_back({state.amplitude(i), ScaledReal()});
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      all.push_back({state.number(i, j), scale(i, j)});
      all.push_back({state.anomalous(i, j), scale(i, j)});
    }
  }
  return all;
}

FullMoments full(const Moments& found, std::size_t modes, std::size_t time = 0) {
  const auto n = static_cast<Eigen::Index>(modes);
  FullMoments result(modes);
  std::size_t k = time * (modes + 2 * modes * modes);
  for (Eigen::Index i = 0; i < n; ++i) result.v(i) = found.numbers.value[k++].value();
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j < n; ++j) {
      result.x(i, j) = found.numbers.value[k++].value();
      result.y(i, j) = found.numbers.value[k++].value();
    }
  }
  return result;
}

FullMoments steady_of(const Network& network) {
  const Moments found = steady_moments(
      network, [&](const MomentView& state) { return everything(state, network.size()); });
  EXPECT_EQ(found.status, Status::ok) << found.message;
  return full(found, network.size());
}

TEST(Moments, AreThoseOfTheTwin) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Dice dice(seed);
    const Network network = noisy_network(dice, 1 + seed % 4);
    const FullMoments got = steady_of(network), want = gaussian_twin(network);
    const double size = 1 + want.x.norm() + want.y.norm();
    EXPECT_LT((got.v - want.v).norm(), 1e-10 * (1 + want.v.norm())) << seed;
    EXPECT_LT((got.x - want.x).norm(), 1e-10 * size) << seed;
    EXPECT_LT((got.y - want.y).norm(), 1e-10 * size) << seed;
  }
}

// Rates over eight decades: numbers far below a quantum, each with its digits.
TEST(Moments, HaveEveryDigitOfTheirOwnHoweverFew) {
  double smallest = 1;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Dice dice(seed);
    NetworkParts parts = noisy_network(dice, 1 + seed % 4).parts();
    for (Mode& mode : parts.modes) {
      mode.thermal *= dice.decades(-8, 0);
      mode.gain *= dice.decades(-8, 0);
      mode.squeezing.r *= dice.decades(-4, 0);
    }
    for (Coupling& coupling : parts.couplings) coupling.strength *= dice.decades(-4, 0);
    for (Squeezer& squeezer : parts.squeezers) squeezer.strength *= dice.decades(-4, 0);
    for (Dissipator& bath : parts.dissipators) bath.rate *= dice.decades(-6, 0);
    const Network network(parts);
    const FullMoments got = steady_of(network);
    const std::vector<twin::Fluctuation> want = twin::fluctuations(network);
    for (std::size_t j = 0; j < network.size(); ++j) {
      const auto at = static_cast<Eigen::Index>(j);
      EXPECT_LE(twin::relative_error(ScaledReal(got.x(at, at).real()), want[j].number), 1e-10)
          << seed << " mode " << j;
      EXPECT_LE(twin::relative_error(ScaledComplex(got.y(at, at)), want[j].anomalous), 1e-10)
          << seed << " mode " << j;
      smallest = std::min(smallest, want[j].number.value());
    }
  }
  EXPECT_LT(smallest, 1e-12);
}

// sigma + Omega/2 >= 0 in the doubled basis: the uncertainty relation.
TEST(Moments, ArePhysical) {
  for (std::uint64_t seed = 100; seed < 140; ++seed) {
    Dice dice(seed);
    const Network network = noisy_network(dice, 1 + seed % 5);
    const FullMoments got = steady_of(network);
    const Eigen::Index n = got.x.rows();
    Matrix normal(2 * n, 2 * n);
    normal << got.x, got.y, got.y.conjugate(), got.x.conjugate() + Matrix::Identity(n, n);
    const double least = Eigen::SelfAdjointEigenSolver<Matrix>(normal).eigenvalues().minCoeff();
    EXPECT_GT(least, -1e-13 * normal.norm()) << seed;
    EXPECT_LT((got.x - got.x.adjoint()).norm(), 1e-13 * normal.norm());
    EXPECT_LT((got.y - got.y.transpose()).norm(), 1e-13 * normal.norm());
  }
}

TEST(Moments, OfASqueezedBathAreItsOwn) {
  const double n = 0.3, r = 0.8, phase = 0.4;
  const Network network(
      {{{.name = "b", .loss = 0.2, .thermal = n, .squeezing = {r, phase}}}, {}, {}, {}});
  const FullMoments got = steady_of(network);
  EXPECT_NEAR(got.x(0, 0).real(), n * std::cosh(2 * r) + std::pow(std::sinh(r), 2), 1e-14);
  EXPECT_LT(std::abs(got.y(0, 0) + (n + 0.5) * std::sinh(2 * r) * std::polar(1.0, phase)), 1e-14);
  const SteadyFluctuations parts = steady_fluctuations(network, {0});
  EXPECT_NEAR(parts.of_mode[0].thermal.value(), n, 1e-14);
}

TEST(Moments, KeepSqueezedVacuaPure) {
  for (const double r : {1e-6, 1.0, 20.0, 350.0}) {
    const Network network({{{.name = "b", .loss = 0.2, .squeezing = {r, 1}}}, {}, {}, {}});
    const SteadyFluctuations parts = steady_fluctuations(network, {0});
    ASSERT_EQ(parts.status, Status::ok) << parts.message;
    const double photons = std::pow(std::sinh(r), 2);
    EXPECT_NEAR(parts.of_mode[0].squeezed.value() / photons, 1, 1e-13);
    EXPECT_LT(std::abs(parts.of_mode[0].thermal.value()), 1e-13 * photons);
  }
}

// X = 2 s^2/(loss^2 - 4 s^2), |Y| = s (2 X + 1)/loss below the threshold s = loss/2.
TEST(Moments, OfTwoModeSqueezingAreInClosedForm) {
  const double loss = 0.1;
  for (const double s : {0.0, 1e-9, 0.02, 0.0499}) {
    const Network network(
        {{{.name = "a", .loss = loss}, {.name = "b", .loss = loss}}, {}, {}, {{0, 1, s, 0.7}}});
    const FullMoments got = steady_of(network);
    const double x = 2 * s * s / (loss * loss - 4 * s * s);
    EXPECT_NEAR(got.x(1, 1).real(), x, 1e-12 * x);
    EXPECT_NEAR(std::abs(got.y(0, 1)), s * (2 * x + 1) / loss, 1e-12 * (x + s / loss));
    EXPECT_EQ(got.x(0, 1), 0.0);
    EXPECT_EQ(got.y(0, 0), 0.0);
  }
  for (const auto& [s, status] : {std::pair(0.05, Status::marginal), {0.051, Status::unstable}}) {
    const Network network(
        {{{.name = "a", .loss = loss}, {.name = "b", .loss = loss}}, {}, {}, {{0, 1, s, 0.7}}});
    EXPECT_EQ(does_settle(network).status, status);
    EXPECT_EQ(steady(network).status, status);
    EXPECT_TRUE(steady(network).amplitude.empty());
  }
}

// dX/dt = -(loss - gain) X + gain, whether it settles or not.
TEST(Moments, OfGainFollowTheirRateEquation) {
  const double loss = 0.1;
  for (const double gain : {0.05, 0.1, 0.3}) {
    const Network network({{{.name = "b", .loss = loss, .gain = gain}}, {}, {}, {}});
    const Evolution found = evolve(network, {0, 1e-9, 3, 40, 7});
    ASSERT_EQ(found.status, Status::ok) << found.message;
    for (std::size_t i = 0; i < found.times.size(); ++i) {
      const double t = found.times[i], rate = gain - loss;
      const double want = rate == 0 ? gain * t : gain / rate * std::expm1(rate * t);
      EXPECT_NEAR(found.energy(0, i).value(), want, 1e-14 * want);
    }
  }
  EXPECT_EQ(does_settle(Network({{{.name = "b", .loss = 1, .gain = 1}}, {}, {}, {}})).status,
            Status::marginal);
  const Settling grows = does_settle(Network({{{.name = "b", .loss = 1, .gain = 2}}, {}, {}, {}}));
  EXPECT_EQ(grows.status, Status::unstable);
  EXPECT_NEAR(grows.growth, 0.5, 1e-15);
}

TEST(Moments, OfCoherentStatesAreTheAmplitudes) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Network network = RandomNetwork{seed, 1 + seed % 6}.network();
    const std::vector<double> times = {0.1, 30, 2.5, 2.5, 400};
    const Evolution want = evolve(network, times);
    const Moments got = moments_at(
        network, times, [&](const MomentView& state) { return everything(state, network.size()); });
    ASSERT_EQ(got.status, Status::ok) << got.message;
    for (std::size_t i = 0; i < times.size(); ++i) {
      const FullMoments at = full(got, network.size(), i);
      for (std::size_t j = 0; j < network.size(); ++j) {
        const Complex v = want.amplitude[j][i].value();
        EXPECT_LT(std::abs(at.v(static_cast<Eigen::Index>(j)) - v), 1e-10 * std::abs(v)) << seed;
      }
      EXPECT_EQ(at.x.norm() + at.y.norm(), 0);
    }
  }
}

TEST(Moments, InTimeEndWhereTheySettle) {
  for (std::uint64_t seed = 200; seed < 212; ++seed) {
    Dice dice(seed);
    const Network network = noisy_network(dice, 1 + seed % 3);
    const FullMoments want = steady_of(network);
    const Moments found = moments_at(network, {0, 1e4}, [&](const MomentView& state) {
      return everything(state, network.size());
    });
    ASSERT_EQ(found.status, Status::ok) << found.message;
    const FullMoments got = full(found, network.size(), 1);
    EXPECT_LT((got.x - want.x).norm() + (got.y - want.y).norm(), 1e-12 * (1 + want.x.norm()));
    EXPECT_LT((got.v - want.v).norm(), 1e-12 * want.v.norm());
    EXPECT_EQ(full(found, network.size(), 0).x.norm(), 0);
  }
}

TEST(Moments, BalanceWhatIsSuppliedAndLost) {
  for (std::uint64_t seed = 300; seed < 320; ++seed) {
    Dice dice(seed);
    const Network network = noisy_network(dice, 1 + seed % 4);
    const Steady found = steady(network);
    ASSERT_EQ(found.status, Status::ok) << found.message;
    const double lost = found.lost_power.value();
    EXPECT_NEAR(found.input_power.value(), lost, 1e-12 * (1 + std::abs(lost)));
  }
}

TEST(Moments, RefuseWhatIsTooLarge) {
  NetworkParts parts;
  for (int j = 0; j < 65; ++j) {
    parts.modes.push_back({.name = "m" + std::to_string(j), .loss = 1, .squeezing = {1, 0}});
  }
  EXPECT_THROW(steady_fluctuations(Network(parts), {0}), Error);
}

TEST(Settling, IsDecidedByEigenvaluesWhereModesShareTheirLosses) {
  // The gain of one mode is taken by its neighbour: stable although the mode alone would grow.
  const Network taken({{{.name = "a", .loss = 0, .gain = 0.1}, {.name = "b", .loss = 1}},
                       {{0, 1, 0.5, 0}},
                       {},
                       {}});
  EXPECT_EQ(does_settle(taken).status, Status::ok);
  EXPECT_NEAR(does_settle(taken).growth, -0.225, 1e-12);
  const Network alone({{{.name = "a", .loss = 0, .gain = 0.1}, {.name = "b", .loss = 1}},
                       {{0, 1, 0.01, 0}},
                       {},
                       {}});
  EXPECT_EQ(does_settle(alone).status, Status::unstable);
  EXPECT_NE(does_settle(alone).reason.find("\"a\""), std::string::npos);
}

// So early that each mode is reached by one term of the series alone, also far beyond its usual
// length; heat follows as the square of v does.
TEST(Moments, TheFirstMomentsOfTimeReachEveryMode) {
  constexpr std::size_t modes = 60;
  NetworkParts parts = early_chain(modes);
  parts.modes[0].thermal = 2;
  const Network network(parts);
  for (const double t : {1e-300, 1e-12, 1e-3}) {
    const Moments found = moments_at(network, {t}, [&](const MomentView& state) {
      return std::vector<Quantified>{{state.amplitude(modes - 1).squared_size(), ScaledReal()},
                                     {state.number(modes - 1, modes - 1), ScaledReal()}};
    });
    ASSERT_EQ(found.status, Status::ok) << found.message;
    const double mean = early_log10_amplitude(modes, t);
    double heat = std::log10(0.1 * 2 * t);
    for (std::size_t k = 1; k < modes; ++k) {
      heat += 2 * (std::log10(0.5 * t) - std::log10(static_cast<double>(k)));
    }
    heat -= std::log10(2 * modes - 1.0);
    const double tolerance = 1e-9 + 2 * t;
    EXPECT_NEAR(log10(real(found.numbers.value[0])), 2 * mean, tolerance) << t;
    EXPECT_NEAR(log10(real(found.numbers.value[1])), heat, tolerance) << t;
  }
}

}  // namespace
}  // namespace qbnet
