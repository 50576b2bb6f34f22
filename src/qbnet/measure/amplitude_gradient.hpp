// The gradient of the energy that one amplitude stands for: what those of a steady energy and of a
// transmission have in common.
#pragma once

#include <complex>
#include <cstddef>
#include <vector>

#include "qbnet/measure/gradient.hpp"

namespace qbnet {

/// f = |v_mode|^2 times the losses of `ports`, v = (z + M)^-1 b, b = -i conj(xi).
struct AmplitudeAsked {
  std::size_t mode = 0;
  std::complex<double> z = 0;
  std::vector<std::size_t> ports = {};  ///< modes whose losses above 0 multiply f
  bool drives = true;                   ///< f is asked how it answers to the drives, too
  bool moments = false;                 ///< derivatives by what feeds or heats are listed: all 0
};

/// d log f/dp, M the drift of a passive network whose heat does not matter. As energy_gradient().
Gradient amplitude_gradient(const Network& network, const AmplitudeAsked& asked,
                            const GradientOptions& options);

}  // namespace qbnet
