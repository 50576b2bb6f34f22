#include "qbnet/files/disorder_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "qbnet/base/quote.hpp"
#include "qbnet/base/suggest.hpp"
#include "qbnet/network/checks.hpp"

namespace qbnet {
namespace {

constexpr std::string_view element_name = "[[disorder.element]]";
constexpr std::array all_slots{Slot::loss, Slot::strength, Slot::phase, Slot::detuning};
constexpr std::array mode_slots{Slot::loss, Slot::detuning};
constexpr std::array coupling_slots{Slot::strength, Slot::phase};

std::uint64_t pair_key(std::size_t a, std::size_t b) {
  return std::uint64_t{std::min(a, b)} << 32 | std::max(a, b);
}

class DisorderReader {
 public:
  DisorderReader(const Network& network, ValueReader& reader)
      : network_(network), reader_(reader), disorder_(no_disorder(network)) {}

  Disorder read(const Node& node) {
    const What owner = [] { return "[disorder]"; };
    const Table& table = reader_.table(node, owner);
    reader_.check_keys(table, owner,
                       {"distribution", "strength", "loss", "phase", "detuning", "element"});
    read_distribution(table);
    bool any = false;
    for (const Slot slot : all_slots) any = read_general(table, slot) || any;
    for (const Node& element : elements(table)) {
      read_element(element);
      any = true;
    }
    if (!any) {
      reader_.source().fail(node.position,
                            fmt::format("[disorder] must give a spread (strength, loss, phase, "
                                        "detuning, or an {}), but gives none",
                                        element_name));
    }
    leave_zeros_alone();
    return std::move(disorder_);
  }

 private:
  void read_distribution(const Table& table) {
    const Entry* const entry = ValueReader::find(table, "distribution");
    if (entry == nullptr) return;
    const What what = [] { return "distribution of [disorder]"; };
    const std::string& text = reader_.text(entry->value, what);
    if (text == "uniform") {
      disorder_.distribution = Distribution::uniform;
    } else if (text != "normal") {
      reader_.source().fail(
          entry->value.position,
          fmt::format("{} must be normal or uniform, but is {}{}", what(), in_quotes(text),
                      did_you_mean(text, std::array<std::string_view, 2>{"normal", "uniform"})));
    }
  }

  double spread(const Node& node, Slot slot, const What& what) {
    // As a phase it is warned of where it looks like degrees.
    const Quantity read =
        slot == Slot::phase ? reader_.phase(node, what) : reader_.number(node, what);
    reader_.at(node.position, [&] { check_not_negative(read.value, what); });
    return read.value;
  }

  bool read_general(const Table& table, Slot slot) {
    const Entry* const entry = ValueReader::find(table, disorder_key(slot));
    if (entry == nullptr) return false;
    const double value = spread(
        entry->value, slot, [slot] { return fmt::format("{} of [disorder]", disorder_key(slot)); });
    for (VariedNumber& number : disorder_.numbers) {
      if (number.slot == slot) number.spread = value;
    }
    return true;
  }

  const List& elements(const Table& table) const {
    static const List none;
    const Entry* const entry = ValueReader::find(table, "element");
    if (entry == nullptr) return none;
    const auto* list = std::get_if<List>(&entry->value.value);
    if (list == nullptr) {
      reader_.source().fail(
          entry->position,
          fmt::format("element of [disorder] must be a list of tables, each written {}, but is {}",
                      element_name, ValueReader::kind(entry->value)));
    }
    return *list;
  }

  void read_element(const Node& node) {
    const What owner = [] { return std::string(element_name); };
    const Table& table = reader_.table(node, owner);
    reader_.check_keys(table, owner,
                       {"mode", "loss", "detuning", "from", "to", "strength", "phase"});
    const Entry* const mode = ValueReader::find(table, "mode");
    const Entry* const from = ValueReader::find(table, "from");
    const Entry* const to = ValueReader::find(table, "to");
    if ((mode != nullptr) == (from != nullptr || to != nullptr)) {
      reader_.source().fail(node.position,
                            fmt::format("{} must name a mode, or a coupling by from and to, but "
                                        "names {}",
                                        element_name, mode == nullptr ? "neither" : "both"));
    }
    if (mode != nullptr) {
      read_mode(node, table, mode->value);
    } else {
      read_coupling(node, table);
    }
  }

