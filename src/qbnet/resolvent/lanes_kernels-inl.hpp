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
      return {tile.slots + plane.index * tile_points * parts, moving, tile_points};
    case Base::constant:
      return {tile.constants + plane.index * widest_lanes * 2, standing, widest_lanes};
    case Base::row:
      return {tile.rows + plane.index * widest_lanes, standing, 0};
    case Base::column:
      return {tile.columns + plane.index * tile_points, moving, 0};
  }
  return {};
}

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

// One real result from up to three inputs.
template <class R, class F>
HWY_INLINE void each(const Instruction& s, const Tile& tile, F) {
  const Reader a = reader<R>(s.in[0], tile);
  const Reader b = reader<R>(s.in[s.inputs > 1 ? 1 : 0], tile);
  const Reader c = reader<R>(s.in[s.inputs > 2 ? 2 : 0], tile);
  double* const out = tile.slots + s.out[0] * tile_points * R::parts;
  const std::size_t lanes = hn::Lanes(D());
  const std::size_t points = tile.points;
  if (s.measured < 0) {
    for (std::size_t i = 0; i < points; i += lanes) {
      F::of(get<R>(a, i), get<R>(b, i), get<R>(c, i)).store(out + i, tile_points);
    }
    return;
  }
  Extent extent;
  for (std::size_t i = 0; i < points; i += lanes) {
    const R result = F::of(get<R>(a, i), get<R>(b, i), get<R>(c, i));
    result.store(out + i, tile_points);
    extent.see(hn::Mul(result.high(), result.high()));
  }
  extent.store(tile.ranges[s.measured]);
}

#define QBNET_KERNEL(NAME, RESULT)          \
  struct NAME {                             \
    template <class R>                      \
    static HWY_INLINE R of(R a, R b, R c) { \
      (void)b;                              \
      (void)c;                              \
      return RESULT;                        \
    }                                       \
  };
QBNET_KERNEL(Add, a + b)
QBNET_KERNEL(Subtract, a - b)
QBNET_KERNEL(Negate, -a)
QBNET_KERNEL(Multiply, a* b)
QBNET_KERNEL(Divide, a / b)
QBNET_KERNEL(MultiplyAdd, multiply_add(a, b, c))
QBNET_KERNEL(MultiplySubtract, multiply_subtract(a, b, c))
QBNET_KERNEL(Reciprocal, R::one() / a)
QBNET_KERNEL(Norm, multiply_add(b, b, a* a))
QBNET_KERNEL(SquareRoot, square_root(a))
QBNET_KERNEL(Absolute, absolute(a))
#undef QBNET_KERNEL

template <class R, bool Subtracted>
HWY_INLINE void complex_product(const Instruction& s, const Tile& tile) {
  const Reader ar = reader<R>(s.in[0], tile), ai = reader<R>(s.in[1], tile);
  const Reader br = reader<R>(s.in[2], tile), bi = reader<R>(s.in[3], tile);
  const Reader cr = reader<R>(s.in[Subtracted ? 4 : 0], tile);
  const Reader ci = reader<R>(s.in[Subtracted ? 5 : 0], tile);
  double* const re = tile.slots + s.out[0] * tile_points * R::parts;
  double* const im = tile.slots + s.out[1] * tile_points * R::parts;
  const std::size_t lanes = hn::Lanes(D());
  const std::size_t points = tile.points;
  const bool measured = s.measured >= 0;
  Extent extent;
  for (std::size_t i = 0; i < points; i += lanes) {
    const R x = get<R>(ar, i), y = get<R>(ai, i), u = get<R>(br, i), v = get<R>(bi, i);
    R real, imaginary;
    if constexpr (Subtracted) {
      real = multiply_add(y, v, multiply_subtract(x, u, get<R>(cr, i)));
      imaginary = multiply_subtract(y, u, multiply_subtract(x, v, get<R>(ci, i)));
    } else {
      real = multiply_subtract(y, v, x * u);
      imaginary = multiply_add(y, u, x * v);
    }
    real.store(re + i, tile_points);
    imaginary.store(im + i, tile_points);
    if (measured) {
      extent.see(hn::MulAdd(imaginary.high(), imaginary.high(), hn::Mul(real.high(), real.high())));
    }
  }
  if (measured) extent.store(tile.ranges[s.measured]);
}

template <class R>
HWY_INLINE void complex_reciprocal(const Instruction& s, const Tile& tile) {
  const Reader ar = reader<R>(s.in[0], tile), ai = reader<R>(s.in[1], tile);
  double* const re = tile.slots + s.out[0] * tile_points * R::parts;
  double* const im = tile.slots + s.out[1] * tile_points * R::parts;
  double* const size = tile.slots + s.out[2] * tile_points * R::parts;
  const std::size_t lanes = hn::Lanes(D());
  const std::size_t points = tile.points;
  for (std::size_t i = 0; i < points; i += lanes) {
    const R x = get<R>(ar, i), y = get<R>(ai, i);
    const R inverse = R::one() / multiply_add(y, y, x * x);
    inverse.store(size + i, tile_points);
    (x * inverse).store(re + i, tile_points);
    (-(y * inverse)).store(im + i, tile_points);
  }
}

template <class R>
HWY_INLINE void sine_and_cosine(const Instruction& s, const Tile& tile) {
  const Reader angle = reader<R>(s.in[0], tile);
  double* const sine = tile.slots + s.out[0] * tile_points * R::parts;
  double* const cosine = tile.slots + s.out[1] * tile_points * R::parts;
  const std::size_t lanes = hn::Lanes(D());
  const std::size_t points = tile.points;
  for (std::size_t i = 0; i < points; i += lanes) {
    R sin_a, cos_a;
    sincos(get<R>(angle, i).high(), sin_a, cos_a);
    sin_a.store(sine + i, tile_points);
    cos_a.store(cosine + i, tile_points);
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
    for (std::size_t i = 0; i < points; i += lanes) {
      const V x = hn::LoadU(D(), a.at + (i & a.mask));
      extent.see(hn::Mul(x, x));
    }
  } else {
    const Reader b = plane(s.in[1]);
    for (std::size_t i = 0; i < points; i += lanes) {
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
  double* const out = tile.slots + s.out[0] * tile_points * R::parts;
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

}  // namespace HWY_NAMESPACE
}  // namespace qbnet
HWY_AFTER_NAMESPACE();

#endif
