#include "qbnet/solve/driven_flow.hpp"

#include <gtest/gtest.h>

#include <boost/math/special_functions/erf.hpp>
#include <boost/numeric/odeint.hpp>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "qbnet/solve/evolve.hpp"
#include "tests/gaussian_twin.hpp"
#include "tests/random_network.hpp"

namespace qbnet {
namespace {

using Complex = std::complex<double>;

const Complex i(0, 1);

Pulse pulse(std::size_t mode, PulseShape shape, Complex amplitude) {
  return {.mode = mode, .shape = shape, .amplitude = amplitude};
}

Pulse completed(Pulse of) {
  complete(of, "the drive");
  return of;
}

Complex envelope(const Pulse& p, double t) {
  if (t < p.start || t >= p.stop) return 0;
  switch (p.shape) {
    case PulseShape::square:
      return 1;
    case PulseShape::exponential:
      return std::exp(-p.rate * (t - p.start));
    case PulseShape::raised_cosine:
      return std::pow(std::sin(std::numbers::pi * (t - p.start) / (p.stop - p.start)), 2);
    case PulseShape::gaussian:
      return std::exp(-std::pow((t - p.center) / p.width, 2) / 2);
    case PulseShape::sampled:
      break;
  }
  std::size_t k = 1;
  while (p.samples[k].time <= t) ++k;
  const PulseSample &a = p.samples[k - 1], &b = p.samples[k];
  return a.value + (b.value - a.value) * (t - a.time) / (b.time - a.time);
}

// The twin: Runge and Kutta, from each edge to the next.
struct Integrated {
  FullMoments moments;
  double supplied;
};

Integrated integrated(const Network& network, const Protocol& protocol, double time) {
  const auto n = static_cast<Eigen::Index>(network.size());
  const Eigen::Index m = 2 * n;
  std::vector<double> stops;
  for (int k = 1; k <= 50; ++k) stops.push_back(time * k / 50);  // no pulse is stepped over
  for (const Pulse& p : protocol.pulses) {
    stops.push_back(p.start);
    stops.push_back(p.stop);
    for (const PulseSample& sample : p.samples) stops.push_back(sample.time);
  }
  for (const Switch& change : protocol.switches) stops.push_back(change.time);
  std::ranges::sort(stops);
  std::vector<Complex> state(static_cast<std::size_t>(m + m * m + 1));
  for (Eigen::Index k = 0; k < m; ++k) state[static_cast<std::size_t>(m + k * m + k)] = 0.5;
  double now = 0;
  for (const double stop : stops) {
    const double to = std::min(stop, time);
    if (to <= now) continue;
    const Network* here = &network;
    for (const Switch& change : protocol.switches) {
      if (change.time <= now) here = &change.network;
    }
    const SymmetricEquations equations(*here);
    const double inside = std::nextafter(to, 0);
    const auto slope = [&](const std::vector<Complex>& x, std::vector<Complex>& dx, double t) {
      const Eigen::Map<const Eigen::VectorXcd> zeta(x.data(), m);
      const Eigen::Map<const Eigen::MatrixXcd> c(x.data() + m, m, m);
      Eigen::VectorXcd b = equations.b;
      for (const Pulse& p : protocol.pulses) {
        const Complex xi =
            p.amplitude * envelope(p, std::min(t, inside)) * std::exp(i * p.detuning * t);
        const auto j = static_cast<Eigen::Index>(p.mode);
        b(j) -= i * std::conj(xi);
        b(n + j) += i * xi;
      }
      dx.back() = 2 * zeta.head(n).dot(b.head(n)).real();
      Eigen::Map<Eigen::VectorXcd>(dx.data(), m) = -equations.a * zeta + b;
      Eigen::Map<Eigen::MatrixXcd>(dx.data() + m, m, m) =
          -equations.a * c - c * equations.a.adjoint() + equations.d;
    };
    using namespace boost::numeric::odeint;
    integrate_adaptive(make_controlled<runge_kutta_fehlberg78<std::vector<Complex>>>(1e-13, 1e-13),
                       slope, state, now, to, (to - now) / 100);
    now = to;
  }
  return {{Eigen::Map<Eigen::VectorXcd>(state.data(), m),
           Eigen::Map<Eigen::MatrixXcd>(state.data() + m, m, m)},
          state.back().real()};
}

Evolution evolved(const Network& network, const std::vector<double>& times,
                  const Protocol& protocol, bool supply = false) {
  EvolveOptions options;
  options.supply = supply;
  Evolution found = evolve(network, times, options, protocol);
  EXPECT_EQ(found.status, Status::ok) << found.message;
  return found;
}

Network one_mode(double loss, double detuning = 0) {
  return Network({{{.name = "b", .loss = loss, .detuning = detuning}}, {}, {}, {}});
}

std::vector<Pulse> every_shape(Dice& dice, std::size_t modes) {
  std::vector<Pulse> all;
  for (const PulseShape shape :
       {PulseShape::square, PulseShape::gaussian, PulseShape::exponential,
        PulseShape::raised_cosine, PulseShape::sampled, PulseShape::gaussian}) {
    Pulse p = pulse(dice.below(modes), shape, dice.complex());
    p.detuning = dice.chance(0.5) ? 0 : dice.uniform(-2, 2);
    p.start = dice.uniform(-1, 3);
    p.stop = p.start + dice.uniform(1, 5);
    p.rate = dice.uniform(-0.5, 1);
    p.center = dice.uniform(0, 5);
    p.width = dice.uniform(0.2, 1);
    for (int k = 0; shape == PulseShape::sampled && k < 4; ++k) {
      p.samples.push_back({1.2 * k + dice.uniform(0, 1), dice.complex()});
    }
    all.push_back(completed(p));
  }
  return all;
}

TEST(DrivenFlow, IsThatOfTheTwin) {
  for (std::uint64_t seed = 0; seed < 24; ++seed) {
    Dice dice(seed);
    const std::size_t modes = 1 + seed % 3;
    const Network network = noisy_network(dice, modes);
    Protocol protocol;
    protocol.pulses = every_shape(dice, modes);
    for (const double t : {1.5, 4.0}) {
      if (!dice.chance(0.7)) continue;
      NetworkParts parts = network.parts();
      for (Mode& mode : parts.modes) {
        mode.loss = dice.uniform(0, 1);
        mode.drive = dice.complex();
        mode.squeezing = {};
      }
      for (Coupling& coupling : parts.couplings) coupling.strength = dice.uniform(0, 2);
      if (dice.chance(0.5)) parts.squeezers.clear();
      protocol.switches.push_back({t, Network(parts)});
    }
    const std::vector<double> times = {0.7, 3, 6.5};
    const Evolution got = evolved(network, times, protocol);
    for (std::size_t k = 0; k < times.size(); ++k) {
      const FullMoments want = integrated(network, protocol, times[k]).moments;
      for (std::size_t j = 0; j < modes; ++j) {
        const auto at = static_cast<Eigen::Index>(j);
        EXPECT_LT(std::abs(got.amplitude[j][k].value() - want.v(at)), 1e-9) << seed;
        const double energy = std::norm(want.v(at)) + want.x(at, at).real();
        EXPECT_NEAR(got.energy(j, k).value(), energy, 1e-9 * (1 + energy)) << seed;
      }
    }
  }
}

TEST(DrivenFlow, WithoutNoiseIsThatOfTheTwin) {
  for (std::uint64_t seed = 100; seed < 112; ++seed) {
    Dice dice(seed);
    const std::size_t modes = 1 + seed % 6;
    const Network network = RandomNetwork{seed, modes}.network();
    const Protocol protocol{{}, every_shape(dice, modes)};
    const Evolution got = evolved(network, {5}, protocol);
    EXPECT_TRUE(got.parts.empty());
    const FullMoments want = integrated(network, protocol, 5).moments;
    for (std::size_t j = 0; j < modes; ++j) {
      const Complex v = want.v(static_cast<Eigen::Index>(j));
      EXPECT_LT(std::abs(got.amplitude[j][0].value() - v), 1e-9 * (1 + std::abs(v))) << seed;
    }
  }
}

// v(t) = -i conj(xi) w sqrt(pi/2) exp(-a (t - c) + a^2 w^2/2) [erf] with a = loss/2.
TEST(DrivenFlow, OfAGaussianPulseIsAnErrorFunction) {
  const double loss = 0.3, a = loss / 2, c = 40, w = 3;
  Pulse p = pulse(0, PulseShape::gaussian, {0.4, 0.3});
  p.center = c;
  p.width = w;
  const std::vector<double> times = {5, 12, 30, 40, 47.123, 69.5, 70, 75, 300};
  const Evolution got = evolved(one_mode(loss), times, {{}, {completed(p)}});
  EXPECT_TRUE(got.amplitude[0][0].is_zero());
  for (std::size_t k = 1; k < times.size(); ++k) {
    const double t = times[k], end = std::min(t, c + 10 * w), root = std::numbers::sqrt2 * w;
    const double low = (-10 * w - a * w * w) / root, high = (end - c - a * w * w) / root;
    const double integral = high < 0 ? boost::math::erfc(-high) - boost::math::erfc(-low)
                                     : boost::math::erf(high) - boost::math::erf(low);
    const double size = 0.5 * w * std::sqrt(2 * std::numbers::pi) *
                        std::exp(-a * (t - c) + a * a * w * w / 2) * integral;
    const Complex want = -i * std::conj(p.amplitude) * size;
    EXPECT_LT(std::abs(got.amplitude[0][k].value() - want), 1e-12 * std::abs(want)) << t;
  }
}

// A tone of detuning w ends as the response at that frequency, exp(-i w t)/(loss/2 + i (D - w)).
TEST(DrivenFlow, OfAToneIsTheResponse) {
  const double loss = 0.2, detuning = 0.7, w = -0.4, t = 1e3;
  Pulse p = pulse(0, PulseShape::square, 2);
  p.detuning = w;
  const Evolution got = evolved(one_mode(loss, detuning), {t}, {{}, {p}});
  const Complex want = -2.0 * i * std::exp(-i * w * t) / (loss / 2 + i * (detuning - w));
  EXPECT_LT(std::abs(got.amplitude[0][0].value() - want), 1e-11 * std::abs(want));
}

TEST(DrivenFlow, OfASquarePulseThatLastsIsTheConstantDrive) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const std::size_t modes = 1 + seed % 5;
    NetworkParts parts = RandomNetwork{seed, modes}.parts();
    const Network driven(parts);
    Protocol protocol;
    for (std::size_t j = 0; j < modes; ++j) {
      protocol.pulses.push_back(pulse(j, PulseShape::square, parts.modes[j].drive));
      parts.modes[j].drive = 0;
    }
    const std::vector<double> times = {0, 0.3, 1e4, 20};
    const Evolution want = evolve(driven, times), got = evolved(Network(parts), times, protocol);
    for (std::size_t j = 0; j < modes; ++j) {
      for (std::size_t k = 0; k < times.size(); ++k) {
        const Complex v = want.amplitude[j][k].value();
        EXPECT_LE(std::abs(got.amplitude[j][k].value() - v), 1e-10 * std::abs(v)) << seed;
      }
    }
  }
}

