#include "qbnet/network/protocol.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>

#include "qbnet/base/status.hpp"
#include "qbnet/network/checks.hpp"

namespace qbnet {
namespace {

void require(bool holds, const std::string& what, const std::string& must, double value) {
  if (holds) return;
  throw Error(Refusal::input, fmt::format("{} must be {}, but is {}", what, must, value));
}

void check_samples(const std::vector<PulseSample>& samples, const std::string& what) {
  require(samples.size() >= 2, "number of samples of " + what, "at least 2",
          static_cast<double>(samples.size()));
  for (std::size_t k = 0; k < samples.size(); ++k) {
    const auto part = [&](const char* name) {
      return fmt::format("{} of sample {} of {}", name, k + 1, what);
    };
    check_finite(samples[k].time, [&] { return part("time"); });
    check_finite(samples[k].value, [&] { return part("value"); });
    if (k > 0) {
      require(samples[k].time > samples[k - 1].time, part("time"),
              fmt::format("after the one before, {}", samples[k - 1].time), samples[k].time);
    }
  }
}

}  // namespace

std::string_view to_string(PulseShape shape) {
  switch (shape) {
    case PulseShape::square:
      return "square";
    case PulseShape::gaussian:
      return "gaussian";
    case PulseShape::exponential:
      return "exponential";
    case PulseShape::raised_cosine:
      return "raised-cosine";
    case PulseShape::sampled:
      break;
  }
  return "sampled";
}

std::complex<double> drive_at(const Pulse& pulse, double t) {
  const bool on = pulse.start <= t && t < pulse.stop;
  if (!on) return 0;
  std::complex<double> envelope = 1;
  if (pulse.shape == PulseShape::gaussian) {
    const double x = (t - pulse.center) / pulse.width;
    envelope = std::exp(-x * x / 2);
  } else if (pulse.shape == PulseShape::exponential) {
    envelope = std::exp(-pulse.rate * (t - pulse.start));
  } else if (pulse.shape == PulseShape::raised_cosine) {
    const double sine = std::sin(std::numbers::pi * (t - pulse.start) / (pulse.stop - pulse.start));
    envelope = sine * sine;
  } else if (pulse.shape == PulseShape::sampled) {
    const auto after = std::ranges::upper_bound(pulse.samples, t, {}, &PulseSample::time);
    const PulseSample &left = *std::prev(after), &right = *after;
    envelope =
        left.value + (right.value - left.value) * ((t - left.time) / (right.time - left.time));
  }
  return pulse.amplitude * envelope * std::polar(1.0, pulse.detuning * t);
}

std::vector<std::reference_wrapper<const Network>> stages(const Network& network,
                                                          const Protocol& protocol) {
  std::vector<std::reference_wrapper<const Network>> all(1, network);
  for (const Switch& change : protocol.switches) all.emplace_back(change.network);
  return all;
}

void complete(Pulse& pulse, const std::string& what) {
  const auto of = [&](const char* part) { return fmt::format("{} of {}", part, what); };
  const auto finite = [&](const auto& value, const char* part) {
    check_finite(value, [&] { return of(part); });
  };
  finite(pulse.amplitude, "amplitude");
  finite(pulse.detuning, "detuning");
  if (pulse.shape == PulseShape::gaussian) {
    finite(pulse.center, "center");
    finite(pulse.width, "width");
    require(pulse.width > 0, of("width"), "above 0", pulse.width);
    pulse.start = pulse.center - gaussian_reach * pulse.width;
    pulse.stop = pulse.center + gaussian_reach * pulse.width;
  } else if (pulse.shape == PulseShape::sampled) {
    check_samples(pulse.samples, what);
    pulse.start = pulse.samples.front().time;
    pulse.stop = pulse.samples.back().time;
  }
  finite(pulse.start, "start");
  const bool ends = pulse.stop != std::numeric_limits<double>::infinity();
  if (ends) {
    finite(pulse.stop, "stop");
    require(pulse.stop > pulse.start, of("stop"), fmt::format("after its start, {}", pulse.start),
            pulse.stop);
  }
  if (pulse.shape == PulseShape::raised_cosine && !ends) {
    throw Error(Refusal::input, fmt::format("{} must have a stop, but has none", what));
  }
  if (pulse.shape == PulseShape::exponential) {
    finite(pulse.rate, "rate");
    if (pulse.rate < 0 && !ends) {
      throw Error(Refusal::input,
                  fmt::format("{} must have a stop where its rate is below 0, but has none", what));
    }
  }
}

void check_switch(const Network& network, const std::vector<Switch>& switches, std::size_t k) {
  const Switch& change = switches[k];
  const std::string what = fmt::format("switch {}", k + 1);
  check_finite(change.time, [&] { return "time of " + what; });
  if (k == 0) {
    require(change.time >= 0, "time of " + what, "at least 0", change.time);
  } else {
    const double before = switches[k - 1].time;
    require(change.time > before, "time of " + what,
            fmt::format("after the one before, {}", before), change.time);
  }
  bool same = change.network.size() == network.size();
  for (std::size_t j = 0; same && j < network.size(); ++j) {
    same = change.network.name(j) == network.name(j) &&
           change.network.rates(j).role == network.rates(j).role;
  }
  if (same) return;
  throw Error(Refusal::input,
              fmt::format("{} must leave the modes as they are, but changes them", what));
}

void check_protocol(const Network& network, const Protocol& protocol) {
  for (std::size_t k = 0; k < protocol.pulses.size(); ++k) {
    Pulse pulse = protocol.pulses[k];
    const std::string what = fmt::format("drive {}", k + 1);
    require(pulse.mode < network.size(), "mode of " + what,
            fmt::format("one of {}", network.size()), static_cast<double>(pulse.mode));
    complete(pulse, what);
    require(pulse.start == protocol.pulses[k].start, "start of " + what,
            fmt::format("{}, as its shape has it", pulse.start), protocol.pulses[k].start);
  }
  for (std::size_t k = 0; k < protocol.switches.size(); ++k) {
    check_switch(network, protocol.switches, k);
  }
}

}  // namespace qbnet
