// How what is made of a mode's second moments answers to every rate: energies and parts of them,
// half-life, efficiency.
#pragma once

#include <cstddef>

#include "qbnet/measure/gradient.hpp"

namespace qbnet {

enum class EnergyPart { whole, ergotropy, thermal };

/// d log f / dp of f = the steady energy of a mode, its ergotropy or its thermal part, with every
/// kind of noise: from A^+ L + L A = df/dC one more solution gives all derivatives, in as many bits
/// as it takes (docs/gradients.md, section 8). Derivatives by the numbers of baths, gain and
/// squeezers are among them. Up to 128 modes, 64 where something is squeezed:
/// Error(Refusal::too_large) beyond. Statuses as steady_moments(). Where f is 0 it has no
/// logarithm: an ergotropy is Gradient::dark then, the others failed, for heat alone may raise
/// them.
Gradient moment_gradient(const Network& network, std::size_t mode, EnergyPart part,
                         const GradientOptions& options = {});

/// The same at a time t >= 0 from the vacuum, whether the network settles or not: the doublings
/// that make C(t), gone back one by one (docs/gradients.md, section 9). At t = 0, where E is 0, f
/// is dE/dt: the power that the mode's own baths bring.
Gradient moment_gradient_at(const Network& network, std::size_t mode, double time, EnergyPart part,
                            const GradientOptions& options = {});

/// d log t / dp of the time t at which a mode, the drives off, first holds half of its steady
/// energy (half_lives()): E(t) = E(0)/2 differentiated as it stands. Gradient::value is t. Statuses
/// and errors as half_lives(); failed where there is no such time.
Gradient half_life_gradient(const Network& network, std::size_t mode,
                            const GradientOptions& options = {});

/// d log f / dp of f = E(t)/int_0^t 2 Re sum_j conj(v_j) b_j dt, from the vacuum: of what the
/// drives have put in, the part that the mode holds. failed where they have put in nothing, or
/// less.
Gradient efficiency_gradient_at(const Network& network, std::size_t mode, double time,
                                const GradientOptions& options = {});

}  // namespace qbnet
