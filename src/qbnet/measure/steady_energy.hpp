// What modes store in the steady state, whatever their baths.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <unordered_map>

#include "qbnet/measure/energy.hpp"
#include "qbnet/solve/occupations.hpp"
#include "qbnet/solve/steady.hpp"

namespace qbnet {

/// E_j / omega = |v_j|^2 + n_j of the modes asked for: coherent energy and thermal occupation. The
/// state of a mode is a displaced thermal one, which no unitary lowers below n_j: its ergotropy,
/// for any operation on that mode alone, is the coherent energy |v_j|^2 (Allahverdyan, Balian and
/// Nieuwenhuizen, EPL 67, 565 (2004)). Accuracy: as Steady and Occupations. The Steady must outlive
/// this.
class SteadyEnergy {
 public:
  /// Occupations are computed where a bath is warm.
  SteadyEnergy(const Network& network, const Steady& steady, std::span<const std::size_t> modes);

  bool warm() const { return warm_; }
  Status status() const { return status_; }
  const std::string& message() const { return message_; }
  ScaledReal coherent(std::size_t mode) const { return energy(steady_.amplitude[mode]); }
  ScaledReal thermal(std::size_t mode) const;
  ScaledReal total(std::size_t mode) const;

 private:
  const Steady& steady_;
  bool warm_ = false;
  Status status_;
  std::string message_;
  std::unordered_map<std::size_t, ScaledReal> thermal_;
};

}  // namespace qbnet
