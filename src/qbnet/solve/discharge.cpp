#include "qbnet/solve/discharge.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "qbnet/base/stop.hpp"
#include "qbnet/solve/gaussian_flow.hpp"

namespace qbnet {
namespace {

constexpr double outward = 1 + 1e-12;  // more than doubles lose in a sum of 128 terms

// m x + x m^+, or with `transposed` m x + x m^T.
void differentiate(const BallMatrix& m, const BallMatrix& x, bool transposed, BallMatrix& out) {
  const slong bits = Ball::precision();
  const auto n = static_cast<std::size_t>(acb_mat_nrows(m.m));
  BallMatrix other(n), product(n);
  acb_mat_approx_mul(out.m, m.m, x.m, bits);
  transposed ? acb_mat_transpose(other.m, m.m) : acb_mat_conjugate_transpose(other.m, m.m);
  acb_mat_approx_mul(product.m, x.m, other.m, bits);
  acb_mat_add(out.m, out.m, product.m, bits);
  drop_radii(out);
}

std::vector<ScaledReal> second_derivative(const BallMatrix& m, const BallMatrix& x,
                                          bool transposed) {
  const auto n = static_cast<std::size_t>(acb_mat_nrows(m.m));
  BallMatrix once(n), twice(n);
  differentiate(m, x, transposed, once);
  differentiate(m, once, transposed, twice);
  std::vector<ScaledReal> sizes;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) sizes.push_back(twice.copy(i, j).upper_bound());
  }
  return sizes;
}

ScaledReal norm_of(BallMatrix& x) {
  const auto n = static_cast<std::size_t>(acb_mat_nrows(x.m));
  ScaledReal sum;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      const ScaledReal size = x.copy(i, j).upper_bound();
      sum += size * size;
    }
  }
  return sqrt(sum);
}

double form(const std::vector<double>& matrix, const std::vector<double>& z) {
  double sum = 0;
  for (std::size_t i = 0, k = 0; i < z.size(); ++i) {
    for (const double z_j : z) sum += matrix[k++] * z[i] * z_j;
  }
  return sum * outward;
}

}  // namespace

Discharge::Discharge(const Network& off, const MomentView& state,
                     const std::vector<std::size_t>& modes)
    : n_(off.size()), noise_(n_), anomalous_(n_), noise_end_(n_), anomalous_end_(n_) {
  const GaussianDrift drift(off);
  GaussianState end(drift.size);
  ends_ = !drift.noisy || GaussianFlow(drift).settle(end);
  const MomentView last(off, drift, end, drift.b);
  BallMatrix m(n_), coherent(n_), energy(n_);
  for (std::size_t i = 0; i < n_; ++i) {
    v_.push_back(state.amplitude(modes[i]));
    for (std::size_t j = 0; j < n_; ++j) {
      acb_set(m.at(i, j), acb_mat_entry(drift.a.m, static_cast<slong>(i), static_cast<slong>(j)));
      acb_set(noise_.at(i, j), (state.number(modes[i], modes[j]) - last.number(i, j)).get());
      acb_set(anomalous_.at(i, j),
              (state.anomalous(modes[i], modes[j]) - last.anomalous(i, j)).get());
    }
    noise_end_[i] = last.number(i, i);
    anomalous_end_[i] = last.anomalous(i, i);
  }
  for (BallMatrix* each : {&m, &noise_, &anomalous_}) drop_radii(*each);
  for (std::size_t i = 0; i < n_; ++i) {
    for (std::size_t j = 0; j < n_; ++j) {
      acb_set(coherent.at(i, j), (v_[i] * conj(v_[j])).get());
    }
  }
  steps_.emplace(m);
  drop_radii(coherent);
  acb_mat_add(energy.m, coherent.m, noise_.m, Ball::precision());
  drop_radii(energy);
  bend_energy_ = second_derivative(m, energy, false);
  bend_coherent_ = second_derivative(m, coherent, false);
  bend_noise_ = second_derivative(m, noise_, false);
  bend_anomalous_ = second_derivative(m, anomalous_, true);
  norm_coherent_ = norm_of(coherent);
  norm_noise_ = norm_of(noise_);
  norm_anomalous_ = norm_of(anomalous_);
}

