// What squeezes: baths of modes, and [[squeezing]] of one mode or between two.
#include <fmt/format.h>

#include <algorithm>

#include "qbnet/files/network_builder.hpp"
#include "qbnet/network/checks.hpp"

namespace qbnet {

BathSqueezing NetworkBuilder::bath_squeezing(const Node& node, std::size_t mode,
                                             const std::string& name) {
  const What owner = [&] { return fmt::format("squeezing of mode \"{}\"", name); };
  const auto part = [&](const char* key) {
    return [key, &name] { return fmt::format("squeezing {} of mode \"{}\"", key, name); };
  };
  if (!std::holds_alternative<Table>(node.value)) {
    reader_.source().fail(node.position, fmt::format("{} must be {{r = .., phase = ..}}, but is {}",
                                                     owner(), ValueReader::kind(node)));
  }
  const Table& table = reader_.table(node, owner);
  reader_.check_keys(table, owner, {"r", "phase"});
  const Node& size = reader_.required(table, "r", node.position, owner);
  const Quantity r = reader_.number(size, part("r"));
  reader_.at(size.position, [&] { check_squeezing(r.value, part("r")); });
  bind(Slot::squeezing_r, mode, r);
  BathSqueezing squeezing{.r = r.value};
  if (const Entry* entry = ValueReader::find(table, "phase")) {
    const Quantity phase = reader_.phase(entry->value, part("phase"));
    squeezing.phase = phase.value;
    bind(Slot::squeezing_phase, mode, phase);
  }
  return squeezing;
}

void NetworkBuilder::squeezer(const Node& node) {
  note_family();
  const What owner = [] { return "[[squeezing]]"; };
  const Table& table = reader_.table(node, owner);
  reader_.check_keys(table, owner, {"mode", "from", "to", "strength", "phase"});
  Squeezer squeezer;
  const Entry* const alone = ValueReader::find(table, "mode");
  if (alone != nullptr) {
    for (const char* key : {"from", "to"}) {
      if (const Entry* entry = ValueReader::find(table, key)) {
        reader_.source().fail(entry->position,
                              fmt::format("[[squeezing]] must have mode, or from and to, but has "
                                          "mode and {}",
                                          key));
      }
    }
    squeezer.first = squeezer.second = end_of_link(table, "mode", node.position, owner);
  } else if (ValueReader::find(table, "from") == nullptr) {
    reader_.source().fail(node.position,
                          "[[squeezing]] must have the key mode (one mode) or the keys from and to "
                          "(two), but has neither");
  } else {
    squeezer.first = end_of_link(table, "from", node.position, owner);
    squeezer.second = end_of_link(table, "to", node.position, owner);
    if (squeezer.first == squeezer.second) {
      reader_.source().fail(
          node.position,
          fmt::format("[[squeezing]] must have different modes from and to, but "
                      "has \"{}\" twice; mode = \"{}\" squeezes one mode",
                      parts_.modes[squeezer.first].name, parts_.modes[squeezer.first].name));
    }
  }
  const auto [first, second] = std::minmax(squeezer.first, squeezer.second);
  const auto of = [&](const char* key) {
    return [this, key, &squeezer] {
      const std::string& a = parts_.modes[squeezer.first].name;
      const std::string& b = parts_.modes[squeezer.second].name;
      return a == b ? fmt::format("{} of the squeezing of \"{}\"", key, a)
                    : fmt::format("{} of the squeezing of \"{}\" and \"{}\"", key, a, b);
    };
  };
  const auto [earlier, is_new] =
      squeezed_pairs_.try_emplace(std::uint64_t{first} << 32 | second, node.position);
  if (!is_new) {
    reader_.source().fail(node.position,
                          fmt::format("{} must be given once, but is given at line {} "
                                      "already",
                                      of("strength")(), earlier->second.line));
  }
  const Quantity strength =
      reader_.number(reader_.required(table, "strength", node.position, owner), of("strength"));
  squeezer.strength = strength.value;
  const std::size_t index = parts_.squeezers.size();
  bind(Slot::squeezer_strength, index, strength);
  if (const Entry* entry = ValueReader::find(table, "phase")) {
    const Quantity phase = reader_.phase(entry->value, of("phase"));
    squeezer.phase = phase.value;
    bind(Slot::squeezer_phase, index, phase);
  }
  parts_.squeezers.push_back(squeezer);
}

}  // namespace qbnet
