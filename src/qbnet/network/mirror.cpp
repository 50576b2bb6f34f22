#include "qbnet/network/mirror.hpp"

#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <optional>
#include <vector>

namespace qbnet {
namespace {

// Signs that modes have relative to one another, as far as they are known: sets of modes, each
// with its sign relative to the first.
class Signs {
 public:
  explicit Signs(std::size_t modes) : parent_(modes), odd_(modes, 0) {
    for (std::size_t j = 0; j < modes; ++j) parent_[j] = static_cast<std::uint32_t>(j);
  }

  // False if this contradicts what is known.
  bool relate(std::size_t a, std::size_t b, bool opposite) {
    const Root first = root(a), second = root(b);
    if (first.mode == second.mode) return (first.odd != second.odd) == opposite;
    parent_[second.mode] = static_cast<std::uint32_t>(first.mode);
    odd_[second.mode] = (first.odd != second.odd) != opposite ? 1 : 0;
    return true;
  }

 private:
  struct Root {
    std::size_t mode;
    bool odd;
  };

  Root root(std::size_t j) {
    bool odd = false;
    while (parent_[j] != j) {
      // Each step makes the way shorter for the next. A root is its own parent, with sign +.
      const std::size_t up = parent_[j];
      odd_[j] = odd_[j] != odd_[up] ? 1 : 0;
      parent_[j] = parent_[up];
      odd = odd != (odd_[j] != 0);
      j = parent_[j];
    }
    return {j, odd};
  }

  std::vector<std::uint32_t> parent_;
  std::vector<char> odd_;
};

// Whether a phase is an odd multiple of pi/2, an even one, or neither.
std::optional<bool> odd_quarters(double phase) {
  constexpr double quarter = std::numbers::pi / 2;
  const double allowed = 4 * std::numeric_limits<double>::epsilon() * std::abs(phase);
  if (phase == 0) return false;
  if (!(std::abs(phase) < 1e3) || std::abs(std::remainder(phase, quarter)) > allowed) return {};
  return std::fmod(std::nearbyint(phase / quarter), 2) != 0;
}

// Whether a number is imaginary, real, or neither.
std::optional<bool> imaginary(std::complex<double> x) {
  if (x.imag() == 0) return false;
  if (x.real() == 0) return true;
  return {};
}

}  // namespace

// q = u^2 of the mode's phase u. Real are u_j^-1 (i s e^(i theta)) u_i, if q_j = -e^(2 i theta)
// q_i; r conj(w_i) w_j u_j / u_i, if q_i q_j has the sign of (conj(w_i) w_j)^2; and -i conj(xi_j) /
// u_j but for one phase that all share, if q_j has the sign of (conj xi_j)^2.
bool mirrors(const Network& network) {
  if (!network.squeezers().empty()) return false;
  constexpr std::size_t nothing = std::numeric_limits<std::size_t>::max();
  Signs signs(network.size());
  std::size_t driven = nothing;
  bool driven_imaginary = false;
  for (std::size_t j = 0; j < network.size(); ++j) {
    const ModeRates& mode = network.rates(j);
    if (mode.detuning != 0) return false;
    if (mode.drive == 0.0) continue;
    const auto is_imaginary = imaginary(mode.drive);
    if (!is_imaginary) return false;
    if (driven == nothing) {
      driven = j;
      driven_imaginary = *is_imaginary;
    } else if (!signs.relate(driven, j, driven_imaginary != *is_imaginary)) {
      return false;
    }
  }
  for (const Dissipator& dissipator : network.dissipators()) {
    if (dissipator.rate == 0) continue;
    std::size_t first = nothing;
    bool first_imaginary = false;
    for (const auto& [mode, weight] : dissipator.weights) {
      if (weight == 0.0) continue;
      const auto is_imaginary = imaginary(weight);
      if (!is_imaginary) return false;
      if (first == nothing) {
        first = mode;
        first_imaginary = *is_imaginary;
      } else if (!signs.relate(first, mode, first_imaginary != *is_imaginary)) {
        return false;
      }
    }
  }
  for (const Coupling& coupling : network.couplings()) {
    if (coupling.strength == 0) continue;
    const auto odd = odd_quarters(coupling.phase);
    if (!odd || !signs.relate(coupling.from, coupling.to, !*odd)) return false;
  }
  return true;
}

}  // namespace qbnet
