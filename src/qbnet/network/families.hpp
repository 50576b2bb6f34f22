// The two families of the paper, and the matched reciprocal references of any network.
#pragma once

#include <complex>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "qbnet/network/network.hpp"

namespace qbnet {

enum class Charging { nonreciprocal, reciprocal_direct, reciprocal_mediated };
std::string_view to_string(Charging charging);  // "nonreciprocal", "reciprocal-direct", ...

/// Rates of a cascade (Fig. 1b) or parallel (Fig. 1c) network. Every vector holds one value for all
/// links (batteries), or one a link (battery), N in all. Modes are named c, b1..bN, a1..aN, in
/// this order; a_k sits on the link that ends at b_k. Reciprocal-direct has no a_k.
struct FamilyRates {
  std::size_t batteries = 1;
  Charging charging = Charging::nonreciprocal;
  std::vector<double> coupling;           ///< g_b^(k) >= 0
  std::vector<double> phase;              ///< theta_k; empty: -pi/2. Nonreciprocal only
  double charger_loss = 0;                ///< gamma_c
  std::vector<double> battery_loss;       ///< gamma_b^(k)
  std::vector<double> mediator_loss;      ///< Gamma_a^(k); not needed for reciprocal-direct
  std::vector<double> mediator_coupling;  ///< g_1^(k) = g_2^(k); empty: sqrt(g_b Gamma / 2)
  std::complex<double> drive = 1;         ///< xi on the charger
  double charger_thermal = 0;             ///< bath occupations; empty: 0
  std::vector<double> battery_thermal = {};
  std::vector<double> mediator_thermal = {};
};

/// Paper: Eq. (1), and H_p below Eq. (3). Throws Error(Refusal::input) if a vector has another
/// length than 1 or N, or a rate is invalid, and Error(Refusal::too_large) with an estimate of the
/// memory, before allocating, beyond 2e7 batteries.
Network cascade(const FamilyRates& rates);
Network parallel(const FamilyRates& rates);

/// The checks of the above, one by one: at least 1 battery and at most 2e7, a whole number of them;
/// one value for all links or one a link, each finite and, unless `negative_too`, at least 0.
void check_batteries(double batteries);
void check_link_values(const std::vector<double>& values, std::size_t batteries,
                       std::string_view key, bool negative_too = false);

/// sqrt(|g| Gamma / 2), the g1 = g2 at which a triangle with phase -pi/2 lets no energy back.
double matched_mediator_coupling(double strength, double mediator_loss);

/// The paper's AB triangle between two modes: the direct coupling and a lossy mediator appended to
/// `parts` (NetworkParts or NetworkData); from -> mediator -> to with strengths g1, g2 and phase 0.
struct Triangle {
  std::size_t from = 0;
  std::size_t to = 0;
  double strength = 0;
  double phase = 0;
  std::string mediator;
  double mediator_loss = 0;
  double g1 = 0;
  double g2 = 0;
};
template <class Parts>
void add_triangle(Parts& parts, const Triangle& triangle) {
  const std::size_t mediator = parts.size();
  parts.add_mode(triangle.mediator, {.role = Role::mediator, .loss = triangle.mediator_loss});
  parts.add_coupling(triangle.from, triangle.to, triangle.strength, triangle.phase);
  parts.add_coupling(triangle.from, mediator, triangle.g1, 0);
  parts.add_coupling(mediator, triangle.to, triangle.g2, 0);
}

/// Case I of any network: every mediator (with its couplings and weights) removed.
Network reciprocal_direct(const Network& network);
/// Case II of any network: every coupling phase set to 0. A negative strength counts as phase pi,
/// so it becomes positive. Weights of shared dissipators stay as they are.
Network reciprocal_mediated(const Network& network);

}  // namespace qbnet
