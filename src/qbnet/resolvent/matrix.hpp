// The numbers of M = i H1 + K/2, over any number type, in the slots of a Pattern.
#pragma once

#include <complex>
#include <vector>

#include "qbnet/base/ball.hpp"
#include "qbnet/base/wide.hpp"
#include "qbnet/network/network.hpp"
#include "qbnet/resolvent/entries.hpp"
#include "qbnet/resolvent/pattern.hpp"

namespace qbnet {

/// M of the network (design: dv/dt = -M v - i conj(xi)), rates taken as exact doubles, by slot, in
/// balls of the working precision.
std::vector<Ball> drift_in_balls(const Network& network, const Pattern& pattern);
/// The same to 106 bits. `numbers`: as Pattern left them.
Entries drift_entries(const Network& network, const Pattern& pattern, Pages<std::uint32_t> numbers);

/// b = -i conj(xi), by position: 0 but for the driven modes.
struct Sources {
  std::vector<std::size_t> position;  ///< ascending
  std::vector<std::complex<double>> value;

  std::complex<double> operator[](std::size_t at) const;
  /// take(i, b_i) of each row below `size`, ascending.
  template <class Take>
  void each(std::size_t size, const Take& take) const {
    std::size_t i = 0;
    for (std::size_t k = 0; k < position.size(); ++k) {
      for (; i < position[k]; ++i) take(i, std::complex<double>());
      take(i++, value[k]);
    }
    for (; i < size; ++i) take(i, std::complex<double>());
  }
  /// x <- b.
  template <class Vector>
  void write_to(Vector& x, std::size_t size) const {
    x.assign(size, {});
    for (std::size_t k = 0; k < position.size(); ++k) x[position[k]] = value[k];
  }
};
Sources drive_sources(const Network& network, const Pattern& pattern);

/// Whether something feeds modes: gain or squeezers. Then K >= 0 no longer holds, squeezers couple
/// v to conj(v), and nothing of resolvent/ applies (see solve/gaussian_drift.hpp).
bool is_active(const Network& network);
/// Whether every state that a drive makes from the vacuum is coherent: energies are |v|^2.
bool stays_coherent(const Network& network);
/// Throws Error(Refusal::input), with one sentence that names what feeds a mode, if one is fed.
void require_passive(const Network& network);
/// Throws Error(Refusal::input) unless states stay coherent: energies then need second moments.
void require_vacuum_baths(const Network& network);

}  // namespace qbnet
