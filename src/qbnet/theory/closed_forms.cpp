#include "qbnet/theory/closed_forms.hpp"

#include <fmt/core.h>

#include <cmath>
#include <numeric>

#include "qbnet/base/status.hpp"
#include "qbnet/theory/check.hpp"

namespace qbnet::theory {
namespace {

constexpr std::size_t largest_exact = 20000;

/// exp(x). The closed forms need exp(N u) to a few 2^-53, so N u itself needs more than a double.
ScaledReal exp_of(long double x) {
  constexpr long double log_of_2 = 0.693147180559945309417232121458176568L;
  const long double n = std::nearbyint(x / log_of_2);
  return {static_cast<double>(std::exp(x - n * log_of_2)), static_cast<std::int64_t>(n)};
}

/// cosh(x) or sinh(x), x >= 0.
ScaledReal hyperbolic(bool even, long double x) {
  if (x < 30) return {static_cast<double>(even ? std::cosh(x) : std::sinh(x)), 0};
  return exp_of(x) * ScaledReal(0.5);
}

ScaledReal square(const ScaledReal& x) { return x * x; }

ScaledReal to_scaled(const Integer& n) {
  if (n == 0) return {};
  const auto bits = static_cast<std::int64_t>(msb(n)) + 1;
  const std::int64_t dropped = bits > 64 ? bits - 64 : 0;
  const auto head = static_cast<std::uint64_t>(Integer(n >> static_cast<unsigned>(dropped)));
  return {static_cast<double>(head), dropped};
}

/// Energies of a chain whose matrix, mediators eliminated, has the given diagonal (charger first),
/// forward elements of size forward[k] and loop[k] = - forward element * backward element.
/// v_k = -i xi prod_(j<=k) forward_j T_(k+1)/T_0 with the trailing continuants T.
std::vector<ScaledReal> chain_energies(const std::vector<double>& diagonal,
                                       const std::vector<double>& forward,
                                       const std::vector<ScaledComplex>& loop, double drive) {
  const std::size_t n = forward.size();
  std::vector<ScaledComplex> tail(n + 2);
  tail[n + 1] = ScaledComplex(1.0);
  tail[n] = ScaledComplex(diagonal[n]);
  for (std::size_t k = n; k-- > 0;)
    tail[k] = ScaledComplex(diagonal[k]) * tail[k + 1] + loop[k] * tail[k + 2];
  const ScaledReal whole = norm(tail[0]);
  std::vector<ScaledReal> energies(n);
  ScaledReal reach(drive);
  for (std::size_t k = 0; k < n; ++k) {
    reach *= ScaledReal(forward[k]);
    energies[k] = reach * reach * norm(tail[k + 2]) / whole;
  }
  return energies;
}

/// The diagonal with the mediators eliminated: each end of link k gains g_k.
std::vector<double> mediated_diagonal(const Rates& rates) {
  const std::size_t n = rates.coupling.size();
  std::vector<double> diagonal(n + 1);
  diagonal[0] = rates.charger_loss / 2 + rates.coupling[0];
  for (std::size_t k = 1; k <= n; ++k)
    diagonal[k] =
        rates.battery_loss[k - 1] / 2 + rates.coupling[k - 1] + (k < n ? rates.coupling[k] : 0);
  return diagonal;
}

}  // namespace

std::vector<Integer> eq2_constants(std::size_t batteries) {
  require_batteries(batteries);
  if (batteries > largest_exact)
    throw Error(Refusal::input,
                fmt::format("batteries must be at most {} for exact constants, but is {}",
                            largest_exact, batteries));
  // a and b in one: the coefficient of gamma^(N+1-2i) is C(N+1-i, i) 4^i, i falling as j grows.
  const std::size_t half = (batteries + 1) / 2;
  std::vector<Integer> constants(half + 1);
  Integer value = 1;
  for (std::size_t i = 0; i <= half; ++i) {
    constants[half - i] = value;
    // C(n-i-1, i+1) / C(n-i, i) = (n-2i)(n-2i-1) / ((n-i)(i+1)) with n = N + 1.
    const std::size_t n = batteries + 1;
    if (2 * i + 1 < n) value = value * 4 * (n - 2 * i) * (n - 2 * i - 1) / ((n - i) * (i + 1));
  }
  return constants;
}

ScaledReal eq2_energy(std::size_t batteries, double coupling, double loss, double drive) {
  require_rates(coupling, loss, drive);
  const std::vector<Integer> constants = eq2_constants(batteries);
  const ScaledReal g(coupling);
  const ScaledReal gamma(loss);
  const ScaledReal g2 = g * g;
  const ScaledReal gamma2 = gamma * gamma;
  // Homogeneous Horner: only positive terms, from the highest power of gamma down.
  ScaledReal sum;
  ScaledReal power(1.0);
  for (std::size_t j = constants.size(); j-- > 0;) {
    sum = sum * gamma2 + to_scaled(constants[j]) * power;
    power *= g2;
  }
  ScaledReal numerator(drive, static_cast<std::int64_t>(batteries) + 1);
  for (std::size_t k = 0; k < batteries; ++k) numerator *= g;
  if (batteries % 2 == 0) numerator /= gamma;
  return square(numerator / sum);
}

ScaledReal cascade_r1_battery_energy(std::size_t batteries, std::size_t battery, double coupling,
                                     double loss, double drive) {
  require_battery(battery, batteries);
  require_rates(coupling, loss, drive);
  if (coupling == 0) return {};
  const long double u =
      std::asinh(static_cast<long double>(loss) / (4 * static_cast<long double>(coupling)));
  const std::size_t after = batteries - battery;
  const auto f = [u](std::size_t n) {
    return hyperbolic(n % 2 == 0, static_cast<long double>(n + 1) * u);
  };
  return square(ScaledReal(drive) / ScaledReal(coupling) * f(after) / f(batteries + 1));
}

ScaledReal cascade_r1_energy(std::size_t batteries, double coupling, double loss, double drive) {
  return cascade_r1_battery_energy(batteries, batteries, coupling, loss, drive);
}

ScaledReal cascade_nr_battery_energy(std::size_t batteries, std::size_t battery, double coupling,
                                     double loss, double drive) {
  require_battery(battery, batteries);
  require_rates(coupling, loss, drive);
  if (coupling == 0) return {};
  const long double g = coupling;
  const long double gamma = loss;
  const ScaledReal links = exp_of(-static_cast<long double>(battery) * std::log1p(gamma / (4 * g)));
  const ScaledReal charger = ScaledReal(drive) / ScaledReal(static_cast<double>(g + gamma / 2));
  // The last battery feeds no further mediator, which would cost it the rate 2 g.
  const ScaledReal end(
      static_cast<double>(battery == batteries ? (4 * g + gamma) / (2 * g + gamma) : 1.0L));
  return square(charger * links * end);
}

ScaledReal cascade_nr_energy(std::size_t batteries, double coupling, double loss, double drive) {
  return cascade_nr_battery_energy(batteries, batteries, coupling, loss, drive);
}

Rates equal_rates(std::size_t batteries, double coupling, double loss, double drive) {
  return {std::vector<double>(batteries, coupling), loss, std::vector<double>(batteries, loss),
          drive};
}

std::vector<ScaledReal> cascade_r1_energies(const Rates& rates) {
  require_rates(rates);
  std::vector<double> diagonal{rates.charger_loss / 2};
  std::vector<ScaledComplex> loop;
  for (const double loss : rates.battery_loss) diagonal.push_back(loss / 2);
  for (const double g : rates.coupling) loop.push_back(ScaledComplex(g) * ScaledComplex(g));
  return chain_energies(diagonal, rates.coupling, loop, rates.drive);
}

std::vector<ScaledReal> cascade_nr_energies(const Rates& rates) {
  require_rates(rates);
  std::vector<double> forward;
  for (const double g : rates.coupling) forward.push_back(2 * g);
  return chain_energies(mediated_diagonal(rates), forward,
                        std::vector<ScaledComplex>(forward.size()), rates.drive);
}

std::vector<ScaledReal> cascade_r2_energies(const Rates& rates) {
  require_rates(rates);
  std::vector<double> forward;
  std::vector<ScaledComplex> loop;
  for (const double g : rates.coupling) {
    forward.push_back(std::sqrt(2.0) * g);
    loop.push_back(ScaledComplex(g) * ScaledComplex(g) *
                   ScaledComplex(std::complex<double>(0.0, -2.0)));
  }
  return chain_energies(mediated_diagonal(rates), forward, loop, rates.drive);
}

namespace {

/// 16 xi^2 (g_k/gamma_k)^2 / (4 sum_j g_j^2/gamma_j + rest)^2.
std::vector<ScaledReal> eq4_energies(const Rates& rates, double rest) {
  ScaledReal sum(rest);
  const std::size_t n = rates.coupling.size();
  for (std::size_t k = 0; k < n; ++k) {
    const ScaledReal g(rates.coupling[k]);
    sum += ScaledReal(4.0) * g * g / ScaledReal(rates.battery_loss[k]);
  }
  std::vector<ScaledReal> energies;
  for (std::size_t k = 0; k < n; ++k)
    energies.push_back(square(ScaledReal(4.0) * ScaledReal(rates.drive) *
                              ScaledReal(rates.coupling[k]) / ScaledReal(rates.battery_loss[k]) /
                              sum));
  return energies;
}

double total_coupling(const Rates& rates) {
  return std::accumulate(rates.coupling.begin(), rates.coupling.end(), 0.0);
}

}  // namespace

std::vector<ScaledReal> parallel_r1_energies(const Rates& rates) {
  require_rates(rates);
  return eq4_energies(rates, rates.charger_loss);
}

std::vector<ScaledReal> parallel_r1_energies_as_printed(const Rates& rates) {
  require_rates(rates);
  return eq4_energies(rates, 1);
}

std::vector<ScaledReal> parallel_nr_energies(const Rates& rates) {
  require_rates(rates);
  const ScaledReal charger(2 * total_coupling(rates) + rates.charger_loss);
  std::vector<ScaledReal> energies;
  for (std::size_t k = 0; k < rates.coupling.size(); ++k) {
    const double g = rates.coupling[k];
    energies.push_back(square(ScaledReal(8.0) * ScaledReal(rates.drive) * ScaledReal(g) /
                              ScaledReal(2 * g + rates.battery_loss[k]) / charger));
  }
  return energies;
}

std::vector<ScaledReal> parallel_r2_energies(const Rates& rates) {
  require_rates(rates);
  ScaledReal back;
  std::vector<ScaledReal> ratio;
  for (std::size_t k = 0; k < rates.coupling.size(); ++k) {
    const double g = rates.coupling[k];
    ratio.push_back(ScaledReal(g) / ScaledReal(rates.battery_loss[k] / 2 + g));
    back += ScaledReal(2 * g) * ratio.back();
  }
  const ScaledReal charger =
      square(ScaledReal(rates.charger_loss / 2 + total_coupling(rates))) + square(back);
  std::vector<ScaledReal> energies;
  for (const ScaledReal& r : ratio)
    energies.push_back(ScaledReal(2.0) * square(ScaledReal(rates.drive) * r) / charger);
  return energies;
}

}  // namespace qbnet::theory
