// Range checks shared by the closed forms; each throws Error(Refusal::input).
#pragma once

#include <cstddef>

#include "qbnet/theory/closed_forms.hpp"

namespace qbnet::theory {

/// batteries >= 1.
void require_batteries(std::size_t batteries);
/// 1 <= battery <= batteries.
void require_battery(std::size_t battery, std::size_t batteries);
/// coupling >= 0, loss > 0, drive >= 0, all finite.
void require_rates(double coupling, double loss, double drive);
/// The same for unequal rates, with as many losses as couplings.
void require_rates(const Rates& rates);

}  // namespace qbnet::theory
