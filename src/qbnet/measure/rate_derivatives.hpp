// The derivatives of log E with respect to every rate of a network, from those of an amplitude.
#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <vector>

#include "qbnet/network/network.hpp"
#include "qbnet/network/parametric.hpp"
#include "qbnet/resolvent/pattern.hpp"

namespace qbnet {

/// One number for each rate that an energy can depend on. Those that only second moments know are
/// empty unless asked for.
template <class T>
struct RateDerivatives {
  std::vector<T> loss, detuning, drive_re, drive_im;  ///< one a mode
  std::vector<T> strength, phase;                     ///< one a coupling
  std::vector<T> rate;                                ///< one a dissipator
  std::vector<T> weight_re, weight_im;    ///< those of dissipator 0, then of dissipator 1, ...
  std::vector<std::size_t> first_weight;  ///< of each dissipator
  // Of second moments:
  std::vector<T> thermal, gain, squeezing_r, squeezing_phase;  ///< one a mode
  std::vector<T> dissipator_thermal;                           ///< one a dissipator
  std::vector<T> squeezer_strength, squeezer_phase;            ///< one a squeezer

  static constexpr std::array<std::vector<T> RateDerivatives::*, 16> all = {
      &RateDerivatives::loss,
      &RateDerivatives::detuning,
      &RateDerivatives::drive_re,
      &RateDerivatives::drive_im,
      &RateDerivatives::strength,
      &RateDerivatives::phase,
      &RateDerivatives::rate,
      &RateDerivatives::weight_re,
      &RateDerivatives::weight_im,
      &RateDerivatives::thermal,
      &RateDerivatives::gain,
      &RateDerivatives::squeezing_r,
      &RateDerivatives::squeezing_phase,
      &RateDerivatives::dissipator_thermal,
      &RateDerivatives::squeezer_strength,
      &RateDerivatives::squeezer_phase};

  RateDerivatives() = default;
  explicit RateDerivatives(const Network& network, bool moments = false)
      : loss(network.size()),
        detuning(network.size()),
        drive_re(network.size()),
        drive_im(network.size()),
        strength(network.couplings().size()),
        phase(network.couplings().size()),
        rate(network.dissipators().size()) {
    std::size_t weights = 0;
    for (const Dissipator& dissipator : network.dissipators()) {
      first_weight.push_back(weights);
      weights += dissipator.weights.size();
    }
    weight_re.resize(weights);
    weight_im.resize(weights);
    if (!moments) return;
    for (auto* of_modes : {&thermal, &gain, &squeezing_r, &squeezing_phase}) {
      of_modes->resize(network.size());
    }
    dissipator_thermal.resize(network.dissipators().size());
    squeezer_strength.resize(network.squeezers().size());
    squeezer_phase.resize(network.squeezers().size());
  }

  /// Of a number as a Binding names it; null for one that was not asked for.
  const T* find(Slot slot, std::size_t index, std::size_t weight = 0) const {
    const auto of = [index](const std::vector<T>& some) {
      return some.empty() ? nullptr : &some[index];
    };
    switch (slot) {
      case Slot::loss:
        return &loss[index];
      case Slot::detuning:
        return &detuning[index];
      case Slot::drive_re:
        return &drive_re[index];
      case Slot::drive_im:
        return &drive_im[index];
      case Slot::strength:
        return &strength[index];
      case Slot::phase:
        return &phase[index];
      case Slot::rate:
        return &rate[index];
      case Slot::weight_re:
        return &weight_re[first_weight[index] + weight];
      case Slot::weight_im:
        return &weight_im[first_weight[index] + weight];
      case Slot::thermal:
        return of(thermal);
      case Slot::gain:
        return of(gain);
      case Slot::squeezing_r:
        return of(squeezing_r);
      case Slot::squeezing_phase:
        return of(squeezing_phase);
      case Slot::dissipator_thermal:
        return of(dissipator_thermal);
      case Slot::squeezer_strength:
        return of(squeezer_strength);
      case Slot::squeezer_phase:
        return of(squeezer_phase);
    }
    return nullptr;
  }
};

/// d log |v_b|^2 / dp = 2 Re[ sum_i h_i db_i/dp - sum_ij g_ij dM_ij/dp ] for every rate p, where
/// h_i = d log v_b / d b_i and -g_ij = d log v_b / d M_ij (docs/gradients.md, section 2).
///
/// `from` gives what is needed of v_b, over its type Number:
///   entry(row, column)      g_ij, by position
///   source(position)        h_i
///   unit(coupling)          exp(i phase)
///   number(complex)         a constant
///   result(factor, Number)  2 factor Re, as it is kept in `out`
template <class From, class T>
void differentiate(const Network& network, const Pattern& pattern, From& from,
                   RateDerivatives<T>& out) {
  using Number = typename From::Number;
  const auto place = [&](std::size_t mode) {
    return static_cast<std::size_t>(pattern.position[mode]);
  };

  for (std::size_t j = 0; j < network.size(); ++j) {
    const std::size_t p = place(j);
    const Number g = from.entry(p, p);
    const Number h = from.source(p);
    out.loss[j] = from.result(-0.5, g);             // dM_jj = 1/2
    out.detuning[j] = from.result(-1, times_i(g));  // dM_jj = i
    out.drive_re[j] = from.result(-1, times_i(h));  // b_j = -i conj(xi_j)
    out.drive_im[j] = from.result(-1, h);
  }

  for (std::size_t k = 0; k < network.couplings().size(); ++k) {
    const Coupling coupling = network.coupling(k);
    const std::size_t a = place(coupling.from), b = place(coupling.to);
    const Number unit = from.unit(k);
    // M_ba = i s exp(i phase), M_ab = i s exp(-i phase).
    const Number forward = unit * from.entry(b, a);
    const Number backward = conj(unit) * from.entry(a, b);
    out.strength[k] = from.result(-1, times_i(forward + backward));
    out.phase[k] = from.result(coupling.strength, forward - backward);
  }

  for (std::size_t d = 0; d < network.dissipators().size(); ++d) {
    const auto& [rate, weights, thermal] = network.dissipators()[d];
    const std::size_t count = weights.size();
    // sum_q w_q g_pq by row p, sum_p conj(w_p) g_pq by column q.
    std::vector<Number> by_row(count, from.number(0)), by_column(count, from.number(0));
    for (std::size_t p = 0; p < count; ++p) {
      for (std::size_t q = 0; q < count; ++q) {
        const Number g = from.entry(place(weights[p].first), place(weights[q].first));
        by_row[p] += from.number(weights[q].second) * g;
        by_column[q] += from.number(std::conj(weights[p].second)) * g;
      }
    }
    Number whole = from.number(0);
    for (std::size_t p = 0; p < count; ++p) {
      whole += from.number(std::conj(weights[p].second)) * by_row[p];
      const std::size_t w = out.first_weight[d] + p;
      out.weight_re[w] = from.result(-rate / 2, by_column[p] + by_row[p]);
      out.weight_im[w] = from.result(-rate / 2, times_i(by_column[p] - by_row[p]));
    }
    out.rate[d] = from.result(-0.5, whole);
  }
}

}  // namespace qbnet
