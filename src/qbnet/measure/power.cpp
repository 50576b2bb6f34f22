#include "qbnet/measure/power.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <map>

#include "qbnet/measure/piece.hpp"
#include "qbnet/network/alike.hpp"
#include "qbnet/network/reach.hpp"
#include "qbnet/solve/transient.hpp"

namespace qbnet {
namespace {

// v(t) is known by pieces to this part of its largest value so far, P(t) to twice that.
constexpr double resolution = 1e-11;
constexpr std::size_t most_pieces = 30'000;
constexpr int most_octaves = 400;

struct Peak {
  double time = 0;
  ScaledReal power;
};

class PeakSearch {
 public:
  /// `distance`: of the mode from the drives.
  PeakSearch(Transient& transient, std::size_t which, std::size_t mode, int distance)
      : transient_(transient), which_(which), mode_(mode), far_(distance >= Transient::far_away) {}

  // Walks over the octaves from the time before which P only grows to the one after which no
  // energy can win any more. False if the walk gets too long.
  bool scan() {
    const NumericalRange& range = transient_.range();
    fastest_ = range.largest_frequency() + range.largest_decay();
    if (never_charged()) return true;
    const int first = std::ilogb(0.1 / fastest_);
    const int from = far_ ? first_that_can_win(first) : first;
    for (int octave = from; octave < first + most_octaves; ++octave) {
      const double start = std::exp2(octave);
      // Where v(t) is still tiny, "small beside the largest" must mean: in this octave.
      largest_ = ScaledReal();
      for (const double t : {start, 1.37 * start, 2 * start}) amplitude(t);
      if (!resolve(start, 2 * start)) return false;
      if (beaten_after(2 * start)) return true;
    }
    return false;
  }

  // The highest of the peaks, evaluated to full accuracy; its error in `error`.
  PeakPower highest(double accuracy, double& error) {
    PeakPower best;
    best.mode = mode_;
    error = 0;
    std::sort(peaks_.begin(), peaks_.end(),
              [](const Peak& a, const Peak& b) { return b.power < a.power; });
    constexpr std::size_t most_contenders = 20;
    for (std::size_t k = 0; k < peaks_.size() && k < most_contenders; ++k) {
      const double doubt = 1 + 10 * resolution;
      if (peaks_[k].power * ScaledReal(doubt) < best.power) break;
      // Twice its error, for the square, leaves room for what the polynomial left out.
      const Sample sample = transient_.at(which_, peaks_[k].time, accuracy / 4);
      const ScaledReal power = norm(sample.amplitude) / ScaledReal(peaks_[k].time);
      if (best.power < power) {
        best.power = power;
        best.time = peaks_[k].time;
        best.energy = norm(sample.amplitude);
        error = 2 * sample.error + 4 * resolution;
      }
    }
    return best;
  }

 private:
  // v grows like t^d until the wave arrives: octaves in which even the largest that v can be is
  // beaten by what comes later need no search.
  int first_that_can_win(int first) {
    constexpr double in_hand = 2;
    std::vector<ScaledReal> largest;
    ScaledReal best;
    for (int octave = first; octave < first + most_octaves; ++octave) {
      const double end = std::exp2(octave + 1);
      const Sample sample = transient_.at(which_, end, 1e-9);
      if (!(sample.error < 1e-3)) break;
      const ScaledReal power = norm(sample.amplitude) / ScaledReal(end);
      if (best < power) best = power;
      if (sample.terms.is_zero() || beaten_after(end, best)) break;
      const ScaledReal bound = ScaledReal(in_hand) * sample.terms;
      largest.push_back(bound * bound / ScaledReal(end / 2));
    }
    const auto wins = std::find_if(largest.begin(), largest.end(),
                                   [&](const ScaledReal& power) { return !(power < best); });
    return first + static_cast<int>(wins - largest.begin());
  }

  // v(t) to `resolution` of the largest value seen in this octave.
  ScaledComplex amplitude(double t) {
    Sample sample = transient_.at(which_, t, 1e-9);
    const ScaledReal size = abs(sample.amplitude);
    if (largest_ < size) largest_ = size;
    if (size.is_zero()) return sample.amplitude;
    const double allowed = resolution * (largest_ / size).value();
    if (sample.error > allowed) sample = transient_.at(which_, t, allowed);
    return sample.amplitude;
  }

