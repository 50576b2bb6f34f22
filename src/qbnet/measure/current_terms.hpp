// Every term of the energy balance, in balls: docs/currents.md.
#pragma once

#include <cstddef>
#include <vector>

#include "qbnet/base/ball.hpp"
#include "qbnet/network/network.hpp"
#include "qbnet/solve/moments.hpp"

namespace qbnet {

/// A current, and the size of what passes back and forth.
struct Flow {
  Ball value;
  ScaledReal scale;
  Flow& operator+=(const Flow& other) {
    value += other.value;
    scale += other.scale;
    return *this;
  }
  Flow& operator-=(const Flow& other) {
    value -= other.value;
    scale += other.scale;
    return *this;
  }
};

/// First and second moments at one time.
struct StateNow {
  const Network& network;
  std::vector<Ball> v, force;
  const MomentView* noise = nullptr;  ///< none: a coherent state

  Ball number(std::size_t i, std::size_t j) const {  ///< <o_j^+ o_i>
    const Ball coherent = i == j ? v[i].squared_size() : v[i] * conj(v[j]);
    return noise == nullptr ? coherent : coherent + noise->number(i, j);
  }
  Ball pair(std::size_t i, std::size_t j) const {  ///< <o_i o_j>
    const Ball coherent = v[i] * v[j];
    return noise == nullptr ? coherent : coherent + noise->anomalous(i, j);
  }
};

/// For each mode its energy, drive, pump, gain, loss, shared, passed_on and change; then the
/// current of each coupling, what each dissipator takes from each of its modes, and what each
/// squeezer puts into either of its own. Radii of v are taken along.
std::vector<Flow> current_terms(const StateNow& state);

}  // namespace qbnet
