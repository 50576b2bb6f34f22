// Proven eigenvalues of small networks.
#pragma once

#include <cstddef>
#include <functional>

#include "qbnet/base/ball_matrix.hpp"
#include "qbnet/solve/spectrum.hpp"

namespace qbnet {

/// Writes an n x n matrix in the working precision.
using DriftFill = std::function<void(BallMatrix&)>;

/// The eigenvalues of that matrix in no order; false if 1024 bits do not suffice.
bool spectrum_in_balls(const DriftFill& fill, std::size_t n, Spectrum& found);

/// Of the weights |x_j|^2, which need not sum to 1.
Localisation localisation(const std::vector<double>& weights);

}  // namespace qbnet
