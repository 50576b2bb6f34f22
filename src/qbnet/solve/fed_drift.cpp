#include "qbnet/solve/fed_drift.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "qbnet/resolvent/matrix.hpp"

namespace qbnet {
namespace {

using Complex = std::complex<double>;

// Two rows, of o_first and o_second^+, that a squeezer couples.
template <class Visit>
void each_pair(const Squeezer& squeezer, const Visit& visit) {
  visit(squeezer.first, squeezer.second);
  if (squeezer.first != squeezer.second) visit(squeezer.second, squeezer.first);
}

// Coupled wherever A can be other than 0.
Pattern pattern_of(const Network& network, std::size_t copies) {
  const std::size_t n = network.size();
  NetworkData data;
  std::vector<int> order_class;
  const std::vector<double> fed = squeezing_sums(network);
  for (std::size_t copy = 0; copy < copies; ++copy) {
    const std::size_t first = copy * n;
    for (std::size_t j = 0; j < n; ++j) {
      data.add_mode(network.name(j), {});
      order_class.push_back(loses(network.rates(j), fed[j]) ? 0 : 1);
    }
    for (const Coupling& c : network.couplings()) {
      data.add_coupling(first + c.from, first + c.to, 1, 0);
    }
    for (Dissipator bath : network.dissipators()) {
      for (auto& [mode, weight] : bath.weights) mode += first;
      data.dissipators.push_back(std::move(bath));
    }
  }
  if (copies == 2) {
    for (const Squeezer& squeezer : network.squeezers()) {
      each_pair(squeezer, [&](std::size_t i, std::size_t j) { data.add_coupling(i, n + j, 1, 0); });
    }
  }
  return Pattern(Network(std::move(data), Network::KnownShape{}), order_class);
}

Complex times_i(Complex z) { return {-z.imag(), z.real()}; }
template <class T>
T polar(double strength, double phase);
template <>
Complex polar<Complex>(double strength, double phase) {
  return std::polar(1.0, phase) * strength;
}
template <>
Ball polar<Ball>(double strength, double phase) {
  return Ball::polar(strength, phase);
}

// `m`: M without gain, by slot of the passive network's pattern.
template <class T, class Numbers>
std::vector<T> numbers_of(const Network& network, const FedPattern& of, const Pattern& passive,
                          const Numbers& m) {
  using std::conj;
  const Pattern& p = of.pattern;
  const std::size_t n = of.modes;
  std::vector<T> a(p.column.size());
  const auto put = [&](std::size_t i, std::size_t j, const T& number) {
    a[p.slot_of_modes(i, j)] += number;
    if (of.doubled) a[p.slot_of_modes(n + i, n + j)] += conj(number);
  };
  for (std::size_t row = 0; row < n; ++row) {
    const auto i = static_cast<std::size_t>(passive.mode_at[row]);
    for (std::size_t s = passive.row_start[row]; s < passive.row_start[row + 1]; ++s) {
      const auto column = static_cast<std::size_t>(passive.column[s]);
      put(i, static_cast<std::size_t>(passive.mode_at[column]), m[s]);
    }
    put(i, i, T(-network.rates(i).gain / 2));
  }
  for (const Squeezer& squeezer : network.squeezers()) {
    if (!of.doubled) break;
    const T number = times_i(polar<T>(squeezer.strength, squeezer.phase));  // i S_ij
    each_pair(squeezer, [&](std::size_t i, std::size_t j) {
      a[p.slot_of_modes(i, n + j)] += number;
      a[p.slot_of_modes(n + i, j)] += conj(number);
    });
  }
  return a;
}

}  // namespace

bool has_squeezers(const Network& network) {
  return std::ranges::any_of(network.squeezers(),
                             [](const Squeezer& squeezer) { return squeezer.strength != 0; });
}

std::size_t drift_rows(const Network& network) {
  return (has_squeezers(network) ? 2 : 1) * network.size();
}

std::vector<double> squeezing_sums(const Network& network) {
  std::vector<double> sums(network.size());
  for (const Squeezer& squeezer : network.squeezers()) {
    each_pair(squeezer,
              [&](std::size_t i, std::size_t) { sums[i] += std::abs(squeezer.strength); });
  }
  return sums;
}

bool loses(const ModeRates& rates, double squeezing_sum) {
  constexpr double rounding = 1 + 1e-12;
  return rates.loss > (rates.gain + 2 * squeezing_sum) * rounding;
}

FedPattern::FedPattern(const Network& network) : FedPattern(network, has_squeezers(network)) {}

FedPattern::FedPattern(const Network& network, bool twice)
    : modes(network.size()), doubled(twice), pattern(pattern_of(network, twice ? 2 : 1)) {}

std::vector<Ball> FedPattern::in_balls(const Network& network) const {
  const Pattern passive(network, std::vector<int>(modes, 0));
  return numbers_of<Ball>(network, *this, passive, drift_in_balls(network, passive));
}

std::vector<Complex> FedPattern::in_doubles(const Network& network) const {
  Pages<std::uint32_t> numbers;
  const Pattern passive(network, std::vector<int>(modes, 0), &numbers);
  const Entries entries = drift_entries(network, passive, std::move(numbers));
  return numbers_of<Complex>(network, *this, passive, Entries::Rounded<Complex>(entries));
}

}  // namespace qbnet
