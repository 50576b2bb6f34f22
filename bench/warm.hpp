// Occupations and covariances of cascades with warm baths, timed in a process of their own.
#pragma once

#include <optional>

namespace qbnet::bench {

/// Runs the job that bench/warm.py asks for: `--warm-of WORK MODES`. Nothing if the command line
/// asks for no such job.
std::optional<int> warm_job(int argc, char** argv);

}  // namespace qbnet::bench
