// What a mode holds beside its coherent amplitude, split into what heat and what squeezing put
// there.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "qbnet/solve/moments.hpp"

namespace qbnet {

/// <do_j^+ do_j> = X = thermal + squeezed. With Y = <do_j do_j> the state of the mode is a
/// displaced, squeezed thermal one of nu = sqrt((2 X + 1)^2 - 4 |Y|^2), so thermal = (nu - 1)/2,
/// which no unitary on the mode lowers, and squeezed = X - thermal >= 0 (docs/moments.md, section
/// 5).
struct Fluctuations {
  ScaledReal thermal, squeezed;
};

/// nu and both parts of a mode. squeezed = 2 |Y|^2/(2 X + 1 + nu) is no difference: it keeps its
/// digits beside any heat, and is 0 where Y is.
struct FluctuationBalls {
  FluctuationBalls(const MomentView& state, std::size_t mode);
  Ball nu, thermal, squeezed;
};

/// Both parts of a mode; they matter beside X.
std::vector<Quantified> fluctuations_of(const MomentView& state, std::size_t mode);

struct SteadyFluctuations {
  Status status = Status::failed;
  std::string message;
  std::vector<Fluctuations> of_mode;  ///< of each mode asked for; empty unless ok or inaccurate
};

/// Of any network (solve/moments.hpp); relative error of each part, beside their sum, 1e-11.
SteadyFluctuations steady_fluctuations(const Network& network,
                                       const std::vector<std::size_t>& modes);

}  // namespace qbnet
