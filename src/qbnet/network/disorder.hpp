// Disorder of fabrication: which numbers of a network vary from sample to sample, and by how much.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "qbnet/base/philox.hpp"
#include "qbnet/network/network.hpp"
#include "qbnet/network/parametric.hpp"
#include "qbnet/network/protocol.hpp"

namespace qbnet {

/// "loss", "detuning", "strength", "phase": the numbers that disorder may vary, and their keys in a
/// file. Empty for every other slot.
std::string_view disorder_key(Slot slot);

/// One number of a network and its spread: the standard deviation (normal) or the half-width
/// (uniform) of
///   value * (1 + spread * draw)  where relative,
///   value + spread * draw        otherwise.
/// Spread 0 leaves the number as it is, to the last bit.
struct VariedNumber {
  Slot slot = Slot::loss;
  std::size_t index = 0;  ///< of the mode (loss, detuning) or the coupling (strength, phase)
  double spread = 0;      ///< >= 0
  bool relative = false;
};

/// The draws are independent. The number at position e of `numbers` takes draw e of its sample
/// (qbnet/base/philox.hpp), whatever the spreads are: samples are compared across spreads number by
/// number.
struct Disorder {
  Distribution distribution = Distribution::normal;
  std::vector<VariedNumber> numbers;
};

/// Every number of the network with spread 0, in the one order that files use, so that a spread
/// given or taken away changes no other draw: the losses of all modes, the strengths and the
/// phases of all couplings, the detunings of all modes, each in the order of the network.
/// Losses and strengths are relative, phases (radians) and detunings absolute.
Disorder no_disorder(const Network& network);

/// Position in no_disorder() of a number that has a disorder_key().
std::size_t position_in_disorder(const Network& network, Slot slot, std::size_t index);

/// Throws Error(Refusal::input) unless every slot has a disorder_key(), every index is one of the
/// network, every spread finite and at least 0, and no number listed twice.
void check_disorder(const Network& network, const Disorder& disorder);

/// The value of a number in sample k; `element` is its position in the list.
double varied_value(double value, const VariedNumber& number, Distribution distribution,
                    std::uint64_t seed, std::uint64_t k, std::size_t element);

/// The network of sample k, made number by number: the plain twin of every faster way. Checks the
/// disorder first. Throws Error(Refusal::input) where a loss comes out negative (a wide relative
/// spread can do that) or a number overflows: such a sample has failed, and is not drawn again.
Network sample_network(const Network& network, const Disorder& disorder, std::uint64_t seed,
                       std::uint64_t k);

/// What happens in time to sample k: a number that a switch changes keeps its sample's deviation,
/// relative or absolute; drives do not vary. Throws Error(Refusal::input) as sample_network() does,
/// and where a switch has other couplings than the network.
Protocol sample_protocol(const Network& network, const Protocol& protocol, const Disorder& disorder,
                         std::uint64_t seed, std::uint64_t k);

}  // namespace qbnet
