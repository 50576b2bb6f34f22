#include "qbnet/solve/moment_response.hpp"

#include <algorithm>
#include <utility>

#include "qbnet/base/stop.hpp"

namespace qbnet {
namespace {

std::size_t rows(const BallMatrix& matrix) {
  return static_cast<std::size_t>(acb_mat_nrows(matrix.m));
}
std::size_t columns(const BallMatrix& matrix) {
  return static_cast<std::size_t>(acb_mat_ncols(matrix.m));
}

BallMatrix product(const BallMatrix& a, const BallMatrix& b) {
  BallMatrix result(rows(a), columns(b));
  acb_mat_approx_mul(result.m, a.m, b.m, Ball::precision());
  return result;
}

BallMatrix adjoint(const BallMatrix& a) {
  BallMatrix result(columns(a), rows(a));
  acb_mat_conjugate_transpose(result.m, a.m);
  return result;
}

void add(BallMatrix& to, const BallMatrix& other) {
  acb_mat_add(to.m, to.m, other.m, Ball::precision());
  drop_radii(to);
}

// a + a^+, over `divisor`.
BallMatrix with_adjoint(const BallMatrix& a, slong divisor) {
  BallMatrix result = adjoint(a);
  add(result, a);
  acb_mat_scalar_div_si(result.m, result.m, divisor, Ball::precision());
  drop_radii(result);
  return result;
}

BallMatrix over(BallMatrix a, slong divisor) {
  acb_mat_scalar_div_si(a.m, a.m, divisor, Ball::precision());
  drop_radii(a);
  return a;
}

BallMatrix copy(const BallMatrix& a) {
  BallMatrix result(rows(a), columns(a));
  acb_mat_set(result.m, a.m);
  return result;
}

}  // namespace

// What the Taylor series of the shortest span are made of: x = -A t,
// E = sum_k power_k, C = sum_k noise_k, Phi = sum_k drive_k.
struct ReversibleFlow::Series {
  Series(const GaussianDrift& drift, const Ball& time, const GaussianFlow::Orders& orders)
      : x(copy(drift.a)) {
    const slong bits = Ball::precision();
    const std::size_t n = drift.size;
    acb_mat_scalar_mul_acb(x.m, x.m, (-time).get(), bits);
    drop_radii(x);
    BallMatrix one(n), c(n), u(n, 1);
    acb_mat_one(one.m);
    acb_mat_scalar_mul_acb(c.m, drift.d.m, time.get(), bits);
    for (std::size_t i = 0; i < n; ++i) acb_set(u.at(i, 0), (drift.b[i] * time).get());
    drop_radii(c);
    drop_radii(u);
    power.push_back(std::move(one));
    noise.push_back(std::move(c));
    drive.push_back(std::move(u));
    const slong order = std::max(orders.mean, orders.noise);
    for (slong k = 1; k <= order; ++k) {
      stop_if_asked();
      power.push_back(over(product(power.back(), x), k));
      noise.push_back(with_adjoint(product(x, noise.back()), k + 1));
      drive.push_back(over(product(x, drive.back()), k + 1));
    }
  }
  std::size_t order() const { return power.size() - 1; }

