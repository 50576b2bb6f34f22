// Runs that are too large, and how long runs will take.
#include <gmock/gmock.h>

#include <algorithm>
#include <limits>
#include <string>

#include "tests/long_run_cases.hpp"

namespace qbnet {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr double never = std::numeric_limits<double>::infinity();

using LongRunSize = LongRunFolder;

TEST_F(LongRunSize, TooLargeForTheMachineAreRefusedUntouched) {
  Work work = sample_work(1, 1, 1);
  LongRunOptions options;
  options.output = output_;
  work.compute = [](std::size_t, std::size_t, double*, std::uint8_t*) { FAIL(); };
  for (const std::size_t items :
       {std::size_t{1'000'000'000'000}, std::numeric_limits<std::size_t>::max()}) {
    for (const std::size_t columns : {std::size_t{1}, std::numeric_limits<std::size_t>::max()}) {
      work.items = items;
      work.columns = columns;
      EXPECT_THAT(refusal(Refusal::too_large, [&] { run_long(work, options); }),
                  HasSubstr(" points, "));
      EXPECT_THAT(refusal(Refusal::too_large, [&] { seconds_per_item(work); }),
                  HasSubstr(" points, "));
    }
  }
  EXPECT_THAT(entries(), IsEmpty());
}

TEST_F(LongRunSize, AreTimedByAFewGrains) {
  std::size_t items = 0;
  std::size_t last = 0;
  Work work = sample_work(100'000, 8, 1);
  work.compute = [&](std::size_t first, std::size_t count, double*, std::uint8_t*) {
    EXPECT_TRUE(first % 8 == 0 && count > 0 && first + count <= work.items);
    last = std::max(last, first);
    items += count;
  };
  EXPECT_GE(seconds_per_item(work, never), 0);
  EXPECT_GE(items, work.items);
  EXPECT_GT(last, work.items / 2);
  items = 0;
  EXPECT_GT(seconds_per_item(work, 0), 0);
  EXPECT_EQ(items, 8U);
  work.items = 5;
  EXPECT_GE(seconds_per_item(work), 0);
  work.items = 0;
  EXPECT_EQ(seconds_per_item(work), 0);
}

}  // namespace
}  // namespace qbnet
