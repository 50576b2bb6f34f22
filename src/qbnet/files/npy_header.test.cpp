#include "qbnet/files/npy_header.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace qbnet {
namespace {

TEST(NpyHeader, NamesTypeAndShapeAsPythonDoes) {
  const auto shape = [](std::vector<std::size_t> lengths) {
    const std::string header = npy_header("'<f8'", lengths);
    EXPECT_EQ(header.size() % 64, 0U);
    EXPECT_EQ(header.back(), '\n');
    const std::size_t at = header.find("'shape': ");
    return header.substr(at + 9, header.find(", }") - at - 9);
  };
  EXPECT_EQ(shape({}), "()");
  EXPECT_EQ(shape({3}), "(3,)");
  EXPECT_EQ(shape({2, 3}), "(2, 3)");
  EXPECT_THAT(npy_header("'<f8'", std::vector<std::size_t>{0}),
              testing::HasSubstr("{'descr': '<f8', 'fortran_order': False, 'shape': (0,), }"));
}

}  // namespace
}  // namespace qbnet
