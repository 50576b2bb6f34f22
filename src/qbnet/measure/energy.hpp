// Energies of coherent states, and the limit no passive network passes.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "qbnet/base/scaled.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet {

/// E_j / omega = |v_j|^2: vacuum baths and a vacuum start keep every mode in a coherent state.
inline ScaledReal energy(const ScaledComplex& amplitude) { return norm(amplitude); }

/// The largest steady energy any passive network with these losses and drives can store in mode j:
///   E_j/omega <= ( sum_i c_ij |xi_i| / sqrt(kappa_i kappa_j) )^2,   c_ij = 1 + (i == j)
/// For one driven charger and a battery this is |xi|^2 / (kappa_c kappa_j). Derivation in
/// docs/theory.md. No value if mode j or a driven mode has no loss of its own, or if
/// something feeds the network.
std::optional<double> energy_limit(const Network& network, std::size_t mode);

}  // namespace qbnet
