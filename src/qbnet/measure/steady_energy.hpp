// What modes store in the steady state, whatever their baths.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <unordered_map>

#include "qbnet/measure/energy.hpp"
#include "qbnet/solve/fluctuations.hpp"
#include "qbnet/solve/steady.hpp"

namespace qbnet {

/// E_j / omega = |v_j|^2 + n_j + s_j of the modes asked for: coherent energy, thermal and squeezed
/// part (solve/fluctuations.hpp). A unitary on the mode alone brings its state to a thermal one of
/// energy n_j and not lower, so that |v_j|^2 + s_j is its ergotropy, for any operation on that mode
/// (Allahverdyan, Balian and Nieuwenhuizen, EPL 67, 565 (2004)). Accuracy: as Steady, and 1e-11 of
/// n_j + s_j. The Steady must outlive this.
class SteadyEnergy {
 public:
  /// Fluctuations are computed where states are not coherent.
  SteadyEnergy(const Network& network, const Steady& steady, std::span<const std::size_t> modes);

  /// Whether there are any parts but the coherent one.
  bool has_parts() const { return has_parts_; }
  Status status() const { return status_; }
  const std::string& message() const { return message_; }
  ScaledReal coherent(std::size_t mode) const { return energy(steady_.amplitude[mode]); }
  ScaledReal thermal(std::size_t mode) const;
  ScaledReal squeezed(std::size_t mode) const;
  ScaledReal ergotropy(std::size_t mode) const { return coherent(mode) + squeezed(mode); }
  ScaledReal total(std::size_t mode) const;

 private:
  const Steady& steady_;
  bool has_parts_ = false;
  Status status_;
  std::string message_;
  std::unordered_map<std::size_t, Fluctuations> parts_;
};

}  // namespace qbnet
