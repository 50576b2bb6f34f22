#include "qbnet/files/network_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "qbnet/base/quote.hpp"
#include "qbnet/base/suggest.hpp"
#include "qbnet/network/checks.hpp"

namespace qbnet {
namespace {

Role role_of(const ValueReader& reader, const Node& node, const What& what) {
  const std::string& text = reader.text(node, what);
  for (const Role role : {Role::charger, Role::battery, Role::mediator}) {
    if (text == to_string(role)) return role;
  }
  reader.source().fail(
      node.position,
      fmt::format("{} must be charger, battery or mediator, but is {}{}", what(), in_quotes(text),
                  did_you_mean(text, std::vector<std::string>{"charger", "battery", "mediator"})));
}

}  // namespace

Network NetworkBuilder::take() {
  return family_ ? std::move(*family_) : Network(std::exchange(parts_, {}));
}

void NetworkBuilder::add_name(const std::string& name, std::size_t index,
                              const Position& position) {
  const auto [earlier, is_new] = names_.try_emplace(name, Named{index, position});
  if (is_new) return;
  reader_.source().fail(position,
                        fmt::format("name of a mode must be unique, but {} is at line {} already",
                                    in_quotes(name), earlier->second.position.line));
}

void NetworkBuilder::add_pair(std::size_t a, std::size_t b, const Position& position) {
  const std::uint64_t pair = std::uint64_t{std::min(a, b)} << 32 | std::max(a, b);
  const auto [earlier, is_new] = pairs_.try_emplace(pair, position);
  if (is_new) return;
  reader_.source().fail(
      position, fmt::format("modes \"{}\" and \"{}\" must be coupled at most once, but are coupled "
                            "at line {} already",
                            parts_.modes[a].name, parts_.modes[b].name, earlier->second.line));
}

std::size_t NetworkBuilder::index_of(const std::string& name, const Position& position,
                                     const What& what) const {
  const auto found = names_.find(name);
  if (found != names_.end()) return found->second.index;
  std::vector<std::string_view> known;
  for (const Mode& mode : parts_.modes) known.emplace_back(mode.name);
  reader_.no_such_mode(name, did_you_mean(name, known), position, what);
}

std::size_t NetworkBuilder::end_of_link(const Table& table, std::string_view key,
                                        const Position& position, const What& owner) const {
  const What what = [&] { return fmt::format("{} of {}", key, owner()); };
  const Node& node = reader_.required(table, key, position, owner);
  return index_of(reader_.text(node, what), node.position, what);
}

void NetworkBuilder::bind(Slot slot, std::size_t index, const Quantity& quantity,
                          std::size_t weight, bool not_negative) {
  if (quantity.varies()) bindings_.push_back({slot, index, weight, quantity.node, not_negative});
}

// matched_mediator_coupling(), step by step.
Quantity NetworkBuilder::matched(const Quantity& strength, const Quantity& mediator_loss) {
  using Op = Formulas::Op;
  Formulas& formulas = reader_.formulas();
  const Quantity half = formulas.apply(Op::divide, formulas.apply(Op::abs, strength), {2});
  return formulas.apply(Op::sqrt, formulas.apply(Op::multiply, half, mediator_loss));
}

void NetworkBuilder::mode(const Node& node) {
  note_family();
  const What owner = [] { return "[[mode]]"; };
  const Table& table = reader_.table(node, owner);
  reader_.check_keys(table, owner,
                     {"name", "role", "loss", "detuning", "thermal", "drive", "gain", "squeezing"});
  const Node& name = reader_.required(table, "name", node.position, owner);
  Mode mode{.name = reader_.text(name, [] { return "name of a mode"; })};
  reader_.at(name.position, [&] { check_mode_name(mode.name); });
  add_name(mode.name, parts_.modes.size(), name.position);

  const What named = [&] { return fmt::format("mode \"{}\"", mode.name); };
  const auto of = [&](const char* key) {
    return [key, &mode] { return fmt::format("{} of mode \"{}\"", key, mode.name); };
  };
  mode.role = role_of(reader_, reader_.required(table, "role", node.position, named), of("role"));
  const Node& loss = reader_.required(table, "loss", node.position, named);
  const std::size_t index = parts_.modes.size();
  const Quantity kappa = reader_.number_not_negative(loss, of("loss"));
  mode.loss = kappa.value;
  bind(Slot::loss, index, kappa);
  if (const Entry* entry = ValueReader::find(table, "detuning")) {
    const Quantity detuning = reader_.number(entry->value, of("detuning"));
    mode.detuning = detuning.value;
    bind(Slot::detuning, index, detuning);
  }
  if (const Entry* entry = ValueReader::find(table, "thermal")) {
    const Quantity thermal = reader_.number_not_negative(entry->value, of("thermal"));
    mode.thermal = thermal.value;
    bind(Slot::thermal, index, thermal);
  }
  if (const Entry* entry = ValueReader::find(table, "drive")) {
    const ComplexQuantity drive = reader_.complex_number(entry->value, of("drive"));
    mode.drive = drive.value();
    bind(Slot::drive_re, index, drive.re);
    bind(Slot::drive_im, index, drive.im);
  }
  if (const Entry* entry = ValueReader::find(table, "gain")) {
    const Quantity gain = reader_.number_not_negative(entry->value, of("gain"));
    mode.gain = gain.value;
    bind(Slot::gain, index, gain);
  }
  if (const Entry* entry = ValueReader::find(table, "squeezing")) {
    mode.squeezing = bath_squeezing(entry->value, index, mode.name);
  }
  parts_.modes.push_back(std::move(mode));
}

void NetworkBuilder::coupling(const Node& node) {
  note_family();
  const What owner = [] { return "[[coupling]]"; };
  const Table& table = reader_.table(node, owner);
  reader_.check_keys(table, owner, {"from", "to", "strength", "phase"});
  Coupling coupling{.from = end_of_link(table, "from", node.position, owner),
                    .to = end_of_link(table, "to", node.position, owner)};
  const auto of = [&](const char* key) {
    return [this, key, &coupling] {
      return fmt::format("{} of the coupling from \"{}\" to \"{}\"", key,
                         parts_.modes[coupling.from].name, parts_.modes[coupling.to].name);
    };
  };
  const Node& to = ValueReader::find(table, "to")->value;
  if (coupling.from == coupling.to) {
    reader_.source().fail(to.position,
                          fmt::format("coupling must join two different modes, but joins \"{}\" to "
                                      "itself",
                                      parts_.modes[coupling.to].name));
  }
  add_pair(coupling.from, coupling.to, node.position);
  const Node& strength = reader_.required(table, "strength", node.position, owner);
  const Quantity size = reader_.number(strength, of("strength"));
  coupling.strength = size.value;
  bind(Slot::strength, parts_.couplings.size(), size);
  if (const Entry* entry = ValueReader::find(table, "phase")) {
    const Quantity phase = reader_.phase(entry->value, of("phase"));
    coupling.phase = phase.value;
    bind(Slot::phase, parts_.couplings.size(), phase);
  }
  parts_.couplings.push_back(coupling);
}

void NetworkBuilder::triangle(const Node& node) {
  note_family();
  const What owner = [] { return "[[triangle]]"; };
  const Table& table = reader_.table(node, owner);
  reader_.check_keys(
      table, owner,
      {"from", "to", "strength", "phase", "mediator", "mediator_loss", "mediator_coupling"});
  Triangle triangle;
  triangle.from = end_of_link(table, "from", node.position, owner);
  triangle.to = end_of_link(table, "to", node.position, owner);
  const std::string from = parts_.modes[triangle.from].name;
  const std::string to = parts_.modes[triangle.to].name;
  if (triangle.from == triangle.to) {
    reader_.source().fail(
        ValueReader::find(table, "to")->value.position,
        fmt::format("triangle must join two different modes, but joins \"{}\" to itself", to));
  }
  const auto of = [&](const char* key) {
    return [key, &from, &to] {
      return fmt::format("{} of the triangle from \"{}\" to \"{}\"", key, from, to);
    };
  };
  Position mediator_position = node.position;
  triangle.mediator = fmt::format("a_{}_{}", from, to);
  if (const Entry* entry = ValueReader::find(table, "mediator")) {
    triangle.mediator = reader_.text(entry->value, of("mediator"));
    mediator_position = entry->value.position;
  }
  reader_.at(mediator_position, [&] { check_mode_name(triangle.mediator); });
  const auto number = [&](const char* key) {
    return reader_.number(reader_.required(table, key, node.position, owner), of(key));
  };
  const Quantity strength = number("strength");
  const Quantity phase =
      reader_.phase(reader_.required(table, "phase", node.position, owner), of("phase"));
  const Quantity mediator_loss = reader_.number_not_negative(
      reader_.required(table, "mediator_loss", node.position, owner), of("mediator_loss"));
  Quantity g1 = matched(strength, mediator_loss), g2 = g1;
  if (const Entry* entry = ValueReader::find(table, "mediator_coupling")) {
    const auto values = reader_.numbers(entry->value, of("mediator_coupling"));
    if (values.size() != 2 &&
        !(values.size() == 1 && !std::holds_alternative<List>(entry->value.value))) {
      reader_.source().fail(entry->value.position,
                            fmt::format("{} must be one number or [g1, g2], but is a list of {}",
                                        of("mediator_coupling")(), values.size()));
    }
    g1 = values.front();
    g2 = values.back();
  }
  triangle.strength = strength.value;
  triangle.phase = phase.value;
  triangle.mediator_loss = mediator_loss.value;
  triangle.g1 = g1.value;
  triangle.g2 = g2.value;
  const std::size_t mediator = parts_.modes.size();
  const std::size_t link = parts_.couplings.size();
  bind(Slot::strength, link, strength);
  bind(Slot::phase, link, phase);
  bind(Slot::loss, mediator, mediator_loss);
  bind(Slot::strength, link + 1, g1);
  bind(Slot::strength, link + 2, g2);
  add_name(triangle.mediator, mediator, mediator_position);
  add_pair(triangle.from, triangle.to, node.position);
  add_triangle(parts_, triangle);
  add_pair(triangle.from, mediator, node.position);
  add_pair(mediator, triangle.to, node.position);
}

void NetworkBuilder::dissipator(const Node& node) {
  note_family();
  const What owner = [] { return "[[dissipator]]"; };
  const Table& table = reader_.table(node, owner);
  reader_.check_keys(table, owner, {"rate", "weights", "thermal"});
  const std::size_t number = parts_.dissipators.size() + 1;
  const What rate = [=] { return fmt::format("rate of dissipator {}", number); };
  const What weights = [=] { return fmt::format("weights of dissipator {}", number); };
  Dissipator dissipator;
  const Quantity decay =
      reader_.number_not_negative(reader_.required(table, "rate", node.position, owner), rate);
  dissipator.rate = decay.value;
  bind(Slot::rate, number - 1, decay);
  if (const Entry* entry = ValueReader::find(table, "thermal")) {
    const Quantity thermal = reader_.number_not_negative(
        entry->value, [=] { return fmt::format("thermal of dissipator {}", number); });
    dissipator.thermal = thermal.value;
    bind(Slot::dissipator_thermal, number - 1, thermal);
  }
  const Node& weights_node = reader_.required(table, "weights", node.position, owner);
  for (const Entry& entry : reader_.table(weights_node, weights)) {
    const std::size_t mode =
        index_of(entry.key, entry.position, [&] { return "each key of " + weights(); });
    const ComplexQuantity weight = reader_.complex_number(entry.value, [&] {
      return fmt::format("weight of mode \"{}\" in dissipator {}", entry.key, number);
    });
    bind(Slot::weight_re, number - 1, weight.re, dissipator.weights.size());
    bind(Slot::weight_im, number - 1, weight.im, dissipator.weights.size());
    dissipator.weights.emplace_back(mode, weight.value());
  }
  if (dissipator.weights.empty()) {
    reader_.source().fail(weights_node.position,
                          weights() + " must name at least one mode, but are empty");
  }
  parts_.dissipators.push_back(std::move(dissipator));
}

}  // namespace qbnet
