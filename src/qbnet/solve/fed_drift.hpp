// The drift of all amplitudes of a fed network, sparse.
#pragma once

#include <complex>
#include <cstddef>
#include <vector>

#include "qbnet/base/ball.hpp"
#include "qbnet/network/network.hpp"
#include "qbnet/resolvent/pattern.hpp"

namespace qbnet {

/// Where A of docs/moments.md, section 3, can be other than 0: a row for every o_j, and where it is
/// doubled one for every o_j^+ after them. Rows of modes that lose more than they are fed are
/// eliminated first: their pivots stay away from zero.
struct FedPattern {
  /// Doubled as squeezers ask for it.
  explicit FedPattern(const Network& network);
  FedPattern(const Network& network, bool twice);

  std::size_t size() const { return pattern.size(); }
  /// The mode whose o_j or o_j^+ stands at a position.
  std::size_t mode_at(std::size_t position) const {
    return static_cast<std::size_t>(pattern.mode_at[position]) % modes;
  }
  /// A by slot, in Ball::precision(), rates taken as exact doubles.
  std::vector<Ball> in_balls(const Network& network) const;
  std::vector<std::complex<double>> in_doubles(const Network& network) const;

  std::size_t modes;
  bool doubled;
  Pattern pattern;
};

/// With its numbers, in doubles, by slot.
struct FedDrift : FedPattern {
  explicit FedDrift(const Network& network) : FedPattern(network), a(in_doubles(network)) {}

  std::vector<std::complex<double>> a;
};

/// Whether one has a strength.
bool has_squeezers(const Network& network);
/// How many rows the drift has: as many as modes, twice that with squeezers.
std::size_t drift_rows(const Network& network);
/// By mode, sums of the squeezing strengths that it takes part in.
std::vector<double> squeezing_sums(const Network& network);
/// Whether a mode loses more than it is fed: loss > gain + 2 (its sum of squeezing strengths).
bool loses(const ModeRates& rates, double squeezing_sum);

}  // namespace qbnet
