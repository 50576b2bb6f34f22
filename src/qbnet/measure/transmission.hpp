// What passes from one port to another, and what comes back: isolation and its bandwidth.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "qbnet/base/scaled.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/measure/band.hpp"
#include "qbnet/measure/scattering.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet {

/// At one frequency.
struct TransmissionPoint {
  Amplitude forward;  ///< S_to,from
  Amplitude reverse;  ///< S_from,to
  /// Quanta that come out at `to` without any going in, over |S_to,from|^2: sum over the other
  /// ports k of |S_to,k|^2 quanta_k, and where gain or squeezers feed modes what they emit
  /// (docs/response.md, section 2). 0 for passive networks with vacuum baths; no value where
  /// nothing passes.
  std::optional<ScaledReal> added_noise;
  bool solved = false;
};

/// 10 log10(|S_to,from|^2 / |S_from,to|^2), right whatever their size; infinite where one of them
/// is 0, NaN where both are.
double isolation_db(const TransmissionPoint& point);

struct TransmissionOptions : ResponseOptions {
  int threads = 1;
  bool bands = true;  ///< search peaks and bandwidths between the frequencies
};

struct TransmissionBands {
  Peak transmission;  ///< highest |S_to,from|^2, in dB
  Peak isolation;     ///< highest, in dB; its level is infinite where nothing comes back
  Band transmission_3db, isolation_3db, isolation_20db;
};

struct Transmission {
  Status status = Status::failed;
  std::string message;
  std::vector<TransmissionPoint> points;  ///< one a frequency; empty without an answer
  double error_bound = 0;                 ///< largest estimated relative error of a |S|^2
  /// No value with fewer than two frequencies or without an answer.
  std::optional<TransmissionBands> bands;
};

/// S_to,from(w) and S_from,to(w) = delta - sqrt(kappa_to kappa_from) G(w) at each frequency, with
/// the relative accuracy of ResponseOptions whatever their size, in O(N) each for trees, cascades
/// and their like; S as in scattering(). Bands: the peak is the maximum over the range that the
/// frequencies span, the band the connected interval around it; both by refinement of the curves
/// themselves (band.hpp). 3 dB: level of the peak less 10 log10(2). Added noise needs one solve
/// more a frequency where a bath is warm or squeezed. Networks with gain or squeezers: as
/// response(). Frequencies in the unit of rates, relative to the rotating frame. Errors:
/// Error(Refusal::input) if both ports are the same or a frequency is not finite.
Transmission transmission(const Network& network, const Port& from, const Port& to,
                          std::span<const double> frequencies,
                          const TransmissionOptions& options = {});

/// [-W, W], W = 1.5 max_j (|Delta_j| + kappa_j/2 + sum of the strengths at j + half of what gain
/// and shared dissipators add): by Gershgorin every resonance lies within.
double widest_frequency(const Network& network);
/// Where nobody chose any: 401 over that range, with 0 among them.
std::vector<double> chosen_frequencies(const Network& network);

}  // namespace qbnet
