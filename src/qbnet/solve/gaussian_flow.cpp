#include "qbnet/solve/gaussian_flow.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "qbnet/base/stop.hpp"

namespace qbnet {
namespace {

// The largest sum of |entries| of a row of the upper left block.
ScaledReal largest_row(BallMatrix& matrix, std::size_t size) {
  ScaledReal largest;
  for (std::size_t i = 0; i < size; ++i) {
    ScaledReal sum;
    for (std::size_t j = 0; j < size; ++j) sum += matrix.copy(i, j).upper_bound();
    largest = std::max(largest, sum);
  }
  return largest;
}

class Window {
 public:
  Window(const BallMatrix& whole, std::size_t size) {
    const auto n = static_cast<slong>(size);
    acb_mat_window_init(m, whole.m, 0, 0, n, n);
  }
  ~Window() { acb_mat_window_clear(m); }
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;
  acb_mat_t m;
};

}  // namespace

GaussianFlow::GaussianFlow(const GaussianDrift& drift) : drift_(drift), g_(drift.size + 1) {
  const std::size_t n = drift.size;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      acb_neg(g_.at(i, j), acb_mat_entry(drift.a.m, static_cast<slong>(i), static_cast<slong>(j)));
    }
    acb_set(g_.at(i, n), drift.b[i].get());
  }
  acb_mat_get_mid(g_.m, g_.m);
  rate_ = largest_row(g_, n);
}

int GaussianFlow::halvings(const Ball& time) const {
  constexpr int short_enough = 3;  // |G| t below 2^-3
  const ScaledReal whole = rate_ * time.upper_bound();
  if (whole.is_zero()) return 0;
  return std::max(0, static_cast<int>(std::ceil(log(whole) * std::numbers::log2e)) + short_enough);
}

// exp(G t) = sum_k (G t)^k / k!, C = sum_k t^(k+1) / (k+1)! L^k D with L X = -(A X) - (A X)^+.
void GaussianFlow::taylor(const Ball& time, Span& out) const {
  const slong bits = Ball::precision();
  const std::size_t n = drift_.size, all = n + 1;
  BallMatrix power(all), scaled(all);
  acb_mat_one(out.g.m);
  acb_mat_one(power.m);
  acb_mat_scalar_mul_acb(scaled.m, g_.m, time.get(), bits);
  acb_mat_get_mid(scaled.m, scaled.m);
  // Terms are below (2 |G| t)^k / k! of the first, and 2 |G| t <= 1/4.
  const ScaledReal whole = rate_ * time.upper_bound();
  const double shorter = whole.is_zero() ? 2 : std::max(2.0, -1 - log(whole) * std::numbers::log2e);
  int terms = 1;
  for (double size = 0; size < static_cast<double>(bits) + 8; ++terms) {
    size += shorter + std::log2(static_cast<double>(terms));
  }
  for (int k = 1; k <= terms; ++k) {
    stop_if_asked();
    acb_mat_approx_mul(power.m, power.m, scaled.m, bits);
    acb_mat_scalar_div_si(power.m, power.m, k, bits);
    acb_mat_get_mid(power.m, power.m);
    acb_mat_add(out.g.m, out.g.m, power.m, bits);
  }
  acb_mat_get_mid(out.g.m, out.g.m);
  acb_mat_zero(out.c.m);
  if (!drift_.noisy) return;
  const Window minus_a(scaled, n);
  BallMatrix term(n), product(n), adjoint(n);
  acb_mat_scalar_mul_acb(term.m, drift_.d.m, time.get(), bits);
  acb_mat_get_mid(term.m, term.m);
  for (int k = 1;; ++k) {
    stop_if_asked();
    acb_mat_add(out.c.m, out.c.m, term.m, bits);
    if (k > terms) break;
    acb_mat_approx_mul(product.m, minus_a.m, term.m, bits);
    acb_mat_conjugate_transpose(adjoint.m, product.m);
    acb_mat_add(term.m, product.m, adjoint.m, bits);
    acb_mat_scalar_div_si(term.m, term.m, k + 1, bits);
    acb_mat_get_mid(term.m, term.m);
  }
  acb_mat_get_mid(out.c.m, out.c.m);
}

