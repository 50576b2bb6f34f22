// v(t) from the matrix exponential in balls: rigorous, for networks of up to about a hundred modes.
#pragma once

#include <cstddef>
#include <vector>

#include "qbnet/base/ball.hpp"
#include "qbnet/network/network.hpp"
#include "qbnet/resolvent/pattern.hpp"
#include "qbnet/solve/contour.hpp"

namespace qbnet {

bool exponential_is_feasible(const Network& network);

/// Exponents e of powers of two, by position and then of the drive, so that v_i 2^-e_i are alike
/// where |M| t < 1: e_i falls by log2 |M| t a step away from the drives, as v_i ~ t^(steps + 1)
/// does. Later all are 0.
std::vector<slong> early_scales(const Network& network, const Pattern& pattern,
                                const std::vector<Ball>& m, double t);

/// v(t) of `modes` from exp of the drift augmented by the drive,
///   d/dt (v, 1) = [[-M, b], [0, 0]] (v, 1),
/// in balls (Arb's acb_mat_exp) of growing precision until every amplitude is known to `accuracy`.
/// Cost ~ n^3 log(|M| t). A component that, in early_scales(), stays below
/// 2^-(9/10 of max_precision) of the largest is 0 for all purposes and given as such. Sample::error
/// is the radius reached.
std::vector<Sample> exponential_samples(const Network& network, double t,
                                        const std::vector<std::size_t>& modes, double accuracy,
                                        int max_precision);

}  // namespace qbnet
