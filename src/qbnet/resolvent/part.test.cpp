#include "qbnet/resolvent/part.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "qbnet/resolvent/solver.hpp"
#include "tests/random_shape.hpp"

namespace qbnet {
namespace {

// (p + M)^-1 of what a part holds is solved by the elimination of the part.
TEST(Part, EliminatesWhatItHolds) {
  for (const Shape shape : shapes) {
    for (const std::size_t count : {1, 2, 7, 30, 1000}) {
      const RandomShape random{shape, count, 60};
      const Network network = random.network();
      const Resolvent resolvent(network);
      SCOPED_TRACE(testing::Message() << random << ", part of " << count);
      Surroundings surroundings(resolvent.pattern);
      const Part part = surroundings.of(resolvent.pattern.size() / 3, count);
      const std::size_t n = part.at.size();
      EXPECT_EQ(static_cast<std::size_t>(part.at[part.centre]), resolvent.pattern.size() / 3);
      EXPECT_LE(n, count);
      const Entries::Rounded<std::complex<double>> whole(resolvent.m);
      std::vector<std::complex<double>> m, x(n), rest(n);
      for (const std::uint32_t s : part.slot) m.push_back(whole[s]);
      Elimination<std::complex<double>> elimination(part.pattern);
      ASSERT_TRUE(elimination.factor(m, std::complex<double>(1, 0.3)));
      x[part.centre] = rest[part.centre] = 1;
      elimination.solve(x);
      // What the part leaves out of a row of the whole is what was cut.
      std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
      for (std::size_t i = 0; i < n; ++i) {
        rest[i] -= std::complex<double>(1, 0.3) * x[i];
        const auto row = static_cast<std::size_t>(part.at[i]);
        for (std::uint32_t s = resolvent.pattern.row_start[row];
             s < resolvent.pattern.row_start[row + 1]; ++s) {
          const auto at = std::ranges::find(part.at, resolvent.pattern.column[s]);
          if (at != part.at.end()) {
            rest[i] -= whole[s] * x[static_cast<std::size_t>(at - part.at.begin())];
          } else {
            seen.emplace(static_cast<std::uint32_t>(i), s);
          }
        }
        EXPECT_LE(std::abs(rest[i]), 1e-12 * 50);
      }
      EXPECT_EQ(seen.size(), part.cuts.size());
      for (const Part::Cut& cut : part.cuts) {
        EXPECT_TRUE(seen.contains({cut.row, cut.slot}));
        EXPECT_LT(cut.outside, part.rim);
      }
    }
  }
}

TEST(Part, IsTheSameWhateverWasCutBefore) {
  const Network network = RandomShape{Shape::sparse, 3, 200}.network();
  const Resolvent resolvent(network);
  Surroundings surroundings(resolvent.pattern), fresh(resolvent.pattern);
  for (std::size_t p = 0; p < 20; ++p) surroundings.of(p, 40);
  const Part one = surroundings.of(100, 25), other = fresh.of(100, 25);
  EXPECT_EQ(one.at, other.at);
  EXPECT_EQ(one.slot, other.slot);
  EXPECT_EQ(one.pattern.upper_column, other.pattern.upper_column);
}

}  // namespace
}  // namespace qbnet