// sin^2 is half of a constant and quarters of two tones.
TEST(DrivenFlow, OfARaisedCosineIsThatOfItsTones) {
  const Network network = RandomNetwork{3, 4}.network();
  Pulse whole = pulse(1, PulseShape::raised_cosine, {1, 0.5});
  whole.stop = 8;
  const double turn = 2 * std::numbers::pi / whole.stop;
  Protocol tones;
  for (const int k : {0, 1, -1}) {
    Pulse tone = pulse(1, PulseShape::square, whole.amplitude * (k == 0 ? 0.5 : -0.25));
    tone.detuning = k * turn;
    tone.stop = whole.stop;
    tones.pulses.push_back(tone);
  }
  const std::vector<double> times = {1, 8, 50};
  const Evolution got = evolved(network, times, {{}, {whole}}),
                  want = evolved(network, times, tones);
  for (std::size_t j = 0; j < network.size(); ++j) {
    for (std::size_t k = 0; k < times.size(); ++k) {
      EXPECT_LT(std::abs((got.amplitude[j][k] - want.amplitude[j][k]).value()),
                1e-13 * std::abs(want.amplitude[j][k].value()));
    }
  }
}

TEST(DrivenFlow, IsNotChangedByASwitchToTheSame) {
  const Network network = RandomNetwork{7, 3}.network();
  const Protocol idle{{{1.25, network}, {30, network}}, {}};
  const Evolution got = evolved(network, {1, 1.25, 40}, idle),
                  want = evolve(network, {1, 1.25, 40});
  for (std::size_t j = 0; j < 3; ++j) {
    for (std::size_t k = 0; k < 3; ++k) {
      EXPECT_LT(std::abs((got.amplitude[j][k] - want.amplitude[j][k]).value()),
                1e-10 * std::abs(want.amplitude[j][k].value()));
    }
  }
}

