#include "qbnet/files/range.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>
#include <string>

#include "qbnet/base/size_text.hpp"
#include "qbnet/base/status.hpp"

namespace qbnet {
namespace {

// from_chars knows no locale; the sign '+' is the one thing it does not read.
std::optional<double> number(std::string_view text) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> fields;
  for (;;) {
    const std::size_t colon = text.find(':');
    fields.push_back(text.substr(0, colon));
    if (colon == std::string_view::npos) return fields;
    text.remove_prefix(colon + 1);
  }
}

double finite(std::string_view field, std::string_view name, std::string_view what) {
  const std::optional<double> value = number(field);
  if (!value || !std::isfinite(*value)) {
    throw Error(Refusal::usage,
                fmt::format("{} of {} must be a finite number, but is \"{}\"", name, what, field));
  }
  return *value;
}

}  // namespace

Range parse_range(std::string_view text, std::string_view what, std::size_t largest) {
  const std::vector<std::string_view> fields = split(text);
  if (fields.size() < 3 || fields.size() > 4) {
    throw Error(Refusal::usage,
                fmt::format("{} must be START:STOP:COUNT or START:STOP:COUNT:log, but is \"{}\"",
                            what, text));
  }
  Range range;
  range.start = finite(fields[0], "START", what);
  range.stop = finite(fields[1], "STOP", what);
  const std::optional<double> count = number(fields[2]);
  if (!count || !(*count >= 1) || *count != std::floor(*count)) {
    throw Error(Refusal::usage, fmt::format("COUNT of {} must be a whole number of at least 1, but "
                                            "is \"{}\"",
                                            what, fields[2]));
  }
  if (*count > static_cast<double>(largest)) {
    throw Error(Refusal::too_large,
                fmt::format("COUNT of {} must be at most {}, but is {}: its points alone would "
                            "need {}",
                            what, largest, fields[2], bytes_text(*count * sizeof(double))));
  }
  range.count = static_cast<std::size_t>(*count);
  if (fields.size() == 4) {
    if (fields[3] != "log") {
      throw Error(
          Refusal::usage,
          fmt::format("the fourth part of {} must be \"log\", but is \"{}\"", what, fields[3]));
    }
    range.logarithmic = true;
    if (!(range.start > 0) || !(range.stop > 0)) {
      throw Error(Refusal::usage,
                  fmt::format("{} of {} must be above 0 for equal ratios (log), but is {}",
                              range.start > 0 ? "STOP" : "START", what,
                              range.start > 0 ? fields[1] : fields[0]));
    }
  } else if (!std::isfinite(range.stop - range.start)) {
    throw Error(Refusal::usage, fmt::format("START and STOP of {} must differ by less than "
                                            "1.8e308, but are {} and {}",
                                            what, fields[0], fields[1]));
  }
  return range;
}

std::vector<double> points(const Range& range) {
  std::vector<double> result(range.count, range.start);
  if (range.count < 2) return result;
  const double steps = static_cast<double>(range.count - 1);
  const double width = range.stop - range.start;
  const double ratio = std::log(range.stop) - std::log(range.start);
  // Multiplying first keeps 0:10:11 at whole numbers; only where that overflows, divide first.
  const bool multiply_first = std::isfinite(width * steps);
  for (std::size_t i = 1; i + 1 < range.count; ++i) {
    const double k = static_cast<double>(i);
    if (range.logarithmic) {
      result[i] = range.start * std::exp(ratio * k / steps);
    } else {
      result[i] = range.start + (multiply_first ? width * k / steps : width * (k / steps));
    }
  }
  result.back() = range.stop;
  return result;
}

}  // namespace qbnet
