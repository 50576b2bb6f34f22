// The judges of the claims, by theme. Each computes and returns finished claims.
#pragma once

#include <vector>

#include "qbnet/paper/claims.hpp"

namespace qbnet::claims {

using Claims = std::vector<Claim>;

Claims judge_nonreciprocity();      ///< direction of the AB triangle, theta = -pi/2, 0, +pi/2
Claims judge_parity();              ///< odd and even N; what E_N^nr does not depend on
Claims judge_cascade_equations();   ///< Eqs. (2) and (3)
Claims judge_cascade_gains();       ///< weak-coupling forms and bounds of G_N1, G_N2
Claims judge_cascade_crossings();   ///< where one case overtakes another
Claims judge_cascade_phases();      ///< Fig. 2(a) and longer cascades
Claims judge_parallel_phases();     ///< Fig. 3(a) and more batteries
Claims judge_matched_coupling();    ///< g1 = g2 = sqrt(g Gamma/2)
Claims judge_optimum();             ///< g_b^opt and Fig. 2(f)
Claims judge_parallel_equations();  ///< Eqs. (4) and (5), independent ports
Claims judge_parallel_gains();
Claims judge_charging_in_time();  ///< Fig. 3(d), the steady energy as a maximum, P -> 0
Claims judge_cascade_power();     ///< Fig. 4(a) and (c)
Claims judge_parallel_power();    ///< Fig. 4(b) and (d)
Claims judge_power_bounds();      ///< eta_N1 and eta_N2 as g -> 0

}  // namespace qbnet::claims
