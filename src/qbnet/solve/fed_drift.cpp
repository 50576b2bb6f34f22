#include "qbnet/solve/fed_drift.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "qbnet/resolvent/matrix.hpp"

namespace qbnet {
namespace {

// Two rows, of o_first and o_second^+, that a squeezer couples.
template <class Visit>
void each_pair(const Squeezer& squeezer, const Visit& visit) {
  visit(squeezer.first, squeezer.second);
  if (squeezer.first != squeezer.second) visit(squeezer.second, squeezer.first);
}

// Coupled wherever A can be other than 0.
Pattern pattern_of(const Network& network) {
  const std::size_t n = network.size(), copies = n == 0 ? 1 : drift_rows(network) / n;
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

}  // namespace

std::size_t drift_rows(const Network& network) {
  const bool squeezes = std::ranges::any_of(
      network.squeezers(), [](const Squeezer& squeezer) { return squeezer.strength != 0; });
  return (squeezes ? 2 : 1) * network.size();
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

FedDrift::FedDrift(const Network& network)
    : modes(network.size()), pattern(pattern_of(network)), a(pattern.column.size()) {
  const bool doubled = pattern.size() != modes;
  const auto put = [&](std::size_t i, std::size_t j, std::complex<double> number) {
    a[pattern.slot_of_modes(i, j)] += number;
    if (doubled) a[pattern.slot_of_modes(modes + i, modes + j)] += std::conj(number);
  };
  Pages<std::uint32_t> numbers;
  const Pattern passive(network, std::vector<int>(modes, 0), &numbers);
  const Entries entries = drift_entries(network, passive, std::move(numbers));
  const Entries::Rounded<std::complex<double>> m(entries);
  for (std::size_t p = 0; p < modes; ++p) {
    const auto i = static_cast<std::size_t>(passive.mode_at[p]);
    for (std::size_t s = passive.row_start[p]; s < passive.row_start[p + 1]; ++s) {
      put(i, static_cast<std::size_t>(passive.mode_at[static_cast<std::size_t>(passive.column[s])]),
          m[s]);
    }
    put(i, i, -network.rates(i).gain / 2);
  }
  if (!doubled) return;
  for (const Squeezer& squeezer : network.squeezers()) {
    const std::complex<double> number =
        std::complex<double>(0, 1) * std::polar(squeezer.strength, squeezer.phase);
    each_pair(squeezer, [&](std::size_t i, std::size_t j) {
      a[pattern.slot_of_modes(i, modes + j)] += number;
      a[pattern.slot_of_modes(modes + i, j)] += std::conj(number);
    });
  }
}

}  // namespace qbnet
