// Charging from the vacuum: v(t), the inverse Laplace transform of (z + M)^-1 b / z.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "qbnet/base/scaled.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/network/network.hpp"
#include "qbnet/network/protocol.hpp"
#include "qbnet/solve/fluctuations.hpp"

namespace qbnet {

struct EvolveOptions {
  /// Relative error allowed in every amplitude at every time, however small. Energies: twice this.
  double accuracy = 4e-11;
  std::vector<std::size_t> modes;  ///< only these; empty: all
  int max_precision = 4096;        ///< bits; 64 keeps to double arithmetic
  int threads = 1;
  /// Also the energy that the drives have put in; up to 128 modes (64 with squeezing).
  bool supply = false;
};

struct Evolution {
  Status status = Status::failed;
  std::string message;
  std::vector<double> times;
  std::vector<std::size_t> modes;
  /// amplitude[k][i]: mode modes[k] at times[i], in the rotating frame.
  std::vector<std::vector<ScaledComplex>> amplitude;
  /// parts[k][i], likewise; empty where states stay coherent.
  std::vector<std::vector<Fluctuations>> parts;
  /// supplied[i]: energy/omega that the drives have put in until times[i]; where it was asked for.
  std::vector<ScaledReal> supplied;
  double error_bound = 0;  ///< largest estimated relative error of any energy given
  std::string arithmetic;
  std::size_t solves = 0;  ///< steady-state-like solves that it took, balls not counted

  /// E/omega of modes[k] at times[i]: |v|^2, and what fluctuations add.
  ScaledReal energy(std::size_t k, std::size_t i) const;
  /// The share of it: energy/supplied, where anything was supplied.
  std::optional<double> efficiency(std::size_t k, std::size_t i) const;
};

/// E_j(t)/omega = |v_j(t)|^2 for dv/dt = -M v - i conj(xi), v(0) = 0, at any times >= 0 in any
/// order. Where states do not stay coherent (warm or squeezed baths, gain, squeezers) and under a
/// protocol from the moment equations instead (solve/moments.hpp), stable or not. Errors: a time
/// that is negative or not finite: Error(Refusal::input); more memory than there is or more than a
/// day: Error(Refusal::too_large), before it starts.
Evolution evolve(const Network& network, const std::vector<double>& times,
                 const EvolveOptions& options = {}, const Protocol& protocol = {});

}  // namespace qbnet
