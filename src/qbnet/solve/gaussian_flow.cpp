#include "qbnet/solve/gaussian_flow.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "qbnet/base/stop.hpp"

namespace qbnet {
namespace {

// The largest sum of |entries| of a row of the upper left block.
ScaledReal largest_row(const BallMatrix& matrix, std::size_t size) {
  ScaledReal largest;
  for (std::size_t i = 0; i < size; ++i) {
    ScaledReal sum;
    for (std::size_t j = 0; j < size; ++j) sum += matrix.copy(i, j).upper_bound();
    largest = std::max(largest, sum);
  }
  return largest;
}

// t^k/k! for all k below `count`.
std::vector<Ball> divided_powers(const Ball& t, std::size_t count) {
  std::vector<Ball> all(1, Ball(1.0));
  while (all.size() < count) {
    all.push_back(all.back() * t / Ball(static_cast<double>(all.size())));
    acb_get_mid(all.back().get(), all.back().get());
  }
  return all;
}

// c <- e c e^+.
void carry(const BallMatrix& e, BallMatrix& c) {
  const slong bits = Ball::precision();
  const auto size = static_cast<std::size_t>(acb_mat_nrows(c.m));
  BallMatrix half(size), adjoint(size);
  acb_mat_approx_mul(half.m, e.m, c.m, bits);
  acb_mat_conjugate_transpose(adjoint.m, e.m);
  acb_mat_approx_mul(c.m, half.m, adjoint.m, bits);
}

// c <- c + e c e^+.
void add_carried(const BallMatrix& e, BallMatrix& c) {
  const auto size = static_cast<std::size_t>(acb_mat_nrows(c.m));
  BallMatrix later(size);
  acb_mat_set(later.m, c.m);
  carry(e, later);
  acb_mat_add(c.m, c.m, later.m, Ball::precision());
  acb_mat_get_mid(c.m, c.m);
}

// int_0^t exp(a s) d exp(a s)^+ ds = sum_k t^(k+1)/(k+1)! L^k d with L x = a x + (a x)^+.
void series_of_integral(const BallMatrix& a, const BallMatrix& d, const Ball& time, int order,
                        BallMatrix& out) {
  const slong bits = Ball::precision();
  const auto size = static_cast<std::size_t>(acb_mat_nrows(a.m));
  BallMatrix scaled(size), term(size), product(size), adjoint(size);
  acb_mat_scalar_mul_acb(scaled.m, a.m, time.get(), bits);
  acb_mat_get_mid(scaled.m, scaled.m);
  acb_mat_scalar_mul_acb(term.m, d.m, time.get(), bits);
  acb_mat_get_mid(term.m, term.m);
  acb_mat_zero(out.m);
  for (int k = 1;; ++k) {
    stop_if_asked();
    acb_mat_add(out.m, out.m, term.m, bits);
    if (k > order) break;
    acb_mat_approx_mul(product.m, scaled.m, term.m, bits);
    acb_mat_conjugate_transpose(adjoint.m, product.m);
    acb_mat_add(term.m, product.m, adjoint.m, bits);
    acb_mat_scalar_div_si(term.m, term.m, k + 1, bits);
    acb_mat_get_mid(term.m, term.m);
  }
  acb_mat_get_mid(out.m, out.m);
}

}  // namespace

GaussianFlow::GaussianFlow(const GaussianDrift& drift, std::vector<Source> sources, bool supply)
    : drift_(drift),
      sources_(std::move(sources)),
      supply_(supply),
      minus_a_(drift.size),
      all_(0),
      power_(0) {
  acb_mat_neg(minus_a_.m, drift.a.m);
  acb_mat_get_mid(minus_a_.m, minus_a_.m);
  speed_ = largest_row(minus_a_, size());
  for (Source& source : sources_) {
    acb_get_mid(source.rate.get(), source.rate.get());
    acb_get_mid(source.scale.get(), source.scale.get());
    for (Ball& entry : source.direction) acb_get_mid(entry.get(), entry.get());
    terms_ += source.terms;
    speed_ = std::max(speed_, source.rate.upper_bound());
    if (source.terms > 1) speed_ = std::max(speed_, (Ball(1.0) / source.scale).upper_bound());
  }
  for (const Source& source : sources_) {
    mean_reach_ = std::max(mean_reach_, std::ranges::max(drift_.steps_from(source.direction)));
  }
  if (drift_.noisy) noise_reach_ = std::max(0, std::ranges::max(drift_.steps_from_noise()));
  if (supply_) start_supply();
}

// d(zeta, c)/dt = [[-A, d], [0, F]] (zeta, c), and 2 Re v^+ d c is what drives supply.
void GaussianFlow::start_supply() {
  const std::size_t n = size();
  BallMatrix all(n + terms_), power(n + terms_);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) acb_conj(all.at(j, i), minus_a_.at(i, j));
  }
  std::size_t at = n;
  for (const Source& source : sources_) {
    for (std::size_t i = 0; i < n; ++i) {
      acb_conj(all.at(at, i), source.direction[i].get());
      if (i >= drift_.modes) continue;
      acb_set(power.at(i, at), source.direction[i].get());
      acb_conj(power.at(at, i), source.direction[i].get());
    }
    const Ball onward = Ball(1.0) / source.scale;
    for (std::size_t k = 0; k < source.terms; ++k, ++at) {
      acb_set(all.at(at, at), (-conj(source.rate)).get());
      if (k > 0) acb_set(all.at(at, at - 1), onward.get());
    }
  }
  acb_mat_get_mid(all.m, all.m);
  all_.swap(all);
  power_.swap(power);
}

