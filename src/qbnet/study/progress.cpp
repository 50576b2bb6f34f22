#include "qbnet/study/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>

#include "qbnet/base/status.hpp"

namespace qbnet {

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

void refuse_too_large(const Estimate& estimate, double memory) {
  // Asked this way round, so that a NaN is refused.
  if (estimate.memory <= usable_part * memory) return;
  throw Error(Refusal::too_large,
              fmt::format("run must fit into 80 % of this machine's memory ({}), but would take {}",
                          bytes_text(memory), estimate_text(estimate)));
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
