// What qbnet disorder prints.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "qbnet/study/grid.hpp"
#include "qbnet/study/statistics.hpp"

namespace qbnet::cli {

struct StatisticsReport {
  std::vector<MeasureName> names;
  std::vector<Statistics> all;  ///< one a name
  StatisticsOptions how;
  std::size_t samples = 0;
  std::uint64_t seed = 0;
};

/// `method`: Points::method().
std::string to_json(const StatisticsReport& report, const std::string& method);
/// Tables; `file`: the network's name.
std::string to_text(const StatisticsReport& report, const std::string& file);

}  // namespace qbnet::cli
