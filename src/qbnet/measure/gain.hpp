// What a network stores and charges against its two matched reciprocal references.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "qbnet/base/scaled.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/measure/power.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet {

/// Index into the arrays of ModeGain.
enum Reference : std::size_t { direct = 0, mediated = 1 };

struct ModeGain {
  std::size_t mode = 0;
  /// E / E_reference and P_max / P_max,reference (the paper's G_N1, G_N2, eta_N1, eta_N2), of all
  /// energy, heat too. A zero reference gives `finite` false: the gain is then infinite or
  /// undefined and the number 0.
  std::array<ScaledReal, 2> energy;
  std::array<ScaledReal, 2> power;
  std::array<bool, 2> finite = {true, true};
};

struct Gains {
  Status status = Status::failed;
  std::string message;
  std::vector<ModeGain> modes;
  /// Largest relative error of a gain: those of what is divided, and of what it is divided by.
  double error = 0;
};

/// `modes` empty: all batteries. A mediator has no counterpart in the direct reference: asking for
/// one throws Error(Refusal::input).
Gains gain(const Network& network, std::vector<std::size_t> modes = {},
           const PowerOptions& options = {});

}  // namespace qbnet
