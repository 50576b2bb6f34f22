#include "qbnet/files/vary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <span>
#include <utility>

#include "qbnet/base/characters.hpp"
#include "qbnet/base/expression.hpp"
#include "qbnet/base/number_text.hpp"
#include "qbnet/base/parameters.hpp"
#include "qbnet/base/quote.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/files/range.hpp"

namespace qbnet {
namespace {

constexpr std::string_view form = "NAME=START:STOP:COUNT[:log] or NAME=VALUE,VALUE,...";

[[noreturn]] void refuse(const std::string& sentence) { throw Error(Refusal::usage, sentence); }

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> fields;
  for (;;) {
    const std::size_t at = text.find(separator);
    fields.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return fields;
    text.remove_prefix(at + 1);
  }
}

// Whether the text is one of the words that other programs write for what is no number.
bool is_not_finite(std::string_view text) {
  if (!text.empty() && text[0] == '+') text.remove_prefix(1);
  double value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  return problem == std::errc() && end == text.data() + text.size() && !std::isfinite(value);
}

double value_of(std::string_view text, const std::string& what) {
  if (std::ranges::all_of(text, is_space)) {
    refuse(fmt::format("{} must be a number or an expression, but is empty", what));
  }
  if (is_not_finite(text)) {
    refuse(fmt::format("{} must be a finite number, but is {}", what, in_quotes(text)));
  }
  try {
    return evaluate(text, Parameters());
  } catch (const ExpressionError& error) {
    refuse(fmt::format("{} must be a number or an expression of numbers, but is {}: {}", what,
                       in_quotes(text), error.what()));
  }
}

// Counts up to here are exact as doubles.
constexpr std::size_t largest_known = std::size_t{1} << 53U;
constexpr std::size_t some = 4096;

// `count`: null where an axis must have all its points; else set where it has only some of them.
std::vector<double> range_values(std::string_view text, const std::string& what, double* count) {
  const std::vector<std::string_view> fields = split(text, ':');
  // parse_range() has the sentence for too few or too many.
  if (fields.size() < 3 || fields.size() > 4) parse_range(text, what);
  const double start = value_of(fields[0], "START of " + what);
  const double stop = value_of(fields[1], "STOP of " + what);
  std::string numbers = shortest_text(start) + ':' + shortest_text(stop);
  for (std::size_t k = 2; k < fields.size(); ++k) {
    numbers += ':';
    numbers += fields[k];
  }
  Range range = parse_range(numbers, what, count == nullptr ? largest_count : largest_known);
  if (range.count > largest_count) {
    *count = static_cast<double>(range.count);
    range.count = some;
  }
  std::vector<double> values = points(range);
  if (std::ranges::adjacent_find(values) != values.end()) {
    refuse(fmt::format("points of {} must differ, but {} points from {} to {} do not", what,
                       range.count, fields[0], fields[1]));
  }
  return values;
}

std::vector<double> list_values(std::string_view text, const std::string& what) {
  std::vector<double> values;
  const std::vector<std::string_view> fields = split(text, ',');
  if (fields.size() > 1 && fields.back().empty()) {
    refuse(fmt::format("{} must end with a value, but ends with a comma", what));
  }
  for (std::size_t k = 0; k < fields.size(); ++k) {
    values.push_back(value_of(fields[k], fmt::format("value {} of {}", k + 1, what)));
  }
  std::vector<double> sorted = values;
  std::ranges::sort(sorted);
  const auto twice = std::ranges::adjacent_find(sorted);
  if (twice != sorted.end()) {
    refuse(
        fmt::format("values of {} must differ, but {} comes twice", what, shortest_text(*twice)));
  }
  return values;
}

Axis parse_axis(std::string_view text, double* count) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) {
    refuse(fmt::format("--vary must be {}, but is {}", form, in_quotes(text)));
  }
  const std::string_view name = text.substr(0, equals);
  const std::string_view typed = text.substr(equals + 1);
  if (!is_name(name) || name.size() > longest_name) {
    refuse(
        fmt::format("NAME of --vary must be a parameter of the file, but is {}", in_quotes(name)));
  }
  const std::string what = fmt::format("--vary {}", name);
  if (typed.empty()) refuse(fmt::format("{} must have values ({}), but has none", what, form));
  const bool range = typed.find(':') != std::string_view::npos;
  if (range && typed.find(',') != std::string_view::npos) {
    refuse(fmt::format("{} must be a range or a list ({}), but {} is both", what, form,
                       in_quotes(typed)));
  }
  return {std::string(name), range ? range_values(typed, what, count) : list_values(typed, what)};
}

