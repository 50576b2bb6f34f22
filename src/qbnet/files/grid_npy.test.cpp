#include "qbnet/files/grid_npy.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <string>

namespace qbnet {
namespace {

Grid grid(const std::vector<std::size_t>& shape, std::size_t measures) {
  Grid made;
  std::size_t points = 1;
  for (const std::size_t length : shape) {
    made.axes.push_back({"x", std::vector<double>(length)});
    points *= length;
  }
  made.measures.resize(measures);
  made.status.assign(points, 0);
  for (std::size_t k = 0; k < points * measures; ++k) {
    made.values.push_back(static_cast<double>(k) + 0.25);
  }
  return made;
}

std::string npy(const Grid& grid) {
  std::string text;
  write_npy(grid, [&](std::string_view piece) { text += piece; });
  return text;
}

std::string header(const Grid& grid) {
  const std::string text = npy(grid);
  return text.substr(10, text.find('\n') - 10);
}

// The public description of the format: magic, version, length of the header in two bytes, the
// header, and the whole of it a multiple of 64 bytes that ends in a new line.
TEST(GridNpy, HeaderAsDescribed) {
  const std::string text = npy(grid({2, 3}, 1));
  EXPECT_EQ(text.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
  const auto byte = [&](std::size_t k) { return std::size_t{static_cast<unsigned char>(text[k])}; };
  const std::size_t data = 10 + byte(8) + 256 * byte(9);
  EXPECT_EQ(data % 64, 0U);
  EXPECT_EQ(text[data - 1], '\n');
  EXPECT_EQ(text.find('\n'), data - 1);
  EXPECT_EQ(text.substr(10, 60), "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), } ");
  ASSERT_EQ(text.size(), data + 6 * sizeof(double));
  // 0.25 is 0x3fd0000000000000, lowest byte first.
  EXPECT_EQ(text.substr(data, 8), std::string("\0\0\0\0\0\0\xd0\x3f", 8));
}

TEST(GridNpy, OneMeasureHasTheShapeOfTheAxes) {
  EXPECT_NE(header(grid({7}, 1)).find("'shape': (7,), }"), std::string::npos);
  EXPECT_NE(header(grid({4, 1, 2}, 1)).find("'shape': (4, 1, 2), }"), std::string::npos);
  EXPECT_NE(header(grid({}, 1)).find("'shape': (), }"), std::string::npos);
}

TEST(GridNpy, SeveralMeasuresHaveAnAxisInFront) {
  EXPECT_NE(header(grid({7, 2}, 3)).find("'shape': (3, 7, 2), }"), std::string::npos);
  EXPECT_NE(header(grid({}, 2)).find("'shape': (2,), }"), std::string::npos);
}

TEST(GridNpy, EveryLengthOfHeaderIsPadded) {
  std::vector<std::size_t> shape;
  for (int k = 0; k < 31; ++k) {
    shape.push_back(1);
    EXPECT_EQ(npy(grid(shape, 1)).size() % 64, sizeof(double)) << k;
  }
}

TEST(GridNpy, KeepsEveryValue) {
  Grid made = grid({3}, 2);
  made.values[1] = std::numeric_limits<double>::quiet_NaN();
  made.values[2] = 5e-324;
  const std::string text = npy(made);
  const std::size_t bytes = made.values.size() * sizeof(double);
  EXPECT_EQ(std::memcmp(text.data() + text.size() - bytes, made.values.data(), bytes), 0);
}

}  // namespace
}  // namespace qbnet
