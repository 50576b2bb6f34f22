#include "qbnet/network/network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "qbnet/base/quote.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/base/suggest.hpp"
#include "qbnet/network/checks.hpp"

namespace qbnet {
namespace {

void check_mode(const Mode& mode) {
  const auto of_mode = [&](const char* quantity) {
    return [&mode, quantity] { return fmt::format("{} of mode \"{}\"", quantity, mode.name); };
  };
  check_not_negative(mode.loss, of_mode("loss"));
  check_finite(mode.detuning, of_mode("detuning"));
  check_not_negative(mode.thermal, of_mode("thermal"));
  check_finite(mode.drive, of_mode("drive"));
}

void check_couplings(const NetworkParts& parts) {
  const std::size_t count = parts.modes.size();
  for (const Coupling& coupling : parts.couplings) {
    const auto [from, to, strength, phase] = coupling;
    if (from >= count || to >= count) {
      throw Error(Refusal::input, fmt::format("coupling must join two of the {} modes, but joins "
                                              "mode {} and mode {} (counted from 0)",
                                              count, from, to));
    }
    const auto of_coupling = [&](const char* quantity) {
      return [&parts, &coupling, quantity] {
        return fmt::format("{} of the coupling from \"{}\" to \"{}\"", quantity,
                           parts.modes[coupling.from].name, parts.modes[coupling.to].name);
      };
    };
    if (from == to) {
      throw Error(Refusal::input,
                  fmt::format("coupling must join two different modes, but joins \"{}\" to itself",
                              parts.modes[from].name));
    }
    check_finite(strength, of_coupling("strength"));
    check_finite(phase, of_coupling("phase"));
  }
}

// No pair of modes twice: the larger ends of the couplings at each smaller end are looked through.
void check_pairs(const NetworkParts& parts) {
  const std::size_t count = parts.modes.size();
  std::vector<std::size_t> start(count + 1, 0);
  for (const Coupling& c : parts.couplings) ++start[std::min(c.from, c.to) + 1];
  for (std::size_t j = 0; j < count; ++j) start[j + 1] += start[j];
  std::vector<std::size_t> larger(parts.couplings.size()), next(start.begin(), start.end() - 1);
  for (const Coupling& c : parts.couplings) {
    larger[next[std::min(c.from, c.to)]++] = std::max(c.from, c.to);
  }
  std::vector<std::size_t> seen(count, count);
  for (std::size_t j = 0; j < count; ++j) {
    for (std::size_t k = start[j]; k < start[j + 1]; ++k) {
      std::size_t& before = seen[larger[k]];
      if (before == j) {
        const auto twice =
            std::find_if(parts.couplings.rbegin(), parts.couplings.rend(), [&](const Coupling& c) {
              return std::min(c.from, c.to) == j && std::max(c.from, c.to) == larger[k];
            });
        throw Error(Refusal::input,
                    fmt::format("modes \"{}\" and \"{}\" must be coupled at most once, but are "
                                "coupled twice (the direction does not matter)",
                                parts.modes[twice->from].name, parts.modes[twice->to].name));
      }
      before = j;
    }
  }
}

void check_dissipators(const NetworkParts& parts) {
  const std::size_t count = parts.modes.size();
  for (std::size_t d = 0; d < parts.dissipators.size(); ++d) {
    const Dissipator& dissipator = parts.dissipators[d];
    const auto number = d + 1;
    check_not_negative(dissipator.rate,
                       [=] { return fmt::format("rate of dissipator {}", number); });
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
      const std::string& name = parts.modes[mode].name;
      check_finite(weight, [&] {
        return fmt::format("weight of mode \"{}\" in dissipator {}", name, number);
      });
      if (!seen.insert(mode).second) {
        throw Error(Refusal::input,
                    fmt::format("dissipator {} must have one weight a mode, but has two of \"{}\"",
                                number, name));
      }
    }
  }
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

Network::Network(NetworkParts parts, KnownShape) : parts_(std::move(parts)) {
  for (const Mode& mode : parts_.modes) check_mode(mode);
  check_couplings(parts_);
  check_dissipators(parts_);
}

Network::Network(NetworkParts parts) : parts_(std::move(parts)) {
  for (const Mode& mode : parts_.modes) {
    check_mode_name(mode.name);
    check_mode(mode);
  }
  std::call_once(names_->made, [this] { names_->index = NameIndex(parts_.modes); });
  if (const auto repeated = names_->index.repeated()) {
    throw Error(Refusal::input,
                fmt::format("name of a mode must be unique, but two modes are named \"{}\"",
                            parts_.modes[*repeated].name));
  }
  check_couplings(parts_);
  check_pairs(parts_);
  check_dissipators(parts_);
}

std::optional<std::size_t> Network::find(std::string_view name) const {
  std::call_once(names_->made, [this] { names_->index = NameIndex(parts_.modes); });
  return names_->index.find(parts_.modes, name);
}

std::size_t Network::index_of(std::string_view name) const {
  if (const auto found = find(name)) return *found;
  std::vector<std::string_view> names;
  for (const Mode& mode : modes()) names.push_back(mode.name);
  throw Error(Refusal::input, fmt::format("mode must be one of the network, but {} is not{}",
                                          in_quotes(name), did_you_mean(name, names)));
}

std::vector<std::size_t> Network::with_role(Role role) const {
  std::vector<std::size_t> result;
  for (std::size_t j = 0; j < size(); ++j) {
    if (mode(j).role == role) result.push_back(j);
  }
  return result;
}

bool Network::driven() const {
  return std::ranges::any_of(modes(), [](const Mode& mode) { return mode.drive != 0.0; });
}

}  // namespace qbnet
