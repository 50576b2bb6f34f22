#include "qbnet/resolvent/sizes.hpp"

#include <algorithm>
#include <cmath>

namespace qbnet {
namespace {

using Kind = Tape::Kind;

// First order holds while errors are this small; beyond, nothing is claimed.
constexpr double small_error = 1e-3;

Size product_size(const Size& a, const Size& b, double rounding) {
  Size s;
  s.least = a.least * b.least;
  s.most = a.most * b.most;
  s.relative = a.relative + b.relative + rounding;
  s.absolute =
      std::min(a.most * b.absolute + b.most * a.absolute + rounding * s.most, s.relative * s.most);
  if (s.least > 0) s.relative = std::min(s.relative, s.absolute / s.least);
  return s;
}

}  // namespace

std::vector<Size> constant_sizes(const Tape& tape, double unit) {
  std::vector<Size> sizes(tape.values().size());
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    const Tape::Value& v = tape.values()[k];
    if (v.kind != Kind::constant) continue;
    const double size = std::hypot(v.constant.re.high, v.constant.im.high);
    const double error = unit + (v.dropped ? 0x1p-53 : 0);
    sizes[k] = {size, size, size * error, error};
  }
  return sizes;
}

void bound_sizes(const Tape& tape, std::span<const int> values, const SizeRange* ranges,
                 double unit, std::vector<Size>& sizes) {
  const auto at = [&](int id) -> Size& { return sizes[static_cast<std::size_t>(id)]; };
  for (const int id : values) {
    const Tape::Value& v = tape.values()[static_cast<std::size_t>(id)];
    Size s;
    switch (v.kind) {
      case Kind::constant:
        continue;
      case Kind::leaf:
        if (v.range < 0) {
          s = {1, 1, v.rounding * unit, v.rounding * unit};
        } else {
          s.least = std::sqrt(ranges[v.range].least);
          s.most = std::sqrt(ranges[v.range].most);
        }
        break;
      case Kind::product:
        s = product_size(at(v.a), at(v.b), v.rounding * unit);
        break;
      case Kind::reciprocal: {
        const Size& a = at(v.a);
        s.least = 1 / a.most;
        s.most = 1 / a.least;
        s.relative = a.relative < small_error
                         ? a.relative * (1 + 2 * small_error) + v.rounding * unit
                         : HUGE_VAL;
        s.absolute = s.relative * s.most;
        break;
      }
      case Kind::sum: {
        const Size term = product_size(at(v.a), at(v.b), 0);
        s.least = std::sqrt(ranges[v.range].least);
        s.most = std::sqrt(ranges[v.range].most);
        s.absolute = at(v.c).absolute + term.absolute + unit * s.most;
        // Rounded once more between the two products of each part.
        if (v.two_steps) {
          s.absolute += unit * (std::min(term.most, s.most + at(v.c).most) + at(v.c).most);
        }
        s.relative = s.least > 0 ? s.absolute / s.least : HUGE_VAL;
        break;
      }
    }
    at(id) = s;
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
