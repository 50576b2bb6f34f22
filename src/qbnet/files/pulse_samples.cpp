// Pulses out of CSV text.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>
#include <vector>

#include "qbnet/base/quote.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/files/protocol_reader.hpp"

namespace qbnet {
namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string_view> cells_of(std::string_view line) {
  std::vector<std::string_view> cells;
  while (true) {
    const std::size_t comma = line.find(',');
    cells.push_back(trimmed(line.substr(0, comma)));
    if (comma == std::string_view::npos) return cells;
    line.remove_prefix(comma + 1);
  }
}

std::optional<double> number_in(std::string_view cell) {
  double value = 0;
  if (cell.starts_with('+')) cell.remove_prefix(1);
  const char* const end = cell.data() + cell.size();
  const auto parsed = std::from_chars(cell.data(), end, value);
  if (parsed.ec != std::errc() || parsed.ptr != end || !std::isfinite(value)) return {};
  return value;
}

bool are_names(const std::vector<std::string_view>& cells) {
  return cells.size() > 1 && std::ranges::none_of(cells, [](std::string_view cell) {
           return cell.empty() || number_in(cell) || cell == "nan" || cell == "NaN" ||
                  cell == "inf";
         });
}

}  // namespace

std::vector<PulseSample> parse_samples(std::string_view text, const std::string& name) {
  std::vector<PulseSample> samples;
  std::size_t number = 0, columns = 0;
  const auto fail = [&](const std::string& sentence) {
    throw Error(Refusal::input, fmt::format("{}:{}: {}", name, number, sentence));
  };
  bool first = true;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    const std::vector<std::string_view> cells = cells_of(line);
    const bool names = std::exchange(first, false) && are_names(cells);
    if (names) continue;
    if (columns == 0) columns = cells.size();
    if (cells.size() < 2 || cells.size() > 3 || cells.size() != columns) {
      fail(
          fmt::format("a sample must be time, value or time, re, im, as those before it, but is {}",
                      in_quotes(std::string(line))));
    }
    double values[3] = {0, 0, 0};
    for (std::size_t k = 0; k < cells.size(); ++k) {
      const std::optional<double> value = number_in(cells[k]);
      if (!value) {
        fail(fmt::format("a sample must be of finite numbers, but has {}",
                         cells[k].empty() ? "a gap" : in_quotes(std::string(cells[k]))));
      }
      values[k] = *value;
    }
    if (!samples.empty() && !(values[0] > samples.back().time)) {
      fail(fmt::format("times must ascend, but {} follows {}", values[0], samples.back().time));
    }
    samples.push_back({values[0], {values[1], values[2]}});
  }
  if (samples.size() < 2) {
    throw Error(Refusal::input, fmt::format("{}: a pulse must have at least 2 samples, but has {}",
                                            name, samples.size()));
  }
  return samples;
}

std::string gap_in(const std::vector<PulseSample>& samples) {
  constexpr double wide = 5;
  std::vector<double> steps;
  for (std::size_t k = 1; k < samples.size(); ++k) {
    steps.push_back(samples[k].time - samples[k - 1].time);
  }
  const auto largest = std::ranges::max_element(steps);
  const auto k = static_cast<std::size_t>(largest - steps.begin());
  const double step = *largest;
  std::ranges::nth_element(steps, steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2));
  const double usual = steps[steps.size() / 2];
  if (step <= wide * usual) return {};
  return fmt::format(
      "samples leave a gap from time {} to {}, {:.1f} times the usual step: a "
      "straight line is drawn across it",
      samples[k].time, samples[k + 1].time, step / usual);
}

}  // namespace qbnet
