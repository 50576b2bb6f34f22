#include "qbnet/resolvent/sizes.hpp"

#include <algorithm>
#include <cmath>

namespace qbnet {
namespace {

using Kind = Tape::Kind;

// First order holds while errors are this small; beyond, nothing is claimed.
constexpr double small_error = 1e-3;

Size product_size(const Size& a, const Size& b, double rounding) {
  return {a.least * b.least, a.most * b.most, a.most * b.floor + b.most * a.floor,
          a.relative + b.relative + rounding};
}

// A floor far below the value is a relative error like others.
void settle(Size& s, double small) {
  if (!(s.floor <= small * s.least)) return;
  if (s.floor > 0) s.relative += s.floor / s.least;
  s.floor = 0;
}

}  // namespace

double Size::largest_relative() const {
  return floor == 0 ? relative : least > 0 ? relative + floor / least : HUGE_VAL;
}

std::vector<Size> constant_sizes(const Tape& tape, bool twice) {
  std::vector<Size> sizes(tape.values().size());
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    const Tape::Value& v = tape.values()[k];
    if (v.kind != Kind::constant) continue;
    const double size = std::hypot(v.constant.re.high, v.constant.im.high);
    const double error = (twice ? unit_twice : unit) + (v.dropped ? unit : 0);
    sizes[k] = {size, size, 0, error};
  }
  return sizes;
}

std::vector<SizeStep> size_steps(const Tape& tape, std::span<const int> values) {
  std::vector<SizeStep> steps;
  for (const int id : values) {
    const Tape::Value& v = tape.values()[static_cast<std::size_t>(id)];
    if (v.kind == Kind::constant) continue;
    steps.push_back({v.kind, v.two_steps, id, v.a, v.b, v.c, v.range, v.rounding});
  }
  return steps;
}

void bound_sizes(std::span<const SizeStep> steps, const SizeRange* ranges, bool twice,
                 std::vector<Size>& sizes) {
  const double rounding = twice ? unit_twice : unit;
  const auto at = [&](int id) -> Size& { return sizes[static_cast<std::size_t>(id)]; };
  for (const SizeStep& v : steps) {
    Size s;
    switch (v.kind) {
      case Kind::constant:
        break;
      case Kind::leaf:
        if (v.range < 0) {
          s = {1, 1, 0, v.rounding * rounding};
        } else {
          s.least = ranges[v.range].least;
          s.most = ranges[v.range].most;
        }
        break;
      case Kind::product:
        s = product_size(at(v.a), at(v.b), v.rounding * rounding);
        break;
      case Kind::reciprocal: {
        const Size& a = at(v.a);
        s.least = 1 / a.most;
        s.most = 1 / a.least;
        const double relative = a.largest_relative();
        s.relative = relative < small_error
                         ? relative * (1 + 2 * small_error) + v.rounding * rounding
                         : HUGE_VAL;
        break;
      }
      case Kind::sum: {
        const Size term = product_size(at(v.a), at(v.b), 0);
        const Size& c = at(v.c);
        s.least = v.range < 0 ? 0 : ranges[v.range].least;
        s.most = v.range < 0 ? term.most + c.most : ranges[v.range].most;
        s.floor = c.floor + c.relative * c.most + term.floor + term.relative * term.most;
        s.relative = rounding;
        // Rounded once more between the two products of each part; and sums of double-doubles are
        // right to their terms, not to themselves.
        if (v.two_steps || twice) {
          s.floor += rounding * (std::min(term.most, s.most + c.most) + c.most);
        }
        settle(s, 64 * rounding + 4 * (c.relative + term.relative));
        break;
      }
    }
    at(v.value) = s;
  }
}

std::vector<double> plain_paths(const Tape& tape) {
  std::vector<double> path(tape.values().size(), 1);
  const auto at = [&](int id) { return path[static_cast<std::size_t>(id)]; };
  for (std::size_t k = 0; k < path.size(); ++k) {
    const Tape::Value& v = tape.values()[k];
    if (v.kind == Kind::product) path[k] = at(v.a) + at(v.b) + v.rounding;
    if (v.kind == Kind::reciprocal) path[k] = at(v.a) + v.rounding;
    if (v.kind == Kind::sum) path[k] = std::max(at(v.c), at(v.a) + at(v.b)) + 3;
  }
  return path;
}

}  // namespace qbnet
