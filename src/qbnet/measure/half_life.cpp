#include "qbnet/measure/half_life.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <numeric>
#include <utility>

#include "qbnet/base/stop.hpp"
#include "qbnet/measure/energy.hpp"
#include "qbnet/resolvent/matrix.hpp"
#include "qbnet/solve/discharge.hpp"
#include "qbnet/solve/fluctuations.hpp"
#include "qbnet/solve/settling.hpp"

namespace qbnet {
namespace {

constexpr int finest = -44;       // brackets of a crossing, as a power of two of its time
constexpr double margin = 4e-15;  // of comparisons, relative
constexpr double least = 1e-24;   // an ergotropy below this share of the energy is none
constexpr long most_steps = 200'000;
constexpr double accuracy = 1e-10;
const ScaledReal faint(1, -150);  // below this share of the largest energy a mode may hold rounding
const Ball never(-1.0), undecided(-2.0);

// What was left open, of all modes.
struct Doubts {
  double error = 0;  // half the width of the widest bracket, relative to its time
  bool touched = false, endless = false;
  std::vector<ScaledReal> energies;  // of the modes, in the bits before
};

enum class Side { above, below, unclear };

// s = 2 |Y|^2/(2 X + 1 + nu), nu^2 = (2 X + 1)^2 - 4 |Y|^2, and below or above it by what doubles
// lose in nu. X, Y and the result in a unit.
double squeezed(double noise, double anomalous, double unit, double above) {
  const double width = 2 * std::max(noise, 0.0) * unit + 1, y = anomalous * unit;
  const double square = (1 - above * margin) * width * width - 4 * y * y;
  return 2 * anomalous * y / (width + std::sqrt(std::max(0.0, square)));
}

// The energy or the ergotropy of one mode, relative to its energy at the start.
struct Quantity {
  bool ergotropy;
  double unit;  // that energy
  double half;
  // s falls with X and grows with |Y|.
  Side side(const Discharge::Between& range) const {
    double low = range.energy[0], high = range.energy[1];
    if (ergotropy) {
      low = range.coherent[0] + squeezed(range.noise[1], range.anomalous[0], unit, -1);
      high = range.coherent[1] + squeezed(range.noise[0], range.anomalous[1], unit, 1);
    }
    if (low > half * (1 + margin)) return Side::above;
    return high < half * (1 - margin) ? Side::below : Side::unclear;
  }
};

// Crossings from stretches of time in which the side is not clear. Rounding may clear and blur it
// again next to a crossing: what is as near as times are told is one with it.
class Brackets {
 public:
  // The side is clear again.
  void add(long double from, long double to, bool crosses) {
    if (!crosses) {
      if (crossed_ >= 0 && to - crossed_ <= accuracy * to) {
        error_ = std::max(error_, static_cast<double>((to - crossed_) / to));
      } else {
        touched_ = touched_ || blurred_ >= 0;
        blurred_ = from;
      }
      return;
    }
    if (blurred_ >= 0 && to - blurred_ <= accuracy * to) {
      from = std::exchange(blurred_, -1);
    }
    const long double middle = (from + to) / 2;
    error_ = std::max(error_, static_cast<double>((to - from) / 2 / middle));
    last_ = static_cast<double>(middle);
    if (first_ < 0) first_ = last_;
    crossed_ = to;
  }
  void tell(std::array<Ball, 2>& found, Doubts& doubts) const {
    doubts.error = std::max(doubts.error, error_);
    doubts.touched = doubts.touched || touched_ || blurred_ >= 0;
    if (first_ >= 0) found = {Ball(first_), Ball(last_)};
  }

