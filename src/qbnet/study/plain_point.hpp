// The measures of one network, each by the solver that answers it alone: slow, and the truth.
#pragma once

#include <span>
#include <vector>

#include "qbnet/base/status.hpp"
#include "qbnet/study/measure_name.hpp"

namespace qbnet {

/// Fills `out` with the columns of the measures (columns() of each, first to last) where all of
/// them are ok; NaN everywhere otherwise, and the status that says why: that of the solver, or
/// failed where a value has no double (a gain over an empty reference). Errors of the solvers as
/// they come: Error(Refusal::input) for a bath at a temperature.
Status plain_point(const Network& network, const std::vector<Measure>& measures,
                   std::span<double> out);

/// Number of columns of all measures.
std::size_t column_count(const std::vector<Measure>& measures);

}  // namespace qbnet
