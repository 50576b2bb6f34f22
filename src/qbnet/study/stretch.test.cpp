#include "qbnet/study/stretch.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace qbnet {
namespace {

TEST(Stretch, JoinsNeighbours) {
  StretchSet set;
  set.add({4, 6});
  set.add({0, 2});
  EXPECT_EQ(set.gaps(8), (std::vector<Stretch>{{2, 4}, {6, 8}}));
  set.add({2, 4});
  EXPECT_EQ(set.front(), (Stretch{0, 6}));
  EXPECT_EQ(set.gaps(6), std::vector<Stretch>{});
}

TEST(Stretch, OfNothingIsAllMissing) {
  const StretchSet none;
  EXPECT_TRUE(none.empty());
  EXPECT_EQ(none.gaps(0), std::vector<Stretch>{});
  EXPECT_EQ(none.gaps(3), (std::vector<Stretch>{{0, 3}}));
}

// Against one flag an item.
RC_GTEST_PROP(Stretch, IsASetOfItems, ()) {
  constexpr std::size_t items = 40;
  std::vector<bool> has(items);
  StretchSet set;
  for (int step = *rc::gen::inRange(0, 60); step > 0; --step) {
    const auto first = *rc::gen::inRange<std::size_t>(0, items);
    const auto end = *rc::gen::inRange<std::size_t>(first + 1, items + 1);
    bool meets = false;
    for (std::size_t i = first; i < end; ++i) meets = meets || has[i];
    RC_ASSERT(set.meets({first, end}) == meets);
    if (!meets) {
      set.add({first, end});
      for (std::size_t i = first; i < end; ++i) has[i] = true;
    } else if (*rc::gen::inRange(0, 3) == 0) {
      const Stretch front = set.front();
      const auto count = *rc::gen::inRange<std::size_t>(1, front.count() + 1);
      set.drop_front(count);
      for (std::size_t i = front.first; i < front.first + count; ++i) {
        RC_ASSERT(has[i]);
        has[i] = false;
      }
    }
  }
  std::vector<bool> missing(items);
  std::size_t count = items;
  bool touching = false;
  std::size_t before = items + 1;
  for (const Stretch& gap : set.gaps(items)) {
    touching = touching || gap.first == before;
    before = gap.end;
    count -= gap.count();
    for (std::size_t i = gap.first; i < gap.end; ++i) missing[i] = true;
  }
  for (std::size_t i = 0; i < items; ++i) RC_ASSERT(missing[i] != has[i]);
  RC_ASSERT(set.count() == count);
  RC_ASSERT(!touching);
}

}  // namespace
}  // namespace qbnet
