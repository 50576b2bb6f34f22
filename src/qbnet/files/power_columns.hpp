// Maximal powers and gains as columns.
#pragma once

#include "qbnet/files/column_table.hpp"
#include "qbnet/files/grid_hdf5.hpp"
#include "qbnet/measure/gain.hpp"
#include "qbnet/measure/power.hpp"

namespace qbnet {

/// A row a mode: name, role, max_power, log10_max_power, time, energy, log10_energy. Numbers beyond
/// the doubles as in steady_columns(). Facts: format, status, message and the origin. Everything
/// passed must outlive the table.
ColumnTable power_columns(const Network& network, const MaximalPower& result,
                          const GridOrigin& origin);

/// A row a mode: name, role, and the gains energy_direct, energy_mediated, power_direct and
/// power_mediated, each followed by its log10_; NaN over a reference that does not charge the mode.
ColumnTable gain_columns(const Network& network, const Gains& result, const GridOrigin& origin);

}  // namespace qbnet
