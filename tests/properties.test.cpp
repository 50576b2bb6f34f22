// What must hold for every network, on random ones. RC_PARAMS="seed=..." draws others.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdlib>
#include <numbers>
#include <numeric>
#include <string>
#include <vector>

#include "qbnet/measure/energy.hpp"
#include "qbnet/solve/evolve.hpp"
#include "qbnet/solve/steady.hpp"
#include "tests/random_network.hpp"
#include "tests/twin.hpp"

namespace qbnet {
namespace {

using cd = std::complex<double>;

// The same networks in every run, unless the environment asks for others.
const bool seeded = setenv("RC_PARAMS", "seed=2024", 0) == 0;

/// Two descriptions of one network whose rates differ by roundings: what that may do to an energy.
constexpr double rounded_rates = 1e-10;
/// Two descriptions with equal rates.
constexpr double equal_rates = 1e-12;

rc::Gen<RandomNetwork> any_network(std::size_t most = 14) {
  return rc::gen::map(rc::gen::pair(rc::gen::arbitrary<std::uint64_t>(),
                                    rc::gen::inRange<std::size_t>(2, most + 1)),
                      [](const std::pair<std::uint64_t, std::size_t>& drawn) {
                        return RandomNetwork{drawn.first, drawn.second};
                      });
}

rc::Gen<double> any_angle() {
  return rc::gen::map(rc::gen::inRange(-3000, 3001), [](int k) { return k / 1000.0; });
}

Pages<ScaledComplex> settled(const NetworkParts& parts) {
  const Steady found = steady(Network(parts));
  RC_ASSERT(found.status == Status::ok);
  return found.amplitude;
}

std::vector<ScaledComplex> at_time(const NetworkParts& parts, double t) {
  const Evolution found = evolve(Network(parts), {t});
  RC_ASSERT(found.status == Status::ok);
  std::vector<ScaledComplex> v;
  for (const auto& mode : found.amplitude) v.push_back(mode[0]);
  return v;
}

void same(const ScaledComplex& a, const ScaledComplex& b, double tolerance) {
  RC_ASSERT(twin::relative_error(a, b) <= tolerance);
}

ScaledComplex turned(const ScaledComplex& v, double angle) {
  return v * ScaledComplex(std::polar(1.0, angle));
}

RC_GTEST_PROP(Properties, NamesAndOrderOfModesDoNotMatter, ()) {
  const NetworkParts parts = (*any_network()).parts();
  const std::size_t n = parts.modes.size();
  std::vector<std::size_t> to(n);  // mode j becomes mode to[j]
  std::iota(to.begin(), to.end(), std::size_t{0});
  for (std::size_t j = n; j-- > 1;) std::swap(to[j], to[*rc::gen::inRange<std::size_t>(0, j + 1)]);
  NetworkParts moved = parts;
  for (std::size_t j = 0; j < n; ++j) {
    moved.modes[to[j]] = parts.modes[j];
    moved.modes[to[j]].name = "x" + std::to_string(j);
  }
  for (Coupling& c : moved.couplings) c = {to[c.from], to[c.to], c.strength, c.phase};
  for (Dissipator& d : moved.dissipators) {
    for (auto& [mode, weight] : d.weights) mode = to[mode];
  }
  std::reverse(moved.couplings.begin(), moved.couplings.end());
  const auto v = settled(parts), w = settled(moved);
  for (std::size_t j = 0; j < n; ++j) same(w[to[j]], v[j], equal_rates);
}

// o_j = e^(i phi_j) o'_j: phases turn by phi_from - phi_to, drives and weights by phi_j.
RC_GTEST_PROP(Properties, GaugeChangeTurnsAmplitudesOnly, ()) {
  const NetworkParts parts = (*any_network()).parts();
  NetworkParts turned_parts = parts;
  std::vector<double> phi(parts.modes.size());
  for (std::size_t j = 0; j < phi.size(); ++j) {
    phi[j] = *any_angle();
    turned_parts.modes[j].drive *= std::polar(1.0, phi[j]);
  }
  for (Coupling& c : turned_parts.couplings) c.phase += phi[c.from] - phi[c.to];
  for (Dissipator& d : turned_parts.dissipators) {
    for (auto& [mode, weight] : d.weights) weight *= std::polar(1.0, phi[mode]);
  }
  const auto v = settled(parts), w = settled(turned_parts);
  for (std::size_t j = 0; j < v.size(); ++j) same(turned(w[j], phi[j]), v[j], rounded_rates);
  const auto vt = at_time(parts, 3), wt = at_time(turned_parts, 3);
  for (std::size_t j = 0; j < v.size(); ++j) same(turned(wt[j], phi[j]), vt[j], rounded_rates);
}

RC_GTEST_PROP(Properties, AFullTurnOfAPhaseChangesNothing, ()) {
  const NetworkParts parts = (*any_network()).parts();
  NetworkParts more = parts;
  for (Coupling& c : more.couplings) c.phase += 2 * std::numbers::pi * *rc::gen::inRange(-3, 4);
  const auto v = settled(parts), w = settled(more);
  for (std::size_t j = 0; j < v.size(); ++j) same(w[j], v[j], rounded_rates);
}

RC_GTEST_PROP(Properties, ACouplingReadBackwardsIsItsConjugate, ()) {
  const NetworkParts parts = (*any_network()).parts();
  NetworkParts back = parts;
  for (Coupling& c : back.couplings) c = {c.to, c.from, c.strength, -c.phase};
  const auto v = settled(parts), w = settled(back);
  for (std::size_t j = 0; j < v.size(); ++j) same(w[j], v[j], equal_rates);
}

RC_GTEST_PROP(Properties, OnlyRatiosOfRatesMatter, ()) {
  const NetworkParts parts = (*any_network(10)).parts();
  const double unit = std::pow(10.0, *rc::gen::inRange(-8, 9)) * 1.7;
  NetworkParts scaled = parts;
  for (Mode& mode : scaled.modes) {
    mode.loss *= unit;
    mode.detuning *= unit;
    mode.drive *= unit;
  }
  for (Coupling& c : scaled.couplings) c.strength *= unit;
  for (Dissipator& d : scaled.dissipators) d.rate *= unit;
  const auto v = settled(parts), w = settled(scaled);
  for (std::size_t j = 0; j < v.size(); ++j) same(w[j], v[j], rounded_rates);
  const auto vt = at_time(parts, 5), wt = at_time(scaled, 5 / unit);
  for (std::size_t j = 0; j < v.size(); ++j) same(wt[j], vt[j], 2 * rounded_rates);
}

RC_GTEST_PROP(Properties, EnergyGrowsAsTheSquareOfTheDrive, ()) {
  const NetworkParts parts = (*any_network()).parts();
  const cd factor = std::polar(std::pow(10.0, *rc::gen::inRange(-120, 120)), *any_angle());
  NetworkParts harder = parts;
  for (Mode& mode : harder.modes) mode.drive *= factor;
  const auto v = settled(parts), w = settled(harder);
  for (std::size_t j = 0; j < v.size(); ++j) {
    same(w[j], v[j] * ScaledComplex(std::conj(factor)), rounded_rates);
    const ScaledReal expected = energy(v[j]) * norm(ScaledComplex(factor));
    RC_ASSERT(twin::relative_error(energy(w[j]), expected) <= 2 * rounded_rates);
  }
}

// Each drive's own amplitudes add up. They may cancel: then the sum of the sizes is the measure.
RC_GTEST_PROP(Properties, DrivesAddUp, ()) {
  const NetworkParts parts = (*any_network()).parts();
  std::vector<ScaledComplex> sum(parts.modes.size());
  std::vector<ScaledReal> size(parts.modes.size());
  for (std::size_t i = 0; i < parts.modes.size(); ++i) {
    NetworkParts one = parts;
    for (std::size_t j = 0; j < one.modes.size(); ++j) {
      if (j != i) one.modes[j].drive = 0;
    }
    if (one.modes[i].drive == 0.0) continue;
    const auto v = settled(one);
    for (std::size_t j = 0; j < v.size(); ++j) {
      sum[j] += v[j];
      size[j] += abs(v[j]);
    }
  }
  const auto v = settled(parts);
  for (std::size_t j = 0; j < v.size(); ++j) {
    const ScaledReal off = abs(v[j] - sum[j]);
    RC_ASSERT(off.is_zero() || (off / size[j]).value() <= equal_rates);
  }
}

RC_GTEST_PROP(Properties, NetworksSideBySideDoNotFeelEachOther, ()) {
  const NetworkParts left = (*any_network(8)).parts();
  const NetworkParts right = (*any_network(8)).parts();
  const std::size_t n = left.modes.size();
  NetworkParts both = left;
  for (Mode mode : right.modes) {
    mode.name = "right_" + mode.name;
    both.modes.push_back(mode);
  }
  for (Coupling c : right.couplings) {
    both.couplings.push_back({c.from + n, c.to + n, c.strength, c.phase});
  }
  for (Dissipator d : right.dissipators) {
    for (auto& [mode, weight] : d.weights) mode += n;
    both.dissipators.push_back(d);
  }
  const auto l = settled(left), r = settled(right), v = settled(both);
  for (std::size_t j = 0; j < n; ++j) same(v[j], l[j], equal_rates);
  for (std::size_t j = 0; j < r.size(); ++j) same(v[n + j], r[j], equal_rates);
  const auto lt = at_time(left, 2), rt = at_time(right, 2), vt = at_time(both, 2);
  for (std::size_t j = 0; j < n; ++j) same(vt[j], lt[j], rounded_rates);
  for (std::size_t j = 0; j < r.size(); ++j) same(vt[n + j], rt[j], rounded_rates);
}

// |v(t) - v(infinity)| <= e^(-kappa t/2) |v(infinity)|: chosen so that every amplitude has
// arrived within 1e-7, and the evolution still has to be computed.
RC_GTEST_PROP(Properties, LongChargingEndsInTheSteadyState, ()) {
  NetworkParts parts = (*any_network(8)).parts();
  for (Mode& mode : parts.modes) mode.loss = std::max(mode.loss, 0.1);
  const auto v = settled(parts);
  ScaledReal total;
  ScaledReal least;
  for (const ScaledComplex& amplitude : v) {
    const ScaledReal size = abs(amplitude);
    total += size;
    if (!size.is_zero() && (least.is_zero() || size < least)) least = size;
  }
  const double t = 20 * (log(total / least) + std::log(1e7));
  const auto w = at_time(parts, t);
  for (std::size_t j = 0; j < v.size(); ++j) same(w[j], v[j], 1.001e-7);
}

RC_GTEST_PROP(Properties, WhatIsPumpedInIsLost, ()) {
  const Network network = (*any_network(30)).network();
  const Steady found = steady(network);
  RC_ASSERT(found.status == Status::ok);
  RC_ASSERT(ScaledReal() < found.lost_power);
  RC_ASSERT((abs(found.input_power - found.lost_power) / found.lost_power).value() < 2e-12);
}

// The transposed M is the network with all phases and weights conjugated: what i sends to j here,
// j sends to i there. Reciprocity is the case in which the two networks are one.
RC_GTEST_PROP(Properties, SourceAndReaderChangePlacesUnderConjugation, ()) {
  NetworkParts parts = (*any_network()).parts();
  const std::size_t i = *rc::gen::inRange<std::size_t>(0, parts.modes.size());
  const std::size_t j = *rc::gen::inRange<std::size_t>(0, parts.modes.size());
  for (Mode& mode : parts.modes) mode.drive = 0;
  NetworkParts conjugate = parts;
  for (Coupling& c : conjugate.couplings) c.phase = -c.phase;
  for (Dissipator& d : conjugate.dissipators) {
    for (auto& [mode, weight] : d.weights) weight = std::conj(weight);
  }
  parts.modes[i].drive = 1;
  conjugate.modes[j].drive = 1;
  same(settled(conjugate)[i], settled(parts)[j], equal_rates);
  same(at_time(conjugate, 4)[i], at_time(parts, 4)[j], rounded_rates);
}

// v(t) starts as b t: each mode's energy as |xi|^2 t^2 where it is driven.
RC_GTEST_PROP(Properties, ChargingBeginsWithTheDriveAlone, ()) {
  const NetworkParts parts = (*any_network()).parts();
  const double t = 1e-11;
  const auto v = at_time(parts, t);
  for (std::size_t j = 0; j < v.size(); ++j) {
    const cd drive = parts.modes[j].drive;
    if (drive != 0.0) same(v[j], ScaledComplex(cd(0, -t) * std::conj(drive)), 1e-8);
  }
}

// 1e-12 is the accuracy of the energy itself: a single lossy mode meets the limit exactly.
RC_GTEST_PROP(Properties, NoModeStoresMoreThanTheLimit, ()) {
  const Network network = (*any_network()).network();
  const Steady found = steady(network);
  for (std::size_t j = 0; j < network.size(); ++j) {
    const auto limit = energy_limit(network, j);
    RC_ASSERT(limit.has_value());
    RC_ASSERT(energy(found.amplitude[j]).value() <= *limit * (1 + 1e-12));
  }
}

}  // namespace
}  // namespace qbnet
