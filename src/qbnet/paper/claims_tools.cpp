#include "qbnet/paper/claims_tools.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "qbnet/base/status.hpp"
#include "qbnet/measure/energy.hpp"
#include "qbnet/paper/study_text.hpp"

namespace qbnet::claims {

Network network_of(Topology topology, Charging charging, std::size_t batteries, double x,
                   const Rates& rates, const std::vector<double>& phases) {
  FamilyRates family;
  family.batteries = batteries;
  family.charging = charging;
  family.coupling = {x * rates.loss};
  family.phase = phases;
  family.charger_loss = rates.loss;
  family.battery_loss = {rates.loss};
  family.mediator_loss = {rates.mediator_loss};
  return network_of(topology, family);
}

Network network_of(Topology topology, const FamilyRates& rates) {
  return topology == Topology::cascade ? cascade(rates) : parallel(rates);
}

void require_backed(Status status, const std::string& message) {
  if (status == Status::ok) return;
  throw Error(Refusal::accuracy,
              fmt::format("every number of a claim must be backed by its solver, but one is {}: {}",
                          to_string(status), message));
}

std::vector<ScaledReal> mode_energies(const Network& network) {
  const Steady answer = steady(network);
  require_backed(answer.status, answer.message);
  std::vector<ScaledReal> energies;
  for (const ScaledComplex& amplitude : answer.amplitude) energies.push_back(energy(amplitude));
  return energies;
}

std::vector<ScaledReal> battery_energies(const Network& network) {
  const std::vector<ScaledReal> all = mode_energies(network);
  std::vector<ScaledReal> energies;
  for (const std::size_t j : network.with_role(Role::battery)) energies.push_back(all[j]);
  return energies;
}

ScaledReal last_energy(const Network& network) { return battery_energies(network).back(); }

PeakPower last_peak(const Network& network) {
  const MaximalPower answer = maximal_power(network, {network.with_role(Role::battery).back()});
  require_backed(answer.status, answer.message);
  return answer.peaks.front();
}

double energy_gain(Topology topology, Charging reference, std::size_t batteries, double x,
                   const Rates& rates) {
  return (last_energy(network_of(topology, nr, batteries, x, rates)) /
          last_energy(network_of(topology, reference, batteries, x, rates)))
      .value();
}

double relative_difference(const ScaledReal& ours, const ScaledReal& other) {
  return std::abs(((ours - other) / other).value());
}

std::vector<double> log_spaced(double low, double high, std::size_t n) {
  std::vector<double> points(n);
  const double step = std::log(high / low) / static_cast<double>(n - 1);
  for (std::size_t i = 0; i < n; ++i) points[i] = low * std::exp(step * static_cast<double>(i));
  points.back() = high;
  return points;
}

std::vector<std::size_t> up_to(std::size_t n) {
  std::vector<std::size_t> numbers(n);
  std::iota(numbers.begin(), numbers.end(), std::size_t{1});
  return numbers;
}

double root(const std::function<double(double)>& f, double low, double high) {
  std::uintmax_t most = 80;
  const auto in_log = [&](double s) { return f(std::exp(s)); };
  const auto [a, b] = boost::math::tools::toms748_solve(
      in_log, std::log(low), std::log(high), boost::math::tools::eps_tolerance<double>(46), most);
  return std::exp((a + b) / 2);
}

std::vector<double> crossings(const std::function<double(double)>& f, double low, double high,
                              std::size_t points) {
  std::vector<double> found;
  const std::vector<double> x = log_spaced(low, high, points);
  double left = f(x[0]);
  for (std::size_t i = 1; i < points; ++i) {
    const double right = f(x[i]);
    if ((left < 0) != (right < 0)) found.push_back(root(f, x[i - 1], x[i]));
    left = right;
  }
  return found;
}

double log_slope(const std::function<double(double)>& log_f, double x) {
  constexpr double h = 4e-3;
  const auto at = [&](double steps) { return log_f(x * std::exp(steps * h)); };
  return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h);
}

double stationary_point(const std::function<double(double)>& log_f, double low, double high) {
  return root([&](double x) { return log_slope(log_f, x); }, low, high);
}

std::string number(double value, int digits) {
  if (value == 0 || !std::isfinite(value)) return brief_number(value);
  if (value < 0) return "−" + number(-value, digits);
  const double unit = std::pow(10.0, std::floor(std::log10(std::abs(value))) + 1 - digits);
  return brief_number(std::round(value / unit) * unit);
}

std::string small(double value) { return number(value, 2); }

std::string percent(double share, int digits) { return number(100 * share, digits) + " %"; }

std::string per_batteries(std::span<const std::size_t> batteries, std::span<const double> values,
                          int digits) {
  std::string result;
  for (std::size_t i = 0; i < batteries.size(); ++i) {
    result +=
        fmt::format("{}{} (N = {})", i == 0 ? "" : ", ", number(values[i], digits), batteries[i]);
  }
  return result;
}

std::string ends(std::span<const double> values) {
  return fmt::format("{} to {}", number(least(values)), number(largest(values)));
}

double least(std::span<const double> values) {
  return *std::min_element(values.begin(), values.end());
}
double largest(std::span<const double> values) {
  return *std::max_element(values.begin(), values.end());
}

}  // namespace qbnet::claims