 private:
  double first_ = -1, last_ = -1, error_ = 0;
  long double crossed_ = -1, blurred_ = -1;  // blurred: since when, before a crossing
  bool touched_ = false;
};

// First and last crossing, `never` without one. Spans of time whose bounds lie on one side of half
// are passed over; others are cut in two until they are brackets.
std::array<Ball, 2> crossings(Discharge& network, std::size_t mode, bool ergotropy,
                              const ScaledReal& start, Doubts& doubts) {
  Discharge::Trace trace(network, mode);
  std::array<Ball, 2> found = {never, never};
  if (!(trace.unit() * ScaledReal(least) < start)) return found;
  const Quantity quantity{ergotropy, trace.unit().value(), (start / trace.unit()).value() / 2};
  Brackets brackets;
  Side side = Side::above;
  long double since = -1;  // where an unclear stretch began
  int level = 0;
  for (long steps = 0; since >= 0 || quantity.side(trace.ever()) == Side::unclear; ++steps) {
    stop_if_asked();
    if (steps > most_steps || level < -1000) {
      doubts.endless = true;
      return found;
    }
    const Side next = quantity.side(trace.within(level));
    const bool bracket =
        trace.length(level) <= std::ldexp(static_cast<double>(trace.time()), finest);
    if (next == Side::unclear && !bracket) {
      --level;
      continue;
    }
    if (next == Side::unclear && since < 0) since = trace.time();
    if (next != Side::unclear) {
      if (since >= 0) brackets.add(since, trace.time(), next != side);
      side = next;
      since = -1;
      ++level;
    }
    trace.go();
  }
  brackets.tell(found, doubts);
  if (side != quantity.side(trace.ever())) doubts.touched = true;
  return found;
}

void require_loss_above_gain(const Network& network) {
  for (const Mode& mode : network.modes()) {
    if (mode.gain == 0 || mode.gain < mode.loss) continue;
    throw Error(
        Refusal::input,
        fmt::format("gain of mode \"{}\" must be below its loss {} for a half-life, but is {}",
                    mode.name, mode.loss, mode.gain));
  }
}

enum class Presence { there, open, rounding };

// What little a mode holds may be rounding: that falls as bits grow.
Presence presence_of(const ScaledReal& energy, const ScaledReal& most, const ScaledReal* before) {
  if (most * faint < energy) return Presence::there;
  if (before == nullptr) return Presence::open;
  return energy < *before * ScaledReal(1, -20) ? Presence::rounding : Presence::there;
}

// Of each mode: energy parts at the start, then the crossings of energy and ergotropy.
std::vector<Quantified> compute(const Network& off, const std::vector<std::size_t>& modes,
                                bool isolated, const MomentView& state, Doubts& doubts) {
  const bool coherent = stays_coherent(state.network());
  doubts = {.energies = std::move(doubts.energies)};
  const std::vector<ScaledReal> before = std::exchange(doubts.energies, {});
  std::vector<std::size_t> all(off.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  std::optional<Discharge> together;
  if (!isolated) together.emplace(off, state, all);
  if (together && !together->ends()) return {};
  ScaledReal most;
  for (const std::size_t mode : all) most = std::max(most, state.energy(mode).real_midpoint());
  std::vector<Quantified> numbers;
  for (const std::size_t mode : modes) {
    numbers.push_back({state.amplitude(mode), ScaledReal()});
    std::vector<Quantified> parts = fluctuations_of(state, mode);
    const ScaledReal thermal = parts[0].value.real_midpoint();
    const ScaledReal ergotropy =
        (state.amplitude(mode).squared_size() + parts[1].value).real_midpoint();
    std::ranges::move(parts, std::back_inserter(numbers));
    std::optional<Discharge> alone;
    if (isolated && off.rates(mode).loss > 0) {
      alone.emplace(Network(NetworkParts{{off.mode(mode)}, {}, {}}), state, std::vector{mode});
      if (!alone->ends()) return {};
    }
    const std::size_t k = doubts.energies.size();
    doubts.energies.push_back(thermal + ergotropy);
    const Presence presence =
        presence_of(doubts.energies[k], most, k < before.size() ? &before[k] : nullptr);
    std::array<Ball, 2> times;
    for (const bool of_ergotropy : {false, true}) {
      const ScaledReal start = of_ergotropy ? ergotropy : thermal + ergotropy;
      const bool same = of_ergotropy && coherent;  // all energy is ergotropy
      if (!same) times = {never, never};           // without loss a mode alone keeps all
      if (presence == Presence::open) times = {undecided, undecided};
      const bool there = !same && presence == Presence::there;
      if (there && alone) times = crossings(*alone, 0, of_ergotropy, start, doubts);
      if (there && together) times = crossings(*together, mode, of_ergotropy, start, doubts);
      for (const Ball& time : times) numbers.push_back({time, ScaledReal()});
    }
  }
  return numbers;
}

Halving halving(const ScaledComplex& first, const ScaledComplex& last) {
  const double from = real(first).value(), to = real(last).value();
  if (from < 0) return {};
  return {from, to};
}

void conclude(const Doubts& doubts, HalfLives& result) {
  result.error = std::max(result.error, doubts.error);
  if (result.status != Status::ok) return;
  if (doubts.endless) {
    result.status = Status::failed;
    result.modes.clear();
    result.message = fmt::format(
        "modes ring for too long, have rates too far apart, or end too near to half to be "
        "followed: more than {} steps",
        most_steps);
  } else if (doubts.touched) {
    result.status = Status::inaccurate;
    result.message += ": half is touched, and whether it is crossed there is not known";
  } else if (result.error > accuracy) {
    result.status = Status::inaccurate;
    result.message += fmt::format(": a time is right to {:.1e} only", result.error);
  }
}

}  // namespace

Network switched_off(const Network& network, bool isolated) {
  NetworkParts parts = network.parts();
  for (Mode& mode : parts.modes) mode.drive = 0;
  parts.squeezers.clear();
  if (isolated) {
    parts.couplings.clear();
    parts.dissipators.clear();
  }
  return Network(parts);
}

HalfLives half_lives(const Network& network, std::vector<std::size_t> modes,
                     const HalfLifeOptions& options) {
  if (modes.empty()) {
    modes.resize(network.size());
    std::iota(modes.begin(), modes.end(), std::size_t{0});
  }
  refuse_too_many_moments(network);
  require_loss_above_gain(network);
  const Network off = switched_off(network, options.isolated);
  HalfLives result;
  if (!options.isolated) {
    const Settling settling = does_settle(off);
    result.status = settling.status;
    result.message = "without drives: " + settling.reason;
    if (settling.status != Status::ok) return result;
  }
  Doubts doubts;
  const Extract extract = [&](const MomentView& state) {
    return compute(off, modes, options.isolated, state, doubts);
  };
  MomentOptions bits;
  bits.max_precision = 1000;
  const Moments found = steady_moments(network, extract, bits);
  result.status = found.status;
  result.message = found.message;
  if (found.numbers.value.empty()) return result;
  result.error = found.numbers.worst();
  std::size_t k = 0;
  for (const std::size_t mode : modes) {
    const auto next = [&]() -> const ScaledComplex& { return found.numbers.value[k++]; };
    const ScaledReal coherent = energy(next()), thermal = real(next()), squeezing = real(next());
    HalfLife life{mode, coherent + thermal + squeezing, coherent + squeezing, {}, {}};
    for (Halving* each : {&life.of_energy, &life.of_ergotropy}) {
      const ScaledComplex first = next();
      *each = halving(first, next());
    }
    result.modes.push_back(life);
  }
  conclude(doubts, result);
  return result;
}

}  // namespace qbnet
