#include "qbnet/network/kinds.hpp"

#include <gtest/gtest.h>

#include <random>

namespace qbnet {
namespace {

TEST(Kinds, AreTheValuesPutIn) {
  for (const unsigned different : {1U, 2U, 8U, 9U, 500U}) {
    std::mt19937 random(different);
    Kinds<unsigned> kinds;
    std::vector<unsigned> value, place;
    for (int k = 0; k < 1000; ++k) {
      value.push_back(static_cast<unsigned>(random() % different));
      place.push_back(kinds.place_of(value.back()));
    }
    for (std::size_t k = 0; k < value.size(); ++k) EXPECT_EQ(kinds[place[k]], value[k]);
    if (different <= 8) {
      EXPECT_EQ(kinds.size(), different);
    }
  }
}

}  // namespace
}  // namespace qbnet