// Quiet, then squeezed, then quiet again, by equal steps.
TEST(DrivenFlow, KnowsTheNoiseOfLaterNetworks) {
  NetworkParts parts{{{.name = "a", .loss = 0.4, .drive = {0.3, 0.2}}, {.name = "b", .loss = 0.2}},
                     {{0, 1, 0.3, 0.5}},
                     {},
                     {}};
  const Network quiet(parts);
  parts.modes[1].squeezing = {0.7, 0.4};
  parts.modes[0].thermal = 0.5;
  parts.modes[0].loss = 0.9;
  const Network noisy(parts);
  const Protocol protocol{{{1, noisy}, {2, quiet}}, {}};
  const Evolution got = evolved(quiet, {1, 2, 3}, protocol);
  ASSERT_FALSE(got.parts.empty());
  for (std::size_t k = 0; k < 3; ++k) {
    const FullMoments want = integrated(quiet, protocol, static_cast<double>(k + 1)).moments;
    for (Eigen::Index j = 0; j < 2; ++j) {
      const auto mode = static_cast<std::size_t>(j);
      EXPECT_LT(std::abs(got.amplitude[mode][k].value() - want.v(j)), 1e-10);
      EXPECT_NEAR(got.energy(mode, k).value(), std::norm(want.v(j)) + want.x(j, j).real(), 1e-10);
    }
  }
}

