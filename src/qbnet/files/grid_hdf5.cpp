#include "qbnet/files/grid_hdf5.hpp"

#include <hdf5.h>
#include <hdf5_hl.h>

#include <cstddef>
#include <cstdint>

#include "qbnet/base/status.hpp"
#include "qbnet/files/hdf5_file.hpp"

namespace qbnet {
namespace {

std::vector<Hdf5Handle> write_axes(const Hdf5File& file, const std::vector<Axis>& axes) {
  std::vector<Hdf5Handle> scales;
  for (const Axis& axis : axes) {
    scales.push_back(file.dataset(dataset_name(axis.name), {axis.values.size()}, H5T_IEEE_F64LE,
                                  H5T_NATIVE_DOUBLE, axis.values.data()));
    file.check(H5DSset_scale(scales.back(), axis.name.c_str()));
    file.text(scales.back(), "units", "as in the network file");
  }
  return scales;
}

void attach_axes(const Hdf5File& file, const Hdf5Handle& set, const std::vector<Axis>& axes,
                 const std::vector<Hdf5Handle>& scales) {
  for (std::size_t k = 0; k < axes.size(); ++k) {
    const auto dimension = static_cast<unsigned>(k);
    file.check(H5DSattach_scale(set, scales[k], dimension));
    file.check(H5DSset_label(set, dimension, axes[k].name.c_str()));
  }
}

void describe_status(const Hdf5File& file, const Hdf5Handle& set) {
  std::vector<std::uint8_t> values;
  std::string meanings;
  for (std::uint8_t value = 0; value <= static_cast<std::uint8_t>(Status::failed); ++value) {
    values.push_back(value);
    if (value != 0) meanings += ' ';
    meanings += to_string(static_cast<Status>(value));
  }
  file.text(set, "units", "1");
  file.attribute(set, "flag_values", {values.size()}, H5T_STD_U8LE, H5T_NATIVE_UINT8,
                 values.data());
  file.text(set, "flag_meanings", meanings);
}

}  // namespace

void write_hdf5(const Grid& grid, const GridOrigin& origin, int descriptor,
                const std::filesystem::path& path) {
  const Hdf5Silence silence;
  Hdf5File file(descriptor, path);
  file.text(file.root(), "network", origin.network);
  file.text(file.root(), "version", origin.version);
  file.texts(file.root(), "settings", origin.settings);
  file.text(file.root(), "command", origin.command);

  Hdf5File::Shape shape;
  for (const Axis& axis : grid.axes) shape.push_back(axis.values.size());
  std::vector<Hdf5Handle> scales = write_axes(file, grid.axes);
  for (std::size_t measure = 0; measure < grid.measures.size(); ++measure) {
    const MeasureName& is = grid.measures[measure];
    Hdf5Handle set = file.dataset(dataset_name(is.name), shape, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE,
                                  grid.values.data() + measure * grid.points());
    file.text(set, "long_name", is.name);
    file.text(set, "units", is.unit);
    attach_axes(file, set, grid.axes, scales);
    file.check(set.close());
  }
  Hdf5Handle status =
      file.dataset("status", shape, H5T_STD_U8LE, H5T_NATIVE_UINT8, grid.status.data());
  describe_status(file, status);
  attach_axes(file, status, grid.axes, scales);
  file.check(status.close());
  for (Hdf5Handle& scale : scales) file.check(scale.close());
  file.close();
}

}  // namespace qbnet
