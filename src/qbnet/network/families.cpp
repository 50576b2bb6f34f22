#include "qbnet/network/families.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "qbnet/base/number_text.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/network/checks.hpp"
#include "qbnet/network/footprint.hpp"

namespace qbnet {
namespace {

// One value for all links, or one a link.
class PerLink {
 public:
  PerLink(const std::vector<double>& values, std::size_t batteries, const char* key,
          bool negative_too = false)
      : values_(values) {
    check_link_values(values, batteries, key, negative_too);
  }
  double operator[](std::size_t k) const { return same() ? values_[0] : values_[k]; }
  bool same() const { return values_.size() == 1; }

 private:
  const std::vector<double>& values_;
};

enum class Shape { cascade, parallel };

NetworkData family(const FamilyRates& rates, Shape shape) {
  const std::size_t count = rates.batteries;
  check_batteries(static_cast<double>(count));
  const bool mediated = rates.charging != Charging::reciprocal_direct;
  const std::vector<double> none{0.0};
  const std::vector<double> best_phase{-std::numbers::pi / 2};
  const PerLink strength(rates.coupling, count, "coupling");
  const PerLink battery_loss(rates.battery_loss, count, "battery_loss");
  const PerLink phase(rates.charging != Charging::nonreciprocal ? none
                      : rates.phase.empty()                     ? best_phase
                                                                : rates.phase,
                      count, "phase", true);
  const PerLink mediator_loss(mediated ? rates.mediator_loss : none, count, "mediator_loss");
  const bool matched = !mediated || rates.mediator_coupling.empty();
  const PerLink mediator_coupling(matched ? none : rates.mediator_coupling, count,
                                  "mediator_coupling", true);
  const PerLink battery_thermal(rates.battery_thermal.empty() ? none : rates.battery_thermal, count,
                                "battery_thermal");
  const PerLink mediator_thermal(
      !mediated || rates.mediator_thermal.empty() ? none : rates.mediator_thermal, count,
      "mediator_thermal");
  check_not_negative(rates.charger_loss, [] { return "charger_loss"; });
  check_not_negative(rates.charger_thermal, [] { return "charger_thermal"; });
  check_finite(rates.drive, [] { return "drive"; });

  NetworkData data;
  data.mode_kind.reserve(mediated ? 2 * count + 1 : count + 1);
  data.links.reserve(mediated ? 3 * count : count);
  data.add_mode("c", {.role = Role::charger,
                      .loss = rates.charger_loss,
                      .thermal = rates.charger_thermal,
                      .drive = rates.drive});
  const auto add_modes = [&](const char* prefix, Role role, const PerLink& loss,
                             const PerLink& thermal) {
    data.names.add_numbered(prefix, count);
    std::uint32_t kind = 0;
    for (std::size_t k = 0; k < count; ++k) {
      if (k == 0 || !loss.same() || !thermal.same()) {
        kind = data.mode_kinds.place_of({.role = role, .loss = loss[k], .thermal = thermal[k]});
      }
      data.mode_kind.push_back(kind);
    }
  };
  add_modes("b", Role::battery, battery_loss, battery_thermal);
  if (mediated) add_modes("a", Role::mediator, mediator_loss, mediator_thermal);

  const bool same = strength.same() && phase.same() && mediator_loss.same() &&
                    (matched || mediator_coupling.same());
  std::uint32_t direct = 0, side = 0;
  for (std::size_t k = 0; k < count; ++k) {
    const auto from = static_cast<std::uint32_t>(shape == Shape::cascade ? k : 0);
    const auto battery = static_cast<std::uint32_t>(k + 1);
    const auto mediator = static_cast<std::uint32_t>(count + 1 + k);
    if (k == 0 || !same) direct = data.coupling_kinds.place_of({strength[k], phase[k]});
    data.links.push_back({from, battery, direct});
    if (!mediated) continue;
    if (k == 0 || !same) {
      const double g =
          matched ? matched_mediator_coupling(strength[k], mediator_loss[k]) : mediator_coupling[k];
      side = data.coupling_kinds.place_of({g, 0});
    }
    data.links.push_back({from, mediator, side});
    data.links.push_back({mediator, battery, side});
  }
  return data;
}

}  // namespace

std::string_view to_string(Charging charging) {
  switch (charging) {
    case Charging::nonreciprocal:
      return "nonreciprocal";
    case Charging::reciprocal_direct:
      return "reciprocal-direct";
    case Charging::reciprocal_mediated:
      return "reciprocal-mediated";
  }
  return "unknown";
}

void check_batteries(double batteries) {
  if (!(batteries >= 1)) {
    throw Error(Refusal::input,
                fmt::format("batteries must be at least 1, but is {}", shortest_text(batteries)));
  }
  const double most = most_batteries();
  if (batteries > most) {
    throw Error(
        Refusal::too_large,
        fmt::format(
            "batteries must be at most {:.0f} on this machine, but is {}: solving would take "
            "about {:.3g} GB of memory",
            most, shortest_text(batteries), batteries * bytes_a_battery * 1e-9));
  }
  if (batteries != std::trunc(batteries)) {
    throw Error(Refusal::input, fmt::format("batteries must be a whole number, but is {}",
                                            shortest_text(batteries)));
  }
}

void check_link_values(const std::vector<double>& values, std::size_t batteries,
                       std::string_view key, bool negative_too) {
  if (values.size() != 1 && values.size() != batteries) {
    throw Error(Refusal::input,
                fmt::format("{} must be one value, or one for each of the {} batteries, but has {}",
                            key, batteries, values.size()));
  }
  for (std::size_t k = 0; k < values.size(); ++k) {
    const auto what = [&] {
      return values.size() == 1 ? std::string(key) : fmt::format("entry {} of {}", k + 1, key);
    };
    if (negative_too) {
      check_finite(values[k], what);
    } else {
      check_not_negative(values[k], what);
    }
  }
}

double matched_mediator_coupling(double strength, double mediator_loss) {
  return std::sqrt(std::abs(strength) / 2 * mediator_loss);
}

Network cascade(const FamilyRates& rates) {
  return {family(rates, Shape::cascade), Network::KnownShape()};
}
Network parallel(const FamilyRates& rates) {
  return {family(rates, Shape::parallel), Network::KnownShape()};
}

Network reciprocal_direct(const Network& network) {
  constexpr std::size_t removed = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> place(network.size(), removed);
  NetworkParts parts;
  for (std::size_t j = 0; j < network.size(); ++j) {
    if (network.mode(j).role == Role::mediator) continue;
    place[j] = parts.modes.size();
    parts.modes.push_back(network.mode(j));
  }
  for (const Coupling& coupling : network.couplings()) {
    const std::size_t from = place[coupling.from];
    const std::size_t to = place[coupling.to];
    if (from == removed || to == removed) continue;
    parts.couplings.push_back({from, to, coupling.strength, coupling.phase});
  }
  for (const Dissipator& dissipator : network.dissipators()) {
    Dissipator kept{.rate = dissipator.rate, .weights = {}, .thermal = dissipator.thermal};
    for (const auto& [mode, weight] : dissipator.weights) {
      if (place[mode] != removed) kept.weights.emplace_back(place[mode], weight);
    }
    if (!kept.weights.empty()) parts.dissipators.push_back(std::move(kept));
  }
  for (const Squeezer& squeezer : network.squeezers()) {
    const std::size_t first = place[squeezer.first];
    const std::size_t second = place[squeezer.second];
    if (first == removed || second == removed) continue;
    parts.squeezers.push_back({first, second, squeezer.strength, squeezer.phase});
  }
  return {parts, Network::KnownShape()};
}

Network reciprocal_mediated(const Network& network) {
  NetworkParts parts = network.parts();
  for (Coupling& coupling : parts.couplings) {
    // -g is g with phase pi: two ways to write one network must have one reference.
    coupling.strength = std::abs(coupling.strength);
    coupling.phase = 0;
  }
  return {parts, Network::KnownShape()};
}

}  // namespace qbnet
