#include <algorithm>
#include <cmath>

#include "qbnet/resolvent/tape.hpp"

namespace qbnet {
namespace {

// Parts of a constant this much smaller than the other are dropped: no more than a rounding.
constexpr double negligible = 0x1p-53;

constexpr double smallest_size = 1e-140, largest_size = 1e140;

// Relative errors of one operation on complex numbers, in units of 2^-53. A product: sqrt(5)
// (Brent, Percival and Zimmermann, Math. Comp. 76, 1469 (2007)). A reciprocal: two for the norm,
// one each for the division and the product.
constexpr double product_rounding = 2.25, reciprocal_rounding = 4;

}  // namespace

// What a plane is the negative of, plus 1; 0 if it is none.
int Tape::negated(int plane) const {
  const int op = planes_[static_cast<std::size_t>(plane)].op;
  if (op < 0 || ops_[static_cast<std::size_t>(op)].kernel != Kernel::negate) return 0;
  return ops_[static_cast<std::size_t>(op)].in[0] + 1;
}

// start + sum of +- p q, over the terms that are not zero; -1 if there are none.
int Tape::chain(int start, std::vector<std::tuple<bool, int, int>> terms) {
  std::erase_if(terms, [](const auto& t) { return std::get<1>(t) < 0 || std::get<2>(t) < 0; });
  for (auto& [negative, p, q] : terms) {
    for (int* factor : {&p, &q}) {
      while (const int inner = negated(*factor)) {
        *factor = inner - 1;
        negative = !negative;
      }
    }
  }
  std::stable_sort(terms.begin(), terms.end(), [](const auto& s, const auto& t) {
    return std::get<0>(s) < std::get<0>(t);  // positive ones first
  });
  int sum = start;
  for (const auto& [negative, p, q] : terms) {
    const bool unit = is_constant(p, 1) || is_constant(q, 1);
    const bool constant = planes_[static_cast<std::size_t>(p)].constant &&
                          planes_[static_cast<std::size_t>(q)].constant;
    if (sum < 0) {
      const bool trivial = unit || constant || is_constant(p, -1) || is_constant(q, -1);
      sum = negative && !trivial ? plane(Kernel::negative_multiply, {p, q}) : multiply(p, q);
      if (negative && trivial) sum = plane(Kernel::negate, {sum});
    } else if (unit || constant) {
      sum = plane(negative ? Kernel::subtract : Kernel::add, {sum, multiply(p, q)});
    } else {
      sum = plane(negative ? Kernel::multiply_subtract : Kernel::multiply_add, {p, q, sum});
    }
  }
  return sum;
}

const Tape::Value& Tape::emit(int value) {
  const auto index = static_cast<std::size_t>(value);
  if (values_[index].emitted) return values_[index];
  Value v = values_[index];
  if (v.kind == Kind::constant) {
    const double re = std::abs(v.constant.re.high), im = std::abs(v.constant.im.high);
    if (re > negligible * im) v.re = constant_plane(v.constant.re);
    if (im > negligible * re) v.im = constant_plane(v.constant.im);
    v.dropped = (v.re < 0 && re > 0) || (v.im < 0 && im > 0);
  } else if (v.kind == Kind::product) {
    emit_product(v);
  } else if (v.kind == Kind::reciprocal) {
    emit_reciprocal(v);
  } else {
    emit_sum(v);
  }
  v.emitted = true;
  v.has_norm = values_[index].has_norm;
  v.norm = values_[index].norm;
  return values_[index] = std::move(v);
}

void Tape::emit_product(Value& v) {
  const Value x = emit(v.a), y = emit(v.b);
  if (x.re >= 0 && x.im >= 0 && y.re >= 0 && y.im >= 0) {
    const int op = add_op({.kernel = Kernel::complex_multiply, .in = {x.re, x.im, y.re, y.im}}, 2);
    v.re = ops_[static_cast<std::size_t>(op)].out[0];
    v.im = ops_[static_cast<std::size_t>(op)].out[1];
    v.rounding = product_rounding;
    return;
  }
  v.rounding = 1;
  v.re = chain(-1, {{false, x.re, y.re}, {true, x.im, y.im}});
  v.im = chain(-1, {{false, x.re, y.im}, {false, x.im, y.re}});
}

void Tape::emit_reciprocal(Value& v) {
  const Value x = emit(v.a);
  v.rounding = x.re >= 0 && x.im >= 0 ? reciprocal_rounding : 1;
  if (x.im < 0) {
    v.re = plane(Kernel::reciprocal, {x.re});
  } else if (x.re < 0) {
    v.im = plane(Kernel::negate, {plane(Kernel::reciprocal, {x.im})});
  } else {
    const int op = add_op({.kernel = Kernel::complex_reciprocal, .in = {x.re, x.im}}, 3);
    v.re = ops_[static_cast<std::size_t>(op)].out[0];
    v.im = ops_[static_cast<std::size_t>(op)].out[1];
  }
}

void Tape::emit_sum(Value& v) {
  const Value x = emit(v.a), y = emit(v.b), c = emit(v.c);
  if (v.negative && x.re >= 0 && x.im >= 0 && y.re >= 0 && y.im >= 0 && c.re >= 0 && c.im >= 0) {
    const int op =
        add_op({.kernel = Kernel::complex_subtract, .in = {x.re, x.im, y.re, y.im, c.re, c.im}}, 2);
    Op& made = ops_[static_cast<std::size_t>(op)];
    v.re = made.out[0];
    v.im = made.out[1];
    if (made.range < 0) made.range = ranges_++;
    v.range = made.range;
    v.two_steps = true;
    return;
  }
  const bool n = v.negative;
  const auto terms = [](int p, int q, int r, int t) {
    return (p >= 0 && q >= 0 ? 1 : 0) + (r >= 0 && t >= 0 ? 1 : 0);
  };
  v.two_steps = terms(x.re, y.re, x.im, y.im) > 1 || terms(x.re, y.im, x.im, y.re) > 1;
  v.re = chain(c.re, {{n, x.re, y.re}, {!n, x.im, y.im}});
  v.im = chain(c.im, {{n, x.re, y.im}, {n, x.im, y.re}});
  if (v.re < 0 || v.im < 0) {
    v.range = range_of(v.re < 0 ? v.im : v.re);
    return;
  }
  const int op = add_op({.kernel = Kernel::measure_pair, .in = {v.re, v.im}}, 0);
  Op& made = ops_[static_cast<std::size_t>(op)];
  if (made.range < 0) made.range = ranges_++;
  v.range = made.range;
}

// A factor of a squared size: measured, so that none can underflow unseen.
int Tape::size_product(int p, int q) {
  if (p < 0) return q;
  if (q < 0) return p;
  const int result = multiply(p, q);
  const PlaneInfo& info = planes_[static_cast<std::size_t>(result)];
  if (info.constant) {
    const double size = std::abs(info.value.high);
    out_of_range_ = out_of_range_ || !(size > smallest_size && size < largest_size);
  } else {
    const int range = range_of(result);
    if (std::find(guards_.begin(), guards_.end(), range) == guards_.end()) guards_.push_back(range);
  }
  return result;
}

// 1 for a value known to be real, 2 for an imaginary one, 0 for any other.
int Tape::line(int value) const {
  const Value& v = values_[static_cast<std::size_t>(value)];
  const auto of_parts = [](bool re, bool im) { return re == im ? 0 : re ? 1 : 2; };
  switch (v.kind) {
    case Kind::constant: {
      const double re = std::abs(v.constant.re.high), im = std::abs(v.constant.im.high);
      return of_parts(re > negligible * im, im > negligible * re);
    }
    case Kind::leaf:
      return of_parts(v.re >= 0, v.im >= 0);
    case Kind::product: {
      const int a = line(v.a), b = line(v.b);
      return a == 0 || b == 0 ? 0 : a == b ? 1 : 2;
    }
    case Kind::reciprocal:
      return line(v.a);
    case Kind::sum:
      return v.emitted ? of_parts(v.re >= 0, v.im >= 0) : 0;
  }
  return 0;
}

const std::array<int, 4>& Tape::norm(int value) {
  const auto index = static_cast<std::size_t>(value);
  if (values_[index].has_norm) return values_[index].norm;
  std::array<int, 4> result = {-1, -1, -1, -1};
  // Real numbers multiply as cheaply as squares do, and are squared once in the end.
  if (!hoist_ && values_[index].kind != Kind::constant && line(value) != 0) emit(value);
  const Value v = values_[index];
  if (v.emitted && (v.re < 0) != (v.im < 0) && v.kind != Kind::constant) {
    const int part = v.re >= 0 ? v.re : v.im;
    result[group(v.depends)] = size_product(part, part);
  } else if (v.kind == Kind::product) {
    const std::array<int, 4> x = norm(v.a), y = norm(v.b);
    for (std::size_t k = 0; k < 4; ++k) result[k] = size_product(x[k], y[k]);
  } else if (v.kind == Kind::constant) {
    result[on_nothing] =
        constant_plane(v.constant.re * v.constant.re + v.constant.im * v.constant.im);
  } else if (v.kind == Kind::reciprocal) {
    const bool fused =
        values_[static_cast<std::size_t>(v.a)].emitted && v.emitted && v.re >= 0 && v.im >= 0;
    const int op = v.re >= 0 ? planes_[static_cast<std::size_t>(v.re)].op : -1;
    result[group(v.depends)] = fused ? ops_[static_cast<std::size_t>(op)].out[2]
                                     : plane(Kernel::reciprocal, {norm_plane(v.a)});
  } else {
    const Value& x = emit(value);
    const int re = x.re, im = x.im;
    result[group(v.depends)] = re >= 0 && im >= 0 ? plane(Kernel::norm, {re, im})
                               : re >= 0          ? plane(Kernel::multiply, {re, re})
                                                  : plane(Kernel::multiply, {im, im});
  }
  values_[index].has_norm = true;
  return values_[index].norm = result;
}

// Sums first: they may need the planes of a reciprocal, whose squared size then costs nothing.
void Tape::emit_sums(int value) {
  const Value v = values_[static_cast<std::size_t>(value)];
  if (v.kind == Kind::sum) {
    emit(value);
  } else {
    for (const int operand : {v.a, v.b}) {
      if (operand >= 0) emit_sums(operand);
    }
  }
}

int Tape::norm_plane(int value) {
  emit_sums(value);
  const std::array<int, 4> factor = norm(value);
  int result = size_product(factor[on_inner], factor[on_outer]);
  result = size_product(result, factor[on_inner | on_outer]);
  result = size_product(factor[on_nothing], result);
  return result < 0 ? constant_plane({1, 0}) : result;
}

}  // namespace qbnet
