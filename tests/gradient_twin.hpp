// The gradient's twin: central differences of log E in many digits, the rates being many-digit
// numbers themselves. Nothing of the derivation in docs/gradients.md is used.
#pragma once

#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

#include "qbnet/network/network.hpp"
#include "qbnet/network/parametric.hpp"
#include "tests/plain_twin.hpp"

namespace qbnet::plain {

/// The numbers of a network, in many digits, one after the other.
template <unsigned Digits>
struct Rates {
  struct Named {
    Slot slot;
    std::size_t index, weight;
  };
  std::vector<Named> name;
  std::vector<Real<Digits>> value;

  explicit Rates(const Network& network) {
    const auto add = [this](Slot slot, double x, std::size_t index, std::size_t weight = 0) {
      name.push_back({slot, index, weight});
      value.emplace_back(x);
    };
    for (std::size_t j = 0; j < network.size(); ++j) {
      add(Slot::loss, network.mode(j).loss, j);
      add(Slot::detuning, network.mode(j).detuning, j);
      add(Slot::drive_re, network.mode(j).drive.real(), j);
      add(Slot::drive_im, network.mode(j).drive.imag(), j);
    }
    for (std::size_t k = 0; k < network.couplings().size(); ++k) {
      add(Slot::strength, network.couplings()[k].strength, k);
      add(Slot::phase, network.couplings()[k].phase, k);
    }
    for (std::size_t d = 0; d < network.dissipators().size(); ++d) {
      const auto& [rate, weights, thermal] = network.dissipators()[d];
      add(Slot::rate, rate, d);
      for (std::size_t w = 0; w < weights.size(); ++w) {
        add(Slot::weight_re, weights[w].second.real(), d, w);
        add(Slot::weight_im, weights[w].second.imag(), d, w);
      }
    }
  }
};

/// M and b from such numbers.
template <unsigned Digits>
std::pair<Matrix<Digits>, Vector<Digits>> equations(const Network& network,
                                                    const Rates<Digits>& rates) {
  using C = Complex<Digits>;
  const std::size_t n = network.size();
  Matrix<Digits> m(n, Vector<Digits>(n));
  Vector<Digits> b(n);
  std::size_t next = 0;
  const auto take = [&] { return rates.value[next++]; };
  for (std::size_t j = 0; j < n; ++j) {
    const Real<Digits> loss = take(), detuning = take(), re = take(), im = take();
    m[j][j] = {loss / 2, detuning};
    b[j] = C{0, -1} * C{re, -im};
  }
  for (const Coupling& c : network.couplings()) {
    const Real<Digits> strength = take(), phase = take();
    const C z{strength * cos(phase), strength * sin(phase)};
    m[c.to][c.from] = m[c.to][c.from] + C{0, 1} * z;
    m[c.from][c.to] = m[c.from][c.to] + C{0, 1} * conj(z);
  }
  for (const Dissipator& d : network.dissipators()) {
    const C half_rate{take() / 2, 0};
    Vector<Digits> w;
    for (std::size_t k = 0; k < d.weights.size(); ++k) {
      const Real<Digits> re = take(), im = take();
      w.push_back({re, im});
    }
    for (std::size_t p = 0; p < w.size(); ++p) {
      for (std::size_t q = 0; q < w.size(); ++q) {
        C& entry = m[d.weights[p].first][d.weights[q].first];
        entry = entry + half_rate * conj(w[p]) * w[q];
      }
    }
  }
  return {std::move(m), std::move(b)};
}

/// |v_mode|^2 for M v = b, the largest pivot of each column first.
template <unsigned Digits>
Real<Digits> steady_energy(Matrix<Digits> m, Vector<Digits> v, std::size_t mode) {
  const std::size_t n = v.size();
  std::swap(m[mode], m[n - 1]);
  std::swap(v[mode], v[n - 1]);
  for (auto& row : m) std::swap(row[mode], row[n - 1]);
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t row = k + 1; row < n; ++row) {
      if (norm(m[row][k]) > norm(m[pivot][k])) pivot = row;
    }
    std::swap(m[k], m[pivot]);
    std::swap(v[k], v[pivot]);
    for (std::size_t row = k + 1; row < n; ++row) {
      if (norm(m[row][k]) == 0) continue;
      const Complex<Digits> factor = m[row][k] / m[k][k];
      for (std::size_t j = k; j < n; ++j) m[row][j] = m[row][j] - factor * m[k][j];
      v[row] = v[row] - factor * v[k];
    }
  }
  return norm(v[n - 1] / m[n - 1][n - 1]);
}

/// |v_mode(t)|^2 for dv/dt = -M v + b from 0, by Taylor series over many steps.
template <unsigned Digits>
Real<Digits> energy_at(const Matrix<Digits>& m, const Vector<Digits>& b, std::size_t mode,
                       const Real<Digits>& t) {
  const std::size_t n = b.size();
  double size = 0;
  for (const auto& row : m) {
    for (const auto& z : row) size += static_cast<double>(norm(z));
  }
  const auto steps = static_cast<unsigned>(std::sqrt(size) * static_cast<double>(t)) + 1;
  const Real<Digits> step = t / steps;
  Vector<Digits> v(n);
  for (unsigned s = 0; s < steps; ++s) {
    // v(s + step) = sum_k step^k/k! v^(k), v' = b - M v, v^(k+1) = -M v^(k).
    Vector<Digits> term = v;
    for (unsigned k = 1; k < Digits; ++k) {
      Vector<Digits> next(n);
      for (std::size_t i = 0; i < n; ++i) {
        if (k == 1) next[i] = b[i];
        for (std::size_t j = 0; j < n; ++j) {
          if (norm(m[i][j]) != 0) next[i] = next[i] - m[i][j] * term[j];
        }
        next[i] = next[i] * Complex<Digits>{step / k, 0};
      }
      term = std::move(next);
      for (std::size_t i = 0; i < n; ++i) v[i] = v[i] + term[i];
    }
  }
  return norm(v[mode]);
}

template <unsigned Digits>
struct Difference {
  Real<Digits> of_value, of_log;
};

/// df/dp and d log f / dp by central differences with a step of 10^-(Digits/2) of the rate (or
/// of 1).
template <unsigned Digits>
Difference<Digits> difference(Rates<Digits> rates, std::size_t which,
                              const std::function<Real<Digits>(const Rates<Digits>&)>& function) {
  const Real<Digits> at = rates.value[which];
  const Real<Digits> step =
      pow(Real<Digits>(10), -static_cast<int>(Digits / 2)) * (at == 0 ? Real<Digits>(1) : abs(at));
  rates.value[which] = at + step;
  const Real<Digits> above = function(rates);
  rates.value[which] = at - step;
  const Real<Digits> below = function(rates);
  return {(above - below) / (2 * step), log(above / below) / (2 * step)};
}

}  // namespace qbnet::plain
