#include "qbnet/resolvent/matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

#include "qbnet/base/status.hpp"

namespace qbnet {
namespace {

// strength * exp(i phase). Networks have few different phases: those met are remembered.
class Polar {
 public:
  template <class T>
  T value(double strength, double phase);

 private:
  std::unordered_map<double, WideComplex> unit_;
  const std::pair<const double, WideComplex>* last_ = nullptr;
};

template <>
WideComplex Polar::value<WideComplex>(double strength, double phase) {
  constexpr std::size_t most_kept = 4096;
  if (phase == 0) return std::complex<double>(strength);
  if (last_ == nullptr || last_->first != std::abs(phase)) {
    auto known = unit_.find(std::abs(phase));
    if (known == unit_.end()) {
      const Ball::Precision precision(160);
      if (unit_.size() == most_kept) unit_.clear();
      known = unit_.emplace(std::abs(phase), Ball::polar(1, std::abs(phase)).wide()).first;
    }
    last_ = &*known;
  }
  const WideComplex& unit = last_->second;
  return {unit.re * strength, unit.im * (phase < 0 ? -strength : strength)};
}

template <>
Ball Polar::value<Ball>(double strength, double phase) {
  return Ball::polar(strength, phase);
}

WideComplex times_i(const WideComplex& z) { return {-z.im, z.re}; }

// put(slot, number) for all that dissipators add.
template <class T, class Put>
void each_of_dissipators(const Network& network, const Pattern& pattern, const Put& put) {
  for (const Dissipator& dissipator : network.dissipators()) {
    const T half_rate(std::complex<double>(dissipator.rate / 2, 0));
    for (const auto& [row, w_row] : dissipator.weights) {
      for (const auto& [column, w_column] : dissipator.weights) {
        put(pattern.slot_of_modes(row, column), half_rate * (T(std::conj(w_row)) * T(w_column)));
      }
    }
  }
}

// Of a coupling, i z and i conj(z). i conj(z) = -conj(i z), so that H1 stays Hermitian to the last
// bit.
template <class T>
std::pair<T, T> of_coupling(Polar& polar, double strength, double phase) {
  return {times_i(polar.value<T>(strength, phase)), times_i(polar.value<T>(strength, -phase))};
}

std::complex<double> of_mode(const ModeRates& rates) { return {rates.loss / 2, rates.detuning}; }

}  // namespace

std::vector<Ball> drift_in_balls(const Network& network, const Pattern& pattern) {
  std::vector<Ball> a(pattern.column.size());
  for (std::size_t p = 0; p < pattern.size(); ++p) {
    a[pattern.diagonal(p)] = of_mode(network.rates(static_cast<std::size_t>(pattern.mode_at[p])));
  }
  Polar polar;
  for (const Coupling& c : network.couplings()) {
    const auto [forward, backward] = of_coupling<Ball>(polar, c.strength, c.phase);
    a[pattern.slot_of_modes(c.to, c.from)] += forward;
    a[pattern.slot_of_modes(c.from, c.to)] += backward;
  }
  each_of_dissipators<Ball>(network, pattern,
                            [&](std::size_t slot, const Ball& number) { a[slot] += number; });
  return a;
}

std::vector<WideComplex> different_numbers(const NetworkData& data) {
  std::vector<WideComplex> values = {WideComplex()};
  values.reserve(1 + data.mode_kinds.size() + 2 * data.coupling_kinds.size());
  for (const ModeRates& rates : data.mode_kinds) values.emplace_back(of_mode(rates));
  Polar polar;
  for (const auto& [strength, phase] : data.coupling_kinds) {
    const auto [forward, backward] = of_coupling<WideComplex>(polar, strength, phase);
    values.push_back(forward);
    values.push_back(backward);
  }
  return values;
}

Entries drift_entries(const Network& network, const Pattern& pattern,
                      Pages<std::uint32_t> numbers) {
  Entries entries(std::move(numbers), different_numbers(network.data()));
  each_of_dissipators<WideComplex>(
      network, pattern,
      [&](std::size_t slot, const WideComplex& number) { entries.add(slot, number); });
  return entries;
}

Sources drive_sources(const Network& network, const Pattern& pattern) {
  Sources sources;
  if (!network.driven()) return sources;
  for (std::size_t p = 0; p < pattern.size(); ++p) {
    const std::complex<double> xi =
        network.rates(static_cast<std::size_t>(pattern.mode_at[p])).drive;
    if (xi == 0.0) continue;
    sources.position.push_back(p);
    sources.value.emplace_back(-xi.imag(), -xi.real());  // -i conj(xi)
  }
  return sources;
}

std::complex<double> Sources::operator[](std::size_t at) const {
  const auto found = std::ranges::lower_bound(position, at);
  if (found == position.end() || *found != at) return 0;
  return value[static_cast<std::size_t>(found - position.begin())];
}

void require_vacuum_baths(const Network& network) {
  const NetworkData& data = network.data();
  const auto warm = std::ranges::find_if(data.mode_kinds,
                                         [](const ModeRates& rates) { return rates.thermal > 0; });
  if (warm == data.mode_kinds.end()) return;
  const auto kind = static_cast<std::uint32_t>(warm - data.mode_kinds.begin());
  const auto mode = std::ranges::find(data.mode_kind, kind) - data.mode_kind.begin();
  throw Error(Refusal::input,
              fmt::format("thermal of mode \"{}\" must be 0 to compute energies in this version, "
                          "but is {}: baths at a temperature are only checked so far",
                          network.name(static_cast<std::size_t>(mode)), warm->thermal));
}

}  // namespace qbnet
