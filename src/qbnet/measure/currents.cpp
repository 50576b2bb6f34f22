#include "qbnet/measure/currents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <optional>
#include <utility>

#include "qbnet/base/memory.hpp"
#include "qbnet/measure/current_terms.hpp"
#include "qbnet/resolvent/solver.hpp"
#include "qbnet/solve/enclosure.hpp"
#include "qbnet/solve/evolve.hpp"
#include "qbnet/solve/moments.hpp"
#include "qbnet/solve/steady.hpp"

namespace qbnet {
namespace {

// 1e-12 of what passes back and forth: currents of moments matter down to there.
const ScaledReal finest(1, -40);

// next(): the currents, one after the other.
template <class Next>
NetworkCurrents read(const Network& network, const Next& next) {
  constexpr std::array parts = {&ModeCurrents::energy,    &ModeCurrents::drive,
                                &ModeCurrents::pump,      &ModeCurrents::gain,
                                &ModeCurrents::loss,      &ModeCurrents::shared,
                                &ModeCurrents::passed_on, &ModeCurrents::change};
  NetworkCurrents result;
  for (std::size_t j = 0; j < network.size(); ++j) {
    ModeCurrents mode;
    for (const auto part : parts) mode.*part = next();
    for (const auto part : parts) result.together.*part += mode.*part;
    result.modes.push_back(mode);
  }
  result.together.passed_on = ScaledReal();  // what leaves one mode enters another
  for (std::size_t k = 0; k < network.data().links.size(); ++k) result.couplings.push_back(next());
  for (const Dissipator& bath : network.dissipators()) {
    std::vector<ScaledReal>& taken = result.dissipators.emplace_back();
    for (std::size_t k = 0; k < bath.weights.size(); ++k) taken.push_back(next());
  }
  for (std::size_t k = 0; k < network.squeezers().size(); ++k) result.squeezers.push_back(next());
  return result;
}

// What is smaller than its own error has no sign to be told.
ScaledReal told(const ScaledReal& value, const ScaledReal& error) {
  return error < abs(value) ? value : ScaledReal();
}

std::vector<Ball> constant_force(const Network& network) {
  std::vector<Ball> all;
  for (std::size_t j = 0; j < network.size(); ++j) {
    const std::complex<double> xi = network.rates(j).drive;
    all.push_back(Ball(std::complex<double>(-xi.imag(), -xi.real())));
  }
  return all;
}

// Amplitudes with their errors as radii; so the radius of a current is its error.
NetworkCurrents of_coherent_state(const Network& network, std::vector<Ball> v, double& worst) {
  const StateNow state{network, std::move(v), constant_force(network)};
  const std::vector<Flow> flows = current_terms(state);
  auto at = flows.begin();
  return read(network, [&] {
    const Flow& flow = *at++;
    const ScaledReal value = flow.value.real_midpoint(), error = flow.value.real_radius();
    const ScaledReal beside = std::max(abs(value), flow.scale);
    if (!error.is_zero()) worst = std::max(worst, (error / beside).value());
    return told(value, error);
  });
}

Ball with_error(const ScaledComplex& amplitude, double error) {
  return Ball::around(amplitude, abs(amplitude) * ScaledReal(error));
}

void conclude(double accuracy, Currents& result) {
  if (result.status != Status::ok || result.error <= accuracy) return;
  result.status = Status::inaccurate;
  result.message +=
      fmt::format("; a current is off by up to {:.1e} of what passes back and forth", result.error);
}

// Balls while one time is done, plain numbers afterwards.
void require_memory_for(const Network& network, std::size_t times) {
  const double modes = static_cast<double>(network.size()),
               couplings = static_cast<double>(network.data().links.size());
  constexpr double ball = sizeof(Flow), number = sizeof(ScaledReal);
  require_memory((14 * modes + 2 * couplings) * ball +
                     static_cast<double>(times) * (12 * modes + couplings) * number,
                 [&] { return fmt::format("currents of {} modes", network.size()); });
}

void take_coherent(const Network& network, Currents& result) {
  require_memory_for(network, 1);
  std::optional<Resolvent> resolvent;
  if (network.size() > 0) resolvent.emplace(network);
  Steady found = resolvent ? steady(*resolvent) : steady(network);
  result.status = found.status;
  result.message = std::move(found.message);
  if (found.amplitude.empty() && resolvent) return;
  // A current may be a tiny part of what passes back and forth, far from resonance say: of few
  // modes amplitudes have digits enough for it.
  constexpr std::size_t few = 64;
  constexpr double digits = 1e-40;
  std::vector<Ball> v(network.size());
  Enclosure enclosure;
  if (result.status == Status::ok && resolvent && network.size() <= few) {
    enclosure = enclose(*resolvent, digits, SteadyOptions().max_precision);
  }
  for (std::size_t j = 0; j < v.size(); ++j) {
    v[j] = enclosure.accurate
               ? enclosure.x[static_cast<std::size_t>(resolvent->pattern.position[j])]
               : with_error(found.amplitude[j], found.error[j]);
  }
  const Ball::Precision precision(std::max<slong>(enclosure.bits, Ball::precision()));
  result.at.push_back(of_coherent_state(network, std::move(v), result.error));
  conclude(1e-12, result);
}

std::vector<Quantified> numbers_of(const Network& network, const MomentView& state) {
  StateNow now{state.network(), {}, {}, &state};
  for (std::size_t j = 0; j < network.size(); ++j) {
    now.v.push_back(state.amplitude(j));
    now.force.push_back(state.force(j));
  }
  std::vector<Quantified> all;
  for (Flow& flow : current_terms(now)) {
    all.push_back({std::move(flow.value), flow.scale * finest});
  }
  return all;
}

void take(const Network& network, Moments found, std::size_t times, Currents& result) {
  result.status = found.status;
  result.message = std::move(found.message);
  const Agreed& numbers = found.numbers;
  if (numbers.value.empty()) return;
  result.error = numbers.worst();
  std::size_t k = 0;
  const auto next = [&] {
    const ScaledReal value = real(numbers.value[k]);
    const ScaledReal error = ScaledReal(numbers.error[k]) * numbers.scale[k];
    ++k;
    return told(value, error);
  };
  for (std::size_t i = 0; i < times; ++i) result.at.push_back(read(network, next));
}

bool same_shape(const Network& one, const Network& other) {
  const auto ends = [](const auto& a, const auto& b) { return a.from == b.from && a.to == b.to; };
  const auto pairs = [](const Squeezer& a, const Squeezer& b) {
    return a.first == b.first && a.second == b.second;
  };
  const auto members = [](const Dissipator& a, const Dissipator& b) {
    return std::ranges::equal(
        a.weights, b.weights, {}, [](const auto& w) { return w.first; },
        [](const auto& w) { return w.first; });
  };
  return std::ranges::equal(one.data().links, other.data().links, ends) &&
         std::ranges::equal(one.squeezers(), other.squeezers(), pairs) &&
         std::ranges::equal(one.dissipators(), other.dissipators(), members);
}

void require_same_shape(const Network& network, const Protocol& protocol) {
  for (std::size_t k = 0; k < protocol.switches.size(); ++k) {
    if (same_shape(network, protocol.switches[k].network)) continue;
    throw Error(Refusal::input, fmt::format("switch {} must leave couplings, dissipators and "
                                            "squeezings between the same modes for currents to "
                                            "have a name, but changes them",
                                            k + 1));
  }
}

}  // namespace

Currents steady_currents(const Network& network) {
  Currents result;
  if (!stays_coherent(network)) {
    take(network,
         steady_moments(network, [&](const MomentView& now) { return numbers_of(network, now); }),
         1, result);
  } else {
    take_coherent(network, result);
  }
  for (NetworkCurrents& now : result.at) {
    for (ModeCurrents& mode : now.modes) mode.change = ScaledReal();
    now.together.change = ScaledReal();
  }
  return result;
}

Currents currents_at(const Network& network, const std::vector<double>& times,
                     const Protocol& protocol, int threads) {
  require_same_shape(network, protocol);
  Currents result;
  if (!protocol.empty() || !stays_coherent(network)) {
    take(network,
         moments_at(
             network, times, [&](const MomentView& now) { return numbers_of(network, now); }, {},
             protocol),
         times.size(), result);
    return result;
  }
  require_memory_for(network, times.size());
  EvolveOptions options;
  options.threads = threads;
  const Evolution found = evolve(network, times, options);
  result.status = found.status;
  result.message = found.message;
  for (std::size_t i = 0; i < times.size(); ++i) {
    std::vector<Ball> v;
    for (std::size_t j = 0; j < network.size(); ++j) {
      v.push_back(with_error(found.amplitude[j][i], found.error_bound / 2));
    }
    result.at.push_back(of_coherent_state(network, std::move(v), result.error));
  }
  conclude(1e-10, result);
  return result;
}

}  // namespace qbnet
