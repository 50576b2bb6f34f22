#include "qbnet/files/grid_hdf5.hpp"

#include <gtest/gtest.h>
#include <hdf5.h>
#include <hdf5_hl.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "qbnet/base/status.hpp"
#include "qbnet/files/atomic_file.hpp"

namespace qbnet {
namespace {

namespace fs = std::filesystem;

class GridHdf5 : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "qbnet-test-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path write(const std::string& name, const Grid& grid, const GridOrigin& origin) const {
    const fs::path path = folder_ / name;
    write_file_by_descriptor(path,
                             [&](int descriptor) { write_hdf5(grid, origin, descriptor, path); });
    return path;
  }

  fs::path folder_;
};

Grid grid(const std::vector<std::size_t>& shape, std::size_t measures) {
  Grid made;
  std::size_t points = 1;
  for (const std::size_t length : shape) {
    made.axes.push_back({"x" + std::to_string(made.axes.size()), std::vector<double>(length, 0.5)});
    points *= length;
  }
  for (std::size_t k = 0; k < measures; ++k) {
    made.measures.push_back({"energy(b" + std::to_string(k) + ")", "omega"});
  }
  for (std::size_t k = 0; k < points * measures; ++k) {
    made.values.push_back(static_cast<double>(k));
  }
  made.status.assign(points, 0);
  return made;
}

std::vector<double> read(hid_t file, const char* name, std::size_t count) {
  std::vector<double> values(count);
  EXPECT_GE(H5LTread_dataset_double(file, name, values.data()), 0) << name;
  return values;
}

std::string read_text(hid_t file, const char* name) {
  const hid_t attribute = H5Aopen(file, name, H5P_DEFAULT);
  const hid_t type = H5Aget_type(attribute);
  char* text = nullptr;
  EXPECT_GE(H5Aread(attribute, type, &text), 0);
  std::string result = text;
  H5free_memory(text);
  H5Tclose(type);
  H5Aclose(attribute);
  return result;
}

TEST_F(GridHdf5, TheSameRunGivesTheSameBytes) {
  const auto bytes = [](const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  const GridOrigin origin = {"qbnet = 1", "0.1.0", {}, "qbnet"};
  const std::string first = bytes(write("a.h5", grid({3, 4}, 3), origin));
  ::sleep(1);  // a date would have changed
  EXPECT_TRUE(bytes(write("b.h5", grid({3, 4}, 3), origin)) == first);
}

TEST_F(GridHdf5, ReadersMayListTheDatasetsInOrder) {
  const fs::path path = write("a.h5", grid({2, 1}, 2), {});
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  ASSERT_GE(file, 0);
  std::vector<std::string> names;
  for (hsize_t k = 0; k < 5; ++k) {
    char name[64] = "";
    EXPECT_GT(H5Lget_name_by_idx(file, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, k, name, sizeof name,
                                 H5P_DEFAULT),
              0);
    names.emplace_back(name);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"x0", "x1", "energy(b0)", "energy(b1)", "status"}));
  H5Fclose(file);
}

// Beyond 64 KiB an attribute needs another place: the text of the network, and the list of the
// datasets that an axis belongs to.
TEST_F(GridHdf5, LargeNetworksAndManyMeasures) {
  const GridOrigin origin = {std::string(3'000'000, '#'), "0.1.0", {}, "qbnet"};
  const fs::path path = write("a.h5", grid({2}, 4200), origin);
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  ASSERT_GE(file, 0);
  EXPECT_EQ(read(file, "energy(b4199)", 2), (std::vector<double>{8398, 8399}));
  EXPECT_TRUE(read_text(file, "network") == origin.network);
  const hid_t last = H5Dopen2(file, "energy(b4199)", H5P_DEFAULT);
  EXPECT_EQ(H5DSget_num_scales(last, 0), 1);
  H5Dclose(last);
  H5Fclose(file);
}

TEST_F(GridHdf5, EveryShape) {
  for (const std::vector<std::size_t>& shape :
       {std::vector<std::size_t>{}, {1}, {0}, {3, 0}, std::vector<std::size_t>(31, 1)}) {
    const Grid made = grid(shape, 1);
    const fs::path path = write("a.h5", made, {});
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    ASSERT_GE(file, 0);
    int rank = -1;
    EXPECT_GE(H5LTget_dataset_ndims(file, "status", &rank), 0);
    EXPECT_EQ(rank, static_cast<int>(shape.size()));
    EXPECT_EQ(read(file, "energy(b0)", made.points()),
              std::vector<double>(made.values.begin(), made.values.end()));
    H5Fclose(file);
    fs::remove(path);
  }
}

TEST_F(GridHdf5, WhatHdf5RefusesIsSaid) {
  try {
    write("a.h5", grid(std::vector<std::size_t>(33, 1), 1), {});
    ADD_FAILURE() << "33 dimensions were written";
  } catch (const Error& error) {
    EXPECT_EQ(error.refusal(), Refusal::io);
    EXPECT_NE(std::string(error.what()).find("a.h5: file must be writable, but HDF5 says: "),
              std::string::npos);
  }
  EXPECT_TRUE(fs::is_empty(folder_));
}

}  // namespace
}  // namespace qbnet
