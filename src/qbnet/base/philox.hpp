// Random numbers without a state: draw number e of sample k is a function of (seed, k, e) alone.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace qbnet {

/// Philox4x32-10: a bijection of the 128-bit counter for each 64-bit key (low word first), whose
/// output passes the usual batteries of tests. J. K. Salmon, M. A. Moraes, R. O. Dror and
/// D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11 (2011).
constexpr std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                              std::uint64_t seed) {
  constexpr std::uint64_t multiplier_0 = 0xD2511F53, multiplier_1 = 0xCD9E8D57;
  constexpr std::uint32_t weyl_0 = 0x9E3779B9, weyl_1 = 0xBB67AE85;
  constexpr int rounds = 10;
  const auto low = [](std::uint64_t x) { return static_cast<std::uint32_t>(x); };
  const auto high = [](std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); };
  std::uint32_t key_0 = low(seed), key_1 = high(seed);
  for (int round = 0; round < rounds; ++round) {
    const std::uint64_t a = multiplier_0 * counter[0];
    const std::uint64_t b = multiplier_1 * counter[2];
    counter = {high(b) ^ counter[1] ^ key_0, low(b), high(a) ^ counter[3] ^ key_1, low(a)};
    key_0 += weyl_0;
    key_1 += weyl_1;
  }
  return counter;
}

/// A uniform number from the upper 52 bits: an odd multiple of 2^-53, so exact, never 0 or 1, and
/// as likely as its mirror image 1 - u. A vectorised twin may put the bits into the mantissa of 1
/// and subtract 1 - 2^-53, which is the same number.
constexpr double open_uniform(std::uint64_t bits) {
  return (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52;
}

/// Two uniform numbers in (0, 1): pair p of sample k. Counter (low k, high k, p, 0), key = seed;
/// of the four words out, 0 (low) and 1 (high) make the first number, 2 and 3 the second.
constexpr std::array<double, 2> uniform_pair(std::uint64_t seed, std::uint64_t sample,
                                             std::uint32_t pair) {
  const auto words = philox(
      {static_cast<std::uint32_t>(sample), static_cast<std::uint32_t>(sample >> 32), pair, 0},
      seed);
  return {open_uniform(words[0] | std::uint64_t{words[1]} << 32),
          open_uniform(words[2] | std::uint64_t{words[3]} << 32)};
}

/// Two independent standard normal numbers from two uniform ones: sqrt(-2 log u) times the cosine
/// and the sine of 2 pi v (G. E. P. Box and M. E. Muller, Ann. Math. Stat. 29, 610 (1958)).
/// The turn is first reduced exactly, to a quarter turn times r with |r| <= 1/2, and only then
/// multiplied by pi/2. So both numbers are right to a few units in the last place even where a
/// cosine or sine is small, and two programs can be compared draw by draw.
inline std::array<double, 2> normal_pair(double u, double v) {
  const double radius = std::sqrt(-2 * std::log(u));
  const double turn = 4 * v;
  const double quarters = std::nearbyint(turn);  // ties to even
  const double angle = (turn - quarters) * (std::numbers::pi / 2);
  const double x = radius * std::cos(angle), y = radius * std::sin(angle);
  switch (static_cast<int>(quarters) % 4) {
    case 1:
      return {-y, x};
    case 2:
      return {-x, -y};
    case 3:
      return {y, -x};
    default:
      return {x, y};
  }
}

/// What a draw looks like: standard normal (|draw| < 8.6), or uniform in (-1, 1).
enum class Distribution { normal, uniform };

/// The draw of element e < 2^33 in sample k: the first (e even) or second (e odd) number of pair
/// e/2, through normal_pair() or as 2u - 1, which is exact. The plain twin of every faster way.
inline double draw(std::uint64_t seed, std::uint64_t sample, std::uint64_t element,
                   Distribution distribution) {
  const auto uniform = uniform_pair(seed, sample, static_cast<std::uint32_t>(element / 2));
  if (distribution == Distribution::uniform) return 2 * uniform[element % 2] - 1;
  return normal_pair(uniform[0], uniform[1])[element % 2];
}

}  // namespace qbnet
