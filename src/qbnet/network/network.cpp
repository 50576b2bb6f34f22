#include "qbnet/network/network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>
#include <unordered_set>

#include "qbnet/base/quote.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/base/suggest.hpp"
#include "qbnet/network/checks.hpp"

namespace qbnet {
namespace {

void check_mode(const ModeRates& rates, const auto& name) {
  const auto of_mode = [&](const char* quantity) {
    return [&name, quantity] { return fmt::format("{} of mode \"{}\"", quantity, name()); };
  };
  check_not_negative(rates.loss, of_mode("loss"));
  check_finite(rates.detuning, of_mode("detuning"));
  check_not_negative(rates.thermal, of_mode("thermal"));
  check_finite(rates.drive, of_mode("drive"));
  check_not_negative(rates.gain, of_mode("gain"));
  check_squeezing(rates.squeezing.r, of_mode("squeezing r"));
  check_finite(rates.squeezing.phase, of_mode("squeezing phase"));
}

void check_rates(const NetworkData& data) {
  for (std::uint32_t kind = 0; kind < data.mode_kinds.size(); ++kind) {
    check_mode(data.mode_kinds[kind], [&] {
      const auto first = std::ranges::find(data.mode_kind, kind);
      return data.names[static_cast<std::size_t>(first - data.mode_kind.begin())];
    });
  }
  for (std::uint32_t kind = 0; kind < data.coupling_kinds.size(); ++kind) {
    const auto of_coupling = [&](const char* quantity) {
      return [&data, kind, quantity] {
        const auto first = std::ranges::find(data.links, kind, &NetworkData::Link::kind);
        return fmt::format("{} of the coupling from \"{}\" to \"{}\"", quantity,
                           data.names[first->from], data.names[first->to]);
      };
    };
    check_finite(data.coupling_kinds[kind].strength, of_coupling("strength"));
    check_finite(data.coupling_kinds[kind].phase, of_coupling("phase"));
  }
}

// Of couplings, or of the links that they become: positions in the latter are 32-bit numbers.
template <class Links, class NameOf>
void check_ends(const Links& links, std::size_t count, const NameOf& name_of) {
  for (const auto& link : links) {
    if (link.from >= count || link.to >= count) {
      throw Error(Refusal::input, fmt::format("coupling must join two of the {} modes, but joins "
                                              "mode {} and mode {} (counted from 0)",
                                              count, link.from, link.to));
    }
    if (link.from == link.to) {
      throw Error(Refusal::input,
                  fmt::format("coupling must join two different modes, but joins \"{}\" to itself",
                              name_of(link.from)));
    }
  }
}

void check_names(const ModeNames& names) {
  names.look_through([](const std::string& name) { check_mode_name(name); });
  if (const auto repeated = names.repeated()) {
    throw Error(Refusal::input,
                fmt::format("name of a mode must be unique, but two modes are named \"{}\"",
                            names[*repeated]));
  }
}

// No pair of modes twice: the larger ends of the couplings at each smaller end are looked through.
void check_pairs(const NetworkData& data) {
  using Link = NetworkData::Link;
  const std::size_t count = data.mode_kind.size();
  const auto smaller = [](const Link& link) { return std::min(link.from, link.to); };
  const auto larger = [](const Link& link) { return std::max(link.from, link.to); };
  Pages<std::uint32_t> next(count + 1, 0), other(data.links.size());
  for (const Link& link : data.links) ++next[smaller(link) + 1];
  for (std::size_t j = 0; j < count; ++j) next[j + 1] += next[j];
  for (const Link& link : data.links) other[next[smaller(link)]++] = larger(link);
  // Each place is by now where the next one's couplings begin.
  Pages<std::uint32_t> seen(count, static_cast<std::uint32_t>(count));
  std::size_t k = 0;
  for (std::uint32_t j = 0; j < count; ++j) {
    for (; k < next[j]; ++k) {
      std::uint32_t& before = seen[other[k]];
      if (before == j) {
        const auto twice = std::find_if(
            data.links.rbegin(), data.links.rend(),
            [&](const Link& link) { return smaller(link) == j && larger(link) == other[k]; });
        throw Error(Refusal::input,
                    fmt::format("modes \"{}\" and \"{}\" must be coupled at most once, but are "
                                "coupled twice (the direction does not matter)",
                                data.names[twice->from], data.names[twice->to]));
      }
      before = j;
    }
  }
}

void check_dissipators(const NetworkData& data) {
  const std::size_t count = data.mode_kind.size();
  for (std::size_t d = 0; d < data.dissipators.size(); ++d) {
    const Dissipator& dissipator = data.dissipators[d];
    const auto number = d + 1;
    check_not_negative(dissipator.rate,
                       [=] { return fmt::format("rate of dissipator {}", number); });
    check_not_negative(dissipator.thermal,
                       [=] { return fmt::format("thermal of dissipator {}", number); });
    if (dissipator.weights.empty()) {
      throw Error(
          Refusal::input,
          fmt::format("dissipator {} must act on at least one mode, but has no weights", number));
    }
    std::unordered_set<std::size_t> seen;
    for (const auto& [mode, weight] : dissipator.weights) {
      if (mode >= count) {
        throw Error(Refusal::input, fmt::format("dissipator {} must act on the {} modes, but acts "
                                                "on mode {} (counted from 0)",
                                                number, count, mode));
      }
      check_finite(weight, [&, mode = mode] {
        return fmt::format("weight of mode \"{}\" in dissipator {}", data.names[mode], number);
      });
      if (!seen.insert(mode).second) {
        throw Error(Refusal::input,
                    fmt::format("dissipator {} must have one weight a mode, but has two of \"{}\"",
                                number, data.names[mode]));
      }
    }
  }
}

void check_squeezers(const NetworkData& data) {
  const std::size_t count = data.mode_kind.size();
  std::set<std::pair<std::size_t, std::size_t>> seen;
  for (const Squeezer& squeezer : data.squeezers) {
    const auto [first, second] = std::minmax(squeezer.first, squeezer.second);
    if (second >= count) {
      throw Error(Refusal::input,
                  fmt::format("squeezing must act on the {} modes, but acts on mode "
                              "{} (counted from 0)",
                              count, second));
    }
    const auto of_pair = [&, first = first, second = second](const char* quantity) {
      return [&, first, second, quantity] {
        return first == second
                   ? fmt::format("{} of the squeezing of \"{}\"", quantity, data.names[first])
                   : fmt::format("{} of the squeezing of \"{}\" and \"{}\"", quantity,
                                 data.names[squeezer.first], data.names[squeezer.second]);
      };
    };
    check_finite(squeezer.strength, of_pair("strength"));
    check_finite(squeezer.phase, of_pair("phase"));
    if (!seen.insert({first, second}).second) {
      throw Error(Refusal::input,
                  fmt::format("modes \"{}\" and \"{}\" must be squeezed at most once, but are "
                              "squeezed twice",
                              data.names[squeezer.first], data.names[squeezer.second]));
    }
  }
}

NetworkData data_of(const NetworkParts& parts) {
  check_ends(parts.couplings, parts.modes.size(),
             [&](std::size_t j) { return parts.modes[j].name; });
  NetworkData data;
  data.mode_kind.reserve(parts.modes.size());
  for (const Mode& m : parts.modes) {
    data.add_mode(m.name, {m.role, m.loss, m.detuning, m.thermal, m.drive, m.gain, m.squeezing});
  }
  data.links.reserve(parts.couplings.size());
  for (const Coupling& c : parts.couplings) data.add_coupling(c.from, c.to, c.strength, c.phase);
  data.dissipators = parts.dissipators;
  data.squeezers = parts.squeezers;
  return data;
}

}  // namespace

std::string_view to_string(Role role) {
  switch (role) {
    case Role::charger:
      return "charger";
    case Role::battery:
      return "battery";
    case Role::mediator:
      return "mediator";
  }
  return "unknown";
}

void NetworkParts::add_mode(std::string name, const ModeRates& rates) {
  const auto& [role, loss, detuning, thermal, drive, gain, squeezing] = rates;
  modes.push_back({std::move(name), role, loss, detuning, thermal, drive, gain, squeezing});
}

void NetworkData::add_mode(std::string_view name, const ModeRates& rates) {
  names.add(name);
  mode_kind.push_back(mode_kinds.place_of(rates));
}

void NetworkData::add_coupling(std::size_t from, std::size_t to, double strength, double phase) {
  const auto end = [](std::size_t mode) {
    constexpr std::size_t none = std::numeric_limits<std::uint32_t>::max();
    return static_cast<std::uint32_t>(std::min(mode, none));
  };
  links.push_back({end(from), end(to), coupling_kinds.place_of({strength, phase})});
}

Network::Network(NetworkData data, KnownShape) : data_(std::move(data)) {
  check_rates(data_);
  check_dissipators(data_);
  check_squeezers(data_);
}

Network::Network(const NetworkParts& parts, KnownShape known) : Network(data_of(parts), known) {}

Network::Network(const NetworkParts& parts) : Network(data_of(parts)) {}

Network::Network(NetworkData data) {
  check_ends(data.links, data.mode_kind.size(), [&](std::size_t j) { return data.names[j]; });
  *this = Network(std::move(data), KnownShape());
  check_names(data_.names);
  check_pairs(data_);
}

Mode Network::mode(std::size_t j) const {
  const auto& [role, loss, detuning, thermal, drive, gain, squeezing] = rates(j);
  return {name(j), role, loss, detuning, thermal, drive, gain, squeezing};
}

NetworkParts Network::parts() const {
  NetworkParts result;
  for (std::size_t j = 0; j < size(); ++j) result.modes.push_back(mode(j));
  for (std::size_t k = 0; k < data_.links.size(); ++k) result.couplings.push_back(coupling(k));
  result.dissipators = data_.dissipators;
  result.squeezers = data_.squeezers;
  return result;
}

std::optional<std::size_t> Network::find(std::string_view name) const {
  std::call_once(index_->made, [this] { index_->index = ModeNames::Index(data_.names); });
  return index_->index.find(data_.names, name);
}

std::size_t Network::index_of(std::string_view name) const {
  if (const auto found = find(name)) return *found;
  throw Error(Refusal::input, fmt::format("mode must be one of the network, but {} is not{}",
                                          in_quotes(name), did_you_mean(name, names())));
}

std::vector<std::string> Network::names() const {
  std::vector<std::string> result;
  for (std::size_t j = 0; j < size(); ++j) result.push_back(name(j));
  return result;
}

std::vector<std::size_t> Network::with_role(Role role) const {
  std::vector<std::size_t> result;
  for (std::size_t j = 0; j < size(); ++j) {
    if (rates(j).role == role) result.push_back(j);
  }
  return result;
}

bool Network::driven() const {
  return std::ranges::any_of(data_.mode_kinds,
                             [](const ModeRates& rates) { return rates.drive != 0.0; });
}

}  // namespace qbnet
