// Processor time of jobs that run in a process of their own.
#pragma once

#include <functional>

namespace qbnet::bench {

/// Seconds of the fastest of at least three runs, unless they take more than five seconds, and of
/// more within a third of a second. `after_first`: done once the first has ended, and not timed.
double fastest(const std::function<void()>& run, const std::function<void()>& after_first = {});

}  // namespace qbnet::bench
