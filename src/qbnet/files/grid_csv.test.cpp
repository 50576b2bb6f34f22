#include "qbnet/files/grid_csv.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <sstream>
#include <string>

#include "qbnet/base/number_text.hpp"
#include "qbnet/base/status.hpp"

namespace qbnet {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

std::string csv(const Grid& grid) {
  std::string text;
  write_csv(grid, [&](std::string_view piece) { text += piece; });
  return text;
}

TEST(GridCsv, OneLineAPointTheLastAxisFastest) {
  Grid grid;
  grid.axes = {{"theta", {0.5, 1}}, {"g", {1, 2, 3}}};
  grid.measures = {{"energy(b1)", "omega"}, {"gain(b1, reciprocal-direct)", "1"}};
  grid.values = {10, 11, 12, 13, 14, nothing, -0.1, 1e-300, 5, 6, 7, nothing};
  grid.status = {0, 0, 0, 0, 0, static_cast<std::uint8_t>(Status::unstable)};
  EXPECT_EQ(csv(grid),
            "theta,g,energy(b1),\"gain(b1, reciprocal-direct)\",status\n"
            "0.5,1,10,-0.10000000000000001,ok\n"
            "0.5,2,11,1e-300,ok\n"
            "0.5,3,12,5,ok\n"
            "1,1,13,6,ok\n"
            "1,2,14,7,ok\n"
            "1,3,,,unstable\n");
}

TEST(GridCsv, EveryShape) {
  Grid grid;
  grid.measures = {{"e", "1"}};
  grid.values = {4};
  grid.status = {0};
  EXPECT_EQ(csv(grid), "e,status\n4,ok\n");
  grid.axes = {{"x", {7}}, {"y", {8}}, {"z", {9}}};
  EXPECT_EQ(csv(grid), "x,y,z,e,status\n7,8,9,4,ok\n");
  grid.axes = {{"x", {}}, {"y", {}}};
  grid.values.clear();
  grid.status.clear();
  EXPECT_EQ(csv(grid), "x,y,e,status\n");
}

TEST(GridCsv, QuotesWhatWouldBreakALine) {
  Grid grid;
  grid.measures = {{"a \"b\"", "1"}, {"c\nd", "1"}};
  EXPECT_EQ(csv(grid).substr(0, 24), "\"a \"\"b\"\"\",\"c\nd\",status\n");
}

RC_GTEST_PROP(GridCsv, NumbersReadBackTheSame, (const std::vector<double>& values)) {
  Grid grid;
  grid.axes = {{"sample", values}};
  grid.measures = {{"e", "1"}};
  grid.values.assign(values.begin(), values.end());
  grid.status.assign(values.size(), 0);
  std::istringstream lines(csv(grid));
  std::string line;
  std::getline(lines, line);
  for (const double value : values) {
    std::getline(lines, line);
    RC_ASSERT(line == full_text(value) + "," + full_text(value) + ",ok");
  }
}

// Long grids leave the buffer in several pieces; a long last axis is not kept as text.
TEST(GridCsv, LongGridsAreWhole) {
  Grid grid;
  std::vector<double> values;
  for (int k = 0; k < 120'000; ++k) values.push_back(0.7 * k);
  grid.axes = {{"x", {0.5, 1.5}}, {"y", values}};
  grid.measures = {{"e", "1"}};
  grid.values.resize(2 * values.size());
  for (std::size_t k = 0; k < grid.values.size(); ++k)
    grid.values[k] = 0.1 * static_cast<double>(k);
  grid.status.assign(grid.values.size(), 0);
  std::string text;
  int pieces = 0;
  write_csv(grid, [&](std::string_view piece) {
    text += piece;
    ++pieces;
  });
  EXPECT_GT(pieces, 1);
  std::string expected = "x,y,e,status\n";
  for (std::size_t k = 0; k < grid.values.size(); ++k) {
    expected += full_text(grid.axes[0].values[k / values.size()]) + ',' +
                full_text(values[k % values.size()]) + ',' + full_text(grid.values[k]) + ",ok\n";
  }
  EXPECT_TRUE(text == expected);
}

}  // namespace
}  // namespace qbnet