  void read_mode(const Node& node, const Table& table, const Node& name) {
    const What what = [] { return fmt::format("mode of {}", element_name); };
    const std::size_t mode = reader_.mode(name, network_, what);
    const auto named = [&] { return fmt::format("mode \"{}\"", network_.mode(mode).name); };
    check_first(modes_seen_, mode, name.position, named);
    refuse_keys(table, named, coupling_slots, mode_slots);
    read_spreads(node, table, mode_slots, mode, named);
  }

  void read_coupling(const Node& node, const Table& table) {
    const auto end = [&](std::string_view key) {
      const What what = [key] { return fmt::format("{} of {}", key, element_name); };
      return reader_.mode(
          reader_.required(table, key, node.position, [] { return std::string(element_name); }),
          network_, what);
    };
    const std::size_t from = end("from"), to = end("to");
    const auto named = [&] {
      return fmt::format("the coupling from \"{}\" to \"{}\"", network_.mode(from).name,
                         network_.mode(to).name);
    };
    const std::size_t coupling = coupling_between(from, to, node.position);
    check_first(couplings_seen_, coupling, node.position, named);
    refuse_keys(table, named, mode_slots, coupling_slots);
    read_spreads(node, table, coupling_slots, coupling, named);
  }

  std::size_t coupling_between(std::size_t a, std::size_t b, const Position& position) {
    if (couplings_.empty()) {
      const auto& list = network_.couplings();
      for (std::size_t c = 0; c < list.size(); ++c) {
        couplings_.emplace(pair_key(list[c].from, list[c].to), c);
      }
    }
    const auto found = couplings_.find(pair_key(a, b));
    if (found != couplings_.end()) return found->second;
    reader_.source().fail(
        position, fmt::format("{} must name two coupled modes, but \"{}\" and \"{}\" are not",
                              element_name, network_.mode(a).name, network_.mode(b).name));
  }

  using Seen = std::unordered_map<std::size_t, Position>;
  void check_first(Seen& seen, std::size_t index, const Position& position, const What& named) {
    const auto [earlier, is_new] = seen.try_emplace(index, position);
    if (is_new) return;
    reader_.source().fail(position,
                          fmt::format("{} must have one {} at most, but has one at line {} already",
                                      named(), element_name, earlier->second.line));
  }

  // Spreads of the other kind of element.
  void refuse_keys(const Table& table, const What& named, const std::array<Slot, 2>& wrong,
                   const std::array<Slot, 2>& right) const {
    for (const Slot slot : wrong) {
      const Entry* const entry = ValueReader::find(table, disorder_key(slot));
      if (entry == nullptr) continue;
      reader_.source().fail(
          entry->position,
          fmt::format("disorder of {} must be {} or {}, but is {}", named(), disorder_key(right[0]),
                      disorder_key(right[1]), disorder_key(slot)));
    }
  }

  void read_spreads(const Node& node, const Table& table, const std::array<Slot, 2>& slots,
                    std::size_t index, const What& named) {
    bool any = false;
    for (const Slot slot : slots) {
      const Entry* const entry = ValueReader::find(table, disorder_key(slot));
      if (entry == nullptr) continue;
      any = true;
      const What what = [&] {
        return fmt::format("spread of the {} of {}", disorder_key(slot), named());
      };
      disorder_.numbers[position_in_disorder(network_, slot, index)].spread =
          spread(entry->value, slot, what);
    }
    if (any) return;
    reader_.source().fail(node.position,
                          fmt::format("disorder of {} must be {} or {}, but is "
                                      "neither",
                                      named(), disorder_key(slots[0]), disorder_key(slots[1])));
  }

  void leave_zeros_alone() {
    for (VariedNumber& number : disorder_.numbers) {
      const bool zero =
          (number.slot == Slot::loss && network_.mode(number.index).loss == 0) ||
          (number.slot == Slot::strength && network_.couplings()[number.index].strength == 0);
      if (zero) number.spread = 0;
    }
  }

  const Network& network_;
  ValueReader& reader_;
  Disorder disorder_;
  std::unordered_map<std::uint64_t, std::size_t> couplings_;  // filled when first needed
  Seen modes_seen_;
  Seen couplings_seen_;
};

}  // namespace

Disorder read_disorder(const Node& node, const Network& network, ValueReader& reader) {
  return DisorderReader(network, reader).read(node);
}

}  // namespace qbnet
