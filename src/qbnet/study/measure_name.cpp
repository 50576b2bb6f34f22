#include "qbnet/study/measure_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <tuple>
#include <utility>

#include "qbnet/base/characters.hpp"
#include "qbnet/base/expression.hpp"
#include "qbnet/base/number_text.hpp"
#include "qbnet/base/parameters.hpp"
#include "qbnet/base/quote.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/base/suggest.hpp"
#include "qbnet/network/families.hpp"

namespace qbnet {
namespace {

using Kind = Measure::Kind;

struct Known {
  std::string_view name;
  Kind kind;
  bool log10;
  std::string_view parts;  // what stands between its parentheses, as a sentence shows it
  std::string_view unit;
};
constexpr std::array<Known, 21> known_measures = {{
    {"energy", Kind::energy, false, "(MODE)", "omega"},
    {"log10_energy", Kind::energy, true, "(MODE)", "1"},
    {"amplitude", Kind::amplitude, false, "(MODE)", "1"},
    {"input_power", Kind::input_power, false, "", "omega*rate"},
    {"gain", Kind::gain, false, "(MODE, REFERENCE)", "1"},
    {"log10_gain", Kind::gain, true, "(MODE, REFERENCE)", "1"},
    {"max_power", Kind::max_power, false, "(MODE)", "omega*rate"},
    {"log10_max_power", Kind::max_power, true, "(MODE)", "1"},
    {"max_power_time", Kind::max_power_time, false, "(MODE)", "1/rate"},
    {"ergotropy", Kind::ergotropy, false, "(MODE)", "omega"},
    {"log10_ergotropy", Kind::ergotropy, true, "(MODE)", "1"},
    {"thermal_energy", Kind::thermal_energy, false, "(MODE)", "omega"},
    {"half_life", Kind::half_life, false, "(MODE)", "1/rate"},
    {"transmission", Kind::transmission, false, "(FROM, TO, FREQUENCY)", "1"},
    {"isolation", Kind::isolation, false, "(FROM, TO, FREQUENCY)", "dB"},
    {"energy_at", Kind::energy_at, false, "(MODE, TIME)", "omega"},
    {"log10_energy_at", Kind::energy_at, true, "(MODE, TIME)", "1"},
    {"ergotropy_at", Kind::ergotropy_at, false, "(MODE, TIME)", "omega"},
    {"log10_ergotropy_at", Kind::ergotropy_at, true, "(MODE, TIME)", "1"},
    {"thermal_energy_at", Kind::thermal_energy_at, false, "(MODE, TIME)", "omega"},
    {"efficiency_at", Kind::efficiency_at, false, "(MODE, TIME)", "1"},
}};

constexpr std::array<std::pair<Reference, Charging>, 2> references = {
    {{direct, Charging::reciprocal_direct}, {mediated, Charging::reciprocal_mediated}}};

[[noreturn]] void refuse(const std::string& sentence) { throw Error(Refusal::usage, sentence); }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

// "name(first, second)" taken apart.
struct Typed {
  std::string_view name;
  bool parentheses = false;
  std::vector<std::string_view> parts;
};

Typed take_apart(std::string_view text) {
  const std::size_t opening = text.find('(');
  Typed typed{trimmed(text.substr(0, opening)), opening != std::string_view::npos, {}};
  if (!typed.parentheses) return typed;
  if (text.back() != ')') {
    refuse(fmt::format("measure must end with its parenthesis, but is {}", in_quotes(text)));
  }
  std::string_view inside = trimmed(text.substr(opening + 1, text.size() - opening - 2));
  while (!inside.empty()) {
    const std::size_t comma = inside.find(',');
    typed.parts.push_back(trimmed(inside.substr(0, comma)));
    if (comma == std::string_view::npos) break;
    inside.remove_prefix(comma + 1);
    if (inside.empty()) typed.parts.emplace_back();
  }
  return typed;
}

const Known& find_known(std::string_view name, std::string_view text) {
  const auto found = std::ranges::find(known_measures, name, &Known::name);
  if (found != known_measures.end()) return *found;
  std::vector<std::string_view> names;
  std::string list;
  for (const Known& known : known_measures) {
    names.push_back(known.name);
    list += list.empty() ? "" : &known == &known_measures.back() ? " or " : ", ";
    list += known.name;
  }
  refuse(fmt::format("measure must be {}, but is {}{}", list, in_quotes(text),
                     did_you_mean(name, names)));
}

const Known& known_of(const Measure& measure) {
  return *std::ranges::find_if(known_measures, [&](const Known& known) {
    return known.kind == measure.kind && known.log10 == measure.log10;
  });
}

void check_parts(const Known& known, const Typed& typed, std::string_view text) {
  const std::size_t wanted =
      known.parts.empty() ? 0 : 1 + static_cast<std::size_t>(std::ranges::count(known.parts, ','));
  const bool empty_part = std::ranges::any_of(typed.parts, &std::string_view::empty);
  if (typed.parts.size() == wanted && typed.parentheses == (wanted > 0) && !empty_part) return;
  const char* const verdict =
      empty_part || typed.parts.size() < wanted ? "has too little" : "has too much";
  refuse(fmt::format("measure {0} must be written {0}{1}, but {2} {3}", known.name, known.parts,
                     in_quotes(text), verdict));
}

std::size_t mode_of(std::string_view name, const std::string& measure, const Network& network) {
  if (const auto mode = network.find(name)) return *mode;
  refuse(fmt::format("mode of {} must be one of the network, but {} is none{}", measure,
                     in_quotes(name), did_you_mean(name, network.names())));
}

Reference reference_of(std::string_view name, const std::string& measure) {
  std::vector<std::string_view> names;
  for (const auto& [reference, charging] : references) {
    if (name == to_string(charging)) return reference;
    names.push_back(to_string(charging));
  }
  refuse(fmt::format("reference of {} must be {} or {}, but is {}{}", measure, names[0], names[1],
                     in_quotes(name), did_you_mean(name, names)));
}

// `what`: time or frequency.
double number_of(std::string_view typed, const char* what, const std::string& measure) {
  try {
    return evaluate(typed, Parameters());
  } catch (const ExpressionError& error) {
    refuse(
        fmt::format("{} of {} must be a finite number or an expression of numbers, but is "
                    "{}: {}",
                    what, measure, in_quotes(typed), error.what()));
  }
}

double time_of(std::string_view typed, const std::string& measure) {
  const double time = number_of(typed, "time", measure);
  if (time < 0) {
    refuse(fmt::format("time of {} must be at least 0, but is {}", measure, shortest_text(time)));
  }
  return time;
}

}  // namespace

Measure parse_measure(std::string_view text, const Network& network) {
  text = trimmed(text);
  if (text.empty()) refuse("measure must have a name, as in energy(b1), but is empty");
  const Typed typed = take_apart(text);
  const Known& known = find_known(typed.name, text);
  check_parts(known, typed, text);

  Measure measure;
  measure.kind = known.kind;
  measure.log10 = known.log10;
  measure.name = std::string(known.name);
  if (typed.parts.empty()) return measure;
  measure.name += fmt::format("({})", fmt::join(typed.parts, ", "));
  measure.mode = std::string(typed.parts[0]);
  const std::size_t mode = mode_of(measure.mode, measure.name, network);
  if (known.kind == Kind::gain) {
    measure.reference = reference_of(typed.parts[1], measure.name);
    if (measure.reference == direct && network.mode(mode).role == Role::mediator) {
      refuse(
          fmt::format("mode of {} must not be a mediator, for that reference has none, but {} "
                      "is",
                      measure.name, in_quotes(measure.mode)));
    }
  }
  if (is_at_time(known.kind)) measure.time = time_of(typed.parts[1], measure.name);
  if (known.kind == Kind::transmission || known.kind == Kind::isolation) {
    measure.to = std::string(typed.parts[1]);
    if (mode_of(measure.to, measure.name, network) == mode) {
      refuse(fmt::format("the modes of {} must differ, but both are {}", measure.name,
                         in_quotes(measure.mode)));
    }
    measure.frequency = number_of(typed.parts[2], "frequency", measure.name);
  }
  return measure;
}

std::vector<Measure> parse_measures(const std::vector<std::string>& texts, const Network& network) {
  const auto meaning = [](const Measure& measure) {
    return std::tuple(measure.kind, measure.log10, measure.mode, measure.reference, measure.time,
                      measure.to, measure.frequency);
  };
  std::vector<Measure> measures;
  for (const std::string& text : texts) {
    Measure measure = parse_measure(text, network);
    const auto earlier = std::ranges::find(measures, meaning(measure), meaning);
    if (earlier != measures.end()) {
      refuse(fmt::format("measures must differ, but {} and {} are the same", earlier->name,
                         measure.name));
    }
    measures.push_back(std::move(measure));
  }
  return measures;
}

std::vector<MeasureName> columns(const Measure& measure) {
  const std::string unit(known_of(measure).unit);
  if (measure.kind == Kind::amplitude) {
    return {{"re " + measure.name, unit}, {"im " + measure.name, unit}};
  }
  return {{measure.name, unit}};
}

std::vector<MeasureName> columns(const std::vector<Measure>& measures) {
  std::vector<MeasureName> all;
  for (const Measure& measure : measures) {
    for (MeasureName& column : columns(measure)) all.push_back(std::move(column));
  }
  return all;
}

}  // namespace qbnet
