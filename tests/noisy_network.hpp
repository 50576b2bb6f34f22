// A network with every kind of noise, and differences in place of derivatives.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "qbnet/measure/gradient.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet {

/// Every kind of noise at once, in rates p; each derivative against differences of what is computed
/// without derivatives.
struct NoisyNetwork {
  std::vector<double> p = {0.3, 0.5, 0.2, 0.4, 0.6, 0.15, 0.1, 0.25, 0.7, 0.08, 0.35};
  Network network() const {
    NetworkParts parts;
    parts.modes = {{.name = "c", .loss = p[0], .thermal = p[1], .drive = {p[2], 0.1}},
                   {.name = "a", .loss = p[3], .squeezing = {p[4], 0.9}},
                   {.name = "b", .loss = 0.4, .gain = p[5]}};
    parts.couplings = {{0, 1, p[6], 0.3}, {1, 2, p[7], 1.1}};
    parts.dissipators = {{p[8], {{0, 1.0}, {2, {0.2, 0.6}}}, p[9]}};
    parts.squeezers = {{0, 2, p[10] / 10, 0.4}};
    return Network(parts);
  }
  /// d log value/dp_k.
  template <class Value>
  double difference(std::size_t k, const Value& value) const {
    constexpr double step = 1e-3;
    const auto at = [&](double by) {
      NoisyNetwork other = *this;
      other.p[k] *= 1 + by * step;
      return std::log(value(other.network()));
    };
    return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step * p[k]);
  }
  /// The same of a gradient.
  static std::vector<double> of(const Gradient& gradient) {
    const auto& log = gradient.log;
    std::vector<double> all;
    for (const Derivative& each :
         {log.loss[0], log.thermal[0], log.drive_re[0], log.loss[1], log.squeezing_r[1],
          log.gain[2], log.strength[0], log.strength[1], log.rate[0], log.dissipator_thermal[0]}) {
      all.push_back(each.value.value());
    }
    all.push_back(log.squeezer_strength[0].value.value() / 10);
    return all;
  }
};

}  // namespace qbnet
