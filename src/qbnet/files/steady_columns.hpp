// Steady states and charging in time as columns.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "qbnet/files/column_table.hpp"
#include "qbnet/files/grid_hdf5.hpp"
#include "qbnet/measure/steady_energy.hpp"
#include "qbnet/solve/certified_steady.hpp"
#include "qbnet/solve/evolve.hpp"

namespace qbnet {

/// An amplitude as files hold it: (re + i im) 2^exponent. The exponent is 0 wherever doubles hold
/// the amplitude, so that re and im alone are it in all but extreme networks.
struct ColumnAmplitude {
  double re = 0;
  double im = 0;
  std::int64_t exponent = 0;
};
ColumnAmplitude column_amplitude(const ScaledComplex& amplitude);

/// Columns name and role of the modes of the rows. The network must outlive the table.
void add_mode_names(ColumnTable& table, const Network& network,
                    const std::function<std::size_t(std::size_t row)>& mode_of);

/// How a table's numbers were found, and from what.
void add_column_facts(ColumnTable& table, const char* format, Status status,
                      const std::string& message, const GridOrigin& origin);

/// The energy as the nearest double: 0 where it underflows, NaN where it overflows.
double column_energy(const ScaledReal& energy);

/// An upper bound as a double that is not below it, nor below the rounding of a number beyond the
/// smallest normal double.
double column_radius(const ScaledReal& radius);

/// A row a mode: name, role, energy, log10_energy (-inf for an energy that is exactly 0), re, im,
/// exponent, error (estimated relative error of the amplitude); where a bath is warm
/// thermal_energy, which energy holds beside |amplitude|^2; with a certificate also
/// amplitude_radius (in units of 2^exponent), energy_radius and log10_energy_radius, which bound
/// the differences to the exact answer. Facts: format, status, message, backward_error,
/// input_power, lost_power, how many energies no double holds, and the origin. Everything passed
/// must outlive the table.
ColumnTable steady_columns(const Network& network, std::span<const std::size_t> modes,
                           const Steady& result, const SteadyEnergy& stored,
                           const CertifiedSteady* certificate, const GridOrigin& origin);

/// A row a mode and time, all times of a mode together: name, role, time, energy, log10_energy, re,
/// im, exponent. Facts: format, status, message, error_bound, how many energies no double holds,
/// and the origin.
ColumnTable evolve_columns(const Network& network, const Evolution& result,
                           const GridOrigin& origin);

}  // namespace qbnet
