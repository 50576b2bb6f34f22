// What drives supply to the steady state and what baths take from it, in units of omega * rate.
#pragma once

#include <complex>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>

#include "qbnet/base/ball.hpp"
#include "qbnet/base/scaled.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet {

struct Resolvent;

/// supplied = 2 Im sum_j conj(v_j xi_j) and lost = sum_j (kappa_j - g_j) |v_j|^2
/// + sum_d r_d |w_d . v|^2 less what squeezers give, equal in truth. Of drives that push mostly
/// back and forth, or of amplitudes that cancel in a shared bath, a sum keeps few digits: then
/// both are the other one.
struct PowerBalance {
  ScaledReal supplied, lost;
  bool accurate = true;  ///< to the tolerance asked for; false: neither sum is
};

/// sum + sum_j (kappa_j - g_j) |v_j|^2 of modes `begin` to `end`; amplitude(j) as a
/// std::complex<double> or a ScaledComplex.
template <class Amplitude, class Real>
Real own_losses(const Network& network, const Amplitude& amplitude, std::size_t begin,
                std::size_t end, Real sum) {
  for (std::size_t j = begin; j < end; ++j) {
    sum += Real(network.rates(j).loss - network.rates(j).gain) * norm(amplitude(j));
  }
  return sum;
}

/// Both from amplitudes that are right to `error`, relative; `own`: own_losses() of all modes.
PowerBalance power_balance(const Network& network, std::span<const ScaledComplex> amplitude,
                           double own, double error, double tolerance);

/// The same power from amplitudes in balls, amplitude(j), and 2 sum_j |v_j xi_j| beside it.
template <class Amplitude>
std::pair<Ball, ScaledReal> supplied_in_balls(const Network& network, const Amplitude& amplitude) {
  Ball sum;
  ScaledReal apparent;
  for (std::size_t j = 0; j < network.size(); ++j) {
    const std::complex<double> xi = network.rates(j).drive;
    if (xi == 0.0) continue;
    const Ball term = times_i(amplitude(j) * Ball(2.0 * xi));  // its real part is 2 Im conj(v xi)
    sum += term;
    apparent += term.upper_bound();
  }
  return {real_part(sum), apparent};
}

/// Of the steady state, with as many bits as it takes to be right to `accuracy`; nothing if
/// `max_precision` bits do not do. A power that may be 0 and lies below 2^(-0.9 max_precision) of
/// 2 sum_j |v_j xi_j| is 0.
std::optional<ScaledReal> supplied_in_balls(const Resolvent& resolvent, double accuracy,
                                            int max_precision);

}  // namespace qbnet
