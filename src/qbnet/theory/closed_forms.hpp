// Steady energies of the paper's two families in closed form: checks for the solvers, not solvers.
// nr: nonreciprocal, theta = -pi/2, g1 = g2 = sqrt(g Gamma/2). r1: reciprocal case I, no mediators.
// r2: reciprocal case II, the mediators of nr with every phase 0. The derivations are in
// docs/closed-forms.md. Energies are in units of omega, E = |v|^2; rates and drive in one unit.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <cstddef>
#include <vector>

#include "qbnet/base/scaled.hpp"

namespace qbnet::theory {

using Integer = boost::multiprecision::cpp_int;

/// The unnamed constants of Eq. (2), exact for every N:
///   odd N:  a(j) = C((N+1)/2+j, 2j) 2^(N+1-2j),      j = 0..(N+1)/2;
///   even N: b(j) = C(N/2+1+j, N/2-j) 4^(N/2-j),      j = 0..N/2.
/// 1 <= N <= 20000 (time and memory grow as N^2); Error(Refusal::input) otherwise.
std::vector<Integer> eq2_constants(std::size_t batteries);

/// Eq. (2) term by term with eq2_constants(): E_N^r1/omega for equal losses gamma > 0, equal
/// couplings g >= 0 and drive amplitude xi >= 0; 1 <= N <= 20000. Relative error below 4 N 2^-53.
ScaledReal eq2_energy(std::size_t batteries, double coupling, double loss, double drive = 1);

/// Eq. (2) summed: with sinh u = gamma/(4 g),
///   E_k^r1/omega = [ (xi/g) f(N-k) / f(N+1) ]^2,
///   f(n) = cosh((n+1)u) for even n, sinh((n+1)u) for odd n.
/// 1 <= k <= N, any N; gamma > 0, g >= 0. Relative error below 2^-50 for N <= 10^4.
ScaledReal cascade_r1_battery_energy(std::size_t batteries, std::size_t battery, double coupling,
                                     double loss, double drive = 1);
/// The terminal battery, k = N.
ScaledReal cascade_r1_energy(std::size_t batteries, double coupling, double loss, double drive = 1);

/// Eq. (3), and the batteries before the last one (no equation in the paper):
///   E_k^nr/omega = [ 2 xi/(2g+gamma) (4g/(4g+gamma))^k ]^2,
///   and for k = N this times [ (4g+gamma)/(2g+gamma) ]^2.
/// 1 <= k <= N, any N; gamma > 0, g >= 0; independent of Gamma. Relative error as for r1.
ScaledReal cascade_nr_battery_energy(std::size_t batteries, std::size_t battery, double coupling,
                                     double loss, double drive = 1);
/// Eq. (3): the terminal battery, k = N.
ScaledReal cascade_nr_energy(std::size_t batteries, double coupling, double loss, double drive = 1);

/// Rates of a family member that need not be equal; entry k-1 belongs to link and battery k.
struct Rates {
  std::vector<double> coupling;      ///< g_b^(k) >= 0, N of them
  double charger_loss = 0;           ///< gamma_c > 0
  std::vector<double> battery_loss;  ///< gamma_b^(k) > 0, N of them
  double drive = 1;                  ///< |xi| >= 0
};
/// N equal links and N + 1 equal losses.
Rates equal_rates(std::size_t batteries, double coupling, double loss, double drive = 1);

/// Energies of all N batteries of a cascade, last one last, for unequal rates (no equations in the
/// paper): continuants of the tridiagonal matrix left after the mediators are eliminated exactly.
/// O(N); relative error below 20 N 2^-53. Error(Refusal::input) if a rate is out of range.
std::vector<ScaledReal> cascade_r1_energies(const Rates& rates);
std::vector<ScaledReal> cascade_nr_energies(const Rates& rates);
std::vector<ScaledReal> cascade_r2_energies(const Rates& rates);

/// Energies of all N batteries of a parallel network:
///   r1: Eq. (4) corrected, E_k = 16 xi^2 (g_k/gamma_k)^2 / (4 sum_j g_j^2/gamma_j + gamma_c)^2;
///   nr: Eq. (5),           E_k = 64 xi^2 g_k^2 / [(2 g_k + gamma_k)(2 sum_j g_j + gamma_c)]^2;
///   r2 (no equation):      E_k = 2 xi^2 (g_k/beta_k)^2 / |c - 2i sum_j g_j^2/beta_j|^2,
///                          beta_j = gamma_j/2 + g_j,  c = gamma_c/2 + sum_j g_j.
/// Eqs. (4), (5) are the case of equal g_k. Relative error below (N + 20) 2^-52.
std::vector<ScaledReal> parallel_r1_energies(const Rates& rates);
std::vector<ScaledReal> parallel_nr_energies(const Rates& rates);
std::vector<ScaledReal> parallel_r2_energies(const Rates& rates);

/// Eq. (4) as printed, {gamma}/gamma_b^(k) with {gamma} = gamma_c prod_k gamma_b^(k):
///   E_k = 16 xi^2 (g_k/gamma_k)^2 / (4 sum_j g_j^2/gamma_j + 1)^2.
/// It adds a rate to a pure number: right only in units where gamma_c = 1.
std::vector<ScaledReal> parallel_r1_energies_as_printed(const Rates& rates);

}  // namespace qbnet::theory
