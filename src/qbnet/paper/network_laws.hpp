// Laws of cascades and parallel networks: panels and claims (docs/other-papers.md, section 2).
#pragma once

#include <cstddef>
#include <vector>

#include "qbnet/network/network.hpp"
#include "qbnet/paper/charts.hpp"
#include "qbnet/paper/claims.hpp"
#include "qbnet/paper/figures.hpp"

namespace qbnet::laws {

/// g/gamma, the same on all links, that stores most in the last battery.
double best_coupling(Topology topology, Charging charging, std::size_t batteries);

/// Best couplings, and the exponent of N that fits them (least squares in the logarithms).
struct Law {
  std::vector<std::size_t> batteries;
  std::vector<double> best;
  double exponent = 0;
};
Law law(Topology topology, Charging charging, std::vector<std::size_t> batteries);
/// Value, difference and verdict of a claim on the exponent.
void judge_exponent(Claim& claim, const Law& found, double expected, double tolerance);

/// The same bath for every battery, or every mode; vacua for all others.
struct Baths {
  double thermal = 0;
  double r = 0;      ///< squeezing, of phase 0
  bool all = false;  ///< every mode, not only batteries
};
Network with_baths(const Network& network, const Baths& baths);

const std::vector<Chart>& charts();

std::vector<Claim> judge_couplings();
std::vector<Claim> judge_parity();
std::vector<Claim> judge_heat();
std::vector<Claim> judge_squeezing();

}  // namespace qbnet::laws