std::vector<Axis> parse_axes(const std::vector<std::string>& texts, double* points) {
  if (texts.size() > most_axes) {
    refuse(fmt::format("--vary must be given at most {} times, but is given {} times", most_axes,
                       texts.size()));
  }
  std::vector<Axis> axes;
  for (const std::string& text : texts) {
    double count = 0;
    Axis axis = parse_axis(text, points == nullptr ? nullptr : &count);
    if (points != nullptr) *points *= std::max(count, static_cast<double>(axis.values.size()));
    if (std::ranges::find(axes, axis.name, &Axis::name) != axes.end()) {
      refuse(fmt::format("--vary must name each parameter once, but names {} twice",
                         in_quotes(axis.name)));
    }
    axes.push_back(std::move(axis));
  }
  return axes;
}

}  // namespace

Axis parse_vary(std::string_view text) { return parse_axis(text, nullptr); }

std::vector<Axis> parse_vary(const std::vector<std::string>& texts) {
  return parse_axes(texts, nullptr);
}

std::vector<Axis> parse_vary(const std::vector<std::string>& texts, double& points) {
  points = 1;
  return parse_axes(texts, &points);
}

NetworkFile read_varied(const NetworkSource& source, const std::vector<Axis>& axes) {
  std::vector<std::string> names;
  for (const Axis& axis : axes) {
    names.push_back(axis.name);
    for (const Setting& setting : source.set) {
      if (setting.name == axis.name) {
        throw Error(Refusal::usage,
                    fmt::format("parameter {} must be set or varied, but is both", axis.name));
      }
    }
  }
  std::unique_ptr<Error> first;
  for (const int place : {0, 2, 1, -1}) {
    std::vector<Setting> settings = source.set;
    for (const Axis& axis : axes) {
      if (place < 0) break;
      const std::size_t k = (axis.values.size() - 1) * static_cast<std::size_t>(place) / 2;
      settings.push_back({axis.name, full_text(axis.values[k])});
    }
    try {
      return read_network_text(source.text, source.file_name, settings, names, source.folder);
    } catch (const Error& error) {
      if (!first) first = std::make_unique<Error>(error);
    }
  }
  throw *first;
}

std::unique_ptr<Points> varied_points(const NetworkFile& read, const NetworkSource& source,
                                      std::vector<Axis> axes, std::vector<Measure> measures,
                                      const PointsOptions& options) {
  std::vector<std::string> names;
  for (const Axis& axis : axes) names.push_back(axis.name);
  if (read.protocol.empty()) {
    return std::make_unique<Points>(
        ParametricNetwork{read.network, read.formulas, std::move(names), read.bindings},
        std::move(axes), std::move(measures), options);
  }
  const auto at = [source, names = std::move(names)](std::span<const double> values) {
    std::vector<Setting> settings = source.set;
    for (std::size_t k = 0; k < values.size(); ++k) {
      settings.push_back({names[k], full_text(values[k])});
    }
    try {
      NetworkFile file =
          read_network_text(source.text, source.file_name, settings, {}, source.folder);
      return TimedNetwork{std::move(file.network), std::move(file.protocol)};
    } catch (const Error& error) {
      // The values were chosen for all points, not for this one.
      if (error.refusal() != Refusal::usage) throw;
      throw Error(Refusal::input, error.what());
    }
  };
  return std::make_unique<Points>(at, std::move(axes), std::move(measures));
}

}  // namespace qbnet
