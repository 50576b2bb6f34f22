// The draws of base/philox.hpp, for as many samples at once as there are lanes.
#if defined(QBNET_LANES_RANDOM) == defined(HWY_TARGET_TOGGLE)
#ifdef QBNET_LANES_RANDOM
#undef QBNET_LANES_RANDOM
#else
#define QBNET_LANES_RANDOM
#endif

#include <hwy/highway.h>

#include <array>
#include <cstdint>

#include "qbnet/resolvent/lanes_numbers-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace qbnet {
namespace HWY_NAMESPACE {

using Bits = hn::RebindToUnsigned<D>;
using VBits = hn::Vec<Bits>;

// Only the low 32 bits of a lane count; what is above is left as it falls.
HWY_INLINE VBits low_times(VBits a, std::uint32_t b) {
#if HWY_TARGET == HWY_SCALAR
  return hn::Set(Bits(), (hn::GetLane(a) & 0xFFFFFFFFu) * b);
#else
  const hn::Repartition<std::uint32_t, D> words;
  return hn::MulEven(hn::BitCast(words, a), hn::Set(words, b));
#endif
}

// The keys of the ten rounds, spread over lanes once for a whole plane.
struct Keys {
  std::array<VBits, 10> first, second;
  HWY_INLINE explicit Keys(std::uint64_t seed) {
    constexpr std::uint32_t weyl_0 = 0x9E3779B9, weyl_1 = 0xBB67AE85;
    auto key_0 = static_cast<std::uint32_t>(seed);
    auto key_1 = static_cast<std::uint32_t>(seed >> 32);
    for (std::size_t round = 0; round < 10; ++round) {
      first[round] = hn::Set(Bits(), std::uint64_t{key_0});
      second[round] = hn::Set(Bits(), std::uint64_t{key_1});
      key_0 += weyl_0;
      key_1 += weyl_1;
    }
  }
};

// Philox4x32-10 for the samples first, first + 1, ... of `Count` vectors: their rounds go side by
// side, for each waits on the one before.
template <std::size_t Count>
HWY_INLINE void uniform_pairs(const Keys& keys, std::uint64_t first, std::uint32_t pair,
                              std::array<V, Count>& u, std::array<V, Count>& v) {
  constexpr std::uint32_t multiplier_0 = 0xD2511F53, multiplier_1 = 0xCD9E8D57;
  const Bits bits;
  const std::size_t lanes = hn::Lanes(D());
  std::array<VBits, Count> c0, c1, c2, c3;
  for (std::size_t k = 0; k < Count; ++k) {
    c0[k] = hn::Iota(bits, first + k * lanes);
    c1[k] = hn::ShiftRight<32>(c0[k]);
    c2[k] = hn::Set(bits, std::uint64_t{pair});
    c3[k] = hn::Zero(bits);
  }
  for (std::size_t round = 0; round < 10; ++round) {
    for (std::size_t k = 0; k < Count; ++k) {
      const VBits a = low_times(c0[k], multiplier_0), b = low_times(c2[k], multiplier_1);
      c0[k] = hn::Xor(hn::ShiftRight<32>(b), hn::Xor(c1[k], keys.first[round]));
      c1[k] = b;
      c2[k] = hn::Xor(hn::ShiftRight<32>(a), hn::Xor(c3[k], keys.second[round]));
      c3[k] = a;
    }
  }
  const VBits low = hn::Set(bits, std::uint64_t{0xFFFFFFFFu});
  const VBits one = hn::Set(bits, std::uint64_t{0x3FF0000000000000});
  const V almost_one = hn::Set(D(), 0x1.fffffffffffffp-1);
  // 52 bits into the mantissa of 1.
  const auto number = [&](VBits word_low, VBits word_high) HWY_ATTR {
    const VBits word = hn::Or(hn::And(word_low, low), hn::ShiftLeft<32>(word_high));
    return hn::Sub(hn::BitCast(D(), hn::Or(hn::ShiftRight<12>(word), one)), almost_one);
  };
  for (std::size_t k = 0; k < Count; ++k) {
    u[k] = number(c0[k], c1[k]);
    v[k] = number(c2[k], c3[k]);
  }
}

// log u for normal numbers u > 0, within a few units of 2^-53.
HWY_INLINE V log_of(V u) {
  const D d;
  const Bits bits;
  // u = 2^e m with m between sqrt(1/2) and sqrt(2).
  const VBits root_half = hn::Set(bits, std::uint64_t{0x3FE6A09E667F3BCD});
  const VBits one = hn::Set(bits, std::uint64_t{0x3FF0000000000000});
  const VBits mantissa = hn::Set(bits, std::uint64_t{0x000FFFFFFFFFFFFF});
  const VBits moved = hn::Add(hn::BitCast(bits, u), hn::Sub(one, root_half));
  const V m = hn::BitCast(d, hn::Add(hn::And(moved, mantissa), root_half));
  const VBits two_52 = hn::Set(bits, std::uint64_t{0x4330000000000000});
  const V e = hn::Sub(hn::BitCast(d, hn::Or(hn::ShiftRight<52>(moved), two_52)),
                      hn::Set(d, 4503599627371519.0));  // 2^52 + 1023
  // log m = 2 s + s^3 p(s^2), s = (m - 1)/(m + 1); p interpolated at Chebyshev nodes.
  const V f = hn::Sub(m, hn::Set(d, 1.0));
  const V s = hn::Div(f, hn::Add(f, hn::Set(d, 2.0)));
  const V z = hn::Mul(s, s);
  V p = hn::Set(d, 0x1.2b584add1c619p-3);
  p = hn::MulAdd(p, z, hn::Set(d, 0x1.39fe60617ce73p-3));
  p = hn::MulAdd(p, z, hn::Set(d, 0x1.7462b4ab4c062p-3));
  p = hn::MulAdd(p, z, hn::Set(d, 0x1.c71c62e57fa3fp-3));
  p = hn::MulAdd(p, z, hn::Set(d, 0x1.2492492df1492p-2));
  p = hn::MulAdd(p, z, hn::Set(d, 0x1.99999999952e2p-2));
  p = hn::MulAdd(p, z, hn::Set(d, 0x1.5555555555558p-1));
  const V small = hn::MulAdd(hn::Mul(s, z), p, hn::Add(s, s));
  return hn::MulAdd(e, hn::Set(d, 0x1.62e42fefa39efp-1), small);
}

HWY_INLINE void normal_pairs(V& u, V& v) {
  const D d;
  const V radius = hn::Sqrt(hn::Mul(hn::Set(d, -2.0), log_of(u)));
  const V magic = hn::Set(d, 6755399441055744.0);
  const V turn = hn::Mul(hn::Set(d, 4.0), v);
  const V shifted = hn::Add(turn, magic);
  const Reduced q{hn::Sub(shifted, magic), hn::BitCast(Bits(), shifted)};
  const V angle = hn::Mul(hn::Sub(turn, q.turns), hn::Set(d, half_pi_high));
  V sin_r, cos_r, sin_a, cos_a;
  sincos_of_remainder(angle, sin_r, cos_r);
  turn_back(q, sin_r, cos_r, sin_a, cos_a);
  u = hn::Mul(radius, cos_a);
  v = hn::Mul(radius, sin_a);
}

// Draws 2p and 2p + 1 of every sample of the tile, p = s.number.
template <std::size_t parts, bool normal>
void draws(const LaneStep& s, const Tile& tile) {
  const D d;
  double* const first = tile.slots + s.out[0];
  double* const second = tile.slots + s.out[1];
  const std::size_t lanes = hn::Lanes(d), points = tile.points;
  const Keys keys(tile.seed);
  constexpr std::size_t together = 2;
  for (std::size_t i = 0; i < points; i += together * lanes) {
    std::array<V, together> u, v;
    uniform_pairs(keys, tile.first_sample + i, s.number, u, v);
    for (std::size_t k = 0; k < together; ++k) {
      if (!normal) {
        const V one = hn::Set(d, 1.0);
        u[k] = hn::Sub(hn::Add(u[k], u[k]), one);
        v[k] = hn::Sub(hn::Add(v[k], v[k]), one);
      }
      hn::StoreU(u[k], d, first + i + k * lanes);
      hn::StoreU(v[k], d, second + i + k * lanes);
    }
  }
  for (std::size_t i = 0; i < points; i += lanes) {
    if (normal) {
      V u = hn::LoadU(d, first + i), v = hn::LoadU(d, second + i);
      normal_pairs(u, v);
      hn::StoreU(u, d, first + i);
      hn::StoreU(v, d, second + i);
    }
    if (parts == 2) {
      hn::StoreU(hn::Zero(d), d, first + i + plane_stride);
      hn::StoreU(hn::Zero(d), d, second + i + plane_stride);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace qbnet
HWY_AFTER_NAMESPACE();

#endif
