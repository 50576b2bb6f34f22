#include "qbnet/files/grid_npy.hpp"

#include <bit>
#include <cstddef>
#include <vector>

#include "qbnet/files/npy_header.hpp"

namespace qbnet {

static_assert(std::endian::native == std::endian::little, "values are written as they lie");

void write_npy(const Grid& grid, const Append& append) {
  std::vector<std::size_t> shape;
  if (grid.measures.size() != 1) shape.push_back(grid.measures.size());
  for (const Axis& axis : grid.axes) shape.push_back(axis.values.size());
  append(npy_header("'<f8'", shape));
  append({reinterpret_cast<const char*>(grid.values.data()), grid.values.size() * sizeof(double)});
}

}  // namespace qbnet
