#include "qbnet/resolvent/entries.hpp"

#include <gtest/gtest.h>

#include <complex>
#include <random>

namespace qbnet {
namespace {

bool same(const WideComplex& a, const WideComplex& b) {
  return a.re.high == b.re.high && a.re.low == b.re.low && a.im.high == b.im.high &&
         a.im.low == b.im.low;
}

TEST(Entries, AreWhatWasPutIn) {
  std::mt19937_64 random(1);
  for (const std::size_t different : {1U, 2U, 15U, 16U, 17U, 1000U}) {
    const std::size_t slots = 500;
    std::vector<WideComplex> truth(slots);
    Entries entries(slots);
    for (int k = 0; k < 2000; ++k) {
      const std::size_t slot = random() % slots;
      const double x = static_cast<double>(1 + random() % different);
      // Numbers that differ in their low parts only are different.
      const WideComplex number(Wide{1, 0}, Wide{1, x * 0x1p-80});
      truth[slot] += number;
      entries.add(slot, number);
    }
    const Entries::Rounded<std::complex<double>> rounded(entries);
    for (std::size_t s = 0; s < slots; ++s) {
      EXPECT_TRUE(same(entries[s], truth[s])) << s;
      EXPECT_EQ(rounded[s], truth[s].rounded()) << s;
    }
  }
}

TEST(Entries, EmptySlotsAreZero) {
  const Entries entries(3);
  EXPECT_EQ(entries.size(), 3U);
  EXPECT_TRUE(same(entries[2], WideComplex()));
}

}  // namespace
}  // namespace qbnet
