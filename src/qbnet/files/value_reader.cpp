#include "qbnet/files/value_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "qbnet/base/expression.hpp"
#include "qbnet/base/number_text.hpp"
#include "qbnet/base/quote.hpp"
#include "qbnet/base/suggest.hpp"
#include "qbnet/network/checks.hpp"

namespace qbnet {
namespace {

constexpr std::size_t most_phase_warnings = 3;

What part_of(std::string_view part, const What& what) {
  return [part, &what] { return fmt::format("{} of {}", part, what()); };
}

}  // namespace

void ValueReader::at(const Position& position, const std::function<void()>& check) const {
  try {
    check();
  } catch (const Error& error) {
    source_.fail(position, error.what(), error.refusal());
  }
}

std::string ValueReader::kind(const Node& node) {
  struct Words {
    std::string operator()(const Useless& useless) const { return useless.name; }
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(double number) const { return "the number " + shortest_text(number); }
    std::string operator()(const std::string& text) const { return "the text " + in_quotes(text); }
    std::string operator()(const List&) const { return "a list"; }
    std::string operator()(const Table&) const { return "a table"; }
  };
  return std::visit(Words(), node.value);
}

Quantity ValueReader::expression(const Node& node, const std::string& text) {
  try {
    return evaluate(text, parameters_, formulas_);
  } catch (const ExpressionError& error) {
    // Where the text stands in the file as it is, the column inside it is known.
    Position position = node.position;
    const std::string_view written = source_.text().substr(source_.offset(position));
    const bool as_it_is = written.size() > text.size() + 1 && written.substr(1).starts_with(text) &&
                          written[text.size() + 1] == written[0];
    if (as_it_is && text.find('\n') == std::string::npos) position.column += error.column();
    source_.fail(position, error.what());
  }
}

Quantity ValueReader::number(const Node& node, const What& what) {
  if (const auto* text = std::get_if<std::string>(&node.value)) return expression(node, *text);
  const auto* number = std::get_if<double>(&node.value);
  if (number == nullptr) {
    source_.fail(node.position, fmt::format("{} must be a number or an expression, but is {}",
                                            what(), kind(node)));
  }
  at(node.position, [&] { check_finite(*number, what); });
  return {*number};
}

Quantity ValueReader::number_not_negative(const Node& node, const What& what) {
  const Quantity value = number(node, what);
  at(node.position, [&] { check_not_negative(value.value, what); });
  return value;
}

Quantity ValueReader::watched_phase(const Quantity& value, const Position& position,
                                    const What& what) {
  constexpr double full_turn = 2 * std::numbers::pi * (1 + 1e-9);
  if (std::abs(value.value) <= full_turn || ++large_phases_ > most_phase_warnings) return value;
  const std::string number = shortest_text(value.value);
  phase_warnings_.push_back(source_.message(
      position, fmt::format("{} is in radians, but {} is more than a full turn; for degrees write "
                            "\"{}*pi/180\"",
                            what(), number, number)));
  return value;
}

Quantity ValueReader::phase(const Node& node, const What& what) {
  return watched_phase(number(node, what), node.position, what);
}

ComplexQuantity ValueReader::complex_number(const Node& node, const What& what) {
  const auto* table = std::get_if<Table>(&node.value);
  if (table == nullptr) {
    if (!std::holds_alternative<double>(node.value) &&
        !std::holds_alternative<std::string>(node.value)) {
      source_.fail(node.position,
                   fmt::format("{} must be a number, an expression, {{re, im}} or {{amplitude, "
                               "phase}}, but is {}",
                               what(), kind(node)));
    }
    return {number(node, what), {}};
  }
  check_keys(*table, what, {"re", "im", "amplitude", "phase"});
  const Entry* const re = find(*table, "re");
  const Entry* const im = find(*table, "im");
  const Entry* const amplitude = find(*table, "amplitude");
  const Entry* const angle = find(*table, "phase");
  const bool cartesian = re != nullptr || im != nullptr;
  if (cartesian == (amplitude != nullptr) || (cartesian && angle != nullptr)) {
    source_.fail(node.position, fmt::format("{} must have re and im, or amplitude and phase, but "
                                            "has {}",
                                            what(),
                                            cartesian        ? "some of both"
                                            : table->empty() ? "neither"
                                                             : "no amplitude"));
  }
  if (cartesian) {
    return {re == nullptr ? Quantity() : number(re->value, part_of("re", what)),
            im == nullptr ? Quantity() : number(im->value, part_of("im", what))};
  }
  using Op = Formulas::Op;
  const Quantity size = number(amplitude->value, part_of("amplitude", what));
  const Quantity turn = angle == nullptr ? Quantity() : phase(angle->value, part_of("phase", what));
  return {formulas_.apply(Op::multiply, size, formulas_.apply(Op::cos, turn)),
          formulas_.apply(Op::multiply, size, formulas_.apply(Op::sin, turn))};
}

std::vector<Quantity> ValueReader::numbers(const Node& node, const What& what) {
  const auto* list = std::get_if<List>(&node.value);
  if (list == nullptr) return {number(node, what)};
  std::vector<Quantity> values;
  values.reserve(list->size());
  for (const Node& element : *list) {
    values.push_back(
        number(element, [&] { return fmt::format("entry {} of {}", values.size() + 1, what()); }));
  }
  return values;
}

std::vector<Quantity> ValueReader::phases(const Node& node, const What& what) {
  std::vector<Quantity> values = numbers(node, what);
  const auto* list = std::get_if<List>(&node.value);
  for (std::size_t k = 0; k < values.size(); ++k) {
    watched_phase(values[k], list == nullptr ? node.position : (*list)[k].position, what);
  }
  return values;
}

const std::string& ValueReader::text(const Node& node, const What& what) const {
  const auto* text = std::get_if<std::string>(&node.value);
  if (text == nullptr) {
    source_.fail(node.position, fmt::format("{} must be text, but is {}", what(), kind(node)));
  }
  return *text;
}

const Table& ValueReader::table(const Node& node, const What& what) const {
  const auto* table = std::get_if<Table>(&node.value);
  if (table == nullptr) {
    source_.fail(node.position, fmt::format("{} must be a table, but is {}", what(), kind(node)));
  }
  return *table;
}

std::size_t ValueReader::mode(const Node& node, const Network& network, const What& what) const {
  const std::string& name = text(node, what);
  if (const auto index = network.find(name)) return *index;
  no_such_mode(name, did_you_mean(name, network.names()), node.position, what);
}

void ValueReader::no_such_mode(const std::string& name, const std::string& suggestion,
                               const Position& position, const What& what) const {
  source_.fail(position, fmt::format("{} must be a mode of the network, but {} is not{}", what(),
                                     in_quotes(name), suggestion));
}

void ValueReader::check_keys(const Table& table, const What& owner,
                             std::initializer_list<std::string_view> known) const {
  for (const Entry& entry : table) {
    if (std::ranges::find(known, entry.key) != known.end()) continue;
    source_.fail(entry.position, fmt::format("key of {} must be one of {}, but is {}{}", owner(),
                                             fmt::join(known, ", "), in_quotes(entry.key),
                                             did_you_mean(entry.key, known)));
  }
}

const Entry* ValueReader::find(const Table& table, std::string_view key) {
  const auto found = std::ranges::find(table, key, &Entry::key);
  return found == table.end() ? nullptr : &*found;
}

const Node& ValueReader::required(const Table& table, std::string_view key,
                                  const Position& position, const What& owner) const {
  const Entry* const entry = find(table, key);
  if (entry == nullptr) {
    source_.fail(position, fmt::format("{} must have the key {}, but has not", owner(), key));
  }
  return entry->value;
}

std::vector<std::string> ValueReader::warnings() const {
  std::vector<std::string> result = phase_warnings_;
  if (large_phases_ > most_phase_warnings) {
    result.push_back(fmt::format("{}: phases of more than a full turn beside these: {}",
                                 source_.name(), large_phases_ - most_phase_warnings));
  }
  return result;
}

}  // namespace qbnet
