#include "qbnet/base/pages.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <numeric>
#include <thread>

namespace qbnet {
namespace {

constexpr std::size_t many = 3 * large_page;

TEST(Pages, HoldWhatIsWritten) {
  Pages<std::uint32_t> pages(many / 4 + 7);
  EXPECT_EQ(std::accumulate(pages.begin(), pages.end(), 0U), 0U);
  std::iota(pages.begin(), pages.end(), 0U);
  pages.resize(2 * pages.size());
  EXPECT_EQ(pages[many / 4 + 6], many / 4 + 6);
  EXPECT_EQ(pages.back(), 0U);
}

TEST(Pages, StartOnALargePage) {
  for (const std::size_t size : {2 * large_page, 2 * large_page + 1, many + 4096}) {
    const Pages<char> pages(size);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(pages.data()) % large_page, 0U) << size;
  }
}

TEST(Pages, AreUsedAgainWhileKept) {
  const KeepPages keep;
  const void* before = nullptr;
  {
    UnsetPages<char> pages(many);
    pages.front() = pages.back() = 1;
    before = pages.data();
  }
  // One that fits in what was kept gets it, and nothing of what was in it.
  const Pages<char> again(many - 5000);
  EXPECT_EQ(again.data(), before);
  EXPECT_EQ(again.front(), 0);
  // A much smaller one does not.
  { const Pages<char> large(4 * many); }
  const Pages<char> small(many);
  EXPECT_NE(small.data(), before);
}

TEST(Pages, MayEndInAnotherThread) {
  const KeepPages keep;
  auto pages = std::make_unique<Pages<char>>(many);
  std::thread([&] { pages.reset(); }).join();
  Pages<char> next(many, 'x');
  EXPECT_EQ(next.back(), 'x');
}

TEST(Pages, WhatIsTooMuchIsRefused) {
  Pages<double> pages;
  EXPECT_THROW(pages.reserve(std::size_t{1} << 58), std::bad_alloc);
}

}  // namespace
}  // namespace qbnet