  // Bisects until a polynomial holds v(t), then looks for peaks of P on it.
  bool resolve(double left, double right) {
    if (++pieces_ > most_pieces) return false;
    const Piece piece(left, right, [this](double t) { return amplitude(t); });
    const ScaledReal allowed = largest_ * ScaledReal(resolution);
    const double between = left + 0.4142 * (right - left);
    const bool narrow = (right - left) * fastest_ < 1;
    if (!narrow && (allowed < piece.unresolved() ||
                    allowed * ScaledReal(10) < abs(piece.at(between).v - amplitude(between)))) {
      const double middle = (left + right) / 2;
      return resolve(left, middle) && resolve(middle, right);
    }
    collect(piece);
    return true;
  }

  // Sign changes of d log P / d log t, sampled finer than a polynomial of this degree can wiggle.
  void collect(const Piece& piece) {
    constexpr int samples = 4 * Piece::degree;
    const double step = (piece.right() - piece.left()) / samples;
    double t_before = piece.left();
    double before = piece.at(t_before).log_slope;
    for (int k = 1; k <= samples; ++k) {
      const double t = k == samples ? piece.right() : piece.left() + k * step;
      const Piece::Value value = piece.at(t);
      const ScaledReal power = norm(value.v) / ScaledReal(t);
      if (best_ < power) best_ = power;
      if (before > 0 && value.log_slope <= 0) {
        add_peak(piece, t_before, t, before, value.log_slope);
      }
      t_before = t;
      before = value.log_slope;
    }
    // A peak on the seam of two pieces may be seen by neither.
    peaks_.push_back({piece.right(), norm(piece.at(piece.right()).v) / ScaledReal(piece.right())});
  }

  void add_peak(const Piece& piece, double left, double right, double at_left, double at_right) {
    std::uintmax_t steps = 100;
    const auto close = [](double a, double b) { return b - a <= 1e-14 * b; };
    const auto found =
        boost::math::tools::toms748_solve([&piece](double t) { return piece.at(t).log_slope; },
                                          left, right, at_left, at_right, close, steps);
    const double t = (found.first + found.second) / 2;
    peaks_.push_back({t, norm(piece.at(t).v) / ScaledReal(t)});
  }

  // A mode that stays empty because two ways cancel exactly: no search would end.
  bool never_charged() {
    if (!transient_.steady_state()->amplitude[mode_].is_zero()) return false;
    for (const double periods : {0.7, 3.1, 17.3}) {
      if (!transient_.at(which_, periods / fastest_, 1e-9).amplitude.is_zero()) return false;
    }
    return true;
  }

  // E(t) is bounded from any time on, so P(t) = E(t)/t falls below the best in the end.
  bool beaten_after(double from) const { return beaten_after(from, best_); }
  bool beaten_after(double from, const ScaledReal& best) const {
    if (best.is_zero()) return false;
    const ScaledReal bound = transient_.amplitude_bound(which_, from);
    return bound * bound / ScaledReal(from) < best;
  }

  Transient& transient_;
  std::size_t which_;
  std::size_t mode_;
  bool far_;
  double fastest_ = 0;
  std::size_t pieces_ = 0;
  std::vector<Peak> peaks_;
  ScaledReal best_;
  ScaledReal largest_;  // |v| in this octave
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
  transient_options.accuracy = options.accuracy / 4;
  transient_options.max_precision = options.max_precision;
  transient_options.threads = options.threads;
  const std::vector<std::size_t> asked = modes;
  const std::vector<std::size_t> searched = unlike_modes(network, modes);
  Transient transient(network, searched, transient_options);
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
  std::map<std::size_t, PeakPower> peak_of;
  for (std::size_t k = 0; k < searched.size(); ++k) {
    const std::size_t mode = searched[k];
    if (distance[mode] < 0) continue;
    PeakSearch search(transient, k, mode, distance[mode]);
    if (!search.scan()) {
      result.status = Status::inaccurate;
      result.message = fmt::format("mode \"{}\" oscillates too long to search for its maximum",
                                   network.name(mode));
    }
    double error = 0;
    peak_of[mode] = search.highest(options.accuracy, error);
    if (!(error <= worst)) worst = error;
  }
  for (std::size_t k = 0; k < modes.size(); ++k) {
    const auto found = peak_of.find(modes[k]);
    if (found == peak_of.end()) continue;
    result.peaks[k] = found->second;
    result.peaks[k].mode = asked[k];
  }
  if (result.status != Status::ok) return result;
  result.message = fmt::format("relative error at most {:.1e}", worst);
  if (!(worst <= options.accuracy)) result.status = Status::inaccurate;
  return result;
}

}  // namespace qbnet