int GaussianFlow::halvings(const Ball& time) const {
  constexpr int short_enough = 3;  // |A| t below 2^-3
  const ScaledReal whole = speed_ * time.upper_bound();
  if (whole.is_zero()) return 0;
  return std::max(0, static_cast<int>(std::ceil(log(whole) * std::numbers::log2e)) + short_enough);
}

// exp(-A t) = sum_k (-A t)^k/k!, and a column of Phi is
// exp(-rate t)/scale^k sum_m t^(m+k+1)/(m+k+1)! (rate - A)^m direction.
void GaussianFlow::series_of_mean(const Ball& time, int order, Span& out) const {
  const slong bits = Ball::precision();
  BallMatrix power(size()), scaled(size());
  acb_mat_one(out.e.m);
  acb_mat_one(power.m);
  acb_mat_scalar_mul_acb(scaled.m, minus_a_.m, time.get(), bits);
  acb_mat_get_mid(scaled.m, scaled.m);
  for (int k = 1; k <= order; ++k) {
    stop_if_asked();
    acb_mat_approx_mul(power.m, power.m, scaled.m, bits);
    acb_mat_scalar_div_si(power.m, power.m, k, bits);
    acb_mat_get_mid(power.m, power.m);
    acb_mat_add(out.e.m, out.e.m, power.m, bits);
  }
  acb_mat_get_mid(out.e.m, out.e.m);
  acb_mat_zero(out.phi.m);
  BallMatrix vector(size(), 1), next(size(), 1);
  std::size_t first = 0;
  for (const Source& source : sources_) {
    const auto orders = static_cast<std::size_t>(order);
    const std::vector<Ball> powers = divided_powers(time, orders + source.terms + 1);
    for (std::size_t i = 0; i < size(); ++i) {
      acb_set(vector.at(i, 0), source.direction[i].get());
    }
    for (std::size_t m = 0; m < orders; ++m) {
      stop_if_asked();
      for (std::size_t i = 0; i < size(); ++i) {
        for (std::size_t k = 0; k < source.terms; ++k) {
          acb_addmul(out.phi.at(i, first + k), vector.at(i, 0), powers[m + k + 1].get(), bits);
        }
      }
      acb_mat_approx_mul(next.m, minus_a_.m, vector.m, bits);
      for (std::size_t i = 0; i < size(); ++i) {
        acb_addmul(next.at(i, 0), source.rate.get(), vector.at(i, 0), bits);
      }
      acb_mat_get_mid(vector.m, next.m);
    }
    Ball factor = Ball::exponential(-source.rate * time);
    for (std::size_t k = 0; k < source.terms; ++k) {
      for (std::size_t i = 0; i < size(); ++i) {
        acb_mul(out.phi.at(i, first + k), out.phi.at(i, first + k), factor.get(), bits);
      }
      factor /= source.scale;
      acb_get_mid(factor.get(), factor.get());
    }
    first += source.terms;
  }
  acb_mat_get_mid(out.phi.m, out.phi.m);
}