const std::vector<double>& Discharge::growth(int level) {
  const auto wanted = static_cast<std::size_t>(level);
  while (growth_.size() <= wanted) {
    stop_if_asked();
    std::vector<double> g(n_ * n_);
    if (growth_.empty()) {
      const double h = std::ldexp(1.0, steps_->exponent());
      // |exp(-M^+ s)| <= exp(N s) <= sum_k (N h)^k with N = |M^+| off the diagonal, where
      // amplitudes only decay: a closure of sums alone, so that the smallest entry keeps its
      // digits.
      for (std::size_t i = 0; i < n_ * n_; ++i) {
        const std::size_t row = i / n_, column = i % n_;
        if (row != column) {
          g[i] = h * steps_->minus_adjoint().copy(row, column).upper_bound().value();
        }
      }
      for (std::size_t k = 0; k < n_; ++k) {
        const double around = 1 / (1 - g[k * n_ + k]);
        const std::vector<double> onward(g.begin() + static_cast<std::ptrdiff_t>(k * n_),
                                         g.begin() + static_cast<std::ptrdiff_t>((k + 1) * n_));
        for (std::size_t i = 0; i < n_; ++i) {
          const double to = g[i * n_ + k] * around;
          for (std::size_t j = 0; j < n_; ++j) g[i * n_ + j] += to * onward[j];
        }
      }
      for (std::size_t i = 0; i < n_; ++i) g[i * n_ + i] += 1;
      for (double& each : g) each *= outward;
    } else {
      // In the second half of the time: what it has come to by then, which is known, times what
      // the first half bounds. So a fast mode that follows slow ones stays as small as it is.
      const std::vector<double>& half = growth_.back();
      const int before = static_cast<int>(growth_.size()) - 1;
      const BallMatrix& over = steps_->exponential(before);
      const double rounding = std::ldexp(1.0, before + 16 - static_cast<int>(Ball::precision()));
      for (std::size_t i = 0; i < n_; ++i) {
        for (std::size_t k = 0; k < n_; ++k) {
          const double to =
              std::min(half[i * n_ + k], over.copy(i, k).upper_bound().value() + rounding);
          for (std::size_t j = 0; j < n_; ++j) {
            g[i * n_ + j] += to * half[k * n_ + j] * outward;
          }
        }
      }
      for (std::size_t i = 0; i < n_ * n_; ++i) g[i] = std::max(g[i], half[i]);
    }
    growth_.push_back(std::move(g));
  }
  return growth_[wanted];
}

Discharge::Trace::Trace(Discharge& network, std::size_t mode)
    : network_(network), w_(network.n_), mode_(mode) {
  w_[mode] = Ball(1.0);
  const Ball start =
      network.v_[mode].squared_size() + network.noise_.copy(mode, mode) + network.noise_end_[mode];
  unit_ = start.real_midpoint();
  if (unit_.is_zero()) return;
  const auto in_units = [&](const std::vector<ScaledReal>& of) {
    std::vector<double> all;
    for (const ScaledReal& each : of) all.push_back((each / unit_).value() * outward);
    return all;
  };
  bend_energy_ = in_units(network.bend_energy_);
  bend_coherent_ = in_units(network.bend_coherent_);
  bend_noise_ = in_units(network.bend_noise_);
  bend_anomalous_ = in_units(network.bend_anomalous_);
  rest_coherent_ = (network.norm_coherent_ / unit_).value() * outward;
  rest_noise_ = (network.norm_noise_ / unit_).value() * outward;
  rest_anomalous_ = (network.norm_anomalous_ / unit_).value() * outward;
  now_ = held(w_);
  size_.assign(w_.size(), 0);
  size_[mode] = 1;
}

