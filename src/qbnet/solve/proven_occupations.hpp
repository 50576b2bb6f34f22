// Occupations in doubles, or twice their precision, with a proof.
#pragma once

#include <complex>
#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

#include "qbnet/base/scaled.hpp"
#include "qbnet/resolvent/part.hpp"
#include "qbnet/resolvent/solver.hpp"
#include "qbnet/solve/baths.hpp"
#include "qbnet/solve/decay_shifts.hpp"

namespace qbnet {

struct ProvenOccupation {
  ScaledReal value;
  double error =
      std::numeric_limits<double>::infinity();  ///< bound, relative; infinite: not proven
  std::size_t modes = 0;                        ///< in the part of the network that was solved last
  double work = 0;  ///< modes times steps, those in double-double counted as they cost
};

/// X_jj by alternating directions from e_j, in a part of the network around j. Whatever rounding,
/// poor shifts and cut links do, the residuals of the steps bound it (docs/moments.md, section 2),
/// beside the warmest bath: what is much smaller stays unproven. The part grows until the bound is
/// below the accuracy; doubles make way for double-double. Not for several threads at once.
class ProvenOccupations {
 public:
  ProvenOccupations(const Resolvent& resolvent, const Baths& baths, double accuracy);
  /// Of a position. `modes`: in the part that is solved first.
  ProvenOccupation of(std::size_t position, std::size_t modes = 48);

 private:
  const Resolvent& resolvent_;
  const Baths& baths_;
  double accuracy_;
  Entries::Rounded<std::complex<double>> m_;
  std::vector<double> heat_;  // kappa n, in units of the warmest n as all sums are
  Surroundings surroundings_;
  std::optional<DecayShifts> shifts_of_all_;
};

}  // namespace qbnet
