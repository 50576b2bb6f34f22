#include "qbnet/solve/abscissa.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "qbnet/resolvent/elimination.hpp"
#include "qbnet/solve/line_count.hpp"

namespace qbnet {
namespace {

using Complex = std::complex<double>;
using Column = std::vector<Complex>;

constexpr double eps = std::numeric_limits<double>::epsilon();

struct Eigenpair {
  Complex value;     // of -A
  double error;      // of a componentwise rounding of A
  std::size_t most;  // position
};

std::size_t most_of(const Column& x) {
  const auto most = std::max_element(
      x.begin(), x.end(), [](Complex a, Complex b) { return std::norm(a) < std::norm(b); });
  return static_cast<std::size_t>(most - x.begin());
}

// Rayleigh quotients from both sides, from s on. What does not converge has an infinite error.
std::optional<Eigenpair> eigenvalue_near(const DriftInUnits& drift, Complex s, Effort& effort) {
  const std::size_t n = drift.of.size();
  const Pattern& p = drift.of.pattern;
  Column x(n, 1.0), y(n, 1.0);
  for (std::size_t k = 0; k < n; ++k) {
    // Orthogonal to no eigenvector.
    x[k] = std::polar(1.0, 2.3 * static_cast<double>(k * k % 1009));
    y[k] = std::conj(x[k]);
  }
  const auto normalise = [](Column& z) {
    double square = 0;
    for (const Complex& entry : z) square += std::norm(entry);
    const double by = 1 / std::sqrt(square);
    for (Complex& entry : z) entry *= by;
    return std::isfinite(by) && by > 0;
  };
  constexpr int steps_from_afar = 3, most_steps = 40;
  Elimination<Complex> elimination(p);
  Complex before = s;
  for (int step = 0; step < most_steps; ++step) {
    ++effort.spent;
    if (!elimination.factor(drift.a, s) && !elimination.factor(drift.a, s + 4 * eps)) return {};
    elimination.solve(x);
    elimination.solve_transposed(y);
    if (!normalise(x) || !normalise(y)) return {};
    Complex product_xy = 0, quotient = 0;
    double sizes = 0;
    for (std::size_t i = 0; i < n; ++i) {
      Complex row = 0;
      double size = 0;
      drift.each_slot(i, [&](std::size_t at) {
        const auto j = static_cast<std::size_t>(p.column[at]);
        row += drift.a[at] * x[j];
        size += std::abs(drift.a[at]) * std::abs(x[j]);
      });
      product_xy += y[i] * x[i];
      quotient -= y[i] * row;
      sizes += std::abs(y[i]) * size;
    }
    quotient /= product_xy;
    if (!std::isfinite(std::abs(quotient))) return {};
    if (step + 1 < steps_from_afar) continue;
    const double error = 10 * eps * sizes / std::abs(product_xy) + eps;
    s = quotient;
    if (std::abs(s - before) <= error) {
      return Eigenpair{s, error, most_of(x)};
    }
    before = s;
  }
  return Eigenpair{s, std::numeric_limits<double>::infinity(), most_of(x)};
}

// Closes in on the abscissa from both sides.
class Search {
 public:
  Search(const FedDrift& drift, double close) : drift_(drift), close_(close) {}

  Abscissa run() {
    above_ = drift_.most_growth + 4 * eps;
    below_ = -3;  // row sums are at most 1
    constexpr int first_frequencies = 9;
    for (int k = 0; k < first_frequencies; ++k) {
      const double part = (2.0 * k + 1) / first_frequencies - 1;
      consider({std::max(above_, 0.0) + 0.01, part * drift_.fastest});
    }
    while (above_ - below_ > margin() && may_go_on() && narrow()) {
    }
    doubt();
    return result();
  }