double Discharge::Trace::length(int level) const {
  return std::ldexp(1.0, network_.steps_->exponent() + level);
}

Discharge::Held Discharge::Trace::held(const std::vector<Ball>& w) const {
  const auto in_units = [&](const Ball& z) {
    const ScaledComplex middle = z.midpoint();
    return std::complex<double>((real(middle) / unit_).value(), (imag(middle) / unit_).value());
  };
  const Ball coherent = inner(w, network_.v_).squared_size();
  const Ball noise = inner(w, times(network_.noise_, w)) + network_.noise_end_[mode_];
  std::vector<Ball> mirrored;
  for (const Ball& each : w) mirrored.push_back(conj(each));
  const Ball anomalous =
      inner(w, times(network_.anomalous_, mirrored)) + network_.anomalous_end_[mode_];
  return {in_units(coherent + noise).real(), in_units(coherent).real(), in_units(noise).real(),
          in_units(anomalous)};
}

void Discharge::Trace::step(int level) {
  next_time_ = time_ + static_cast<long double>(length(level));
  next_w_ = w_;
  network_.steps_->step(level, next_w_);
}

std::vector<double> Discharge::Trace::sizes(int level) const {
  const std::vector<double>& growth = network_.growth(std::max(level, 0));
  const std::size_t n = size_.size();
  double whole = 0;
  for (const double each : size_) whole += each * each;
  whole = std::sqrt(whole) * outward;
  std::vector<double> bounds(n, whole);  // |w| never grows
  for (std::size_t i = 0; i < n; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < n; ++j) {
      if (size_[j] > 0) sum += growth[i * n + j] * size_[j];
    }
    if (sum * outward < whole) bounds[i] = sum * outward;
  }
  return bounds;
}

Discharge::Between Discharge::Trace::within(int level) {
  step(level);
  next_ = held(next_w_);
  const std::vector<double> z = sizes(level);
  const double h = length(level), eighth = h * h / 8;
  Between result;
  // Off the straight line between its ends by at most max|f''| h^2/8.
  const auto between = [&](double(&out)[2], double a, double b, const std::vector<double>& bend) {
    const double off = form(bend, z) * eighth;
    out[0] = std::min(a, b) - off;
    out[1] = std::max(a, b) + off;
  };
  between(result.energy, now_.energy, next_.energy, bend_energy_);
  between(result.coherent, now_.coherent, next_.coherent, bend_coherent_);
  between(result.noise, now_.noise, next_.noise, bend_noise_);
  const std::complex<double> a = now_.anomalous, way = next_.anomalous - a;
  const double nearest =
      std::norm(way) == 0 ? 0
                          : std::clamp(-std::real(a * std::conj(way)) / std::norm(way), 0.0, 1.0);
  const double off = form(bend_anomalous_, z) * eighth;
  result.anomalous[0] = std::max(0.0, std::abs(a + nearest * way) - off);
  result.anomalous[1] = std::max(std::abs(a), std::abs(next_.anomalous)) + off;
  return result;
}

Discharge::Between Discharge::Trace::ever() const {
  double square = 0;
  for (const double each : size_) square += each * each;
  square *= outward;
  const double noise = (network_.noise_end_[mode_].real_midpoint() / unit_).value();
  const double anomalous = (abs(network_.anomalous_end_[mode_].midpoint()) / unit_).value();
  const double c = square * rest_coherent_, x = square * rest_noise_, y = square * rest_anomalous_;
  return {{noise - x, noise + x + c},
          {0, c},
          {noise - x, noise + x},
          {std::max(0.0, anomalous - y), anomalous + y}};
}

void Discharge::Trace::go() {
  w_ = next_w_;
  now_ = next_;
  time_ = next_time_;
  for (std::size_t i = 0; i < w_.size(); ++i) size_[i] = w_[i].upper_bound().value() * outward;
}

}  // namespace qbnet
