// The parts of a network as they come out of a file, each remembered with its place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "qbnet/files/value_reader.hpp"
#include "qbnet/network/families.hpp"
#include "qbnet/network/network.hpp"
#include "qbnet/network/parametric.hpp"

namespace qbnet {

/// Each function reads one table of the file and throws Error with FILE:LINE:COL where it is wrong.
/// Order: the family, the modes, then the rest, whose ends must be known by then.
class NetworkBuilder {
 public:
  explicit NetworkBuilder(ValueReader& reader) : reader_(reader) {}

  void cascade(const Entry& entry) { family(entry, &qbnet::cascade); }
  void parallel(const Entry& entry) { family(entry, &qbnet::parallel); }
  void mode(const Node& node);
  void coupling(const Node& node);
  void triangle(const Node& node);
  void dissipator(const Node& node);

  bool empty() const { return !family_ && parts_.modes.empty(); }
  /// What there is so far, as a network; nothing is left behind.
  Network take();
  /// The numbers among them that vary.
  std::vector<Binding> take_bindings() { return std::move(bindings_); }

 private:
  struct Named {
    std::size_t index;
    Position position;
  };

  /// The values of a family as they were read, one or one a link.
  struct FamilyQuantities {
    std::vector<Quantity> coupling, phase, battery_loss, mediator_loss, mediator_coupling;
    std::vector<Quantity> battery_thermal, mediator_thermal;
    Quantity charger_loss, charger_thermal;
    ComplexQuantity drive;
  };

  void family(const Entry& entry, Network (*made)(const FamilyRates&));
  FamilyRates family_rates(const Entry& entry, FamilyQuantities& quantities);
  void bind_family(const FamilyRates& rates, FamilyQuantities& quantities);
  Quantity matched(const Quantity& strength, const Quantity& mediator_loss);
  void bind(Slot slot, std::size_t index, const Quantity& quantity, std::size_t weight = 0,
            bool not_negative = false);
  void note_family();
  void add_name(const std::string& name, std::size_t index, const Position& position);
  void add_pair(std::size_t a, std::size_t b, const Position& position);
  std::size_t end_of_link(const Table& table, std::string_view key, const Position& position,
                          const What& owner) const;
  /// The mode of that name; `what` must name one.
  std::size_t index_of(const std::string& name, const Position& position, const What& what) const;

  ValueReader& reader_;
  NetworkParts parts_;
  std::vector<Binding> bindings_;
  std::optional<Network> family_;  // whose parts, names and pairs are not noted yet
  Position family_position_;
  std::unordered_map<std::string, Named> names_;
  std::unordered_map<std::uint64_t, Position> pairs_;
};

}  // namespace qbnet
