#include "qbnet/measure/power.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <optional>

#include "qbnet/network/reach.hpp"
#include "qbnet/solve/transient.hpp"

namespace qbnet {
namespace {

constexpr double most_samples = 1e7;  // of one mode

struct Point {
  double t = 0;
  ScaledReal power;
};

struct Candidate {
  std::size_t point = 0;
  ScaledReal at_most;
};

class PeakSearch {
 public:
  PeakSearch(Transient& transient, std::size_t which, std::size_t mode, double accuracy)
      : transient_(transient), which_(which), mode_(mode), accuracy_(accuracy) {}

  // Walks over the octaves from the time before which P only grows to the one after which no
  // energy can win any more. False if the walk gets too long.
  bool scan() {
    const NumericalRange& range = transient_.range();
    const double fastest = range.largest_frequency() + range.largest_decay();
    if (never_charged(fastest)) return true;
    int octave = std::ilogb(0.1 / fastest);
    for (const int last = octave + most_octaves; octave < last; ++octave) {
      const double start = std::exp2(octave);
      // The fastest oscillation of E(t) that is still alive is sampled ten times a period.
      const double samples =
          std::max(8.0, std::ceil(3 * start * range.frequency_below(10 / start)));
      if (!(static_cast<double>(points_.size()) + samples < most_samples)) return false;
      const auto count = static_cast<std::size_t>(samples);
      const std::vector<ScaledReal> energies = transient_.look_around(which_, start, count);
      if (energies.empty()) return false;
      for (std::size_t k = 0; k < count; ++k) {
        const double t = start + start / samples * static_cast<double>(k);
        points_.push_back({t, energies[k] / ScaledReal(t)});
        if (best_ < points_.back().power) best_ = points_.back().power;
      }
      if (beaten_after(2 * start)) return true;
    }
    return false;
  }

  // The highest of the peaks; its error in `error`.
  PeakPower highest(double& error) {
    // A peak lies at most this factor above the parabola through three samples.
    const ScaledReal interpolation_error(1.03);
    std::vector<Candidate> candidates;
    for (std::size_t i = 1; i + 1 < points_.size(); ++i) {
      const ScaledReal &left = points_[i - 1].power, &here = points_[i].power,
                       &right = points_[i + 1].power;
      if (here.is_zero() || here < left || here < right) continue;
      const double l = (left / here).value(), r = (right / here).value();
      const double bend = 2 - l - r;
      const double above = bend > 0 ? (r - l) * (r - l) / (8 * bend) : 0;
      candidates.push_back({i, here * ScaledReal(1 + above) * interpolation_error});
    }
    std::sort(candidates.begin(), candidates.end(),
              [](const Candidate& a, const Candidate& b) { return b.at_most < a.at_most; });
    PeakPower best;
    best.mode = mode_;
    error = 0;
    for (const auto& [i, at_most] : candidates) {
      if (at_most < best.power) break;
      const double t = peak_between(points_[i - 1].t, points_[i].t, points_[i + 1].t);
      const Sample sample = transient_.at(which_, t, accuracy_ / 2);
      const ScaledReal power = norm(sample.amplitude) / ScaledReal(t);
      if (best.power < power) {
        best.power = power;
        best.time = t;
        best.energy = norm(sample.amplitude);
        error = 2 * sample.error;
      }
    }
    return best;
  }

 private:
  static constexpr int most_octaves = 400;

  // A mode that stays empty because two ways cancel exactly: no search would end.
  bool never_charged(double fastest) {
    if (!transient_.steady_state()->amplitude[mode_].is_zero()) return false;
    for (const double periods : {0.7, 3.1, 17.3}) {
      if (!transient_.at(which_, periods / fastest, accuracy_).amplitude.is_zero()) return false;
    }
    return true;
  }

  // E(t) is bounded from any time on, so P(t) = E(t)/t falls below the best in the end.
  bool beaten_after(double from) const {
    if (best_.is_zero()) return false;
    const ScaledReal bound = transient_.amplitude_bound(which_, from);
    return bound * bound / ScaledReal(from) < best_;
  }

  // d log P / d log t = 2 t Re(v'/v) - 1.
  double slope(double t) {
    const Sample sample = transient_.at(which_, t, accuracy_ / 2);
    if (sample.amplitude.is_zero()) return -1;
    return 2 * t * (sample.derivative / sample.amplitude).value().real() - 1;
  }

  double peak_between(double left, double middle, double right) {
    // The slope has one sign change per side of a sampled peak at most ten samples a period apart.
    const double at_left = slope(left), at_right = slope(right);
    if (!(at_left > 0 && at_right < 0)) return middle;
    std::uintmax_t steps = 100;
    const auto close = [](double a, double b) { return b - a <= 1e-13 * b; };
    const auto found = boost::math::tools::toms748_solve(
        [this](double t) { return slope(t); }, left, right, at_left, at_right, close, steps);
    return (found.first + found.second) / 2;
  }

  Transient& transient_;
  std::size_t which_;
  std::size_t mode_;
  double accuracy_;
  std::vector<Point> points_;
  ScaledReal best_;
};

}  // namespace

MaximalPower maximal_power(const Network& network, std::vector<std::size_t> modes,
                           const PowerOptions& options) {
  require_vacuum_baths(network);
  if (modes.empty()) modes = network.with_role(Role::battery);
  MaximalPower result;
  for (const std::size_t mode : modes) {
    PeakPower peak;
    peak.mode = mode;
    result.peaks.push_back(peak);
  }
  TransientOptions transient_options;
  transient_options.accuracy = options.accuracy / 2;
  transient_options.max_precision = options.max_precision;
  transient_options.threads = options.threads;
  Transient transient(network, modes, transient_options);
  const Stability& stable = transient.resolvent().stable;
  if (stable.status != Status::ok) {
    result.status = stable.status;
    result.message = stable.reason;
    result.peaks.clear();
    return result;
  }
  if (transient.steady_state() == nullptr) {
    result.status = Status::inaccurate;
    result.message = "the steady state that bounds the search was not found accurately";
    return result;
  }
  const std::vector<int> distance = distance_from_drives(network);
  result.status = Status::ok;
  double worst = 0;
  for (std::size_t k = 0; k < modes.size(); ++k) {
    if (distance[modes[k]] < 0) continue;
    PeakSearch search(transient, k, modes[k], options.accuracy);
    if (!search.scan()) {
      result.status = Status::inaccurate;
      result.message = fmt::format("mode \"{}\" oscillates too long to search for its maximum",
                                   network.mode(modes[k]).name);
    }
    double error = 0;
    result.peaks[k] = search.highest(error);
    if (!(error <= worst)) worst = error;
  }
  if (result.status != Status::ok) return result;
  result.message = fmt::format("relative error at most {:.1e}", worst);
  if (!(worst <= options.accuracy)) result.status = Status::inaccurate;
  return result;
}

}  // namespace qbnet
