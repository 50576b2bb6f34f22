#include "qbnet/resolvent/tape.hpp"

#include <algorithm>
#include <cmath>

namespace qbnet {
namespace {

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

// Where only |x|^2 is used: half of the norm of a factor, the product and a division, in units of
// 2^-53.
constexpr double unseen_rounding = 2;

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

}  // namespace qbnet
