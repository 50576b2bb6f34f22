// Closed forms of docs/other-papers.md: checks for the solvers, not solvers. Energies are in units
// of omega.
#pragma once

#include <cstddef>

namespace qbnet::theory {

/// A charger and a battery with one shared reservoir, Gamma D[p_a a + p_b b].
struct SharedReservoir {
  double charger_loss = 0;  ///< kappa_a > 0
  double battery_loss = 0;  ///< kappa_b > 0
  double rate = 0;          ///< Gamma > 0
  double charger_weight = 1;
  double battery_weight = 1;
  double drive = 1;
};

/// E_b at the nonreciprocal condition, the complex coupling -i p_a p_b Gamma/2.
double one_way_energy(const SharedReservoir& pair);
/// E_b with that coupling and no reservoir.
double coherent_energy(const SharedReservoir& pair);
/// E_b with that coupling and a reservoir of its own for each of the two: the same losses.
double same_losses_energy(const SharedReservoir& pair);

/// g that stores most in each battery of a parallel network, direct or nonreciprocal:
/// sqrt(gamma gamma_c/N)/2.
double parallel_optimal_coupling(std::size_t batteries, double battery_loss, double charger_loss);

/// Energy that baths squeezed by r give as ergotropy to a battery that they share `share` of, with
/// vacua for the rest: equation (2) there. 0 <= share <= 1.
double squeezed_part(double share, double r);

}  // namespace qbnet::theory
