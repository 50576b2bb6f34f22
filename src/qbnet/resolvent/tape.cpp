#include "qbnet/resolvent/tape.hpp"

#include <algorithm>
#include <cmath>

namespace qbnet {
namespace {

// Parts of a constant this much smaller than the other are dropped: no more than a rounding.
constexpr double negligible = 0x1p-53;

Wide reciprocal_of(const Wide& x) {
  Wide y{1 / x.high, 0};
  for (int step = 0; step < 2; ++step) y = y + y * (Wide{1, 0} + -(x * y));
  return y;
}

WideComplex reciprocal_of(const WideComplex& x) {
  const Wide inverse = reciprocal_of(x.re * x.re + x.im * x.im);
  return {x.re * inverse, -(x.im * inverse)};
}

bool vanishes(const Wide& x) { return x.high == 0 && x.low == 0; }

constexpr double smallest_size = 1e-140, largest_size = 1e140;

// Relative errors of one operation on complex numbers, in units of 2^-53. A product: sqrt(5)
// (Brent, Percival and Zimmermann, Math. Comp. 76, 1469 (2007)). A reciprocal: two for the norm,
// one each for the division and the product. Where only |x|^2 is used, half of the norm of a
// factor, the product and a division.
constexpr double product_rounding = 2.25, reciprocal_rounding = 4, unseen_rounding = 2;

}  // namespace

bool Tape::is_constant(int plane, double value) const {
  const PlaneInfo& p = planes_[static_cast<std::size_t>(plane)];
  return p.constant && p.value.high == value && p.value.low == 0;
}

int Tape::constant_plane(const Wide& value) {
  const auto [known, is_new] =
      known_constants_.try_emplace({value.high, value.low}, static_cast<int>(planes_.size()));
  if (is_new) planes_.push_back({true, value, -1, on_nothing});
  return known->second;
}

int Tape::input_plane(Depends depends) {
  planes_.push_back({false, {}, -1, depends});
  return static_cast<int>(planes_.size()) - 1;
}

int Tape::add_op(Op op, int outputs) {
  const auto key = std::tuple(op.kernel, op.rate, op.in, op.number);
  if (const auto found = known_ops_.find(key); found != known_ops_.end()) return found->second;
  Depends depends = on_nothing;
  for (const int p : op.in) depends |= planes_[static_cast<std::size_t>(p)].depends;
  const int index = static_cast<int>(ops_.size());
  for (int k = 0; k < outputs; ++k) {
    op.out[static_cast<std::size_t>(k)] = static_cast<int>(planes_.size());
    planes_.push_back({false, {}, index, depends});
  }
  known_ops_.emplace(key, index);
  ops_.push_back(std::move(op));
  return index;
}

int Tape::plane(Kernel kernel, std::vector<int> in, bool rate) {
  const auto info = [&](std::size_t k) -> const PlaneInfo& {
    return planes_[static_cast<std::size_t>(in[k])];
  };
  const bool all_constant = std::all_of(
      in.begin(), in.end(), [&](int p) { return planes_[static_cast<std::size_t>(p)].constant; });
  if (all_constant && !rate) {
    const Wide a = info(0).value, b = in.size() > 1 ? info(1).value : Wide();
    switch (kernel) {
      case Kernel::add:
        return constant_plane(a + b);
      case Kernel::subtract:
        return constant_plane(a + -b);
      case Kernel::negate:
        return constant_plane(-a);
      case Kernel::multiply:
        return constant_plane(a * b);
      case Kernel::reciprocal:
        return constant_plane(reciprocal_of(a));
      case Kernel::norm:
        return constant_plane(a * a + b * b);
      default:
        break;
    }
  }
  if (kernel == Kernel::multiply || kernel == Kernel::add || kernel == Kernel::negative_multiply) {
    if (in[0] > in[1]) std::swap(in[0], in[1]);
  }
  const int op = add_op({.kernel = kernel, .rate = rate, .in = std::move(in)}, 1);
  return ops_[static_cast<std::size_t>(op)].out[0];
}

std::array<int, 2> Tape::draw_planes(Kernel kernel, std::uint32_t pair, Depends depends) {
  const int op = add_op({.kernel = kernel, .rate = true, .in = {}, .number = pair}, 2);
  const auto& out = ops_[static_cast<std::size_t>(op)].out;
  for (const int k : {0, 1}) {
    planes_[static_cast<std::size_t>(out[static_cast<std::size_t>(k)])].depends = depends;
  }
  return {out[0], out[1]};
}

int Tape::range_of(int plane) {
  const PlaneInfo& info = planes_[static_cast<std::size_t>(plane)];
  if (info.op >= 0) {
    Op& op = ops_[static_cast<std::size_t>(info.op)];
    const bool single = op.out[1] < 0 && op.kernel < Kernel::power;
    if (single) {
      if (op.range < 0) op.range = ranges_++;
      return op.range;
    }
  }
  const auto [known, is_new] = plane_range_.try_emplace(plane, ranges_);
  if (is_new) {
    ++ranges_;
    Op measuring{.kernel = Kernel::measure, .in = {plane}};
    measuring.range = known->second;
    ops_.push_back(std::move(measuring));
  }
  return known->second;
}

int Tape::add_value(Value value) {
  values_.push_back(std::move(value));
  return static_cast<int>(values_.size()) - 1;
}

int Tape::constant(const WideComplex& z) {
  Value v;
  v.constant = z;
  return add_value(std::move(v));
}

int Tape::leaf(int re, int im) {
  Value v;
  v.kind = Kind::leaf;
  v.emitted = true;
  v.re = re;
  v.im = im;
  for (const int p : {re, im}) {
    if (p >= 0) v.depends |= planes_[static_cast<std::size_t>(p)].depends;
  }
  if (v.depends == on_nothing) {
    const auto part = [&](int p) {
      return p < 0 ? Wide() : planes_[static_cast<std::size_t>(p)].value;
    };
    return constant({part(re), part(im)});
  }
  if (re < 0 || im < 0) {
    v.range = range_of(re < 0 ? im : re);
  } else {
    v.range = ranges_++;
    Op measuring{.kernel = Kernel::measure_pair, .in = {re, im}};
    measuring.range = v.range;
    ops_.push_back(std::move(measuring));
  }
  return add_value(std::move(v));
}

int Tape::unit(int angle) {
  const int op = add_op({.kernel = Kernel::sincos, .in = {angle}}, 2);
  Value v;
  v.kind = Kind::leaf;
  v.emitted = true;
  v.re = ops_[static_cast<std::size_t>(op)].out[1];
  v.im = ops_[static_cast<std::size_t>(op)].out[0];
  v.depends = planes_[static_cast<std::size_t>(angle)].depends;
  v.rounding = sincos_error;
  v.has_norm = true;  // 1
  return add_value(std::move(v));
}

int Tape::rotated(int x, bool conjugated) {
  const Value source = values_[static_cast<std::size_t>(x)];
  if (source.kind == Kind::constant) {
    const Wide& re = source.constant.re;
    const Wide& im = source.constant.im;
    return constant(conjugated ? WideComplex(im, re) : WideComplex(-im, re));
  }
  if (source.kind == Kind::product) {
    // The factor that turns is the second one.
    const int turned = rotated(source.b, conjugated);
    return product(source.a, turned);
  }
  Value v = source;
  v.emitted = true;
  v.re = source.im < 0 || conjugated ? source.im : plane(Kernel::negate, {source.im});
  v.im = source.re;
  return add_value(std::move(v));
}

int Tape::product(int a, int b) {
  const Value& x = values_[static_cast<std::size_t>(a)];
  const Value& y = values_[static_cast<std::size_t>(b)];
  if (is_zero(a)) return a;
  if (is_zero(b)) return b;
  if (x.kind == Kind::constant && y.kind == Kind::constant) {
    return constant(x.constant * y.constant);
  }
  const auto is_one = [](const Value& v) {
    return v.kind == Kind::constant && v.constant.re.high == 1 && v.constant.re.low == 0 &&
           vanishes(v.constant.im);
  };
  if (is_one(x)) return b;
  if (is_one(y)) return a;
  Value v;
  v.kind = Kind::product;
  v.a = a;
  v.b = b;
  v.depends = x.depends | y.depends;
  v.rounding = unseen_rounding;
  return add_value(std::move(v));
}

int Tape::reciprocal(int a) {
  const Value& x = values_[static_cast<std::size_t>(a)];
  if (x.kind == Kind::constant) return constant(reciprocal_of(x.constant));
  Value v;
  v.kind = Kind::reciprocal;
  v.a = a;
  v.depends = x.depends;
  v.rounding = unseen_rounding;
  return add_value(std::move(v));
}

int Tape::sum(int c, int a, int b, bool negative) {
  if (is_zero(a) || is_zero(b)) return c;
  if (is_zero(c)) {
    const int term = product(a, b);
    return negative ? product(constant(WideComplex(-1.0)), term) : term;
  }
  const auto at = [&](int id) -> const Value& { return values_[static_cast<std::size_t>(id)]; };
  if (at(a).kind == Kind::constant && at(b).kind == Kind::constant) {
    WideComplex term = at(a).constant * at(b).constant;
    if (negative) term = {-term.re, -term.im};
    if (at(c).kind == Kind::constant) {
      term += at(c).constant;
      return constant(term);
    }
    if (at(c).kind == Kind::product) {  // one rounding less, and one operation
      a = at(c).a;
      b = at(c).b;
      c = constant(term);
    } else {
      a = constant(term);
      b = constant(WideComplex(1.0));
    }
    negative = false;
  }
  // (x p) b = (x b) p: where p varies from point to point, x b may not.
  const Depends everything = on_inner | on_outer;
  if (hoist_ && at(a).kind == Kind::product && at(a).depends == everything) {
    const int x = at(a).a, p = at(a).b;
    if ((at(x).depends | at(b).depends) != everything) {
      a = product(x, b);
      b = p;
    }
  }
  Value v;
  v.kind = Kind::sum;
  v.negative = negative;
  v.a = a;
  v.b = b;
  v.c = c;
  v.depends = at(a).depends | at(b).depends | at(c).depends;
  v.rounding = 1;
  return add_value(std::move(v));
}

bool Tape::is_zero(int value) const {
  const Value& v = values_[static_cast<std::size_t>(value)];
  return v.kind == Kind::constant && vanishes(v.constant.re) && vanishes(v.constant.im);
}

int Tape::multiply(int p, int q) {
  if (is_constant(p, 1)) return q;
  if (is_constant(q, 1)) return p;
  if (is_constant(p, -1)) return plane(Kernel::negate, {q});
  if (is_constant(q, -1)) return plane(Kernel::negate, {p});
  return plane(Kernel::multiply, {p, q});
}

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
