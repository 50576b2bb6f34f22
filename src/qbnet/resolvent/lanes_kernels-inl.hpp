// The kernels, compiled once for each instruction set.
#if defined(QBNET_LANES_KERNELS) == defined(HWY_TARGET_TOGGLE)
#ifdef QBNET_LANES_KERNELS
#undef QBNET_LANES_KERNELS
#else
#define QBNET_LANES_KERNELS
#endif

#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "qbnet/resolvent/lanes.hpp"
#include "qbnet/resolvent/lanes_numbers-inl.hpp"
#include "qbnet/resolvent/lanes_random-inl.hpp"
#include "qbnet/resolvent/lanes_table.hpp"

HWY_BEFORE_NAMESPACE();
namespace qbnet {
namespace HWY_NAMESPACE {

// Inlined wherever it is called, for the same target.
#define QBNET_BODY HWY_ATTR __attribute__((always_inline))

// body(i) for the first point of every vector, `Unrolled` of them at a time.
template <std::size_t Unrolled, class Body>
HWY_INLINE void each_vector(std::size_t points, const Body& body) {
  const std::size_t lanes = hn::Lanes(D());
  std::size_t i = 0;
  if constexpr (Unrolled > 1) {
    for (; i + Unrolled * lanes <= points; i += Unrolled * lanes) {
      body(i);
      body(i + lanes);
      if constexpr (Unrolled > 2) {
        body(i + 2 * lanes);
        body(i + 3 * lanes);
      }
    }
  }
  for (; i < points; i += lanes) body(i);
}

// How many vectors of a simple operation go together.
template <class R>
constexpr std::size_t unrolled = R::parts == 1 ? 4 : 1;

HWY_INLINE const double* address(const LaneStep& s, std::size_t k, const Tile& tile) {
  const double* const bases[4] = {tile.slots, tile.constants, tile.rows, tile.columns};
  return bases[static_cast<std::size_t>(s.base[k])] + s.at[k];
}

// How an operand goes along with the points: always, never, or as its base has it.
enum class Moves : std::uint8_t { yes, no, maybe };

template <class R, Moves moves>
struct Operand {
  const double* at;
  std::size_t low, mask;
  R fixed;
  HWY_INLINE Operand(const LaneStep& s, std::size_t k, const Tile& tile)
      : at(address(s, k, tile)),
        low(s.base[k] == Base::constant ? widest_lanes : plane_stride),
        mask(s.base[k] == Base::slot || s.base[k] == Base::column ? ~std::size_t{0} : 0) {
    if (moves == Moves::no) fixed = R::load(at, widest_lanes);
  }
  HWY_INLINE R get(std::size_t i) const {
    if constexpr (moves == Moves::yes) return R::load(at + i, plane_stride);
    if constexpr (moves == Moves::no) return fixed;
    return R::load(at + (i & mask), low);
  }
};

// Tracks the smallest and largest size of results, by their squares.
struct Extent {
  V least, most;
  HWY_INLINE Extent() : least(hn::Set(D(), HUGE_VAL)), most(hn::Zero(D())) {}
  HWY_INLINE void see(V square) {
    least = hn::Min(least, square);
    most = hn::Max(most, square);
  }
  HWY_INLINE void store(SizeRange& range) const {
    range = {hn::GetLane(hn::Sqrt(hn::MinOfLanes(D(), least))),
             hn::GetLane(hn::Sqrt(hn::MaxOfLanes(D(), most)))};
  }
};

// One real result from up to three inputs.
template <class R, class F, std::size_t movement, bool measured>
void real_kernel(const LaneStep& s, const Tile& tile) {
  constexpr auto moves = [](std::size_t k) {
    return (movement >> k & 1) != 0 ? Moves::yes : Moves::no;
  };
  const Operand<R, moves(0)> a(s, 0, tile);
  const Operand<R, moves(F::inputs > 1 ? 1 : 0)> b(s, F::inputs > 1 ? 1 : 0, tile);
  const Operand<R, moves(F::inputs > 2 ? 2 : 0)> c(s, F::inputs > 2 ? 2 : 0, tile);
  double* const out = tile.slots + s.out[0];
  Extent extent;
  each_vector<unrolled<R>>(tile.points, [&](std::size_t i) QBNET_BODY {
    const R result = F::of(a.get(i), b.get(i), c.get(i));
    result.store(out + i, plane_stride);
    // A norm is a square already.
    if (measured) extent.see(F::square ? result.high() : hn::Mul(result.high(), result.high()));
  });
  if (measured) extent.store(tile.ranges[s.measured]);
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

template <class R, bool Subtracted, Moves moves, bool measured>
void complex_product(const LaneStep& s, const Tile& tile) {
  const Operand<R, moves> ar(s, 0, tile), ai(s, 1, tile), br(s, 2, tile), bi(s, 3, tile);
  const Operand<R, moves> cr(s, Subtracted ? 4 : 0, tile), ci(s, Subtracted ? 5 : 0, tile);
  double* const re = tile.slots + s.out[0];
  double* const im = tile.slots + s.out[1];
  Extent extent;
  each_vector<R::parts == 1 ? 2 : 1>(tile.points, [&](std::size_t i) QBNET_BODY {
    const R x = ar.get(i), y = ai.get(i), u = br.get(i), v = bi.get(i);
    R real, imaginary;
    if constexpr (Subtracted) {
      real = multiply_add(y, v, multiply_subtract(x, u, cr.get(i)));
      imaginary = multiply_subtract(y, u, multiply_subtract(x, v, ci.get(i)));
    } else {
      real = multiply_subtract(y, v, x * u);
      imaginary = multiply_add(y, u, x * v);
    }
    real.store(re + i, plane_stride);
    imaginary.store(im + i, plane_stride);
    if (measured) {
      extent.see(hn::MulAdd(imaginary.high(), imaginary.high(), hn::Mul(real.high(), real.high())));
    }
  });
  if (measured) extent.store(tile.ranges[s.measured]);
}

template <class R>
void complex_reciprocal(const LaneStep& s, const Tile& tile) {
  const Operand<R, Moves::maybe> ar(s, 0, tile), ai(s, 1, tile);
  double* const re = tile.slots + s.out[0];
  double* const im = tile.slots + s.out[1];
  double* const size = tile.slots + s.out[2];
  each_vector<R::parts == 1 ? 2 : 1>(tile.points, [&](std::size_t i) QBNET_BODY {
    const R x = ar.get(i), y = ai.get(i);
    const R inverse = R::one() / multiply_add(y, y, x * x);
    inverse.store(size + i, plane_stride);
    (x * inverse).store(re + i, plane_stride);
    (-(y * inverse)).store(im + i, plane_stride);
  });
}

template <class R>
void sine_and_cosine(const LaneStep& s, const Tile& tile) {
  const Operand<Plain, Moves::maybe> angle(s, 0, tile);
  double* const sine = tile.slots + s.out[0];
  double* const cosine = tile.slots + s.out[1];
  each_vector<2>(tile.points, [&](std::size_t i) QBNET_BODY {
    R sin_a, cos_a;
    sincos(angle.get(i).x, sin_a, cos_a);
    sin_a.store(sine + i, plane_stride);
    cos_a.store(cosine + i, plane_stride);
  });
}

void measure_real(const LaneStep& s, const Tile& tile) {
  const Operand<Plain, Moves::maybe> a(s, 0, tile);
  Extent extent;
  each_vector<4>(tile.points, [&](std::size_t i) QBNET_BODY {
    const V x = a.get(i).x;
    extent.see(hn::Mul(x, x));
  });
  extent.store(tile.ranges[s.measured]);
}

void measure_complex(const LaneStep& s, const Tile& tile) {
  const Operand<Plain, Moves::maybe> a(s, 0, tile), b(s, 1, tile);
  Extent extent;
  each_vector<4>(tile.points, [&](std::size_t i) QBNET_BODY {
    const V x = a.get(i).x, y = b.get(i).x;
    extent.see(hn::MulAdd(y, y, hn::Mul(x, x)));
  });
  extent.store(tile.ranges[s.measured]);
}

void bounds(const LaneStep& s, const Tile& tile) {
  const Operand<Plain, Moves::maybe> a(s, 0, tile);
  V least = a.get(0).x, most = least;
  each_vector<4>(tile.points, [&](std::size_t i) QBNET_BODY {
    const V x = a.get(i).x;
    least = hn::Min(least, x);
    most = hn::Max(most, x);
  });
  tile.ranges[s.measured] = {hn::GetLane(hn::MinOfLanes(D(), least)),
                             hn::GetLane(hn::MaxOfLanes(D(), most))};
}

// The C library's functions, point by point: what an expression in a file gives, bit for bit.
template <class R, double (*f)(double, double), std::size_t inputs>
void by_point(const LaneStep& s, const Tile& tile) {
  const Operand<Plain, Moves::maybe> a(s, 0, tile), b(s, inputs - 1, tile);
  double* const out = tile.slots + s.out[0];
  for (std::size_t i = 0; i < tile.points; ++i) out[i] = f(a.at[i & a.mask], b.at[i & b.mask]);
  if (R::parts == 2) std::fill_n(out + plane_stride, tile.points, 0.0);
}

HWY_INLINE double power_of(double a, double b) { return std::pow(a, b); }
HWY_INLINE double exponential_of(double a, double) { return std::exp(a); }
HWY_INLINE double logarithm_of(double a, double) { return std::log(a); }
HWY_INLINE double sine_of(double a, double) { return std::sin(a); }
HWY_INLINE double cosine_of(double a, double) { return std::cos(a); }
HWY_INLINE double tangent_of(double a, double) { return std::tan(a); }

using Function = void (*)(const LaneStep&, const Tile&);
using Table = std::array<Function, function_count>;

template <class R, class F, std::size_t movement = 0>
constexpr void add_real(Table& table, NumberType type, Kernel kernel) {
  table[function_index(type, kernel, movement, false)] = real_kernel<R, F, movement, false>;
  table[function_index(type, kernel, movement, true)] = real_kernel<R, F, movement, true>;
  if constexpr (movement + 1 < std::size_t{1} << F::inputs) {
    add_real<R, F, movement + 1>(table, type, kernel);
  }
}

template <class R, bool Subtracted, Moves moves>
constexpr void add_complex(Table& table, NumberType type, Kernel kernel) {
  const std::size_t movement = moves == Moves::yes ? 7 : 0;
  table[function_index(type, kernel, movement, false)] =
      complex_product<R, Subtracted, moves, false>;
  table[function_index(type, kernel, movement, true)] = complex_product<R, Subtracted, moves, true>;
}

// A function that looks at its instruction for everything.
constexpr void add(Table& table, NumberType type, Kernel kernel, Function function) {
  for (std::size_t movement = 0; movement < 8; ++movement) {
    table[function_index(type, kernel, movement, false)] = function;
    table[function_index(type, kernel, movement, true)] = function;
  }
}

template <class R>
constexpr void add_type(Table& table, NumberType type) {
  add_real<R, Add>(table, type, Kernel::add);
  add_real<R, Subtract>(table, type, Kernel::subtract);
  add_real<R, Negate>(table, type, Kernel::negate);
  add_real<R, Multiply>(table, type, Kernel::multiply);
  add_real<R, NegativeMultiply>(table, type, Kernel::negative_multiply);
  add_real<R, Divide>(table, type, Kernel::divide);
  add_real<R, MultiplyAdd>(table, type, Kernel::multiply_add);
  add_real<R, MultiplySubtract>(table, type, Kernel::multiply_subtract);
  add_real<R, Reciprocal>(table, type, Kernel::reciprocal);
  add_real<R, Norm>(table, type, Kernel::norm);
  add_real<R, SquareRoot>(table, type, Kernel::square_root);
  add_real<R, Absolute>(table, type, Kernel::absolute);
  add_complex<R, false, Moves::yes>(table, type, Kernel::complex_multiply);
  add_complex<R, false, Moves::maybe>(table, type, Kernel::complex_multiply);
  add_complex<R, true, Moves::yes>(table, type, Kernel::complex_subtract);
  add_complex<R, true, Moves::maybe>(table, type, Kernel::complex_subtract);
  add(table, type, Kernel::complex_reciprocal, complex_reciprocal<R>);
  add(table, type, Kernel::sincos, sine_and_cosine<R>);
  add(table, type, Kernel::power, by_point<R, power_of, 2>);
  add(table, type, Kernel::exponential, by_point<R, exponential_of, 1>);
  add(table, type, Kernel::logarithm, by_point<R, logarithm_of, 1>);
  add(table, type, Kernel::sine, by_point<R, sine_of, 1>);
  add(table, type, Kernel::cosine, by_point<R, cosine_of, 1>);
  add(table, type, Kernel::tangent, by_point<R, tangent_of, 1>);
  add(table, type, Kernel::draw_uniform, draws<R::parts, false>);
  add(table, type, Kernel::draw_normal, draws<R::parts, true>);
  add(table, type, Kernel::measure, measure_real);
  add(table, type, Kernel::measure_pair, measure_complex);
  add(table, type, Kernel::bounds, bounds);
}

constexpr Table table = [] {
  Table t = {};
  add_type<Plain>(t, NumberType::plain);
  add_type<Twice>(t, NumberType::twice);
  add_type<Rate>(t, NumberType::rate);
  return t;
}();

void run_steps(const LaneStep* steps, std::size_t count, const Tile& tile) {
  for (std::size_t k = 0; k < count; ++k) table[steps[k].function](steps[k], tile);
}

}  // namespace HWY_NAMESPACE
}  // namespace qbnet
HWY_AFTER_NAMESPACE();

#endif
