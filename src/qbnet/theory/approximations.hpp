// Gains, optima and limits that the paper states, with the range in which each is good. x =
// g/gamma.
#pragma once

#include <cstddef>

#include "qbnet/base/scaled.hpp"

namespace qbnet::theory {

/// G_N1 = E_N^nr/E_N^r1 of a cascade with equal losses, exact from Eqs. (2) and (3). x > 0.
ScaledReal cascade_gain_r1(std::size_t batteries, double x);
/// G_N2 = E_N^nr/E_N^r2 of a cascade with equal losses, exact (no equation in the paper). x > 0.
ScaledReal cascade_gain_r2(std::size_t batteries, double x);
/// Weak coupling, text below Eq. (3): G_N1 ~ [2^N/(4 N x + 1)]^2; N = 3, 4 are G_31, G_41 of the
/// text. Dropped: relative terms of order (N x)^2.
ScaledReal cascade_gain_r1_weak(std::size_t batteries, double x);
/// G_N1 < 2^(2N) at every x > 0, and G_N1 -> 2^(2N) as x -> 0: the least upper bound.
ScaledReal cascade_gain_r1_bound(std::size_t batteries);
/// G_N2 >= 2^N at every x, and G_N2 -> 2^N as x -> 0: the greatest lower bound.
ScaledReal cascade_gain_r2_bound(std::size_t batteries);

/// G_N1 and G_N2 of a parallel network with equal losses, exact from Eqs. (4, corrected) and (5).
double parallel_gain_r1(std::size_t batteries, double x);
double parallel_gain_r2(std::size_t batteries, double x);
/// Weak coupling, text below Eq. (5): G_N1 ~ [2/((2N+2) x + 1)]^2. Dropped: order (N x)^2.
double parallel_gain_r1_weak(std::size_t batteries, double x);
/// As x -> 0, for every N: G_N1 -> 4, its least upper bound at every x (approached again as
/// x -> infinity), and G_N2 -> 2. The paper calls 2 an upper bound too; it is the greatest LOWER
/// bound: G_N2 > 2 at every x > 0, and G_N2 -> 10 as x -> infinity.
inline constexpr double parallel_gain_r1_bound = 4;
inline constexpr double parallel_gain_r2_bound = 2;

/// g_b^opt = [N + sqrt(N (8+N))] gamma/8, the one maximum of Eq. (3) over g; exact, any N.
double cascade_optimal_coupling(std::size_t batteries, double loss);

/// The largest energy of the terminal battery over the coupling, and that coupling.
struct Maximum {
  double coupling = 0;
  ScaledReal energy;
};
/// Eq. (3) at g_b^opt. Any N.
Maximum cascade_nr_maximum(std::size_t batteries, double loss, double drive = 1);
/// max_g of Eq. (2), odd N only: (2 xi/gamma)^2 max_u [sinh(2u)/cosh((N+2)u)]^2, sinh u =
/// gamma/(4g); one maximum, since the logarithm is concave in u. Error(Refusal::input) for even N.
Maximum cascade_r1_maximum(std::size_t batteries, double loss, double drive = 1);
/// sup_g of Eq. (2), even N only: [4 xi/((N+2) gamma)]^2, approached as g -> infinity and never
/// reached. Error(Refusal::input) for odd N.
ScaledReal cascade_r1_supremum(std::size_t batteries, double loss, double drive = 1);

/// E_max^nr/E_max^r1, exact, odd N (Fig. 2f): 1 at N = 1, rising to maximum_ratio_limit() as
/// limit * [1 - 1/(N+2) + O(1/N^2)].
double maximum_ratio(std::size_t batteries);
/// The paper's fit 1 + 0.062 ln N (Fig. 2f). It has no limit; maximum_ratio() has one.
double maximum_ratio_fit(std::size_t batteries);
/// N -> infinity: [2/(e max_u(u/cosh u))]^2 = 1.2324..., to the last place.
double maximum_ratio_limit();

}  // namespace qbnet::theory
