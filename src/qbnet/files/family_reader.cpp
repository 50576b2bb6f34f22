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

}  // namespace

FamilyRates NetworkBuilder::family_rates(const Entry& entry) {
  const Position& position = entry.position;
  const What owner = [&] { return fmt::format("[{}]", entry.key); };
  const auto of = [&](const char* key) {
    return [key, &entry] { return fmt::format("{} of [{}]", key, entry.key); };
  };
  const Table& table = reader_.table(entry.value, owner);
  reader_.check_keys(table, owner,
                     {"batteries", "charging", "coupling", "phase", "charger_loss", "battery_loss",
                      "mediator_loss", "mediator_coupling", "drive"});
  FamilyRates rates;
  const Node& batteries = reader_.required(table, "batteries", position, owner);
  const double count = reader_.number(batteries, of("batteries"));
  reader_.at(batteries.position, [&] { check_batteries(count); });
  rates.batteries = static_cast<std::size_t>(count);
  rates.charging =
      charging_of(reader_, reader_.required(table, "charging", position, owner), of("charging"));

  const auto link_values = [&](const char* key, bool negative_too, bool angles) {
    const Entry* const found = ValueReader::find(table, key);
    if (found == nullptr) return std::vector<double>();
    const Node& node = found->value;
    std::vector<double> values =
        angles ? reader_.phases(node, of(key)) : reader_.numbers(node, of(key));
    reader_.at(node.position,
               [&] { check_link_values(values, rates.batteries, of(key)(), negative_too); });
    return values;
  };
  const bool mediated = rates.charging != Charging::reciprocal_direct;
  reader_.required(table, "coupling", position, owner);
  reader_.required(table, "battery_loss", position, owner);
  if (mediated) reader_.required(table, "mediator_loss", position, owner);
  rates.coupling = link_values("coupling", false, false);
  rates.phase = link_values("phase", true, true);
  rates.battery_loss = link_values("battery_loss", false, false);
  rates.mediator_loss = link_values("mediator_loss", false, false);
  rates.mediator_coupling = link_values("mediator_coupling", true, false);
  rates.charger_loss = reader_.number_not_negative(
      reader_.required(table, "charger_loss", position, owner), of("charger_loss"));
  rates.drive = 0;
  if (const Entry* drive = ValueReader::find(table, "drive")) {
    rates.drive = reader_.complex_number(drive->value, of("drive"));
  }
  return rates;
}

void NetworkBuilder::family(const Entry& entry, NetworkParts (*parts_of)(const FamilyRates&)) {
  const FamilyRates rates = family_rates(entry);
  reader_.at(entry.position, [&] { parts_ = parts_of(rates); });
  names_.reserve(parts_.modes.size());
  for (std::size_t j = 0; j < parts_.modes.size(); ++j) {
    add_name(parts_.modes[j].name, j, entry.position);
  }
  pairs_.reserve(parts_.couplings.size());
  for (const Coupling& coupling : parts_.couplings) {
    add_pair(coupling.from, coupling.to, entry.position);
  }
}

}  // namespace qbnet
