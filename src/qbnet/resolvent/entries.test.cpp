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
  const std::size_t slots = 500;
  // Numbers that differ in their low parts only are different.
  const std::vector<WideComplex> values = {
      WideComplex(), {Wide{1, 0}, Wide{1, 0x1p-80}}, {Wide{1, 0}, Wide{1, 0x1p-81}}};
  std::vector<WideComplex> truth(slots);
  Pages<std::uint32_t> place(slots);
  for (std::size_t s = 0; s < slots; ++s) {
    place[s] = static_cast<std::uint32_t>(random() % values.size());
    truth[s] = values[place[s]];
  }
  Entries entries(place, values);
  for (int k = 0; k < 300; ++k) {
    const std::size_t slot = random() % slots;
    const WideComplex number(Wide{static_cast<double>(k), 0}, Wide{0, 0});
    truth[slot] += number;
    entries.add(slot, number);
  }
  const Entries::Rounded<std::complex<double>> rounded(entries);
  for (std::size_t s = 0; s < slots; ++s) {
    EXPECT_TRUE(same(entries[s], truth[s])) << s;
    EXPECT_EQ(rounded[s], truth[s].rounded()) << s;
  }
}

}  // namespace
}  // namespace qbnet
