// Maximal power where energies are more than |v|^2: warm or squeezed baths, gain, squeezers.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "qbnet/base/status.hpp"
#include "qbnet/measure/power.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet {

/// As maximal_power(), of networks whose states do not stay coherent (docs/moments.md, section 6):
/// E(t) in 128, 256, ... bits until they resolve it, and the energy at each maximum once more from
/// the moment equations (moments_at()), which must agree to 1e-9. Where power only falls, as next
/// to a warm bath, the time is 0. At most most_moment_modes rows: Error(Refusal::too_large).
MaximalPower noisy_power(const Network& network, const std::vector<std::size_t>& modes,
                         const PowerOptions& options);

}  // namespace qbnet