  BallMatrix x;
  std::vector<BallMatrix> power, noise, drive;
};

std::optional<MomentResponse> steady_response(const GaussianDrift& drift,
                                              const GaussianState& state,
                                              const MomentSlope& slope) {
  std::vector<Ball> source;
  for (const Ball& each : slope.by_mean) source.push_back(conj(each));
  const GaussianDrift backwards(drift, slope.by_covariance, std::move(source));
  GaussianState found(drift.size);
  if (!GaussianFlow(backwards).settle(found)) return {};
  MomentResponse result(drift.size);
  acb_mat_set(result.by_noise.m, found.covariance.m);
  const BallMatrix both = product(state.covariance, found.covariance);
  for (std::size_t i = 0; i < drift.size; ++i) {
    result.by_source[i] = conj(found.mean[i]);
    for (std::size_t j = 0; j < drift.size; ++j) {
      acb_set(result.by_entry.at(i, j),
              (both.copy(j, i) + result.by_source[i] * state.mean[j]).get());
    }
  }
  return result;
}

ReversibleFlow::ReversibleFlow(const GaussianDrift& drift, const Ball& time)
    : drift_(drift), flow_(drift), part_(time) {
  const int doublings = flow_.halvings(part_);
  acb_mul_2exp_si(part_.get(), part_.get(), -doublings);
  span_.push_back(flow_.span());
  flow_.make(part_, span_.back(), doublings);
  Ball whole = part_;
  for (int k = 0; k < doublings; ++k) {
    const GaussianFlow::Span& before = span_.back();
    GaussianFlow::Span next = {copy(before.e), copy(before.phi), copy(before.c), BallMatrix(0)};
    flow_.double_span(whole, next);
    acb_mul_2exp_si(whole.get(), whole.get(), 1);
    span_.push_back(std::move(next));
  }
}

void ReversibleFlow::apply(GaussianState& state) const {
  flow_.apply(span_.back(), {Ball(1.0)}, state);
}

// With df = Re Tr(e dE) + Re phi dPhi + Tr c dC, from the last doubling to the first.
ReversibleFlow::Back ReversibleFlow::response(const MomentSlope& end,
                                              const GaussianState& start) const {
  const std::size_t n = drift_.size;
  BallMatrix e(n), phi(1, n), c = copy(end.by_covariance), mean(n, 1);
  for (std::size_t i = 0; i < n; ++i) {
    acb_set(phi.at(0, i), (end.by_mean[i] + end.by_mean[i]).get());
    acb_set(mean.at(i, 0), start.mean[i].get());
  }
  MomentSlope of_start(n);
  {  // zeta = E zeta_0 + Phi, C = E C_0 E^+ + C of the vacuum
    const BallMatrix& whole = span_.back().e;
    const BallMatrix back = adjoint(whole);
    e = product(product(start.covariance, back), c);
    acb_mat_scalar_mul_2exp_si(e.m, e.m, 1);
    add(e, product(mean, phi));
    of_start.by_covariance = product(product(back, c), whole);
    const BallMatrix row = product(phi, whole);
    for (std::size_t i = 0; i < n; ++i) of_start.by_mean[i] = row.copy(0, i) * Ball(0.5);
  }
  for (std::size_t k = span_.size() - 1; k-- > 0;) {
    stop_if_asked();
    const GaussianFlow::Span& at = span_[k];
    const BallMatrix back = adjoint(at.e);
    BallMatrix next = product(product(at.c, back), c);
    acb_mat_scalar_mul_2exp_si(next.m, next.m, 1);
    add(next, product(at.phi, phi));
    add(next, product(e, at.e));
    add(next, product(at.e, e));
    e = std::move(next);
    add(c, product(product(back, c), at.e));
    add(phi, product(phi, at.e));
  }
  const auto doublings = static_cast<int>(span_.size()) - 1;
  const Series series(drift_, part_, flow_.orders(part_, doublings));
  const BallMatrix& x = series.x;
  BallMatrix by_x(n), power = copy(e), noise = copy(c), drive = copy(phi);
  for (std::size_t k = series.order(); k > 0; --k) {
    stop_if_asked();
    const auto divisor = static_cast<slong>(k);
    add(by_x, over(product(power, series.power[k - 1]), divisor));
    power = over(product(x, power), divisor);
    add(power, e);
    BallMatrix of_noise = over(product(series.noise[k - 1], noise), divisor + 1);
    acb_mat_scalar_mul_2exp_si(of_noise.m, of_noise.m, 1);
    add(by_x, of_noise);
    noise = with_adjoint(product(noise, x), divisor + 1);
    add(noise, c);
    add(by_x, over(product(series.drive[k - 1], drive), divisor + 1));
    drive = over(product(drive, x), divisor + 1);
    add(drive, phi);
  }
  MomentResponse result(n);
  const Ball half_part = part_ * Ball(0.5);
  for (std::size_t i = 0; i < n; ++i) {
    result.by_source[i] = drive.copy(0, i) * half_part;
    for (std::size_t j = 0; j < n; ++j) {
      acb_set(result.by_entry.at(i, j), (by_x.copy(j, i) * half_part).get());
      acb_set(result.by_noise.at(i, j), (noise.copy(i, j) * part_).get());
    }
  }
  drop_radii(result.by_source);
  drop_radii(result.by_entry);
  drop_radii(result.by_noise);
  drop_radii(of_start.by_covariance);
  drop_radii(of_start.by_mean);
  return {std::move(result), std::move(of_start)};
}

}  // namespace qbnet
