// Proven eigenvalues of small networks.
#pragma once

#include "qbnet/solve/spectrum.hpp"

namespace qbnet {

/// The modes of a spectrum in no order; false if 1024 bits do not suffice.
bool spectrum_in_balls(const Network& network, Spectrum& result);

/// Of the weights |x_j|^2, which need not sum to 1.
Localisation localisation(const std::vector<double>& weights);

}  // namespace qbnet
