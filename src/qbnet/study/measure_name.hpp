// What a sweep is asked to measure, as it is typed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "qbnet/measure/gain.hpp"
#include "qbnet/network/network.hpp"
#include "qbnet/study/grid.hpp"

namespace qbnet {

/// One measure of a network, for example energy(b4).
struct Measure {
  enum class Kind {
    energy,          ///< steady E/omega of a mode
    amplitude,       ///< steady v of a mode: two columns
    input_power,     ///< what the drives supply in the steady state
    gain,            ///< steady energy of a mode over that in a reciprocal reference
    max_power,       ///< max_t E(t)/t of a mode, from the vacuum
    max_power_time,  ///< where it is reached
    ergotropy,       ///< the part of the steady energy that a unitary on the mode extracts
    thermal_energy,  ///< the rest of it
    half_life,       ///< when, the drives off, a mode first holds half of its steady energy
    transmission,    ///< |S_to,from|^2 between the losses of two modes, at a frequency
    isolation,       ///< the same over |S_from,to|^2, in dB
    // From here on: at a given time.
    energy_at,          ///< E(t)/omega of a mode, from the vacuum
    ergotropy_at,       ///< the part of it that a unitary on the mode extracts
    thermal_energy_at,  ///< the rest of it
    efficiency_at,      ///< E(t) over what the drives have put in until then
  };
  Kind kind = Kind::energy;
  bool log10 = false;            ///< its decimal logarithm: of what can be too small for a double
  std::string name;              ///< as typed, one blank after each comma and none elsewhere
  std::string mode;              ///< empty for input_power
  Reference reference = direct;  ///< of gain
  double time = 0;               ///< of what is_at_time()
  std::string to;                ///< of transmission and isolation, from `mode`
  double frequency = 0;          ///< of the same, in the drive's frame
};

/// Whether a measure is of the state at a given time.
constexpr bool is_at_time(Measure::Kind kind) { return kind >= Measure::Kind::energy_at; }

/// Whether a measure is of a state at some time, given or found.
constexpr bool has_time(Measure::Kind kind) {
  return is_at_time(kind) || kind == Measure::Kind::max_power;
}

/// Whether a measure is of second moments of the steady state.
constexpr bool needs_moments(Measure::Kind kind) {
  return kind == Measure::Kind::ergotropy || kind == Measure::Kind::thermal_energy;
}

/// Whether a measure is always computed the plain way.
constexpr bool is_plain(Measure::Kind kind) {
  return kind > Measure::Kind::max_power_time && kind != Measure::Kind::energy_at;
}

/// Whether a measure belongs to the steady state's energy.
constexpr bool is_steady_energy(Measure::Kind kind) {
  return kind == Measure::Kind::energy || needs_moments(kind);
}

/// Reads energy(M), amplitude(M), input_power, gain(M, reciprocal-direct), gain(M,
/// reciprocal-mediated), max_power(M), max_power_time(M), ergotropy(M), thermal_energy(M),
/// half_life(M), transmission(M, M, W), isolation(M, M, W), energy_at(M, T), ergotropy_at(M, T),
/// thermal_energy_at(M, T), efficiency_at(M, T) for modes M of the network, a frequency W and a
/// time T >= 0, which may be expressions of numbers; log10_energy,
/// log10_gain, log10_max_power, log10_ergotropy, log10_energy_at and log10_ergotropy_at are
/// logarithms, right whatever the size. Throws Error(Refusal::usage) with the nearest known name
/// for anything else.
Measure parse_measure(std::string_view text, const Network& network);

/// All measures, first to last. Error(Refusal::usage) also if one comes twice.
std::vector<Measure> parse_measures(const std::vector<std::string>& texts, const Network& network);

/// The columns of a measure in a grid: its name and unit; for amplitude(M) "re amplitude(M)" and
/// "im amplitude(M)".
std::vector<MeasureName> columns(const Measure& measure);
std::vector<MeasureName> columns(const std::vector<Measure>& measures);

}  // namespace qbnet
