#include "qbnet/network/disorder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "qbnet/base/status.hpp"
#include "qbnet/network/checks.hpp"

namespace qbnet {
namespace {

bool of_mode(Slot slot) { return slot == Slot::loss || slot == Slot::detuning; }

double& number_of(NetworkParts& parts, Slot slot, std::size_t index) {
  switch (slot) {
    case Slot::loss:
      return parts.modes[index].loss;
    case Slot::detuning:
      return parts.modes[index].detuning;
    case Slot::strength:
      return parts.couplings[index].strength;
    default:
      return parts.couplings[index].phase;
  }
}

std::string spread_of(const Network& network, const VariedNumber& number) {
  if (of_mode(number.slot)) {
    return fmt::format("spread of the {} of mode \"{}\"", disorder_key(number.slot),
                       network.mode(number.index).name);
  }
  const Coupling& coupling = network.couplings()[number.index];
  return fmt::format("spread of the {} of the coupling from \"{}\" to \"{}\"",
                     disorder_key(number.slot), network.mode(coupling.from).name,
                     network.mode(coupling.to).name);
}

bool same_ends(const Coupling& a, const Coupling& b) { return a.from == b.from && a.to == b.to; }

void append(Disorder& disorder, Slot slot, std::size_t count, bool relative) {
  for (std::size_t index = 0; index < count; ++index) {
    disorder.numbers.push_back({.slot = slot, .index = index, .spread = 0, .relative = relative});
  }
}

}  // namespace

std::string_view disorder_key(Slot slot) {
  switch (slot) {
    case Slot::loss:
      return "loss";
    case Slot::detuning:
      return "detuning";
    case Slot::strength:
      return "strength";
    case Slot::phase:
      return "phase";
    default:
      return "";
  }
}

Disorder no_disorder(const Network& network) {
  const std::size_t modes = network.size(), couplings = network.couplings().size();
  Disorder disorder;
  disorder.numbers.reserve(2 * (modes + couplings));
  append(disorder, Slot::loss, modes, true);
  append(disorder, Slot::strength, couplings, true);
  append(disorder, Slot::phase, couplings, false);
  append(disorder, Slot::detuning, modes, false);
  return disorder;
}

std::size_t position_in_disorder(const Network& network, Slot slot, std::size_t index) {
  const std::size_t modes = network.size(), couplings = network.couplings().size();
  switch (slot) {
    case Slot::loss:
      return index;
    case Slot::strength:
      return modes + index;
    case Slot::phase:
      return modes + couplings + index;
    default:
      return modes + 2 * couplings + index;
  }
}

void check_disorder(const Network& network, const Disorder& disorder) {
  std::vector<bool> listed(2 * (network.size() + network.couplings().size()));
  for (const VariedNumber& number : disorder.numbers) {
    if (disorder_key(number.slot).empty()) {
      throw Error(Refusal::input,
                  "disorder must vary losses, detunings, strengths or phases, but varies another "
                  "number");
    }
    const std::size_t count = of_mode(number.slot) ? network.size() : network.couplings().size();
    if (number.index >= count) {
      throw Error(Refusal::input,
                  fmt::format("disorder must vary the {} of one of the {} {}, but varies that of "
                              "number {} (counted from 0)",
                              disorder_key(number.slot), count,
                              of_mode(number.slot) ? "modes" : "couplings", number.index));
    }
    check_not_negative(number.spread, [&] { return spread_of(network, number); });
    auto seen = listed[position_in_disorder(network, number.slot, number.index)];
    if (seen) {
      throw Error(Refusal::input, fmt::format("{} must be given at most once, but is given twice",
                                              spread_of(network, number)));
    }
    seen = true;
  }
}

double varied_value(double value, const VariedNumber& number, Distribution distribution,
                    std::uint64_t seed, std::uint64_t k, std::size_t element) {
  if (number.spread == 0) return value;
  const double change = number.spread * draw(seed, k, element, distribution);
  return number.relative ? value * (1 + change) : value + change;
}

Network sample_network(const Network& network, const Disorder& disorder, std::uint64_t seed,
                       std::uint64_t k) {
  check_disorder(network, disorder);
  NetworkParts parts = network.parts();
  for (std::size_t element = 0; element < disorder.numbers.size(); ++element) {
    const VariedNumber& number = disorder.numbers[element];
    double& value = number_of(parts, number.slot, number.index);
    value = varied_value(value, number, disorder.distribution, seed, k, element);
  }
  return {std::move(parts), Network::KnownShape()};
}

Protocol sample_protocol(const Network& network, const Protocol& protocol, const Disorder& disorder,
                         std::uint64_t seed, std::uint64_t k) {
  check_protocol(network, protocol);
  Protocol sample = protocol;
  for (Switch& change : sample.switches) {
    if (!std::ranges::equal(network.couplings(), change.network.couplings(), same_ends)) {
      throw Error(Refusal::input,
                  fmt::format("couplings after the switch at time {} must join the same modes for "
                              "disorder to vary them, but do not",
                              change.time));
    }
    change.network = sample_network(change.network, disorder, seed, k);
  }
  return sample;
}

}  // namespace qbnet
