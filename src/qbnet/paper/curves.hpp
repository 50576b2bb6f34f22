// The maps and curves of the panels, as sweeps.
#pragma once

#include <vector>

#include "qbnet/network/parametric.hpp"
#include "qbnet/paper/figures.hpp"
#include "qbnet/study/measure_name.hpp"

namespace qbnet {

/// The panel's network in one case, following one input: g_b/gamma.
ParametricNetwork over_coupling(const Panel& panel, Charging charging);
/// The panel's nonreciprocal network, following one input a link: theta_k/pi.
ParametricNetwork over_phases(const Panel& panel);

/// One measure of the last battery at all points of the axes, the last one fastest. Throws
/// Error(Refusal::accuracy) if a point is not ok.
std::vector<double> swept(const Panel& panel, const ParametricNetwork& network, Measure::Kind kind,
                          const std::vector<std::vector<double>>& axes, int threads);

}  // namespace qbnet
