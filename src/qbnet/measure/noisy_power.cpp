#include "qbnet/measure/noisy_power.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "qbnet/measure/peak_search.hpp"
#include "qbnet/solve/moments.hpp"
#include "qbnet/solve/noisy_charging.hpp"
#include "qbnet/solve/settling.hpp"

namespace qbnet {
namespace {

constexpr int first_bits = 128, most_bits = 1024;

class EnergyCurve : public ChargingCurve {
 public:
  EnergyCurve(NoisyCharging& charging, std::size_t mode)
      : ChargingCurve(Of::energy, charging.fastest(), true), charging_(charging), mode_(mode) {}

  Sample at(double t, double) override { return charging_.energy(mode_, t); }
  ScaledReal bound_from(double t) override { return charging_.bound_from(mode_, t); }
  std::optional<ScaledReal> bound_until(double t, const Sample&) override {
    return charging_.bound_until(mode_, t);
  }
  bool never_charged() override { return !charging_.is_reached(mode_); }
  ScaledReal power_at_start() const override { return charging_.power_at_start(mode_); }

 private:
  NoisyCharging& charging_;
  std::size_t mode_;
};

// E of each peak's mode at its time, by other means. False if the search was wrong about one.
bool confirm(const Network& network, MaximalPower& result) {
  std::vector<std::size_t> timed;
  std::vector<double> times;
  for (std::size_t k = 0; k < result.peaks.size(); ++k) {
    if (!(result.peaks[k].time > 0)) continue;
    timed.push_back(k);
    times.push_back(result.peaks[k].time);
  }
  if (timed.empty()) return true;
  const Moments found = moments_at(network, times, [&](const MomentView& state) {
    std::vector<Quantified> energies;
    for (const std::size_t k : timed) {
      energies.push_back({state.energy(result.peaks[k].mode), ScaledReal()});
    }
    return energies;
  });
  if (found.status != Status::ok) return false;
  for (std::size_t i = 0; i < timed.size(); ++i) {
    PeakPower& peak = result.peaks[timed[i]];
    const std::size_t at = i * timed.size() + i;
    const ScaledReal energy = real(found.numbers.value[at]);
    if (!(std::abs((energy / peak.energy).value() - 1) < 1e-9)) return false;
    peak.energy = energy;
    peak.power = energy / ScaledReal(peak.time);
  }
  return true;
}

}  // namespace

MaximalPower noisy_power(const Network& network, const std::vector<std::size_t>& modes,
                         const PowerOptions& options) {
  MaximalPower result;
  refuse_too_many_moments(network);
  const Settling settling = does_settle(network);
  result.status = settling.status;
  result.message = settling.reason;
  if (result.status != Status::ok) return result;
  result.status = Status::failed;
  for (int bits = first_bits; bits <= std::min(most_bits, options.max_precision); bits *= 2) {
    const Ball::Precision precision(bits);
    NoisyCharging charging(network);
    if (!charging.ends()) continue;
    result.peaks.clear();
    result.error = 0;
    bool lacks_digits = false;
    for (const std::size_t mode : modes) {
      EnergyCurve curve(charging, mode);
      PeakSearch search(curve);
      if (!search.scan() && !search.lacks_digits()) {
        result.message = fmt::format("mode \"{}\" oscillates too long to search for its maximum",
                                     network.name(mode));
        result.peaks.clear();
        return result;
      }
      lacks_digits = lacks_digits || search.lacks_digits();
      double error = 0;
      result.peaks.push_back(search.highest(options.accuracy, error));
      result.error = std::max(result.error, error);
      result.peaks.back().mode = mode;
    }
    if (lacks_digits || !confirm(network, result)) continue;
    result.status = Status::ok;
    result.message = fmt::format("{}; E(t) in {} bits", settling.reason, bits);
    return result;
  }
  result.message = "E(t) was not resolved in the digits allowed";
  result.peaks.clear();
  return result;
}

}  // namespace qbnet