// Charged to v, then cut off from everything but its loss.
TEST(DrivenFlow, DecaysWhenItIsSwitchedOff) {
  const double loss = 0.5;
  NetworkParts parts{{{.name = "b", .loss = loss, .drive = 1}}, {}, {}, {}};
  const Network on(parts);
  parts.modes[0].drive = 0;
  parts.modes[0].loss = loss / 4;
  const Evolution got = evolved(on, {6, 100}, {{{6, Network(parts)}}, {}});
  const double full = std::pow((1 - std::exp(-loss * 3)) / (loss / 2), 2);
  EXPECT_NEAR(got.energy(0, 0).value(), full, 1e-13 * full);
  const double left = full * std::exp(-loss / 4 * 94);
  EXPECT_NEAR(got.energy(0, 1).value(), left, 1e-13 * left);
}

// Narrow and wide, early and late, beside fast and slow modes.
TEST(DrivenFlow, OfGaussiansOfAnyWidth) {
  for (const double width : {1e-9, 1e-3, 1.0, 1e3}) {
    for (const double loss : {1e-3, 1.0}) {
      Pulse p = pulse(0, PulseShape::gaussian, 1 / width);
      p.center = 20 * width;
      p.width = width;
      const Evolution got = evolved(one_mode(loss), {40 * width}, {{}, {completed(p)}});
      const double a = loss / 2, x = a * width;
      const double cut = boost::math::erf((10 - x) / std::numbers::sqrt2) +
                         boost::math::erf((10 + x) / std::numbers::sqrt2);
      if (x > 5) continue;  // the pulse is followed, and what is left at its end is its last value
      const double want =
          0.5 * std::sqrt(2 * std::numbers::pi) * std::exp(-a * 20 * width + x * x / 2) * cut;
      EXPECT_NEAR(got.amplitude[0][0].value().imag(), -want, 1e-11 * want) << width << " " << loss;
    }
  }
}

TEST(DrivenFlow, SuppliesWhatTheTwinSupplies) {
  for (std::uint64_t seed = 200; seed < 206; ++seed) {
    Dice dice(seed);
    const std::size_t modes = 1;
    const Network network = noisy_network(dice, modes);
    const Protocol protocol{{}, {every_shape(dice, modes)[seed % 6]}};
    const Evolution got = evolved(network, {4.5}, protocol, true);
    const double want = integrated(network, protocol, 4.5).supplied;
    EXPECT_NEAR(got.supplied[0].value(), want, 1e-9 * (1 + std::abs(want))) << seed;
  }
}

