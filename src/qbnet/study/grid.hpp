// Arrays with named axes: what a sweep computes and the writers write.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "qbnet/base/status.hpp"
#include "qbnet/study/results.hpp"

namespace qbnet {

/// The values a parameter takes, in the order asked for.
struct Axis {
  std::string name;
  std::vector<double> values;
};

/// One array: its name as typed ("energy(b4)") and its unit ("omega", "omega*rate", "1/rate", "1").
struct MeasureName {
  std::string name;
  std::string unit;
};

/// Every measure at every point of the axes; the last axis runs fastest.
struct Grid {
  std::vector<Axis> axes;
  std::vector<MeasureName> measures;
  Results<double> values;        ///< [measure][point]; NaN where a point's status is not ok
  Results<std::uint8_t> status;  ///< [point]: a Status

  std::size_t points() const { return status.size(); }
  double at(std::size_t measure, std::size_t point) const {
    return values[measure * points() + point];
  }
};

}  // namespace qbnet
