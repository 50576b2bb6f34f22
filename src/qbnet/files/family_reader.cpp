#include <fmt/format.h>

#include <limits>

#include "qbnet/base/quote.hpp"
#include "qbnet/base/suggest.hpp"
#include "qbnet/files/network_builder.hpp"

namespace qbnet {
namespace {

Charging charging_of(const ValueReader& reader, const Node& node, const What& what) {
  const std::string& text = reader.text(node, what);
  std::vector<std::string> known;
  for (const Charging charging :
       {Charging::nonreciprocal, Charging::reciprocal_direct, Charging::reciprocal_mediated}) {
    if (text == to_string(charging)) return charging;
    known.emplace_back(to_string(charging));
  }
  reader.source().fail(
      node.position, fmt::format("{} must be {}, {} or {}, but is {}{}", what(), known[0], known[1],
                                 known[2], in_quotes(text), did_you_mean(text, known)));
}

std::vector<double> values_of(const std::vector<Quantity>& quantities) {
  std::vector<double> values;
  values.reserve(quantities.size());
  for (const Quantity& quantity : quantities) values.push_back(quantity.value);
  return values;
}

// One value for all links, or one a link.
const Quantity& of_link(const std::vector<Quantity>& quantities, std::size_t k) {
  return quantities[quantities.size() == 1 ? 0 : k];
}

}  // namespace

FamilyRates NetworkBuilder::family_rates(const Entry& entry, FamilyQuantities& quantities) {
  const Position& position = entry.position;
  const What owner = [&] { return fmt::format("[{}]", entry.key); };
  const auto of = [&](const char* key) {
    return [key, &entry] { return fmt::format("{} of [{}]", key, entry.key); };
  };
  const Table& table = reader_.table(entry.value, owner);
  reader_.check_keys(table, owner,
                     {"batteries", "charging", "coupling", "phase", "charger_loss", "battery_loss",
                      "mediator_loss", "mediator_coupling", "drive", "charger_thermal",
                      "battery_thermal", "mediator_thermal"});
  FamilyRates rates;
  const Node& batteries = reader_.required(table, "batteries", position, owner);
  const Quantity count = reader_.number(batteries, of("batteries"));
  reader_.at(batteries.position, [&] { check_batteries(count.value); });
  if (count.varies()) {
    reader_.source().fail(batteries.position,
                          fmt::format("{} must stay as they are in a sweep, but follow a parameter "
                                      "that is varied",
                                      of("batteries")()),
                          Refusal::usage);
  }
  rates.batteries = static_cast<std::size_t>(count.value);
  rates.charging =
      charging_of(reader_, reader_.required(table, "charging", position, owner), of("charging"));

  const auto link_values = [&](const char* key, std::vector<Quantity>& read, bool negative_too,
                               bool angles) {
    const Entry* const found = ValueReader::find(table, key);
    if (found == nullptr) return std::vector<double>();
    const Node& node = found->value;
    read = angles ? reader_.phases(node, of(key)) : reader_.numbers(node, of(key));
    std::vector<double> values = values_of(read);
    reader_.at(node.position,
               [&] { check_link_values(values, rates.batteries, of(key)(), negative_too); });
    return values;
  };
  const bool mediated = rates.charging != Charging::reciprocal_direct;
  reader_.required(table, "coupling", position, owner);
  reader_.required(table, "battery_loss", position, owner);
  if (mediated) reader_.required(table, "mediator_loss", position, owner);
  rates.coupling = link_values("coupling", quantities.coupling, false, false);
  rates.phase = link_values("phase", quantities.phase, true, true);
  rates.battery_loss = link_values("battery_loss", quantities.battery_loss, false, false);
  rates.mediator_loss = link_values("mediator_loss", quantities.mediator_loss, false, false);
  rates.mediator_coupling =
      link_values("mediator_coupling", quantities.mediator_coupling, true, false);
  rates.battery_thermal = link_values("battery_thermal", quantities.battery_thermal, false, false);
  rates.mediator_thermal =
      link_values("mediator_thermal", quantities.mediator_thermal, false, false);
  if (const Entry* thermal = ValueReader::find(table, "charger_thermal")) {
    quantities.charger_thermal = reader_.number_not_negative(thermal->value, of("charger_thermal"));
    rates.charger_thermal = quantities.charger_thermal.value;
  }
  quantities.charger_loss = reader_.number_not_negative(
      reader_.required(table, "charger_loss", position, owner), of("charger_loss"));
  rates.charger_loss = quantities.charger_loss.value;
  if (const Entry* drive = ValueReader::find(table, "drive")) {
    quantities.drive = reader_.complex_number(drive->value, of("drive"));
  }
  rates.drive = quantities.drive.value();
  return rates;
}

// Modes c, b1..bN, a1..aN; a link's couplings one after another (network/families.hpp).
void NetworkBuilder::bind_family(const FamilyRates& rates, FamilyQuantities& quantities) {
  const std::size_t count = rates.batteries;
  bind(Slot::loss, 0, quantities.charger_loss);
  bind(Slot::thermal, 0, quantities.charger_thermal);
  bind(Slot::drive_re, 0, quantities.drive.re);
  bind(Slot::drive_im, 0, quantities.drive.im);
  const bool mediated = rates.charging != Charging::reciprocal_direct;
  const bool phased = rates.charging == Charging::nonreciprocal && !rates.phase.empty();
  const auto& couplings = quantities.coupling;
  if (quantities.mediator_coupling.empty() && mediated) {
    const std::size_t different =
        couplings.size() == 1 && quantities.mediator_loss.size() == 1 ? 1 : count;
    for (std::size_t k = 0; k < different; ++k) {
      quantities.mediator_coupling.push_back(
          matched(of_link(couplings, k), of_link(quantities.mediator_loss, k)));
    }
  }
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t link = mediated ? 3 * k : k;
    bind(Slot::loss, k + 1, of_link(quantities.battery_loss, k));
    if (!quantities.battery_thermal.empty()) {
      bind(Slot::thermal, k + 1, of_link(quantities.battery_thermal, k));
    }
    bind(Slot::strength, link, of_link(couplings, k), 0, true);
    if (phased) bind(Slot::phase, link, of_link(quantities.phase, k));
    if (!mediated) continue;
    bind(Slot::loss, count + 1 + k, of_link(quantities.mediator_loss, k));
    if (!quantities.mediator_thermal.empty()) {
      bind(Slot::thermal, count + 1 + k, of_link(quantities.mediator_thermal, k));
    }
    bind(Slot::strength, link + 1, of_link(quantities.mediator_coupling, k));
    bind(Slot::strength, link + 2, of_link(quantities.mediator_coupling, k));
  }
}

void NetworkBuilder::family(const Entry& entry, Network (*made)(const FamilyRates&)) {
  FamilyQuantities quantities;
  const FamilyRates rates = family_rates(entry, quantities);
  reader_.at(entry.position, [&] { family_ = made(rates); });
  bind_family(rates, quantities);
  family_position_ = entry.position;
}

// Only what stands beside a family asks for its parts, names and pairs; they are millions.
void NetworkBuilder::note_family() {
  if (!family_) return;
  parts_ = family_->parts();
  family_.reset();
  names_.reserve(parts_.modes.size());
  for (std::size_t j = 0; j < parts_.modes.size(); ++j) {
    add_name(parts_.modes[j].name, j, family_position_);
  }
  pairs_.reserve(parts_.couplings.size());
  for (const Coupling& coupling : parts_.couplings) {
    add_pair(coupling.from, coupling.to, family_position_);
  }
}

}  // namespace qbnet
