#include "qbnet/resolvent/matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "qbnet/base/status.hpp"
#include "qbnet/resolvent/units.hpp"

namespace qbnet {
namespace {

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

// "gain of mode "b1" must be 0 here, but is 2"; empty if wanted() holds of no mode.
template <class Wanted>
std::string of_first_mode(const Network& network, const char* quantity, const Wanted& value) {
  const NetworkData& data = network.data();
  const auto found = std::ranges::find_if(
      data.mode_kinds, [&](const ModeRates& rates) { return value(rates) != 0; });
  if (found == data.mode_kinds.end()) return "";
  const auto kind = static_cast<std::uint32_t>(found - data.mode_kinds.begin());
  const auto mode = std::ranges::find(data.mode_kind, kind) - data.mode_kind.begin();
  return fmt::format("{} of mode \"{}\" must be 0 here, but is {}", quantity,
                     network.name(static_cast<std::size_t>(mode)), value(*found));
}

std::string fed_by(const Network& network) {
  std::string gain =
      of_first_mode(network, "gain", [](const ModeRates& rates) { return rates.gain; });
  if (!gain.empty()) return gain;
  for (const Squeezer& squeezer : network.squeezers()) {
    if (squeezer.strength == 0) continue;
    return fmt::format("strength of the squeezing of \"{}\" and \"{}\" must be 0 here, but is {}",
                       network.name(squeezer.first), network.name(squeezer.second),
                       squeezer.strength);
  }
  return "";
}

std::string noise_of(const Network& network) {
  std::string found = fed_by(network);
  if (!found.empty()) return found;
  found = of_first_mode(network, "thermal", [](const ModeRates& rates) { return rates.thermal; });
  if (!found.empty()) return found;
  found = of_first_mode(network, "squeezing r",
                        [](const ModeRates& rates) { return rates.squeezing.r; });
  if (!found.empty()) return found;
  for (std::size_t d = 0; d < network.dissipators().size(); ++d) {
    if (network.dissipators()[d].thermal == 0) continue;
    return fmt::format("thermal of dissipator {} must be 0 here, but is {}", d + 1,
                       network.dissipators()[d].thermal);
  }
  return "";
}

std::complex<double> of_mode(const ModeRates& rates) { return {rates.loss / 2, rates.detuning}; }

// The different numbers of M but for dissipators: number_of_mode(), number_of_coupling().
std::vector<WideComplex> different_numbers(const NetworkData& data) {
  std::vector<WideComplex> values = {WideComplex()};
  values.reserve(1 + data.mode_kinds.size() + 2 * data.coupling_kinds.size());
  for (const ModeRates& rates : data.mode_kinds) values.emplace_back(of_mode(rates));
  Units units;
  for (const auto& [strength, phase] : data.coupling_kinds) {
    const WideComplex unit = units.of(phase);
    const Wide re = unit.re * strength, im = unit.im * strength;
    // i conj(z) = -conj(i z), so that H1 stays Hermitian to the last bit.
    values.push_back(times_i({re, im}));
    values.push_back(times_i({re, -im}));
  }
  return values;
}

}  // namespace

std::vector<Ball> drift_in_balls(const Network& network, const Pattern& pattern) {
  std::vector<Ball> a(pattern.column.size());
  for (std::size_t p = 0; p < pattern.size(); ++p) {
    a[pattern.diagonal(p)] = of_mode(network.rates(static_cast<std::size_t>(pattern.mode_at[p])));
  }
  for (const Coupling& c : network.couplings()) {
    a[pattern.slot_of_modes(c.to, c.from)] += times_i(Ball::polar(c.strength, c.phase));
    a[pattern.slot_of_modes(c.from, c.to)] += times_i(Ball::polar(c.strength, -c.phase));
  }
  each_of_dissipators<Ball>(network, pattern,
                            [&](std::size_t slot, const Ball& number) { a[slot] += number; });
  return a;
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

bool is_active(const Network& network) { return !fed_by(network).empty(); }

bool stays_coherent(const Network& network) { return noise_of(network).empty(); }

void require_passive(const Network& network) {
  const std::string fed = fed_by(network);
  if (!fed.empty()) throw Error(Refusal::input, fed + ": this command needs a passive network");
}

void require_vacuum_baths(const Network& network) {
  const std::string noise = noise_of(network);
  if (!noise.empty()) {
    throw Error(Refusal::input, noise + ": this is computed for coherent states only");
  }
}

}  // namespace qbnet
