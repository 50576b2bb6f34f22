#include "qbnet/resolvent/matrix.hpp"

#include <fmt/format.h>

#include <cmath>
#include <unordered_map>

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

// put(slot, number) for every number; what goes into one slot is to be added up.
template <class T, class Put>
void fill(const Network& network, const Pattern& pattern, const Put& put) {
  for (std::size_t p = 0; p < pattern.size(); ++p) {
    const Mode& mode = network.mode(static_cast<std::size_t>(pattern.mode_at[p]));
    put(pattern.diagonal[p], T(std::complex<double>(mode.loss / 2, mode.detuning)));
  }
  Polar polar;
  const auto& couplings = network.couplings();
  for (std::size_t k = 0; k < couplings.size(); ++k) {
    const Coupling& coupling = couplings[k];
    // i conj(z) = -conj(i z), so that H1 stays Hermitian to the last bit.
    put(pattern.coupling_slot[2 * k], times_i(polar.value<T>(coupling.strength, coupling.phase)));
    put(pattern.coupling_slot[2 * k + 1],
        times_i(polar.value<T>(coupling.strength, -coupling.phase)));
  }
  std::size_t slot = 0;
  for (const Dissipator& dissipator : network.dissipators()) {
    const T half_rate(std::complex<double>(dissipator.rate / 2, 0));
    for (const auto& [row, w_row] : dissipator.weights) {
      for (const auto& [column, w_column] : dissipator.weights) {
        put(pattern.dissipator_slot[slot++], half_rate * (T(std::conj(w_row)) * T(w_column)));
      }
    }
  }
}

}  // namespace

template <class T>
std::vector<T> drift(const Network& network, const Pattern& pattern) {
  std::vector<T> a(pattern.column.size());
  fill<T>(network, pattern, [&](std::size_t slot, const T& number) { a[slot] += number; });
  return a;
}
template std::vector<Ball> drift<Ball>(const Network&, const Pattern&);

Entries drift_entries(const Network& network, const Pattern& pattern) {
  Entries entries(pattern.column.size());
  fill<WideComplex>(network, pattern, [&](std::size_t slot, const WideComplex& number) {
    entries.add(slot, number);
  });
  return entries;
}

std::vector<std::complex<double>> drive_vector(const Network& network, const Pattern& pattern) {
  std::vector<std::complex<double>> b(pattern.size());
  for (std::size_t p = 0; p < pattern.size(); ++p) {
    const std::complex<double> xi =
        network.mode(static_cast<std::size_t>(pattern.mode_at[p])).drive;
    b[p] = {-xi.imag(), -xi.real()};  // -i conj(xi)
  }
  return b;
}

void require_vacuum_baths(const Network& network) {
  for (const Mode& mode : network.modes()) {
    if (mode.thermal > 0) {
      throw Error(Refusal::input,
                  fmt::format("thermal of mode \"{}\" must be 0 to compute energies in this "
                              "version, but is {}: baths at a temperature are only checked so far",
                              mode.name, mode.thermal));
    }
  }
}

}  // namespace qbnet
