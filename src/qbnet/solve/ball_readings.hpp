// What is read off a solution in balls, and when it is good enough.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "qbnet/base/ball.hpp"
#include "qbnet/solve/response.hpp"

namespace qbnet {

/// Of the mode with this number.
using BallSolution = std::function<const Ball&(std::size_t mode)>;

/// Every reading of x, in Ball::precision() bits; `largest`: no |x| is larger. True if all have the
/// accuracy. What is too small beside its own terms, or with the last bits beside all, is 0.
bool read_balls(std::span<const Reading> readings, const BallSolution& x, const ScaledReal& largest,
                const ResponseOptions& options, std::vector<Amplitude>& found);

}  // namespace qbnet
