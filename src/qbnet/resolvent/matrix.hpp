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

/// M of the network (design: dv/dt = -M v - i conj(xi)), rates taken as exact doubles, by slot. T
/// is Ball (the working precision).
template <class T>
std::vector<T> drift(const Network& network, const Pattern& pattern);
/// The same to 106 bits.
Entries drift_entries(const Network& network, const Pattern& pattern);

/// b = -i conj(xi), by position.
std::vector<std::complex<double>> drive_vector(const Network& network, const Pattern& pattern);

/// Throws Error(Refusal::input) if a bath is not a vacuum: energies then need second moments.
void require_vacuum_baths(const Network& network);

}  // namespace qbnet
