#include "qbnet/measure/peak_search.hpp"

#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>

namespace qbnet {
namespace {

// f(t) is known by pieces to this part of its largest value so far, P(t) to twice that.
constexpr double resolution = 1e-11;
constexpr std::size_t most_pieces = 30'000;
constexpr int most_octaves = 400;

}  // namespace

// From the time before which P only grows, or all is smooth, to the one after which no energy can
// win any more.
bool PeakSearch::scan() {
  if (curve_.never_charged()) return true;
  const int first = std::ilogb(0.1 / curve_.fastest());
  const int from = first_that_can_win(first);
  if (from == first && !curve_.power_at_start().is_zero() && !begin(std::exp2(first))) return false;
  for (int octave = from; octave < first + most_octaves; ++octave) {
    const double start = std::exp2(octave);
    // Where f is still tiny, "small beside the largest" must mean: in this octave.
    largest_ = ScaledReal();
    for (const double t : {start, 1.37 * start, 2 * start}) value(t);
    if (!resolve(start, 2 * start)) return false;
    if (beaten_after(2 * start, best_)) return true;
  }
  return false;
}

PeakPower PeakSearch::highest(double accuracy, double& error) {
  PeakPower best;
  error = 0;
  std::sort(peaks_.begin(), peaks_.end(),
            [](const Peak& a, const Peak& b) { return b.power < a.power; });
  constexpr std::size_t most_contenders = 20;
  for (std::size_t k = 0; k < peaks_.size() && k < most_contenders; ++k) {
    const double doubt = 1 + 10 * resolution;
    if (peaks_[k].power * ScaledReal(doubt) < best.power) break;
    if (peaks_[k].time == 0) {
      if (best.power < peaks_[k].power) best = {0, peaks_[k].power, 0, ScaledReal()};
      continue;
    }
    // Twice its error, for the square, leaves room for what the polynomial left out.
    const Sample sample = curve_.at(peaks_[k].time, accuracy / 4);
    const ScaledReal energy = curve_.energy(sample.amplitude);
    const ScaledReal power = energy / ScaledReal(peaks_[k].time);
    if (best.power < power) {
      best = {0, power, peaks_[k].time, energy};
      error = 2 * sample.error + 4 * resolution;
    }
  }
  return best;
}

// E grows like a power of t until the wave arrives: octaves in which even the largest that it can
// be is beaten by what comes later need no search.
int PeakSearch::first_that_can_win(int first) {
  std::vector<ScaledReal> largest;
  ScaledReal best;
  for (int octave = first; octave < first + most_octaves; ++octave) {
    const double end = std::exp2(octave + 1);
    const Sample sample = curve_.at(end, 1e-9);
    const std::optional<ScaledReal> bound = curve_.bound_until(end, sample);
    if (!bound) break;
    if (sample.error < 1e-3) {
      const ScaledReal power = curve_.energy(sample.amplitude) / ScaledReal(end);
      if (best < power) best = power;
    }
    if (beaten_after(end, best)) break;
    largest.push_back(*bound / ScaledReal(end / 2));
  }
  const auto wins = std::find_if(largest.begin(), largest.end(),
                                 [&](const ScaledReal& power) { return !(power < best); });
  return first + static_cast<int>(wins - largest.begin());
}

// f(t) to `resolution` of the largest value seen in this octave.
ScaledComplex PeakSearch::value(double t) {
  Sample sample = curve_.at(t, 1e-9);
  const ScaledReal size = abs(sample.amplitude);
  if (largest_ < size) largest_ = size;
  if (size.is_zero()) return sample.amplitude;
  const double allowed = resolution * (largest_ / size).value();
  if (sample.error > allowed) {
    lacks_digits_ = lacks_digits_ || curve_.has_fixed_digits();
    if (!curve_.has_fixed_digits()) sample = curve_.at(t, allowed);
  }
  return sample.amplitude;
}

// Bisects until a polynomial holds f(t), then looks for peaks of P on it.
bool PeakSearch::resolve(double left, double right) {
  if (++pieces_ > most_pieces || lacks_digits_) return false;
  const Piece piece(left, right, [this](double t) { return value(t); });
  const ScaledReal allowed = largest_ * ScaledReal(resolution);
  const double between = left + 0.4142 * (right - left);
  const bool narrow = (right - left) * curve_.fastest() < 1;
  if (!narrow && (allowed < piece.unresolved() ||
                  allowed * ScaledReal(10) < abs(piece.at(between).v - value(between)))) {
    const double middle = (left + right) / 2;
    return resolve(left, middle) && resolve(middle, right);
  }
  collect(piece, Holds::f);
  return !lacks_digits_;
}

// E(t)/t from 0 on, where it is a finite power and as smooth as E.
bool PeakSearch::begin(double until) {
  const ScaledReal at_start = curve_.power_at_start();
  const Piece piece(0, until, [&](double t) {
    if (t == 0) return ScaledComplex({at_start.mantissa(), 0}, at_start.exponent());
    const Sample sample = curve_.at(t, resolution);
    lacks_digits_ = lacks_digits_ || sample.error > resolution;
    return sample.amplitude / ScaledComplex(t);
  });
  peaks_.push_back({0, at_start});
  if (best_ < at_start) best_ = at_start;
  collect(piece, Holds::power);
  return !lacks_digits_;
}

// Sign changes of the slope of log P, sampled finer than a polynomial of this degree can wiggle.
void PeakSearch::collect(const Piece& piece, Holds holds) {
  constexpr int samples = 4 * Piece::degree;
  const double exponent = curve_.of() == ChargingCurve::Of::amplitude ? 2 : 1;
  const auto slope_at = [&](double t) {
    const double slope = piece.at(t).slope;
    return holds == Holds::power ? slope : exponent * t * slope - 1;
  };
  const auto power_at = [&](double t) {
    const ScaledComplex f = piece.at(t).v;
    return holds == Holds::power ? real(f) : curve_.energy(f) / ScaledReal(t);
  };
  const double step = (piece.right() - piece.left()) / samples;
  double t_before = piece.left();
  double before = slope_at(t_before);
  for (int k = 1; k <= samples; ++k) {
    const double t = k == samples ? piece.right() : piece.left() + k * step;
    const double slope = slope_at(t);
    const ScaledReal power = power_at(t);
    if (best_ < power) best_ = power;
    if (before > 0 && slope <= 0) {
      std::uintmax_t steps = 100;
      const auto close = [](double a, double b) { return b - a <= 1e-14 * b; };
      const auto found =
          boost::math::tools::toms748_solve(slope_at, t_before, t, before, slope, close, steps);
      const double top = (found.first + found.second) / 2;
      peaks_.push_back({top, power_at(top)});
    }
    t_before = t;
    before = slope;
  }
  // A peak on the seam of two pieces may be seen by neither.
  peaks_.push_back({piece.right(), power_at(piece.right())});
}

// E(t) is bounded from any time on, so P(t) = E(t)/t falls below the best in the end.
bool PeakSearch::beaten_after(double from, const ScaledReal& best) {
  if (best.is_zero()) return false;
  return curve_.bound_from(from) / ScaledReal(from) < best;
}

}  // namespace qbnet