// Steps that are almost equal share a span, and what it lacks is made up for.
TEST(DrivenFlow, TellsStepsApartThatAreAlmostEqual) {
  const double loss = 0.5, later = 2 + 1e-7;
  Pulse p = pulse(0, PulseShape::exponential, 1);
  p.rate = 0.25;
  const Evolution got = evolved(one_mode(loss), {1, later}, {{}, {p}});
  EXPECT_NEAR(got.amplitude[0][1].value().imag(), -later * std::exp(-later / 4), 1e-14);
}

TEST(DrivenFlow, ALosslessModeKeepsAllThatIsSupplied) {
  Pulse p = pulse(0, PulseShape::gaussian, {0.2, 0.1});
  p.center = 4;
  p.width = 1.5;
  const Network network({{{.name = "b", .detuning = 0.3, .drive = 0.2}}, {}, {}, {}});
  const Evolution got = evolved(network, {0, 2, 7, 30}, {{}, {completed(p)}}, true);
  EXPECT_FALSE(got.efficiency(0, 0));
  for (std::size_t k = 1; k < 4; ++k) EXPECT_NEAR(*got.efficiency(0, k), 1, 1e-10);
}

// What was supplied is stored or lost: without drives after t = 8 all of it is lost in the end.
TEST(DrivenFlow, SuppliesWhatIsStoredAndLost) {
  NetworkParts parts = RandomNetwork{5, 4}.parts();
  const Network network(parts);
  for (Mode& mode : parts.modes) mode.drive = 0;
  const Protocol off{{{8, Network(parts)}}, {}};
  const Evolution got = evolved(network, {8, 1e9}, off, true);
  EXPECT_EQ(got.supplied[0].value(), got.supplied[1].value());
  double stored = 0;
  for (std::size_t j = 0; j < 4; ++j) stored += got.energy(j, 0).value();
  EXPECT_GT(got.supplied[0].value(), stored);
}

TEST(DrivenFlow, KnowsNothingBeforeItsPulses) {
  Pulse p = pulse(0, PulseShape::raised_cosine, 1);
  p.start = 3;
  p.stop = 5;
  const Evolution got = evolved(one_mode(1), {0, 1, 3, 3.5}, {{}, {p}});
  for (std::size_t k = 0; k < 3; ++k) EXPECT_TRUE(got.amplitude[0][k].is_zero());
  EXPECT_FALSE(got.amplitude[0][3].is_zero());
}

TEST(Protocol, RefusesWhatIsWrong) {
  const auto sentence = [](Pulse of) {
    try {
      complete(of, "it");
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  Pulse p = pulse(0, PulseShape::gaussian, 1);
  EXPECT_EQ(sentence(p), "width of it must be above 0, but is 0");
  p = pulse(0, PulseShape::raised_cosine, 1);
  EXPECT_EQ(sentence(p), "it must have a stop, but has none");
  p.stop = -1;
  EXPECT_EQ(sentence(p), "stop of it must be after its start, 0, but is -1");
  p = pulse(0, PulseShape::exponential, 1);
  EXPECT_EQ(sentence(p), "accepted");
  p.rate = -1;
  EXPECT_EQ(sentence(p), "it must have a stop where its rate is below 0, but has none");
  p = pulse(0, PulseShape::sampled, 1);
  EXPECT_EQ(sentence(p), "number of samples of it must be at least 2, but is 0");
  p.samples = {{0, 1}, {0, 2}};
  EXPECT_EQ(sentence(p), "time of sample 2 of it must be after the one before, 0, but is 0");
  p = pulse(0, PulseShape::square, {std::nan(""), 0});
  EXPECT_NE(sentence(p).find("amplitude of it must be finite"), std::string::npos);
  const Network network = one_mode(1);
  EXPECT_THROW(check_protocol(network, {{}, {pulse(1, PulseShape::square, 1)}}), Error);
  EXPECT_THROW(check_protocol(network, {{{2, network}, {1, network}}, {}}), Error);
  EXPECT_THROW(check_protocol(network, {{{2, RandomNetwork{1, 2}.network()}}, {}}), Error);
}

}  // namespace
}  // namespace qbnet
