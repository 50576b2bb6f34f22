#include "qbnet/solve/contour.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "qbnet/solve/node_values.hpp"

namespace qbnet {
namespace {

// The curve ends where e^(z t) has fallen by this exponent below its value at the vertex.
constexpr double end_exponent = 42;
// Error exponent of the rule of double step; the full rule has about twice that.
constexpr double coarse_exponent = 19;
// An image of a node is wrong by rounding alone, or it is no image.
constexpr double true_image = 1e-12;

// The trapezoidal rule with step 2 pi / P adds copies of v shifted by multiples of P = p t. With
// v ~ t^d and the vertex at its saddle d/t they are down by exp(-sigma (p - log(1 + p))).
double alias_period(double sigma) {
  double p = 1;
  const double wanted = coarse_exponent / sigma;
  for (int step = 0; step < 60; ++step) {
    const double excess = p - std::log1p(p) - wanted;
    const double next = p - excess * (1 + p) / p;
    p = next > 0 ? next : p / 2;
  }
  return p;
}

// So many times the digits of the rule with four times the step the rule itself has: of a bell 16
// times, and of a high power, which comes near to one, more than this.
constexpr double digits_of_four = 6;
constexpr double high_power = 62;

struct Rule {
  double step;
  double reach;
  double inner;  // beyond this |y| nothing should be left of the sum
};

// The rule with step 2 pi / P adds e^(-z0 P) v(t + P) and e^(z0 P) v(t - P). With |v(s)| at most
// e^(z s) |x(z)/z| for any z > 0 (times a number of order one), from z = z0 - u or z0 + u,
//   log |copy| <= -u (P + t) - log(1 - u/z0) - d log(1 - u/(z0 + a)),
//   log |copy| <= -u (P - t) - log(1 + u/z0) - d log(1 + u/(z0 + a)).
// The least P for which some u makes both at most e^-exponent. The first must end before the pole
// at 0 or, left of it, before W(M) begins; the second before the pole if that is there.
double shift_of_copies(const Contour::Shape& shape, double exponent) {
  const double bell = shape.scale / std::sqrt(shape.order);
  const double room = shape.z0 > 0 ? shape.z0 : shape.room;
  double later = std::numeric_limits<double>::infinity(), earlier = later;
  constexpr int tries = 80;
  for (int k = 1; k < tries; ++k) {
    const double below = std::min(room, 20 * bell) * k / tries;
    const double over = shape.z0 > 0 ? bell * std::exp2(0.125 * (k - 20))
                                     : std::min(-shape.z0, 20 * bell) * k / tries;
    const auto shift = [&](double u) {
      return (exponent - std::log1p(u / shape.z0) - shape.order * std::log1p(u / shape.scale)) /
             std::abs(u);
    };
    later = std::min(later, shift(-below) - shape.shortest);
    earlier = std::min(earlier, shift(over) + shape.longest);
  }
  return std::max(later, earlier);
}

// Beyond the last node of the sum: every eighth, then at every doubling of the number three.
bool is_guard(int number, int last) {
  int spacing = 8;
  while (8 * spacing <= number) spacing *= 2;
  return number <= last || number % spacing == 0;
}

// x ~ (z + a)^-d with large d: the integrand is a bell in y, of width (z0 + a)/sqrt(d), times 1/z.
Rule rule_of_high_order(const Contour::Shape& shape, double reach) {
  const double step = std::numbers::pi / Contour::period(shape) / std::exp2(shape.level);
  const double end = std::log(40 / shape.accuracy) + 2 + shape.loss;
  const double bell = shape.scale * std::sqrt(std::expm1(2 * end / shape.order));
  // What guards find missing may lie further out.
  const double inner = shape.level == 0 ? bell : shape.level == 1 ? 1.5 * bell : reach;
  return {step, reach, std::min(inner, reach)};
}

// On its way left the curve comes nearer to the pole of high order, or to the spectrum that it
// stands for: what x(z) gains there e^(z t) has to lose as well.
double reach_beside_pole(const Contour::Shape& shape, double reach) {
  const auto ends = [&](double y) {
    const double left = std::abs(shape.z0) * (y / shape.half_width) * (y / shape.half_width);
    const double to_pole = std::max(y, std::hypot(shape.scale - left, y));
    return left * shape.shortest >= end_exponent + shape.order * std::log(shape.scale / to_pole);
  };
  while (!ends(reach) && reach < 4 * shape.scale) reach *= 1.05;
  return reach;
}

Rule rule(const Contour::Shape& shape) {
  const double z0 = shape.z0, width = shape.half_width;
  const double reach = width * std::sqrt(end_exponent / (std::abs(z0) * shape.shortest));
  if (shape.order >= Contour::Shape::least_order) {
    return rule_of_high_order(shape, reach_beside_pole(shape, reach));
  }
  const double period = alias_period(z0 * shape.longest) * shape.longest;
  // The strip of analyticity: up to the pole at 0 for the narrowest parabola (Y = 2 z0) twice as
  // wide in y as for a straight line, less where eigenvalues may lie close to the curve.
  const double ratio = std::min(z0 * z0 / (width * width), 0.25);
  const double to_pole = (1 - std::sqrt(1 - 4 * ratio)) / (2 * ratio);
  const double strip = ratio > 0.2499 ? to_pole : 0.67 * to_pole;
  // On the other side the parabola opens: exp(z t) grows like exp(eta + a eta^2), a = z0 t / Y^2,
  // against exp(-2 pi eta / h), which leaves exp(-(P - t)^2 / (4 a t)) at the best eta.
  const double t = shape.longest;
  const double opened = t + std::sqrt(4 * ratio / shape.z0 * t * coarse_exponent);
  // Halved at once: every other node is the coarse rule that measures the error.
  const double step = std::numbers::pi / std::max(period / strip, opened) / std::exp2(shape.level);
  return {step, reach, reach};
}

}  // namespace

double Contour::period(const Shape& shape) {
  const double wanted = 4 * (std::log(2.0) + std::log(60 / shape.accuracy) / digits_of_four);
  return std::max(shift_of_copies(shape, wanted + shape.loss),
                  2 * shift_of_copies(shape, wanted / 4 + shape.loss));
}

double Contour::node_count(const Shape& shape) {
  const Rule r = rule(shape);
  return 2 * (r.inner / r.step + 4 * std::log2(r.reach / r.inner)) + 3;
}

Contour::Nodes Contour::nodes(const Shape& shape) {
  Nodes result;
  const Rule r = rule(shape);
  const int side = static_cast<int>(std::ceil(r.reach / r.step));
  result.last = static_cast<int>(std::ceil(r.inner / r.step));
  for (int k = -side; k <= side; ++k) {
    if (!is_guard(std::abs(k), result.last)) continue;
    const double y = static_cast<double>(k) * r.step;
    const double bend = std::abs(shape.z0) * y / (shape.half_width * shape.half_width);
    const std::complex<double> z(shape.z0 - bend * y, y);
    result.number.push_back(k);
    result.z.push_back(z);
    result.weight.push_back(r.step / (2 * std::numbers::pi) * std::complex<double>(1, 2 * bend) /
                            z);
  }
  return result;
}

Contour::Contour(const Resolvent& resolvent, const Shape& shape,
                 const std::vector<std::size_t>& positions, int threads, bool mirrored)
    : shape_(shape), nodes_(nodes(shape)), mirrored_(mirrored) {
  if (mirrored_ && solve(resolvent, positions, threads)) return;
  mirrored_ = false;
  failed_ = !solve(resolvent, positions, threads);
}

bool Contour::solve(const Resolvent& resolvent, const std::vector<std::size_t>& positions,
                    int threads) {
  // Outwards from the vertex, so that neighbours are of similar size.
  const std::size_t middle = nodes_.z.size() / 2;
  std::vector<std::size_t> order, guard;
  std::vector<std::complex<double>> shifts, guard_shifts;
  for (std::size_t side = 0; side <= middle; ++side) {
    auto& list = nodes_.number[middle + side] > nodes_.last ? guard : order;
    list.push_back(middle + side);
    if (side > 0 && !mirrored_) list.push_back(middle - side);
  }
  for (const std::size_t node : order) shifts.push_back(nodes_.z[node]);
  for (const std::size_t node : guard) guard_shifts.push_back(nodes_.z[node]);
  // Images of some nodes are looked at, those that count most, and as many as fill a four.
  std::vector<std::size_t> image;
  if (mirrored_) {
    const std::size_t apart = std::max<std::size_t>(order.size() / 8, 1);
    for (std::size_t k = 1; k < order.size(); k += apart) {
      if (image.size() >= 2 && shifts.size() % 4 == 0) break;
      image.push_back(k);
      shifts.push_back(std::conj(nodes_.z[order[k]]));
    }
  }
  const auto how =
      resolvent.pattern.size() >= many_modes ? NodeValues::How::four : NodeValues::How::one_by_one;
  const NodeValues values(resolvent, std::move(shifts), positions, threads, how);
  if (values.failed()) return false;
  const NodeValues guards(resolvent, std::move(guard_shifts), positions, threads,
                          NodeValues::How::roughly);
  if (guards.failed()) return false;
  solves_ = order.size() + image.size() + guard.size();
  scaled_ = values.out_of_doubles();
  exponent_.assign(positions.size(), 0);
  image_.assign(positions.size(), 1);
  solve_error_.clear();
  value_.assign(positions.size() * nodes_.z.size(), 0);
  for (std::size_t j = 0; j < positions.size(); ++j) {
    solve_error_.push_back(values.error(j));
    // The vertex is its own image.
    const std::complex<double> vertex = values.at(j, 0).mantissa();
    if (mirrored_ && vertex != 0.0) image_[j] = vertex / std::conj(vertex);
    for (std::size_t k = 0; k < image.size(); ++k) {
      const ScaledComplex& x = values.at(j, image[k]);
      const ScaledComplex expected(image_[j] * std::conj(x.mantissa()), x.exponent());
      const ScaledComplex& found = values.at(j, order.size() + k);
      if (x.is_zero() && found.is_zero()) continue;
      const double off = (abs(found - expected) / abs(found)).value();
      if (!(off < true_image)) return false;
      solve_error_[j] = std::max(solve_error_[j], off);
    }
    std::int64_t top = std::numeric_limits<std::int64_t>::min();
    const auto raise_top = [&](const ScaledComplex& x) {
      if (!x.is_zero()) top = std::max(top, x.exponent());
    };
    for (std::size_t k = 0; k < order.size(); ++k) raise_top(values.at(j, k));
    for (std::size_t k = 0; k < guard.size(); ++k) raise_top(guards.at(j, k));
    exponent_[j] = top == std::numeric_limits<std::int64_t>::min() ? 0 : top;
    const auto keep = [&](std::size_t node, const ScaledComplex& x) {
      value_[j * nodes_.z.size() + node] = product(
          ScaledComplex(x.mantissa(), x.exponent() - exponent_[j]).value(), nodes_.weight[node]);
    };
    for (std::size_t k = 0; k < order.size(); ++k) keep(order[k], values.at(j, k));
    for (std::size_t k = 0; k < guard.size(); ++k) keep(guard[k], guards.at(j, k));
  }
  return true;
}

Sample Contour::at(std::size_t which, double t) const {
  constexpr double unit = 0x1p-53;
  const std::size_t nodes = nodes_.z.size();
  const std::complex<double>* value = value_.data() + which * nodes;
  std::array<std::complex<double>, 4> quarter = {};  // nodes by their number modulo 4
  double terms = 0, phase_error = 0, end = 0, before = 0;
  // Left of 0 earlier terms were larger, at most as large as at t = 0.
  const double at_start = shape_.z0 > 0 ? std::exp(-shape_.z0 * t) : 0;
  for (std::size_t k = mirrored_ ? nodes / 2 : 0; k < nodes; ++k) {
    const std::complex<double> z = nodes_.z[k];
    const double size = std::exp((z.real() - shape_.z0) * t);
    const double angle = z.imag() * t;
    const std::complex<double> term =
        product({size * std::cos(angle), size * std::sin(angle)}, value[k]);
    const int number = nodes_.number[k];
    quarter[static_cast<std::size_t>(number & 3)] += term;
    double magnitude = std::abs(term.real()) + std::abs(term.imag());
    if (mirrored_ && number > 0) {
      quarter[static_cast<std::size_t>(-number & 3)] += product(image_[which], std::conj(term));
      magnitude *= 2;
    }
    if (z.real() < 0 && at_start > 0) before += magnitude / size * at_start;
    terms += magnitude;
    phase_error += magnitude * (std::abs(angle) + std::abs((z.real() - shape_.z0) * t));
    if (std::abs(number) + 2 > nodes_.last)
      end += std::abs(number) > nodes_.last ? 8 * magnitude : magnitude;
  }
  Sample sample;
  const std::complex<double> even = quarter[0] + quarter[2], odd = quarter[1] + quarter[3];
  const std::complex<double> sum = even + odd;
  const ScaledReal outer = scaled_exp(shape_.z0, t);
  sample.amplitude = ScaledComplex(sum * outer.mantissa(), exponent_[which] + outer.exponent());
  sample.terms = ScaledReal((terms + before + 10 * end) * outer.mantissa(),
                            exponent_[which] + outer.exponent());
  if (terms == 0) return sample;
  const double size = std::abs(sum);
  const double rounding =
      (terms * (8 * unit + 4 * solve_error_[which]) + unit * phase_error) / size;
  // Errors of the rules with twice and four times the step. The first alone can vanish by a change
  // of sign at a time at which the full rule's error, about its square, does not.
  const double coarse = std::abs(even - odd) / size;
  const std::complex<double> across = quarter[0] - quarter[2];
  const std::complex<double> other = product({0, 1}, quarter[1] - quarter[3]);
  const double coarser = std::max(std::abs(across + other), std::abs(across - other)) / size;
  const double by_four = std::pow(coarser, shape_.order >= high_power ? digits_of_four : 4);
  const double discretisation = 30 * std::max(coarse * coarse, by_four) + 10 * end / size;
  sample.error = rounding + discretisation;
  sample.rounding = rounding > discretisation;
  // A coarse rule that is wrong altogether says nothing about the fine one.
  if (!(coarse < 1e-4 && coarser < 0.1)) sample.error = std::max(sample.error, 1.0);
  return sample;
}

}  // namespace qbnet
