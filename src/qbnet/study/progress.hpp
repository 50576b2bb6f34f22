// What a long run takes, and how far it has come, in words.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>

#include "qbnet/base/memory.hpp"
#include "qbnet/base/size_text.hpp"

namespace qbnet {

/// What a run will take. Doubles throughout: 1e30 points are a number that can be refused, not one
/// that overflows.
struct Estimate {
  double points = 0;
  double memory = 0;   ///< bytes held while it runs
  double output = 0;   ///< bytes written
  double seconds = 0;  ///< NaN: not known
};

/// A run holds its results in memory: `columns` doubles and one byte of status a point.
Estimate estimate_run(double points, double columns, double output_bytes_each, double seconds_each);

/// "1e12 points, 9 TB of memory, 8 TB of output, about 17 min 05 s".
std::string estimate_text(const Estimate& estimate);

/// Throws Refusal::too_large, with the estimate in its sentence, for a run that needs more than
/// 80 % of `memory`. To be called before anything is allocated.
void refuse_too_large(const Estimate& estimate, double memory = usable_memory());

/// One line below 80 columns: bar, points, and rate and time left once there is a rate. `taken`
/// points were there before the clock started.
std::string progress_text(std::size_t done, std::size_t points, std::size_t taken, double seconds);

/// That line on a terminal, written over again at most ten times a second. Nothing is written
/// without a stream, nor in the first tenth of a second. Not for several threads at once.
class ProgressBar {
 public:
  /// `out` may be null. Whether it is a terminal is for the caller to know.
  ProgressBar(std::ostream* out, std::size_t points, std::size_t taken)
      : out_(out), points_(points), taken_(taken) {}
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  ~ProgressBar() { clear(); }

  /// `seconds` since the start.
  void update(std::size_t done, double seconds);
  /// Leaves an empty line, with the cursor at its start.
  void clear();

 private:
  std::ostream* out_;
  std::size_t points_;
  std::size_t taken_;
  std::size_t shown_ = 0;  // columns on the terminal
  double next_ = 0.1;
};

}  // namespace qbnet
