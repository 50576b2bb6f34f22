// The axes of a sweep as they are typed.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "qbnet/files/read_network.hpp"
#include "qbnet/study/grid.hpp"
#include "qbnet/study/points.hpp"

namespace qbnet {

/// NumPy and HDF5 stop at 32 dimensions; the measures may take one.
constexpr std::size_t most_axes = 31;

/// Reads NAME=START:STOP:COUNT[:log] (files/range.hpp) or a list NAME=V1,V2,..., in the order
/// typed. START, STOP and the values of a list may be expressions of numbers ("-pi/2"). Throws
/// Error(Refusal::usage) for anything else, among it a value that comes twice, and
/// Error(Refusal::too_large) for more than largest_count points.
Axis parse_vary(std::string_view text);

/// All axes, first to last. Error(Refusal::usage) also if a name comes twice or there are more than
/// most_axes.
std::vector<Axis> parse_vary(const std::vector<std::string>& texts);

/// The same, but of an axis of more than largest_count points only some are given. `points`: how
/// many combinations there would be of all.
std::vector<Axis> parse_vary(const std::vector<std::string>& texts, double& points);

/// What a network is read from, as read_network_text() takes it.
struct NetworkSource {
  std::string text, file_name;
  std::vector<Setting> set;
  std::string folder;
};

/// The network with the axes as inputs. It must be made somewhere: at the first point, unless it is
/// unlawful there. Errors as read_network_text(); Error(Refusal::usage) for a parameter that is
/// both set and varied.
NetworkFile read_varied(const NetworkSource& source, const std::vector<Axis>& axes);

/// The points of what read_varied() has read: compiled where nothing changes in time, else read
/// anew for each. There the file must be lawful as a whole, its drives and switches too.
std::unique_ptr<Points> varied_points(const NetworkFile& read, const NetworkSource& source,
                                      std::vector<Axis> axes, std::vector<Measure> measures,
                                      const PointsOptions& options);

}  // namespace qbnet
