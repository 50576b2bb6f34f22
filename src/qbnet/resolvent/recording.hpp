// A network and its elimination, recorded on a tape.
#pragma once

#include <optional>
#include <vector>

#include "qbnet/network/disorder.hpp"
#include "qbnet/network/parametric.hpp"
#include "qbnet/resolvent/pattern.hpp"
#include "qbnet/resolvent/tape.hpp"

namespace qbnet {

/// What is wanted of every point. Each is one plane (two for an amplitude).
enum class Wanted : std::uint8_t { energy, amplitude, input_power };
struct Want {
  Wanted what = Wanted::energy;
  std::size_t mode = 0;
};

/// What must hold in a tile for its points to be lawful; where it does not, the plain way decides.
struct Condition {
  enum Kind : std::uint8_t { positive, not_negative, angle, finite, usable } kind = finite;
  int range = -1;  ///< with signs for the first three, of sizes for the others
};

/// The squares of sizes between these are right in doubles.
constexpr double least_size = 1e-140, most_size = 1e140;

inline bool condition_holds(Condition::Kind kind, const SizeRange& r) {
  switch (kind) {
    case Condition::positive:
      return r.least > 0 && r.most < most_size;
    case Condition::not_negative:
      return r.least >= 0 && r.most < most_size;
    case Condition::angle:
      return r.least >= -largest_angle && r.most <= largest_angle;
    case Condition::usable:
      return r.least > least_size && r.most < most_size;
    case Condition::finite:
      return r.most < most_size;
  }
  return false;
}

/// The tape of a network: rates from inputs and draws, elimination, and what is wanted.
struct Recorded {
  Tape tape;
  std::vector<int> inputs;  ///< planes, one for each input of the network
  int shift_re = -1, shift_im = -1;
  std::vector<Condition> conditions;
  std::vector<int> condition_planes;  ///< that a Kernel::bounds looks at
  std::vector<Want> wants;
  std::vector<int> values;  ///< of the wanted amplitudes (or the sum of the powers)
  std::vector<int> planes;  ///< wanted planes, in order
  bool possible = true;     ///< false: the network has lossless modes, or is out of range

  explicit Recorded(bool hoist) : tape(hoist) {}
};

struct RecordOptions {
  std::vector<Depends> input_depends;  ///< of each input of the network
  bool hoist = false;
  bool shifted = false;  ///< (z + M)^-1 b with z from two more planes, not only M^-1 b
  const Disorder* disorder = nullptr;
  /// Least and most of each input; what they guarantee is not looked at in every tile. May be
  /// empty.
  std::vector<std::pair<double, double>> input_bounds;
};

/// Records with the elimination order of a pattern.
Recorded record(const ParametricNetwork& network, const Pattern& pattern,
                const std::vector<Want>& wants, const RecordOptions& options);

/// Orders worth trying: least fill; what is wanted last; what never varies first and what varies
/// fastest last; mediators first.
std::vector<Pattern> candidate_patterns(const ParametricNetwork& network,
                                        const std::vector<Want>& wants,
                                        const RecordOptions& options);

}  // namespace qbnet
