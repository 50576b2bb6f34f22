// Charger and battery with a shared reservoir: networks, panels and claims (docs/other-papers.md,
// section 1).
#pragma once

#include <vector>

#include "qbnet/network/network.hpp"
#include "qbnet/paper/charts.hpp"
#include "qbnet/paper/claims.hpp"
#include "qbnet/theory/other_papers.hpp"

namespace qbnet::reservoir {

/// What is beside the coherent coupling of p_a p_b Gamma/2.
enum class Bath {
  shared,  ///< Gamma D[p_a a + p_b b]
  own,     ///< Gamma D[p_a a] and Gamma D[p_b b]: the same losses
  none,
};

/// Modes c and b; the coupling's strength is `strength` times p_a p_b Gamma/2.
Network pair(const theory::SharedReservoir& rates, Bath bath, double phase, double strength = 1);
/// At the nonreciprocal condition: phase -pi/2.
Network pair(const theory::SharedReservoir& rates, Bath bath);

const std::vector<Chart>& charts();

/// That nothing comes back at this phase of the coupling.
Claim one_way(double phase);
/// That the energy at the nonreciprocal condition is so many times that of a reference, in the
/// limit of weak coupling at least.
Claim gain_over(Bath reference, double times);

std::vector<Claim> judge_one_way();
std::vector<Claim> judge_energy();
std::vector<Claim> judge_fourfold();
std::vector<Claim> judge_condition();
std::vector<Claim> judge_timing();

}  // namespace qbnet::reservoir
