// v(t) from the matrix exponential in balls: rigorous, for networks of up to about a hundred modes.
#pragma once

#include <cstddef>
#include <vector>

#include "qbnet/network/network.hpp"
#include "qbnet/solve/contour.hpp"

namespace qbnet {

bool exponential_is_feasible(const Network& network);

/// v(t) of `modes` from exp of the drift augmented by the drive,
///   d/dt (v, 1) = [[-M, b], [0, 0]] (v, 1),
/// in balls (Arb's acb_mat_exp) of growing precision until every amplitude is known to `accuracy`.
/// Cost ~ n^3 log(|M| t). A component that stays below 2^-(9/10 of max_precision) of the largest
/// is 0 for all purposes and given as such. Sample::error is the radius reached.
std::vector<Sample> exponential_samples(const Network& network, double t,
                                        const std::vector<std::size_t>& modes, double accuracy,
                                        int max_precision);

}  // namespace qbnet
