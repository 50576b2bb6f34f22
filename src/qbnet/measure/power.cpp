#include "qbnet/measure/power.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "qbnet/measure/noisy_power.hpp"
#include "qbnet/network/alike.hpp"
#include "qbnet/network/reach.hpp"
#include "qbnet/resolvent/matrix.hpp"
#include "qbnet/solve/transient.hpp"

namespace qbnet {
namespace {

// |v|^2 by contours.
class AmplitudeCurve : public ChargingCurve {
 public:
  /// `distance`: of the mode from the drives.
  AmplitudeCurve(Transient& transient, std::size_t which, std::size_t mode, int distance)
      : ChargingCurve(Of::amplitude,
                      transient.range().largest_frequency() + transient.range().largest_decay(),
                      false),
        transient_(transient),
        which_(which),
        mode_(mode),
        far_(distance >= Transient::far_away) {}

  Sample at(double t, double accuracy) override { return transient_.at(which_, t, accuracy); }
  ScaledReal bound_from(double t) override {
    const ScaledReal bound = transient_.amplitude_bound(which_, t);
    return bound * bound;
  }
  // Near the drives all is searched, and costs little.
  std::optional<ScaledReal> bound_until(double, const Sample& at_t) override {
    constexpr double in_hand = 2;
    if (!far_ || !(at_t.error < 1e-3) || at_t.terms.is_zero()) return std::nullopt;
    const ScaledReal bound = ScaledReal(in_hand) * at_t.terms;
    return bound * bound;
  }
  // A mode that stays empty because two ways cancel exactly: no search would end.
  bool never_charged() override {
    if (!transient_.steady_state()->amplitude[mode_].is_zero()) return false;
    for (const double periods : {0.7, 3.1, 17.3}) {
      if (!transient_.at(which_, periods / fastest(), 1e-9).amplitude.is_zero()) return false;
    }
    return true;
  }

 private:
  Transient& transient_;
  std::size_t which_;
  std::size_t mode_;
  bool far_;
};

// Replaces modes by the first that is like them, and returns those once each.
std::vector<std::size_t> unlike_modes(const Network& network, std::vector<std::size_t>& modes) {
  constexpr std::size_t few = 8, many = 100'000;
  std::vector<std::size_t> unlike;
  if (modes.size() < few || network.size() > many) {
    unlike = modes;
  } else {
    const std::vector<std::size_t> alike = alike_modes(network);
    for (std::size_t& mode : modes) mode = alike[mode];
    unlike = modes;
  }
  std::sort(unlike.begin(), unlike.end());
  unlike.erase(std::unique(unlike.begin(), unlike.end()), unlike.end());
  return unlike;
}

MaximalPower coherent_power(const Network& network, const std::vector<std::size_t>& modes,
                            const PowerOptions& options) {
  MaximalPower result;
  TransientOptions transient_options;
  transient_options.accuracy = options.accuracy / 4;
  transient_options.max_precision = options.max_precision;
  transient_options.threads = options.threads;
  Transient transient(network, modes, transient_options);
  const Stability& stable = transient.resolvent().stable;
  result.status = stable.status;
  result.message = stable.reason;
  if (result.status != Status::ok) return result;
  if (transient.steady_state() == nullptr) {
    result.status = Status::failed;
    result.message = "the steady state that bounds the search was not found accurately";
    return result;
  }
  const std::vector<int> distance = distance_from_drives(network);
  for (std::size_t k = 0; k < modes.size(); ++k) {
    PeakPower peak;
    if (distance[modes[k]] >= 0) {
      AmplitudeCurve curve(transient, k, modes[k], distance[modes[k]]);
      PeakSearch search(curve);
      if (!search.scan()) {
        result.status = Status::inaccurate;
        result.message = fmt::format("mode \"{}\" oscillates too long to search for its maximum",
                                     network.name(modes[k]));
      }
      double error = 0;
      peak = search.highest(options.accuracy, error);
      if (!(error <= result.error)) result.error = error;
    }
    peak.mode = modes[k];
    result.peaks.push_back(peak);
  }
  if (result.status != Status::ok) return result;
  result.message = fmt::format("relative error at most {:.1e}", result.error);
  if (!(result.error <= options.accuracy)) result.status = Status::inaccurate;
  return result;
}

}  // namespace

MaximalPower maximal_power(const Network& network, std::vector<std::size_t> modes,
                           const PowerOptions& options) {
  if (modes.empty()) modes = network.with_role(Role::battery);
  const std::vector<std::size_t> asked = modes;
  const std::vector<std::size_t> searched = unlike_modes(network, modes);
  MaximalPower result = stays_coherent(network) ? coherent_power(network, searched, options)
                                                : noisy_power(network, searched, options);
  if (result.peaks.empty()) return result;
  const std::vector<PeakPower> found = std::exchange(result.peaks, {});
  for (std::size_t k = 0; k < modes.size(); ++k) {
    const auto place = std::ranges::lower_bound(searched, modes[k]);
    result.peaks.push_back(found[static_cast<std::size_t>(place - searched.begin())]);
    result.peaks.back().mode = asked[k];
  }
  return result;
}

}  // namespace qbnet
