// The kernels, compiled once for each instruction set.
#if defined(QBNET_LANES_KERNELS) == defined(HWY_TARGET_TOGGLE)
#ifdef QBNET_LANES_KERNELS
#undef QBNET_LANES_KERNELS
#else
#define QBNET_LANES_KERNELS
#endif

#include <hwy/highway.h>

#include <array>
#include <cmath>
#include <type_traits>

#include "qbnet/resolvent/lanes.hpp"
#include "qbnet/resolvent/lanes_numbers-inl.hpp"
#include "qbnet/resolvent/lanes_random-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace qbnet {
namespace HWY_NAMESPACE {

// A plane as the loops see it: constants stand still, their index masked away.
struct Reader {
  const double* at;
  std::size_t mask;
  std::size_t low;
};
constexpr std::size_t moving = ~std::size_t{0}, standing = 0;

template <class R>
HWY_INLINE Reader reader(const Plane& plane, const Tile& tile) {
  constexpr std::size_t parts = R::parts;
  switch (plane.base) {
    case Base::slot:
      return {tile.slots + plane.index * plane_stride * parts, moving, plane_stride};
    case Base::constant:
      return {tile.constants + plane.index * widest_lanes * 2, standing, widest_lanes};
    case Base::row:
      return {tile.rows + plane.index * widest_lanes, standing, 0};
    case Base::column:
      return {tile.columns + plane.index * plane_stride, moving, 0};
  }
  return {};
}

// Two levels: the inner one is short and unrolled.
#define QBNET_EACH_VECTOR(I, POINTS, LANES)                            \
  for (std::size_t block = 0; block < (POINTS); block += widest_lanes) \
    for (std::size_t I = block; I < block + widest_lanes; I += (LANES))

template <class R>
HWY_INLINE R get(const Reader& reader, std::size_t i) {
  return R::load(reader.at + (i & reader.mask), reader.low);
}

// Tracks the smallest and largest squared size of results.
struct Extent {
  V least, most;
  HWY_INLINE Extent() : least(hn::Set(D(), HUGE_VAL)), most(hn::Zero(D())) {}
  HWY_INLINE void see(V square) {
    least = hn::Min(least, square);
    most = hn::Max(most, square);
  }
  HWY_INLINE void store(SizeRange& range) const {
    range = {hn::GetLane(hn::MinOfLanes(D(), least)), hn::GetLane(hn::MaxOfLanes(D(), most))};
  }
};

// An operand whose movement is known when the loop is compiled.
template <class R, bool Moving>
struct Operand {
  const double* at;
  std::size_t low;
  R fixed;
  HWY_INLINE explicit Operand(const Reader& r)
      : at(r.at), low(r.low), fixed(R::load(r.at, r.low)) {}
  HWY_INLINE R get(std::size_t i) const { return Moving ? R::load(at + i, low) : fixed; }
};

template <class R, class F, bool A, bool B, bool C, bool Measured>
HWY_INLINE void loop(const Reader& ra, const Reader& rb, const Reader& rc, double* out,
                     std::size_t points, SizeRange* range) {
  const Operand<R, A> a(ra);
  const Operand<R, B> b(rb);
  const Operand<R, C> c(rc);
  const std::size_t lanes = hn::Lanes(D());
  Extent extent;
  QBNET_EACH_VECTOR(i, points, lanes) {
    const R result = F::of(a.get(i), b.get(i), c.get(i));
    result.store(out + i, plane_stride);
    // A norm is a square already.
    if (Measured) extent.see(F::square ? result.high() : hn::Mul(result.high(), result.high()));
  }
  if (Measured) extent.store(*range);
}

// One real result from up to three inputs.
template <class R, class F>
HWY_INLINE void each(const Instruction& s, const Tile& tile, F) {
  constexpr int inputs = F::inputs;
  const Reader a = reader<R>(s.in[0], tile);
  const Reader b = inputs > 1 ? reader<R>(s.in[1], tile) : a;
  const Reader c = inputs > 2 ? reader<R>(s.in[2], tile) : a;
  double* const out = tile.slots + s.out[0] * plane_stride * R::parts;
  const std::size_t points = tile.points;
  SizeRange* const range = s.measured < 0 ? nullptr : tile.ranges + s.measured;
  const auto with = [&](auto fa, auto fb, auto fc) HWY_ATTR {
    if (range == nullptr) {
      loop<R, F, fa.value, fb.value, fc.value, false>(a, b, c, out, points, range);
    } else {
      loop<R, F, fa.value, fb.value, fc.value, true>(a, b, c, out, points, range);
    }
  };
  constexpr std::true_type yes;
  constexpr std::false_type no;
  const bool ma = a.mask != 0, mb = b.mask != 0, mc = c.mask != 0;
  if constexpr (inputs == 1) {
    ma ? with(yes, yes, yes) : with(no, no, no);
  } else if constexpr (inputs == 2) {
    ma ? (mb ? with(yes, yes, yes) : with(yes, no, yes))
       : (mb ? with(no, yes, no) : with(no, no, no));
  } else if (mc) {
    ma ? (mb ? with(yes, yes, yes) : with(yes, no, yes))
       : (mb ? with(no, yes, yes) : with(no, no, yes));
  } else {
    ma ? (mb ? with(yes, yes, no) : with(yes, no, no))
       : (mb ? with(no, yes, no) : with(no, no, no));
  }
}

#define QBNET_KERNEL(NAME, INPUTS, SQUARE, RESULT) \
  struct NAME {                                    \
    static constexpr int inputs = INPUTS;          \
    static constexpr bool square = SQUARE;         \
    template <class R>                             \
    static HWY_INLINE R of(R a, R b, R c) {        \
      (void)b;                                     \
      (void)c;                                     \
      return RESULT;                               \
    }                                              \
  };
QBNET_KERNEL(Add, 2, false, a + b)
QBNET_KERNEL(Subtract, 2, false, a - b)
QBNET_KERNEL(Negate, 1, false, -a)
QBNET_KERNEL(Multiply, 2, false, a* b)
QBNET_KERNEL(NegativeMultiply, 2, false, -(a* b))
QBNET_KERNEL(Divide, 2, false, a / b)
QBNET_KERNEL(MultiplyAdd, 3, false, multiply_add(a, b, c))
QBNET_KERNEL(MultiplySubtract, 3, false, multiply_subtract(a, b, c))
QBNET_KERNEL(Reciprocal, 1, false, R::one() / a)
QBNET_KERNEL(Norm, 2, true, multiply_add(b, b, a* a))
QBNET_KERNEL(SquareRoot, 1, false, square_root(a))
QBNET_KERNEL(Absolute, 1, false, absolute(a))
#undef QBNET_KERNEL

template <class R, bool Subtracted>
HWY_INLINE void complex_product(const Instruction& s, const Tile& tile) {
  const Reader ar = reader<R>(s.in[0], tile), ai = reader<R>(s.in[1], tile);
  const Reader br = reader<R>(s.in[2], tile), bi = reader<R>(s.in[3], tile);
  const Reader cr = reader<R>(s.in[Subtracted ? 4 : 0], tile);
  const Reader ci = reader<R>(s.in[Subtracted ? 5 : 0], tile);
  double* const re = tile.slots + s.out[0] * plane_stride * R::parts;
  double* const im = tile.slots + s.out[1] * plane_stride * R::parts;
  const std::size_t lanes = hn::Lanes(D());
  const std::size_t points = tile.points;
  const bool measured = s.measured >= 0;
  Extent extent;
  QBNET_EACH_VECTOR(i, points, lanes) {
    const R x = get<R>(ar, i), y = get<R>(ai, i), u = get<R>(br, i), v = get<R>(bi, i);
    R real, imaginary;
    if constexpr (Subtracted) {
      real = multiply_add(y, v, multiply_subtract(x, u, get<R>(cr, i)));
      imaginary = multiply_subtract(y, u, multiply_subtract(x, v, get<R>(ci, i)));
    } else {
      real = multiply_subtract(y, v, x * u);
      imaginary = multiply_add(y, u, x * v);
    }
    real.store(re + i, plane_stride);
    imaginary.store(im + i, plane_stride);
    if (measured) {
      extent.see(hn::MulAdd(imaginary.high(), imaginary.high(), hn::Mul(real.high(), real.high())));
    }
  }
  if (measured) extent.store(tile.ranges[s.measured]);
}

template <class R>
HWY_INLINE void complex_reciprocal(const Instruction& s, const Tile& tile) {
  const Reader ar = reader<R>(s.in[0], tile), ai = reader<R>(s.in[1], tile);
  double* const re = tile.slots + s.out[0] * plane_stride * R::parts;
  double* const im = tile.slots + s.out[1] * plane_stride * R::parts;
  double* const size = tile.slots + s.out[2] * plane_stride * R::parts;
  const std::size_t lanes = hn::Lanes(D());
  const std::size_t points = tile.points;
  QBNET_EACH_VECTOR(i, points, lanes) {
    const R x = get<R>(ar, i), y = get<R>(ai, i);
    const R inverse = R::one() / multiply_add(y, y, x * x);
    inverse.store(size + i, plane_stride);
    (x * inverse).store(re + i, plane_stride);
    (-(y * inverse)).store(im + i, plane_stride);
  }
}

template <class R>
HWY_INLINE void sine_and_cosine(const Instruction& s, const Tile& tile) {
  const Reader angle = reader<R>(s.in[0], tile);
  double* const sine = tile.slots + s.out[0] * plane_stride * R::parts;
  double* const cosine = tile.slots + s.out[1] * plane_stride * R::parts;
  const std::size_t lanes = hn::Lanes(D());
  const std::size_t points = tile.points;
  QBNET_EACH_VECTOR(i, points, lanes) {
    R sin_a, cos_a;
    sincos(get<R>(angle, i).high(), sin_a, cos_a);
    sin_a.store(sine + i, plane_stride);
    cos_a.store(cosine + i, plane_stride);
  }
}

HWY_INLINE void measure(const Instruction& s, const Tile& tile, std::size_t parts) {
  const auto plane = [&](const Plane& p) {
    return parts == 1 ? reader<Plain>(p, tile) : reader<Twice>(p, tile);
  };
  const Reader a = plane(s.in[0]);
  Extent extent;
  const std::size_t lanes = hn::Lanes(D());
  const std::size_t points = tile.points;
  if (s.inputs == 1) {
    QBNET_EACH_VECTOR(i, points, lanes) {
      const V x = hn::LoadU(D(), a.at + (i & a.mask));
      extent.see(hn::Mul(x, x));
    }
  } else {
    const Reader b = plane(s.in[1]);
    QBNET_EACH_VECTOR(i, points, lanes) {
      const V x = hn::LoadU(D(), a.at + (i & a.mask)), y = hn::LoadU(D(), b.at + (i & b.mask));
      extent.see(hn::MulAdd(y, y, hn::Mul(x, x)));
    }
  }
  extent.store(tile.ranges[s.measured]);
}

HWY_INLINE void bounds(const Instruction& s, const Tile& tile, std::size_t parts) {
  const Reader a = parts == 1 ? reader<Plain>(s.in[0], tile) : reader<Twice>(s.in[0], tile);
  const std::size_t points = tile.points;
  V least = hn::LoadU(D(), a.at), most = least;
  for (std::size_t i = hn::Lanes(D()); i < points; i += hn::Lanes(D())) {
    const V x = hn::LoadU(D(), a.at + (i & a.mask));
    least = hn::Min(least, x);
    most = hn::Max(most, x);
  }
  tile.ranges[s.measured] = {hn::GetLane(hn::MinOfLanes(D(), least)),
                             hn::GetLane(hn::MaxOfLanes(D(), most))};
}

// The C library's functions, point by point: what an expression in a file gives, bit for bit.
template <class R>
void by_point(const Instruction& s, const Tile& tile, double (*f)(double, double)) {
  const Reader a = reader<R>(s.in[0], tile);
  const Reader b = reader<R>(s.in[s.inputs > 1 ? 1 : 0], tile);
  double* const out = tile.slots + s.out[0] * plane_stride * R::parts;
  const std::size_t points = tile.points;
  for (std::size_t i = 0; i < points; ++i) {
    out[i] = f(a.at[i & a.mask], b.at[i & b.mask]);
  }
}

HWY_INLINE double power_of(double a, double b) { return std::pow(a, b); }
HWY_INLINE double exponential_of(double a, double) { return std::exp(a); }
HWY_INLINE double logarithm_of(double a, double) { return std::log(a); }
HWY_INLINE double sine_of(double a, double) { return std::sin(a); }
HWY_INLINE double cosine_of(double a, double) { return std::cos(a); }
HWY_INLINE double tangent_of(double a, double) { return std::tan(a); }

template <class R>
void execute(const Instruction& s, const Tile& tile) {
  switch (s.kernel) {
    case Kernel::add:
      return each<R>(s, tile, Add());
    case Kernel::subtract:
      return each<R>(s, tile, Subtract());
    case Kernel::negate:
      return each<R>(s, tile, Negate());
    case Kernel::multiply:
      return each<R>(s, tile, Multiply());
    case Kernel::negative_multiply:
      return each<R>(s, tile, NegativeMultiply());
    case Kernel::divide:
      return each<R>(s, tile, Divide());
    case Kernel::multiply_add:
      return each<R>(s, tile, MultiplyAdd());
    case Kernel::multiply_subtract:
      return each<R>(s, tile, MultiplySubtract());
    case Kernel::reciprocal:
      return each<R>(s, tile, Reciprocal());
    case Kernel::norm:
      return each<R>(s, tile, Norm());
    case Kernel::complex_multiply:
      return complex_product<R, false>(s, tile);
    case Kernel::complex_subtract:
      return complex_product<R, true>(s, tile);
    case Kernel::complex_reciprocal:
      return complex_reciprocal<R>(s, tile);
    case Kernel::sincos:
      return sine_and_cosine<R>(s, tile);
    case Kernel::square_root:
      return each<R>(s, tile, SquareRoot());
    case Kernel::absolute:
      return each<R>(s, tile, Absolute());
    case Kernel::power:
      return by_point<R>(s, tile, power_of);
    case Kernel::exponential:
      return by_point<R>(s, tile, exponential_of);
    case Kernel::logarithm:
      return by_point<R>(s, tile, logarithm_of);
    case Kernel::sine:
      return by_point<R>(s, tile, sine_of);
    case Kernel::cosine:
      return by_point<R>(s, tile, cosine_of);
    case Kernel::tangent:
      return by_point<R>(s, tile, tangent_of);
    case Kernel::draw_uniform:
    case Kernel::draw_normal:
      return draws(s, tile, R::parts);
    case Kernel::measure:
      return measure(s, tile, R::parts);
    case Kernel::bounds:
      return bounds(s, tile, R::parts);
  }
}

void run_code(const Instruction* code, std::size_t count, const Tile& tile, bool twice) {
  if (!twice) {
    for (std::size_t k = 0; k < count; ++k) execute<Plain>(code[k], tile);
    return;
  }
  for (std::size_t k = 0; k < count; ++k) {
    if (code[k].rate) {
      execute<Rate>(code[k], tile);
    } else {
      execute<Twice>(code[k], tile);
    }
  }
}

#undef QBNET_EACH_VECTOR

}  // namespace HWY_NAMESPACE
}  // namespace qbnet
HWY_AFTER_NAMESPACE();

#endif
