// What drives supply and baths take: one sum for doubles and for numbers of any size.
#pragma once

#include <complex>
#include <cstddef>

#include "qbnet/base/scaled.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet {

/// 2 Im sum_j conj(v_j xi_j), in units of omega * rate. `amplitude`: v_j of mode j, as a
/// std::complex<double> or a ScaledComplex.
template <class Amplitude>
auto supplied_power(const Network& network, const Amplitude& amplitude) {
  using Number = decltype(amplitude(0));
  decltype(norm(Number())) sum{};
  for (std::size_t j = 0; j < network.size(); ++j) {
    const std::complex<double> xi = network.rates(j).drive;
    if (xi != 0.0) sum += -2.0 * imag(amplitude(j) * Number(xi));
  }
  return sum;
}

/// sum + what leaves the amplitudes of modes `begin` to `end` into baths of their own,
/// sum_j (kappa_j - g_j) |v_j|^2; likewise.
template <class Amplitude, class Real>
Real own_losses(const Network& network, const Amplitude& amplitude, std::size_t begin,
                std::size_t end, Real sum) {
  for (std::size_t j = begin; j < end; ++j) {
    sum += Real(network.rates(j).loss - network.rates(j).gain) * norm(amplitude(j));
  }
  return sum;
}

/// sum + what shared baths take, sum_d r_d |w_d . v|^2, and what squeezers take, 2 Re sum_ij
/// i conj(v_i) S_ij conj(v_j); likewise.
template <class Amplitude, class Real>
Real shared_losses(const Network& network, const Amplitude& amplitude, Real sum) {
  using Number = decltype(amplitude(0));
  for (const Dissipator& bath : network.dissipators()) {
    Number jump{};
    for (const auto& [mode, weight] : bath.weights) jump += Number(weight) * amplitude(mode);
    sum += Real(bath.rate) * norm(jump);
  }
  for (const Squeezer& squeezer : network.squeezers()) {
    const double times = squeezer.first == squeezer.second ? 2 : 4;
    const Number s(std::polar(1.0, -squeezer.phase) * squeezer.strength);
    sum += times * imag(s * amplitude(squeezer.first) * amplitude(squeezer.second));
  }
  return sum;
}

/// What leaves the coherent amplitudes: both together.
template <class Amplitude>
auto dissipated_power(const Network& network, const Amplitude& amplitude) {
  const decltype(norm(amplitude(0))) nothing{};
  return shared_losses(network, amplitude,
                       own_losses(network, amplitude, 0, network.size(), nothing));
}

}  // namespace qbnet