 private:
  double margin() const {
    const double size = std::min(std::abs(below_), std::abs(above_));
    return std::max(close_ * size, narrowest_abscissa);
  }
  bool decided() const { return below_ > 0 || above_ < 0; }
  // By rows eliminated: digits are worth less than a decision.
  bool may_go_on() {
    constexpr double most_rows = 4e8, rows_for_digits = 2e7;
    effort_.most = static_cast<std::size_t>((decided() ? rows_for_digits : most_rows) /
                                            static_cast<double>(drift_.of.size()));
    return effort_.spent < effort_.most;
  }

  // What was counted must hold for rates that differ in their last digits, too.
  void doubt() {
    if (!decided() || (best_ && best_->value.real() > best_->error)) return;
    DriftInUnits other = drift_;
    std::mt19937_64 bits(1);
    for (Complex& number : other.a) number *= 1 + ((bits() >> 63U) != 0 ? 1e-12 : -1e-12);
    effort_.most = std::numeric_limits<std::size_t>::max();
    const double line = above_ < 0 ? 0 : 0.5 * below_;
    const std::optional<LineCount> count = count_right_of(other, line, effort_);
    if (count && (count->right == 0) == (above_ < 0)) return;
    above_ = std::max(above_, drift_.most_growth + 4 * eps);
    below_ = std::min(below_, 0.0);
  }

  // An eigenvalue is a lower bound.
  void consider(Complex s) {
    const std::optional<Eigenpair> found = eigenvalue_near(drift_, s, effort_);
    if (!found) return;
    const std::size_t mode = drift_.of.mode_at(found->most);
    if (!best_) mode_ = mode;
    const double growth = found->value.real();
    if (!std::isfinite(found->error) || (best_ && growth <= best_->value.real())) return;
    best_ = found;
    mode_ = mode;
    below_ = std::max(below_, growth - found->error);
  }

  // A line: first the one that decides, then nearer and nearer to the best eigenvalue; halfway
  // where more lies to the right than that.
  double next_line() const {
    constexpr double nearer = 0.01;
    if (!best_ || best_->value.real() + best_->error < below_) return 0.5 * (below_ + above_);
    const double here = best_->value.real();
    if (here < -narrowest_abscissa && above_ > 0) return 0;
    return here + std::max(0.45 * margin(), nearer * (above_ - here));
  }

  bool narrow() {
    const double wanted = next_line();
    for (const double shift : {0.0, 1e-3, 0.013, -0.017, 0.1, -0.1, 0.3}) {
      const double sigma = wanted + shift * (above_ - below_);
      if (!(sigma > below_ && sigma < above_)) continue;
      const std::optional<LineCount> count = count_right_of(drift_, sigma, effort_);
      if (!count) continue;
      if (count->right == 0) {
        above_ = sigma;
      } else {
        below_ = sigma;
        frequency_ = count->frequency;
        consider({sigma, frequency_});
      }
      return true;
    }
    return false;
  }

  Abscissa result() const {
    Abscissa found;
    const double unit = drift_.unit;
    found.below = below_ * unit;
    found.above = above_ * unit;
    found.resolution = narrowest_abscissa * unit;
    found.mode = mode_;
    found.eliminations = effort_.spent;
    const double here = best_ ? best_->value.real() : 0;
    if (best_ && here <= above_ && here + best_->error >= below_) {
      found.value = here * unit;
      found.error = std::max(best_->error, above_ - here) * unit;
      found.frequency = best_->value.imag() * unit;
    } else {
      found.value = 0.5 * (below_ + above_) * unit;
      found.error = 0.5 * (above_ - below_) * unit;
      found.frequency = frequency_ * unit;
    }
    return found;
  }

  DriftInUnits drift_;
  double close_;
  double below_ = 0, above_ = 0, frequency_ = 0;
  std::size_t mode_ = 0;
  Effort effort_;
  std::optional<Eigenpair> best_;
};

}  // namespace

Abscissa spectral_abscissa(const FedDrift& drift, double close) {
  return Search(drift, close).run();
}

}  // namespace qbnet
