// One point of a growth curve: time and peak memory of one solver at one size.
#pragma once

#include <optional>

namespace qbnet::bench {

/// qbnet_bench --growth-of WHO FAMILY BATTERIES, a process of its own for each point. Prints one
/// JSON line: processor seconds of one run, the peak resident size beyond the idle process, and
/// log10 of the last battery's energy. WHO: "qbnet", whose network is made in the measured time and
/// memory, or a peer, which gets its matrix made; that matrix counts as memory, the network it came
/// from does not.
std::optional<int> growth_job(int argc, char** argv);

}  // namespace qbnet::bench