GaussianFlow::Orders GaussianFlow::orders(const Ball& time, int doublings) const {
  // Terms are below (2 |A| t)^k / k! of the first, and 2 |A| t <= 1/4.
  const ScaledReal whole = speed_ * time.upper_bound();
  const double shorter = whole.is_zero() ? 2 : std::max(2.0, -1 - log(whole) * std::numbers::log2e);
  int order = 1;
  for (double size = 0; size < static_cast<double>(Ball::precision()) + 8; ++order) {
    size += shorter + std::log2(static_cast<double>(order));
  }
  const int halved = std::min(doublings, 30);
  return {order + (mean_reach_ >> halved), order + (2 * noise_reach_ >> halved)};
}

void GaussianFlow::taylor(const Ball& time, int doublings, Span& out) const {
  const Orders order = orders(time, doublings);
  series_of_mean(time, order.mean, out);
  if (drift_.noisy) series_of_integral(minus_a_, drift_.d, time, order.noise, out.c);
  if (supply_) series_of_integral(all_, power_, time, order.mean, out.j);
}

void GaussianFlow::shift_sources(const Ball& time, BallMatrix& out) const {
  acb_mat_zero(out.m);
  std::size_t first = 0;
  for (const Source& source : sources_) {
    const Ball decay = Ball::exponential(-source.rate * time);
    const std::vector<Ball> powers = divided_powers(time / source.scale, source.terms);
    for (std::size_t j = 0; j < source.terms; ++j) {
      for (std::size_t k = j; k < source.terms; ++k) {
        acb_mul(out.at(first + j, first + k), decay.get(), powers[k - j].get(), Ball::precision());
      }
    }
    first += source.terms;
  }
  acb_mat_get_mid(out.m, out.m);
}

void GaussianFlow::double_span(const Ball& time, Span& span) const {
  stop_if_asked();
  const slong bits = Ball::precision();
  if (drift_.noisy) add_carried(span.e, span.c);
  if (terms_ > 0) {
    BallMatrix later(size(), terms_), shift(terms_);
    shift_sources(time, shift);
    if (supply_) {
      BallMatrix adjoint(size() + terms_);
      adjoint_of_all(span, shift, adjoint);
      add_carried(adjoint, span.j);
    }
    acb_mat_approx_mul(later.m, span.phi.m, shift.m, bits);
    acb_mat_approx_mul(span.phi.m, span.e.m, span.phi.m, bits);
    acb_mat_add(span.phi.m, span.phi.m, later.m, bits);
    acb_mat_get_mid(span.phi.m, span.phi.m);
  }
  acb_mat_approx_mul(span.e.m, span.e.m, span.e.m, bits);
}

void GaussianFlow::adjoint_of_all(const Span& span, const BallMatrix& shift,
                                  BallMatrix& out) const {
  const std::size_t n = size();
  const auto put = [&](std::size_t row, std::size_t column, const BallMatrix& matrix, std::size_t i,
                       std::size_t j) { acb_conj(out.at(column, row), matrix.at(i, j)); };
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) put(i, j, span.e, i, j);
    for (std::size_t k = 0; k < terms_; ++k) put(i, n + k, span.phi, i, k);
  }
  for (std::size_t i = 0; i < terms_; ++i) {
    for (std::size_t k = 0; k < terms_; ++k) put(n + i, n + k, shift, i, k);
  }
}

