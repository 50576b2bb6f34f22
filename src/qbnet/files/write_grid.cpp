#include "qbnet/files/write_grid.hpp"

#include <fmt/format.h>

#include <string>
#include <unordered_set>

#include "qbnet/base/quote.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/files/grid_csv.hpp"
#include "qbnet/files/grid_npy.hpp"
#include "qbnet/files/output_format.hpp"

namespace qbnet {
namespace {

void check_names(const std::vector<Axis>& axes, const std::vector<MeasureName>& measures) {
  std::unordered_set<std::string> names = {"status"};
  const auto add = [&](const std::string& name) {
    if (!names.insert(name).second) {
      throw Error(Refusal::usage,
                  fmt::format("axes and measures of one output file must have different names, "
                              "none of them \"status\", but {} is taken",
                              in_quotes(name)));
    }
  };
  for (const Axis& axis : axes) add(axis.name);
  for (const MeasureName& measure : measures) add(measure.name);
}

void check_size(const Grid& grid) {
  std::size_t points = 1;
  for (const Axis& axis : grid.axes) points *= axis.values.size();
  if (grid.points() != points || grid.values.size() != points * grid.measures.size()) {
    throw Error(Refusal::internal,
                fmt::format("grid must have {} points of {} measures, but has {} values and {} "
                            "statuses",
                            points, grid.measures.size(), grid.values.size(), grid.points()));
  }
}

}  // namespace

void check_grid_file(const std::filesystem::path& path, const std::vector<Axis>& axes,
                     const std::vector<MeasureName>& measures, Existing existing) {
  output_format(path);
  check_names(axes, measures);
  refuse_existing(path, existing);
}

void write_grid(const std::filesystem::path& path, const Grid& grid, const GridOrigin& origin,
                Existing existing) {
  check_grid_file(path, grid.axes, grid.measures, existing);
  check_size(grid);
  write_output_file(path,
                    {[&](const Append& append) { write_csv(grid, append); },
                     [&](const Append& append) { write_npy(grid, append); },
                     [&](int descriptor) { write_hdf5(grid, origin, descriptor, path); }},
                    existing);
}

}  // namespace qbnet