void GaussianFlow::carry(const BallMatrix& g, BallMatrix& c) const {
  const slong bits = Ball::precision();
  const Window e(g, drift_.size);
  BallMatrix half(drift_.size), adjoint(drift_.size);
  acb_mat_approx_mul(half.m, e.m, c.m, bits);
  acb_mat_conjugate_transpose(adjoint.m, e.m);
  acb_mat_approx_mul(c.m, half.m, adjoint.m, bits);
}

void GaussianFlow::double_span(Span& span) const {
  stop_if_asked();
  const slong bits = Ball::precision();
  if (drift_.noisy) {
    BallMatrix later(drift_.size);
    acb_mat_set(later.m, span.c.m);
    carry(span.g, later);
    acb_mat_add(span.c.m, span.c.m, later.m, bits);
    acb_mat_get_mid(span.c.m, span.c.m);
  }
  acb_mat_approx_mul(span.g.m, span.g.m, span.g.m, bits);
}

bool GaussianFlow::is_short(const Ball& time) const {
  return rate_ * time.upper_bound() < ScaledReal(1, -20);
}

void GaussianFlow::make(const Ball& time, Span& out) const {
  const int doublings = halvings(time);
  Ball part = time;
  acb_mul_2exp_si(part.get(), part.get(), -doublings);
  taylor(part, out);
  for (int k = 0; k < doublings; ++k) double_span(out);
}

void GaussianFlow::apply(const Span& span, GaussianState& state) const {
  const std::size_t n = drift_.size, all = n + 1;
  std::vector<Ball> before = std::move(state.mean);
  before.emplace_back(1.0);
  std::vector<Ball> after(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < all; ++j) {
      acb_addmul(after[i].get(),
                 acb_mat_entry(span.g.m, static_cast<slong>(i), static_cast<slong>(j)),
                 before[j].get(), Ball::precision());
    }
    acb_get_mid(after[i].get(), after[i].get());
  }
  state.mean = std::move(after);
  if (!drift_.noisy) return;
  carry(span.g, state.covariance);
  acb_mat_add(state.covariance.m, state.covariance.m, span.c.m, Ball::precision());
  acb_mat_get_mid(state.covariance.m, state.covariance.m);
}

// What is left out after t is E C E^+ and E zeta: row by row, E must be small beside what there is.
bool GaussianFlow::settle(GaussianState& out) const {
  constexpr int most_doublings = 5000;
  const std::size_t n = drift_.size;
  const ScaledReal last_bit(1, -Ball::precision());
  Span span(n);
  taylor(Ball(std::ldexp(1, -halvings(Ball(1.0)))), span);
  for (int k = 0; k < most_doublings; ++k) {
    double_span(span);
    ScaledReal mean, covariance;
    for (std::size_t i = 0; i < n; ++i) {
      const ScaledReal v = span.g.copy(i, n).upper_bound(), c = span.c.copy(i, i).upper_bound();
      if (mean < v) mean = v;
      if (covariance < c) covariance = c;
    }
    bool ended = true;
    for (std::size_t i = 0; i < n && ended; ++i) {
      ScaledReal row;
      for (std::size_t j = 0; j < n; ++j) row += span.g.copy(i, j).upper_bound();
      const ScaledReal v = span.g.copy(i, n).upper_bound(), c = span.c.copy(i, i).upper_bound();
      const auto small = [&](const ScaledReal& rest, const ScaledReal& beside) {
        return rest.is_zero() ||
               (beside.is_zero() ? row < last_bit * last_bit : rest < beside * last_bit);
      };
      ended = small(row * mean, v) && small(row * row * covariance, c);
    }
    if (!ended) continue;
    for (std::size_t i = 0; i < n; ++i) out.mean[i] = span.g.copy(i, n);
    acb_mat_set(out.covariance.m, span.c.m);
    return true;
  }
  return false;
}

}  // namespace qbnet
