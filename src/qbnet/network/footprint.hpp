// How much memory a network takes: told before anything of it is made.
#pragma once

#include <string>

#include "qbnet/network/network.hpp"

namespace qbnet {

/// Bytes of a battery with its mediator (two modes, three couplings) at the peak of a steady state:
/// network, order, factors and solution together, as measured on a cascade of 1e6.
constexpr double bytes_a_battery = 450;

/// Bytes it takes to solve a network of so many parts that has no fill to speak of.
constexpr double bytes_to_solve(double modes, double couplings) {
  return bytes_a_battery * (modes + couplings) / 5;
}

/// The same for charging in time, where four shifts are solved at once: measured too.
constexpr double times_as_much_in_time = 3.2;

/// As many batteries as fit into the memory there is (base/memory.hpp), and at most 5e8: positions
/// are 32-bit numbers.
double most_batteries();

/// Throws Error(Refusal::too_large), with an estimate, for a network that cannot be solved here.
/// Each pair of modes in a shared bath counts as a coupling. `name`: what begins the sentence, as
/// "FILE: ".
void check_footprint(const Network& network, const std::string& name = "");
/// The same for charging in time.
void check_footprint_in_time(const Network& network);

}  // namespace qbnet
