#include "qbnet/study/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <ostream>

#include "qbnet/base/status.hpp"

namespace qbnet {
namespace {

// {:.3g} without the sign and the zeros of its exponent.
std::string short_number(double value) {
  std::string text = fmt::format("{:.3g}", value);
  const std::size_t e = text.find("e+");
  if (e == std::string::npos) return text;
  const std::size_t digits = text.find_first_not_of('0', e + 2);
  return text.substr(0, e + 1) + text.substr(digits);
}

// A control group's limit; infinity if there is none, or no such file.
double control_group_memory() {
  for (const char* path :
       {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    std::ifstream file(path);
    double bytes = 0;
    if (file >> bytes && bytes > 0) return bytes;
  }
  return INFINITY;
}

}  // namespace

Estimate estimate_run(double points, double columns, double output_bytes_each,
                      double seconds_each) {
  Estimate estimate;
  estimate.points = points;
  estimate.memory = points * (columns * sizeof(double) + 1);
  estimate.output = points * output_bytes_each;
  estimate.seconds = points * seconds_each;
  return estimate;
}

std::string estimate_text(const Estimate& estimate) {
  std::string text =
      fmt::format("{} points, {} of memory, {} of output", count_text(estimate.points),
                  bytes_text(estimate.memory), bytes_text(estimate.output));
  if (!std::isnan(estimate.seconds)) text += ", about " + duration_text(estimate.seconds);
  return text;
}

double machine_memory() {
  const double all =
      static_cast<double>(::sysconf(_SC_PHYS_PAGES)) * static_cast<double>(::sysconf(_SC_PAGESIZE));
  return std::min(all, control_group_memory());
}

void refuse_too_large(const Estimate& estimate, double memory) {
  // Asked this way round, so that a NaN is refused.
  if (estimate.memory <= 0.8 * memory) return;
  throw Error(Refusal::too_large,
              fmt::format("run must fit into 80 % of this machine's memory ({}), but would take {}",
                          bytes_text(memory), estimate_text(estimate)));
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

std::string progress_text(std::size_t done, std::size_t points, std::size_t taken, double seconds) {
  constexpr double columns = 16;
  // Rounded down: 100 % is said when it is true.
  const double part = points == 0 ? 1 : static_cast<double>(done) / static_cast<double>(points);
  const auto filled = static_cast<std::size_t>(columns * part);
  std::string text = fmt::format("[{:.<16}] {:3.0f} %, {} of {} points", std::string(filled, '#'),
                                 std::floor(100 * part), count_text(static_cast<double>(done)),
                                 count_text(static_cast<double>(points)));
  if (done > taken && seconds > 0) {
    const double rate = static_cast<double>(done - taken) / seconds;
    text += fmt::format(", {}/s, {} left", short_number(rate),
                        duration_text(static_cast<double>(points - done) / rate));
  }
  return text;
}

void ProgressBar::update(std::size_t done, double seconds) {
  if (out_ == nullptr || seconds < next_) return;
  next_ = seconds + 0.1;
  const std::string text = progress_text(done, points_, taken_, seconds);
  // Blanks take away what a longer line before left behind; every terminal knows them.
  *out_ << fmt::format("\r{:<{}}", text, shown_) << std::flush;
  shown_ = text.size();
}

void ProgressBar::clear() {
  if (shown_ == 0) return;
  *out_ << fmt::format("\r{:<{}}\r", "", shown_) << std::flush;
  shown_ = 0;
}

}  // namespace qbnet
