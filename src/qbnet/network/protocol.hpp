// What happens to a network in time: drives that come and go, and numbers that change at an
// instant.
#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "qbnet/network/network.hpp"

namespace qbnet {

enum class PulseShape : std::uint8_t { square, gaussian, exponential, raised_cosine, sampled };
std::string_view to_string(PulseShape shape);

struct PulseSample {
  double time = 0;
  std::complex<double> value = 0;
  bool operator==(const PulseSample&) const = default;
};

/// A drive in time: H gains xi(t) o + h.c. with xi(t) = amplitude f(t) exp(i detuning t), beside
/// the mode's constant drive. f is 0 before `start` and from `stop` on; between them 1 (square),
/// exp(-rate (t - start)), sin^2(pi (t - start)/(stop - start)) (raised_cosine), straight lines
/// between samples, or exp(-(t - center)^2/(2 width^2)) within 10 widths of the center (gaussian).
struct Pulse {
  std::size_t mode = 0;
  PulseShape shape = PulseShape::square;
  std::complex<double> amplitude = 0;
  double detuning = 0;  ///< of its tone, beyond the frame's frequency
  double start = 0;     ///< gaussian and sampled: follows from what is below
  double stop = std::numeric_limits<double>::infinity();  ///< raised_cosine: finite
  double rate = 0;                                        ///< exponential; below 0 it grows
  double center = 0, width = 0;                           ///< gaussian; width > 0
  std::vector<PulseSample> samples = {};                  ///< at least 2, times ascending
  bool operator==(const Pulse&) const = default;
};

/// xi(t) of a complete pulse, as a double.
std::complex<double> drive_at(const Pulse& pulse, double t);

/// From `time` on the network is this one.
struct Switch {
  double time = 0;
  Network network;
  std::vector<std::pair<std::string, double>> set = {};  ///< the parameters behind it, to be shown
};

struct Protocol {
  std::vector<Switch> switches = {};  ///< times ascending, none before 0
  std::vector<Pulse> pulses = {};
  bool empty() const { return switches.empty() && pulses.empty(); }
};

/// The network, then every one that it is switched to.
std::vector<std::reference_wrapper<const Network>> stages(const Network& network,
                                                          const Protocol& protocol);

/// Where a Gaussian pulse begins and ends, in widths from its center: 2e-22 of its height.
constexpr double gaussian_reach = 10;

/// Checks a pulse and puts its start and stop where its shape has them. `what` names it. Throws
/// Error(Refusal::input) with one sentence.
void complete(Pulse& pulse, const std::string& what);
/// Throws Error(Refusal::input) unless switch k comes after the one before and keeps the modes.
void check_switch(const Network& network, const std::vector<Switch>& switches, std::size_t k);
/// The same of every switch, and unless pulses are complete.
void check_protocol(const Network& network, const Protocol& protocol);

}  // namespace qbnet
