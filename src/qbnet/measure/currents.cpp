#include "qbnet/measure/currents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <iterator>
#include <utility>

#include "qbnet/base/memory.hpp"
#include "qbnet/resolvent/matrix.hpp"
#include "qbnet/solve/evolve.hpp"
#include "qbnet/solve/moments.hpp"
#include "qbnet/solve/steady.hpp"

namespace qbnet {
namespace {

// 1e-12 of what passes back and forth: currents of moments matter down to there.
const ScaledReal finest(1, -40);

Ball real_part(Ball z) {
  arb_zero(acb_imagref(z.get()));
  return z;
}
Ball twice_real(const Ball& z) { return real_part(z + z); }
Ball twice_imag(const Ball& z) { return -twice_real(times_i(z)); }

// A current, and the size of what passes back and forth.
struct Flow {
  Ball value;
  ScaledReal scale;
  Flow& operator+=(const Flow& other) {
    value += other.value;
    scale += other.scale;
    return *this;
  }
  Flow& operator-=(const Flow& other) {
    value -= other.value;
    scale += other.scale;
    return *this;
  }
};

// First and second moments at one time.
struct StateNow {
  const Network& network;
  std::vector<Ball> v, force;
  const MomentView* noise = nullptr;  // none: a coherent state

  Ball number(std::size_t i, std::size_t j) const {  // <o_j^+ o_i>
    const Ball coherent = i == j ? v[i].squared_size() : v[i] * conj(v[j]);
    return noise == nullptr ? coherent : coherent + noise->number(i, j);
  }
  Ball pair(std::size_t i, std::size_t j) const {  // <o_i o_j>
    const Ball coherent = v[i] * v[j];
    return noise == nullptr ? coherent : coherent + noise->anomalous(i, j);
  }
};

// All currents of docs/currents.md, in the order in which read() takes them.
class Tally {
 public:
  explicit Tally(const StateNow& state) : state_(state), network_(state.network) {
    const std::size_t n = network_.size();
    for (std::size_t j = 0; j < n; ++j) {
      energy_.push_back(real_part(state.number(j, j)));
      root_.push_back(sqrt(energy_.back().upper_bound()));
    }
    pump_.resize(n);
    shared_.resize(n);
    passed_on_.resize(n);
  }

  std::vector<Flow> all() {
    for (const Coupling& coupling : network_.couplings()) add_coupling(coupling);
    for (const Dissipator& bath : network_.dissipators()) add_dissipator(bath);
    for (const Squeezer& squeezer : network_.squeezers()) add_squeezer(squeezer);
    std::vector<Flow> all;
    all.reserve(8 * network_.size() + parts_.size());
    for (std::size_t j = 0; j < network_.size(); ++j) put_mode(j, all);
    std::ranges::move(parts_, std::back_inserter(all));
    return all;
  }

 private:
  void add_coupling(const Coupling& coupling) {
    const auto& [from, to, strength, phase] = coupling;
    const Flow flow{twice_imag(Ball::polar(strength, phase) * state_.number(from, to)),
                    ScaledReal(2 * strength) * root_[from] * root_[to]};
    passed_on_[from] += flow;
    passed_on_[to] -= flow;
    parts_.push_back(flow);
  }

  void add_dissipator(const Dissipator& bath) {
    for (const auto& [j, w_j] : bath.weights) {
      const Ball warm = Ball(bath.rate) * Ball(bath.thermal) * Ball(w_j).squared_size();
      Flow flow{-warm, warm.upper_bound()};
      for (const auto& [k, w_k] : bath.weights) {
        flow.value +=
            real_part(Ball(bath.rate) * conj(Ball(w_j)) * Ball(w_k) * state_.number(k, j));
        flow.scale += ScaledReal(bath.rate * std::abs(w_j) * std::abs(w_k)) * root_[j] * root_[k];
      }
      shared_[j] += flow;
      parts_.push_back(std::move(flow));
    }
  }

  void add_squeezer(const Squeezer& squeezer) {
    const auto& [i, j, strength, phase] = squeezer;
    const Ball pair = state_.pair(i, j);
    const Flow flow{twice_imag(Ball::polar(strength, phase) * conj(pair)),
                    ScaledReal(2 * strength) * std::max(pair.upper_bound(), root_[i] * root_[j])};
    pump_[i] += flow;
    if (i != j) pump_[j] += flow;
    parts_.push_back(flow);
  }

  void put_mode(std::size_t j, std::vector<Flow>& all) const {
    const ModeRates& rates = network_.rates(j);
    const Ball &energy = energy_[j], one(1.0), held = bath_occupation(rates);
    const Flow drive{twice_real(conj(state_.v[j]) * state_.force[j]),
                     ScaledReal(2.0) * state_.force[j].upper_bound() * root_[j]};
    const Flow gain = outright(Ball(rates.gain) * (energy + one));
    Flow loss = outright(Ball(rates.loss) * energy);
    loss -= outright(Ball(rates.loss) * held);
    Flow change = drive;
    (change += pump_[j]) += gain;
    ((change -= loss) -= shared_[j]) -= passed_on_[j];
    for (const Flow& each :
         {outright(energy), drive, pump_[j], gain, loss, shared_[j], passed_on_[j], change}) {
      all.push_back(each);
    }
  }
  static Flow outright(const Ball& value) { return {value, value.upper_bound()}; }

  const StateNow& state_;
  const Network& network_;
  std::vector<Ball> energy_;
  std::vector<ScaledReal> root_;
  std::vector<Flow> pump_, shared_, passed_on_, parts_;
};

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
  const std::vector<Flow> flows = Tally(state).all();
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

std::vector<Quantified> numbers_of(const Network& network, const MomentView& state) {
  StateNow now{state.network(), {}, {}, &state};
  for (std::size_t j = 0; j < network.size(); ++j) {
    now.v.push_back(state.amplitude(j));
    now.force.push_back(state.force(j));
  }
  std::vector<Quantified> all;
  for (Flow& flow : Tally(now).all()) {
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

// Balls while one time is done, plain numbers afterwards.
void require_memory_for(const Network& network, std::size_t times) {
  const double modes = static_cast<double>(network.size()),
               couplings = static_cast<double>(network.data().links.size());
  constexpr double ball = sizeof(Flow), number = sizeof(ScaledReal);
  require_memory((14 * modes + 2 * couplings) * ball +
                     static_cast<double>(times) * (12 * modes + couplings) * number,
                 [&] { return fmt::format("currents of {} modes", network.size()); });
}

}  // namespace

Currents steady_currents(const Network& network) {
  Currents result;
  if (!stays_coherent(network)) {
    take(network,
         steady_moments(network, [&](const MomentView& now) { return numbers_of(network, now); }),
         1, result);
  } else {
    require_memory_for(network, 1);
    Steady found = steady(network);
    result.status = found.status;
    result.message = std::move(found.message);
    if (found.amplitude.empty() && network.size() > 0) return result;
    std::vector<Ball> v;
    for (std::size_t j = 0; j < network.size(); ++j) {
      v.push_back(with_error(found.amplitude[j], found.error[j]));
    }
    result.at.push_back(of_coherent_state(network, std::move(v), result.error));
    conclude(1e-12, result);
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
