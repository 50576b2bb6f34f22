// The number types of the lanes: doubles, and unevaluated sums of two.
#if defined(QBNET_LANES_NUMBERS) == defined(HWY_TARGET_TOGGLE)
#ifdef QBNET_LANES_NUMBERS
#undef QBNET_LANES_NUMBERS
#else
#define QBNET_LANES_NUMBERS
#endif

#include <hwy/highway.h>

#include <array>

HWY_BEFORE_NAMESPACE();
namespace qbnet {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<double, 8>;
using V = hn::Vec<D>;

/// Double arithmetic.
struct Plain {
  static constexpr std::size_t parts = 1;
  V x;
  static HWY_INLINE Plain load(const double* p, std::size_t) { return {hn::LoadU(D(), p)}; }
  HWY_INLINE void store(double* p, std::size_t) const { hn::StoreU(x, D(), p); }
  static HWY_INLINE Plain one() { return {hn::Set(D(), 1.0)}; }
  HWY_INLINE V high() const { return x; }
};
HWY_INLINE Plain operator+(Plain a, Plain b) { return {hn::Add(a.x, b.x)}; }
HWY_INLINE Plain operator-(Plain a, Plain b) { return {hn::Sub(a.x, b.x)}; }
HWY_INLINE Plain operator-(Plain a) { return {hn::Neg(a.x)}; }
HWY_INLINE Plain operator*(Plain a, Plain b) { return {hn::Mul(a.x, b.x)}; }
HWY_INLINE Plain operator/(Plain a, Plain b) { return {hn::Div(a.x, b.x)}; }
HWY_INLINE Plain multiply_add(Plain a, Plain b, Plain c) { return {hn::MulAdd(a.x, b.x, c.x)}; }
HWY_INLINE Plain multiply_subtract(Plain a, Plain b, Plain c) {
  return {hn::NegMulAdd(a.x, b.x, c.x)};
}
HWY_INLINE Plain square_root(Plain a) { return {hn::Sqrt(a.x)}; }
HWY_INLINE Plain absolute(Plain a) { return {hn::Abs(a.x)}; }

/// high + low, about 104 bits (Dekker 1971); see base/wide.hpp.
struct Twice {
  static constexpr std::size_t parts = 2;
  V h, l;
  static HWY_INLINE Twice load(const double* p, std::size_t low) {
    return {hn::LoadU(D(), p), hn::LoadU(D(), p + low)};
  }
  HWY_INLINE void store(double* p, std::size_t low) const {
    hn::StoreU(h, D(), p);
    hn::StoreU(l, D(), p + low);
  }
  static HWY_INLINE Twice one() { return {hn::Set(D(), 1.0), hn::Zero(D())}; }
  HWY_INLINE V high() const { return h; }
};
HWY_INLINE Twice two_sum(V a, V b) {
  const V sum = hn::Add(a, b);
  const V shadow = hn::Sub(sum, a);
  return {sum, hn::Add(hn::Sub(a, hn::Sub(sum, shadow)), hn::Sub(b, shadow))};
}
// For |a| >= |b|.
HWY_INLINE Twice quick_sum(V a, V b) {
  const V sum = hn::Add(a, b);
  return {sum, hn::Sub(b, hn::Sub(sum, a))};
}
HWY_INLINE Twice two_product(V a, V b) {
  const V product = hn::Mul(a, b);
#if HWY_NATIVE_FMA
  return {product, hn::MulSub(a, b, product)};
#else
  const V splitter = hn::Set(D(), 134217729.0);  // 2^27 + 1
  const V ca = hn::Mul(splitter, a), cb = hn::Mul(splitter, b);
  const V ah = hn::Sub(ca, hn::Sub(ca, a)), bh = hn::Sub(cb, hn::Sub(cb, b));
  const V al = hn::Sub(a, ah), bl = hn::Sub(b, bh);
  V low = hn::Sub(hn::Mul(ah, bh), product);
  low = hn::Add(low, hn::Mul(ah, bl));
  low = hn::Add(low, hn::Mul(al, bh));
  return {product, hn::Add(low, hn::Mul(al, bl))};
#endif
}
// Within 2^-104 (|a| + |b|), not of the sum: what cancels shows (sizes.cpp counts it so).
HWY_INLINE Twice operator+(Twice a, Twice b) {
  const Twice high = two_sum(a.h, b.h);
  return quick_sum(high.h, hn::Add(high.l, hn::Add(a.l, b.l)));
}
// For |a| >= |b|.
HWY_INLINE Twice add_smaller(Twice a, Twice b) {
  const Twice high = quick_sum(a.h, b.h);
  return quick_sum(high.h, hn::Add(high.l, hn::Add(a.l, b.l)));
}
HWY_INLINE Twice operator-(Twice a) { return {hn::Neg(a.h), hn::Neg(a.l)}; }
HWY_INLINE Twice operator-(Twice a, Twice b) { return a + -b; }
HWY_INLINE Twice operator*(Twice a, Twice b) {
  const Twice product = two_product(a.h, b.h);
  return quick_sum(product.h, hn::Add(product.l, hn::Add(hn::Mul(a.h, b.l), hn::Mul(a.l, b.h))));
}
HWY_INLINE Twice operator/(Twice a, Twice b) {
  const V first = hn::Div(a.h, b.h);
  const Twice rest = a - b * Twice{first, hn::Zero(D())};
  const V second = hn::Div(rest.h, b.h);
  const Twice left = rest - b * Twice{second, hn::Zero(D())};
  const V third = hn::Div(left.h, b.h);
  const Twice sum = quick_sum(first, second);
  return sum + Twice{third, hn::Zero(D())};
}
HWY_INLINE Twice multiply_add(Twice a, Twice b, Twice c) { return c + a * b; }
HWY_INLINE Twice multiply_subtract(Twice a, Twice b, Twice c) { return c - a * b; }
HWY_INLINE Twice square_root(Twice a) { return {hn::Sqrt(a.h), hn::Zero(D())}; }
HWY_INLINE Twice absolute(Twice a) { return {hn::Abs(a.h), hn::Zero(D())}; }

/// Double arithmetic on planes laid out for double-double: rates, exact doubles by definition.
struct Rate : Plain {
  static constexpr std::size_t parts = 2;
  Rate() = default;
  HWY_INLINE Rate(Plain p) : Plain(p) {}  // NOLINT: the same number
  static HWY_INLINE Rate load(const double* p, std::size_t) { return Plain::load(p, 0); }
  HWY_INLINE void store(double* p, std::size_t low) const {
    hn::StoreU(x, D(), p);
    hn::StoreU(hn::Zero(D()), D(), p + low);
  }
  static HWY_INLINE Rate one() { return Plain::one(); }
};

/// How often pi/2 goes into a, to the nearest; the quadrant.
struct Reduced {
  V turns;  // a whole number
  hn::Vec<hn::RebindToUnsigned<D>> quadrant;
};
HWY_INLINE Reduced reduce(V a) {
  const D d;
  // Adding 1.5 * 2^52 rounds to a whole number and leaves it in the low bits.
  const V magic = hn::Set(d, 6755399441055744.0);
  const V shifted = hn::MulAdd(a, hn::Set(d, 0.63661977236758134308), magic);
  const hn::RebindToUnsigned<D> bits;
  return {hn::Sub(shifted, magic), hn::BitCast(bits, shifted)};
}

// sin and cos of the whole angle from those of the remainder: exchanged in odd quadrants; the sign
// of sin changes in quadrants 2 and 3, that of cos in 1 and 2.
HWY_INLINE void turn_back(const Reduced& q, V sin_r, V cos_r, V& sin_a, V& cos_a) {
  const D d;
  // -1 in odd quadrants, else 1: not every target takes -0 for negative.
  const V odd = hn::BitCast(d, hn::ShiftLeft<63>(q.quadrant));
  const V exchanged = hn::Or(odd, hn::Set(d, 1.0));
  const V upper = hn::BitCast(d, hn::ShiftLeft<62>(q.quadrant));
  const V sign_bit = hn::Set(d, -0.0);
  const V sin_sign = hn::And(upper, sign_bit);
  const V cos_sign = hn::Xor(sin_sign, odd);
  sin_a = hn::Xor(hn::IfNegativeThenElse(exchanged, cos_r, sin_r), sin_sign);
  cos_a = hn::Xor(hn::IfNegativeThenElse(exchanged, sin_r, cos_r), cos_sign);
}

// pi/2 in parts: two for arithmetic with fused multiply-add, else three with 33 bits in the first.
constexpr double half_pi_high = 0x1.921fb54442d18p+0, half_pi_low = 0x1.1a62633145c07p-54;
constexpr double half_pi_1 = 0x1.921fb544p+0, half_pi_2 = 0x1.0b4611a6p-34;
constexpr double half_pi_3 = 0x1.3198a2e037073p-69;

// For |r| <= pi/4.
HWY_INLINE void sincos_of_remainder(V r, V& sin_r, V& cos_r) {
  const D d;
  // (sin r - r)/r^3 and (cos r - 1 + r^2/2)/r^4, interpolated in t = r^2 at Chebyshev nodes.
  const V t = hn::Mul(r, r);
  V s = hn::Set(d, 0x1.5e0b05bff20f2p-33);
  V c = hn::Set(d, -0x1.907d8f29fe831p-37);
  s = hn::MulAdd(s, t, hn::Set(d, -0x1.ae600aca92c64p-26));
  c = hn::MulAdd(c, t, hn::Set(d, 0x1.1eeb68cd22f56p-29));
  s = hn::MulAdd(s, t, hn::Set(d, 0x1.71de379654304p-19));
  c = hn::MulAdd(c, t, hn::Set(d, -0x1.27e4fa17bf139p-22));
  s = hn::MulAdd(s, t, hn::Set(d, -0x1.a01a019e83816p-13));
  c = hn::MulAdd(c, t, hn::Set(d, 0x1.a01a019f4e9b4p-16));
  s = hn::MulAdd(s, t, hn::Set(d, 0x1.1111111110bb2p-7));
  c = hn::MulAdd(c, t, hn::Set(d, -0x1.6c16c16c16967p-10));
  s = hn::MulAdd(s, t, hn::Set(d, -0x1.5555555555555p-3));
  c = hn::MulAdd(c, t, hn::Set(d, 0x1.5555555555555p-5));
  sin_r = hn::MulAdd(hn::Mul(t, r), s, r);
  cos_r = hn::MulAdd(hn::Mul(t, t), c, hn::NegMulAdd(hn::Set(d, 0.5), t, hn::Set(d, 1.0)));
}

HWY_INLINE void sincos(V a, Plain& sin_a, Plain& cos_a) {
  const D d;
  const Reduced q = reduce(a);
#if HWY_NATIVE_FMA
  V r = hn::NegMulAdd(q.turns, hn::Set(d, half_pi_high), a);
  r = hn::NegMulAdd(q.turns, hn::Set(d, half_pi_low), r);
#else
  V r = hn::Sub(a, hn::Mul(q.turns, hn::Set(d, half_pi_1)));
  r = hn::Sub(r, hn::Mul(q.turns, hn::Set(d, half_pi_2)));
  r = hn::Sub(r, hn::Mul(q.turns, hn::Set(d, half_pi_3)));
#endif
  V sin_r, cos_r;
  sincos_of_remainder(r, sin_r, cos_r);
  turn_back(q, sin_r, cos_r, sin_a.x, cos_a.x);
}

HWY_INLINE void sincos(V a, Rate& sin_a, Rate& cos_a) {
  Plain s, c;
  sincos(a, s, c);
  sin_a = s;
  cos_a = c;
}

// 1/k! for k = 2..27, to twice the precision.
struct Inverse {
  double high, low;
};
constexpr std::array<Inverse, 26> inverse_factorial{{
    {0x1p-1, 0},
    {0x1.5555555555555p-3, 0x1.5555555555555p-57},
    {0x1.5555555555555p-5, 0x1.5555555555555p-59},
    {0x1.1111111111111p-7, 0x1.1111111111111p-63},
    {0x1.6c16c16c16c17p-10, -0x1.f49f49f49f49fp-65},
    {0x1.a01a01a01a01ap-13, 0x1.a01a01a01a01ap-73},
    {0x1.a01a01a01a01ap-16, 0x1.a01a01a01a01ap-76},
    {0x1.71de3a556c734p-19, -0x1.c154f8ddc6c00p-73},
    {0x1.27e4fb7789f5cp-22, 0x1.cbbc05b4fa99ap-76},
    {0x1.ae64567f544e4p-26, -0x1.c062e06d1f209p-80},
    {0x1.1eed8eff8d898p-29, -0x1.2aec959e14c06p-83},
    {0x1.6124613a86d09p-33, 0x1.f28e0cc748ebep-87},
    {0x1.93974a8c07c9dp-37, 0x1.05d6f8a2efd1fp-92},
    {0x1.ae7f3e733b81fp-41, 0x1.1d8656b0ee8cbp-97},
    {0x1.ae7f3e733b81fp-45, 0x1.1d8656b0ee8cbp-101},
    {0x1.952c77030ad4ap-49, 0x1.ac981465ddc6cp-103},
    {0x1.6827863b97d97p-53, 0x1.eec01221a8b0bp-107},
    {0x1.2f49b46814157p-57, 0x1.2650f61dbdcb4p-112},
    {0x1.e542ba4020225p-62, 0x1.ea72b4afe3c2fp-120},
    {0x1.71b8ef6dcf572p-66, -0x1.d043ae40c4647p-120},
    {0x1.0ce396db7f853p-70, -0x1.aebcdbd20331cp-124},
    {0x1.761b41316381ap-75, -0x1.3423c7d91404fp-130},
    {0x1.f2cf01972f578p-80, -0x1.9ada5fcc1ab14p-135},
    {0x1.3f3ccdd165fa9p-84, -0x1.58ddadf344487p-139},
    {0x1.88e85fc6a4e5ap-89, -0x1.71c37ebd16540p-143},
    {0x1.d1ab1c2dccea3p-94, 0x1.054d0c78aea14p-149},
}};

HWY_INLINE void sincos(V a, Twice& sin_a, Twice& cos_a) {
  const D d;
  const Reduced q = reduce(a);
  // The first two products and the first difference are exact.
  const V first = hn::Sub(a, hn::Mul(q.turns, hn::Set(d, half_pi_1)));
  const Twice r = two_sum(first, hn::Neg(hn::Mul(q.turns, hn::Set(d, half_pi_2)))) -
                  two_product(q.turns, hn::Set(d, half_pi_3));
  const Twice t = -(r * r);
  const auto factor = [](std::size_t k) HWY_ATTR {
    const Inverse& f = inverse_factorial[k - 2];
    return Twice{hn::Set(D(), f.high), hn::Set(D(), f.low)};
  };
  // From 1/17! and 1/18! on, terms are below 2^-50 of the sum: doubles give the other half.
  const auto leading = [](std::size_t k)
                           HWY_ATTR { return hn::Set(D(), inverse_factorial[k - 2].high); };
  V s_tail = leading(27), c_tail = leading(26);
  for (std::size_t k = 25; k >= 17; k -= 2) s_tail = hn::MulAdd(s_tail, t.h, leading(k));
  for (std::size_t k = 24; k >= 18; k -= 2) c_tail = hn::MulAdd(c_tail, t.h, leading(k));
  Twice s = {s_tail, hn::Zero(d)}, c = {c_tail, hn::Zero(d)};
  for (std::size_t k = 16; k >= 2; k -= 2) {
    c = add_smaller(factor(k), c * t);
    if (k >= 4) s = add_smaller(factor(k - 1), s * t);
  }
  const Twice sin_r = add_smaller(r, r * t * s);
  const Twice cos_r = add_smaller(Twice::one(), t * c);
  turn_back(q, sin_r.h, cos_r.h, sin_a.h, cos_a.h);
  turn_back(q, sin_r.l, cos_r.l, sin_a.l, cos_a.l);
}

}  // namespace HWY_NAMESPACE
}  // namespace qbnet
HWY_AFTER_NAMESPACE();

#endif
