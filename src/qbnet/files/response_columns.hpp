// Transmission between two ports and scattering matrices as columns.
#pragma once

#include <span>
#include <vector>

#include "qbnet/files/column_table.hpp"
#include "qbnet/files/grid_hdf5.hpp"
#include "qbnet/measure/scattering.hpp"
#include "qbnet/measure/transmission.hpp"

namespace qbnet {

/// A row a frequency: frequency, transmission, log10_transmission, phase, reverse_transmission,
/// log10_reverse_transmission, isolation_db (infinite where nothing comes back, NaN where nothing
/// passes either way), added_noise. Facts: format, status, message, from, to, error_bound, the
/// bands and the origin. Everything passed must outlive the table.
ColumnTable transmission_columns(const Port& from, const Port& to,
                                 std::span<const double> frequencies, const Transmission& result,
                                 const GridOrigin& origin);

/// A row a frequency and pair of ports, `to` slower than `from`: frequency, to, from, transmission,
/// log10_transmission, re, im, exponent; S = (re + i im) 2^exponent. Facts: format, status,
/// message, ports, complete, unitarity_defect (the largest) and the origin.
ColumnTable scattering_columns(std::span<const Port> ports, std::span<const double> frequencies,
                               const std::vector<Scattering>& result, const GridOrigin& origin);

/// |S|^2 and its phase.
ScaledReal transmitted(const Amplitude& s);
double phase_of(const Amplitude& s);

}  // namespace qbnet
