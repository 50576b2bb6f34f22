#include "qbnet/base/pages.hpp"

#include <gtest/gtest.h>

#include <algorithm>
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

#ifdef __linux__
TEST(Pages, AreUsedAgainInBlocksOfOtherSizes) {
  const KeepPages keep;
  { const Pages<char> three(many, 'a'), two(2 * large_page, 'b'); }
  const UnsetPages<char> four(4 * large_page + 5), one_of_two(2 * large_page);
  const auto pages_of = [&](char letter) {
    return std::ranges::count(four, letter) + std::ranges::count(one_of_two, letter);
  };
  // But for the few bytes by which kept pages are found.
  EXPECT_NEAR(static_cast<double>(pages_of('a')), 3.0 * large_page, 100);
  EXPECT_NEAR(static_cast<double>(pages_of('b')), 2.0 * large_page, 100);
  const Pages<char> emptied(many);
  EXPECT_EQ(std::ranges::count(emptied, 0), many);
}
#endif

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
