#include "qbnet/base/size_text.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace qbnet {

std::string short_number(double value) {
  std::string text = fmt::format("{:.3g}", value);
  const std::size_t e = text.find("e+");
  if (e == std::string::npos) return text;
  const std::size_t digits = text.find_first_not_of('0', e + 2);
  return text.substr(0, e + 1) + text.substr(digits);
}

std::string count_text(double count) {
  return count < 1e7 ? fmt::format("{:.0f}", count) : short_number(count);
}

std::string bytes_text(double bytes) {
  constexpr std::array<const char*, 7> units = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};
  std::size_t unit = 0;
  // 999.5 would be rounded to 1e3.
  while (bytes >= 999.5 && unit + 1 < units.size()) {
    bytes /= 1000;
    ++unit;
  }
  return fmt::format("{} {}", short_number(bytes), units[unit]);
}

std::string duration_text(double seconds) {
  constexpr double minute = 60;
  constexpr double hour = 60 * minute;
  constexpr double day = 24 * hour;
  constexpr double year = 365.25 * day;
  const auto whole = [](double part) { return std::floor(part); };
  if (seconds < 0.9995) return fmt::format("{:.0f} ms", std::ceil(1000 * seconds));
  if (seconds >= year) return short_number(seconds / year) + " years";
  const double s = std::round(seconds);
  if (s < minute) return fmt::format("{:.0f} s", s);
  if (s < hour)
    return fmt::format("{:.0f} min {:02.0f} s", whole(s / minute), std::fmod(s, minute));
  if (s < day) {
    return fmt::format("{:.0f} h {:02.0f} min", whole(s / hour),
                       whole(std::fmod(s, hour) / minute));
  }
  const double days = whole(s / day);
  return fmt::format("{:.0f} day{} {:.0f} h", days, days == 1 ? "" : "s",
                     whole(std::fmod(s, day) / hour));
}

}  // namespace qbnet
