// The measures of one network, each by the solver that answers it alone: slow, and the truth.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "qbnet/base/status.hpp"
#include "qbnet/network/protocol.hpp"
#include "qbnet/study/measure_name.hpp"

namespace qbnet {

/// Fills `out` with the columns of the measures (columns() of each, first to last) where all of
/// them are ok; NaN everywhere otherwise, and the status that says why: that of the solver, failed
/// where there is no value (a gain over an empty reference, the logarithm of 0), or inaccurate
/// where there is one that no double holds with all its digits: below 2.2e-308 but not 0, or above
/// 1.8e308; `reason`, if there is one, then says so in a sentence and is empty otherwise. Errors of
/// the solvers as they come: Error(Refusal::input) for a bath at a temperature. Under a protocol
/// all measures must be is_at_time(), as check_at_time() says.
Status plain_point(const Network& network, const std::vector<Measure>& measures,
                   std::span<double> out, std::string* reason = nullptr,
                   const Protocol& protocol = {});

/// Throws Error(Refusal::usage) for a measure of what does not change in time.
void check_at_time(const std::vector<Measure>& measures);

}  // namespace qbnet
