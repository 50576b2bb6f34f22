#include "qbnet/solve/line_count.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "qbnet/resolvent/sloped.hpp"

namespace qbnet {
namespace {

using Complex = std::complex<double>;
using Column = std::vector<Complex>;

// Eigenvalues of -A right of a line, by what log det(s + A) changes along it.
class Line {
 public:
  Line(const DriftInUnits& drift, double sigma, Effort& effort)
      : drift_(drift),
        sigma_(sigma),
        elimination_(drift.of.pattern),
        effort_(effort),
        // s + radius_ has to stay right of 0.
        radius_(std::max(2 * std::abs(sigma), drift.fastest) + 0.1) {}

  std::optional<LineCount> count() {
    constexpr int first_pieces = 32;
    Node from = end(-std::numbers::pi), middle, to;
    Complex sum = 0;
    for (int k = 0; k < first_pieces; ++k) {
      if (!node(angle(k + 0.5, first_pieces), middle)) return {};
      if (k + 1 == first_pieces) {
        to = end(std::numbers::pi);
      } else if (!node(angle(k + 1, first_pieces), to)) {
        return {};
      }
      if (!add(from, middle, to, sum)) return {};
      std::swap(from, to);
    }
    const double right = -sum.imag() / (2 * std::numbers::pi);
    if (!(std::abs(right - std::round(right)) < 0.1) || std::round(right) < 0) return {};
    return LineCount{static_cast<std::size_t>(std::lround(right)), steepest_};
  }

 private:
  // f_k = d_k/(s + radius) of all pivots d_k, and d log(f_1 ... f_n)/d theta.
  struct Node {
    double theta = 0;
    Column f;
    Complex slope;
  };

  // The line is w = radius tan(theta/2). Pieces end nowhere special.
  static double angle(double k, int pieces) {
    return std::numbers::pi * ((2 * k + 0.137) / pieces - 1);
  }
  double frequency(double theta) const { return radius_ * std::tan(theta / 2); }

  // At infinity.
  Node end(double theta) const {
    Complex trace = 0;
    for (std::size_t k = 0; k < drift_.of.size(); ++k) {
      trace += drift_.a[drift_.of.pattern.diagonal(k)] - radius_;
    }
    return {theta, Column(drift_.of.size(), 1.0), Complex(0, 1) * trace / (2 * radius_)};
  }

  bool node(double theta, Node& out) {
    if (++effort_.spent > effort_.most) return false;
    const double w = frequency(theta);
    const Complex s(sigma_, w), unit = 1.0 / (s + radius_);
    if (!elimination_.factor(drift_.a, Sloped(s, 1))) return false;
    const std::size_t n = drift_.of.size();
    out.theta = theta;
    out.f.resize(n);
    Complex slope = 0;
    for (std::size_t k = 0; k < n; ++k) {
      const Sloped pivot = reciprocal(elimination_.reciprocal_pivot(k));
      out.f[k] = product(pivot.value, unit);
      slope += pivot.slope / pivot.value - unit;
    }
    out.slope = slope * Complex(0, 0.5 * (radius_ + w * w / radius_));  // ds/d theta
    return std::isfinite(std::abs(out.slope));
  }

  // Of log(f_1 ... f_n), unless a pivot turns by more than pi.
  static Complex change(const Node& from, const Node& to) {
    Complex sum = 0;
    for (std::size_t k = 0; k < from.f.size(); ++k) sum += std::log(to.f[k] / from.f[k]);
    return sum;
  }

  // Adds what the logarithm changes by from one node over the middle to another; halves until both
  // halves of it are what a parabola through the slopes says. A pivot that turned by more than pi,
  // or an eigenvalue nearer to the line than to a node, would be off by much more.
  bool add(const Node& from, const Node& middle, const Node& to, Complex& sum) {
    constexpr double off = 0.25;
    const double h = middle.theta - from.theta;
    const Complex first = change(from, middle), second = change(middle, to);
    const Complex expected_first = h / 12 * (5.0 * from.slope + 8.0 * middle.slope - to.slope);
    const Complex expected_second = h / 12 * (5.0 * to.slope + 8.0 * middle.slope - from.slope);
    if (std::abs(first - expected_first) < off && std::abs(second - expected_second) < off) {
      sum += first + second;
      const double steepness = (first + second).imag() / h;
      if (steepness < least_steepness_) {
        least_steepness_ = steepness;
        steepest_ = frequency(middle.theta);
      }
      return true;
    }
    constexpr double eps = std::numeric_limits<double>::epsilon();
    if (!(h > 8 * eps * std::abs(middle.theta))) return false;
    Node between;
    return node(0.5 * (from.theta + middle.theta), between) && add(from, between, middle, sum) &&
           node(0.5 * (middle.theta + to.theta), between) && add(middle, between, to, sum);
  }

  const DriftInUnits& drift_;
  double sigma_;
  Elimination<Sloped> elimination_;
  Effort& effort_;
  double radius_;
  double steepest_ = 0, least_steepness_ = std::numeric_limits<double>::infinity();
};

}  // namespace

DriftInUnits::DriftInUnits(const FedDrift& drift) : of(drift), a(drift.a) {
  const Pattern& p = drift.pattern;
  for (std::size_t i = 0; i < p.size(); ++i) {
    double sum = 0;
    each_slot(i, [&](std::size_t s) { sum += std::abs(a[s]); });
    unit = std::max(unit, sum);
  }
  if (unit == 0) unit = 1;
  for (Complex& number : a) number /= unit;
  // Gershgorin's discs of the Hermitian and the anti-Hermitian part.
  for (std::size_t i = 0; i < p.size(); ++i) {
    double damped = 0, turned = 0;
    each_slot(i, [&](std::size_t s) {
      const Complex other = std::conj(a[p.slot(static_cast<std::size_t>(p.column[s]), i)]);
      damped += 0.5 * std::abs(a[s] + other);
      turned += 0.5 * std::abs(a[s] - other);
    });
    const double centre = a[p.diagonal(i)].real();
    most_growth = std::max(most_growth, damped - std::abs(centre) - centre);
    fastest = std::max(fastest, turned);
  }
}

std::optional<LineCount> count_right_of(const DriftInUnits& drift, double sigma, Effort& effort) {
  return Line(drift, sigma, effort).count();
}

}  // namespace qbnet
