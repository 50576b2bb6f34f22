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
};

template <>
WideComplex Polar::value<WideComplex>(double strength, double phase) {
  constexpr std::size_t most_kept = 4096;
  if (phase == 0) return std::complex<double>(strength);
  auto known = unit_.find(std::abs(phase));
  if (known == unit_.end()) {
    const Ball::Precision precision(160);
    if (unit_.size() == most_kept) unit_.clear();
    known = unit_.emplace(std::abs(phase), Ball::polar(1, std::abs(phase)).wide()).first;
  }
  const WideComplex& unit = known->second;
  return {unit.re * strength, unit.im * (phase < 0 ? -strength : strength)};
}

template <>
Ball Polar::value<Ball>(double strength, double phase) {
  return Ball::polar(strength, phase);
}

}  // namespace

template <class T>
std::vector<T> drift(const Network& network, const Pattern& pattern) {
  const std::complex<double> i(0, 1);
  std::vector<T> a(pattern.column.size());
  for (std::size_t p = 0; p < pattern.size(); ++p) {
    const Mode& mode = network.mode(static_cast<std::size_t>(pattern.mode_at[p]));
    a[pattern.diagonal[p]] = T(std::complex<double>(mode.loss / 2, mode.detuning));
  }
  Polar polar;
  const auto& couplings = network.couplings();
  for (std::size_t k = 0; k < couplings.size(); ++k) {
    const Coupling& coupling = couplings[k];
    const T forward = polar.value<T>(coupling.strength, coupling.phase);
    // i conj(z) = -conj(i z), so that H1 stays Hermitian to the last bit.
    const T backward = polar.value<T>(coupling.strength, -coupling.phase);
    a[pattern.coupling_slot[2 * k]] += T(i) * forward;
    a[pattern.coupling_slot[2 * k + 1]] += T(i) * backward;
  }
  std::size_t slot = 0;
  for (const Dissipator& dissipator : network.dissipators()) {
    const T half_rate(std::complex<double>(dissipator.rate / 2, 0));
    for (const auto& [row, w_row] : dissipator.weights) {
      for (const auto& [column, w_column] : dissipator.weights) {
        a[pattern.dissipator_slot[slot++]] += half_rate * (T(std::conj(w_row)) * T(w_column));
      }
    }
  }
  return a;
}

template std::vector<WideComplex> drift<WideComplex>(const Network&, const Pattern&);
template std::vector<Ball> drift<Ball>(const Network&, const Pattern&);

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