void GaussianFlow::add_supply(const Span& span, const std::vector<Ball>& coefficients,
                              GaussianState& state) const {
  std::vector<Ball> all = state.mean;
  all.insert(all.end(), coefficients.begin(), coefficients.end());
  for (std::size_t i = 0; i < all.size(); ++i) {
    Ball row;
    for (std::size_t k = 0; k < all.size(); ++k) {
      acb_addmul(row.get(), span.j.at(i, k), all[k].get(), Ball::precision());
    }
    state.supplied += conj(all[i]) * row;
  }
  state.supplied = real_part(std::move(state.supplied));
  acb_get_mid(state.supplied.get(), state.supplied.get());
}

bool GaussianFlow::is_short(const Ball& time) const {
  return speed_ * time.upper_bound() < ScaledReal(1, -20);
}

void GaussianFlow::make(const Ball& time, Span& out, int later) const {
  const int doublings = halvings(time);
  Ball part = time;
  acb_mul_2exp_si(part.get(), part.get(), -doublings);
  taylor(part, doublings + later, out);
  for (int k = 0; k < doublings; ++k) {
    double_span(part, out);
    acb_mul_2exp_si(part.get(), part.get(), 1);
  }
}

void GaussianFlow::apply(const Span& span, const std::vector<Ball>& coefficients,
                         GaussianState& state) const {
  if (supply_) add_supply(span, coefficients, state);
  const slong bits = Ball::precision();
  const std::vector<Ball> before = std::exchange(state.mean, std::vector<Ball>(size()));
  for (std::size_t i = 0; i < size(); ++i) {
    acb_ptr after = state.mean[i].get();
    const auto add = [&](const BallMatrix& matrix, const std::vector<Ball>& vector) {
      for (std::size_t j = 0; j < vector.size(); ++j) {
        acb_addmul(after, matrix.at(i, j), vector[j].get(), bits);
      }
    };
    add(span.e, before);
    add(span.phi, coefficients);
    acb_get_mid(after, after);
  }
  if (!drift_.noisy) return;
  carry(span.e, state.covariance);
  acb_mat_add(state.covariance.m, state.covariance.m, span.c.m, bits);
  acb_mat_get_mid(state.covariance.m, state.covariance.m);
}

// What is left out after t is E C E^+ and E zeta: row by row, E must be small beside what there is.
bool GaussianFlow::settle(GaussianState& out) const {
  constexpr int most_doublings = 5000;
  const std::size_t n = size();
  const ScaledReal last_bit(1, -Ball::precision());
  Span span = this->span();
  Ball time(std::ldexp(1, -halvings(Ball(1.0))));
  taylor(time, most_doublings, span);
  for (int k = 0; k < most_doublings; ++k) {
    double_span(time, span);
    acb_mul_2exp_si(time.get(), time.get(), 1);
    ScaledReal mean, covariance;
    for (std::size_t i = 0; i < n; ++i) {
      const ScaledReal v = span.phi.copy(i, 0).upper_bound(), c = span.c.copy(i, i).upper_bound();
      if (mean < v) mean = v;
      if (covariance < c) covariance = c;
    }
    bool ended = true;
    for (std::size_t i = 0; i < n && ended; ++i) {
      ScaledReal row;
      for (std::size_t j = 0; j < n; ++j) row += span.e.copy(i, j).upper_bound();
      const ScaledReal v = span.phi.copy(i, 0).upper_bound(), c = span.c.copy(i, i).upper_bound();
      const auto small = [&](const ScaledReal& rest, const ScaledReal& beside) {
        return rest.is_zero() ||
               (beside.is_zero() ? row < last_bit * last_bit : rest < beside * last_bit);
      };
      ended = small(row * mean, v) && small(row * row * covariance, c);
    }
    if (!ended) continue;
    for (std::size_t i = 0; i < n; ++i) out.mean[i] = span.phi.copy(i, 0);
    acb_mat_set(out.covariance.m, span.c.m);
    return true;
  }
  return false;
}

}  // namespace qbnet
