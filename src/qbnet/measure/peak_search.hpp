// The highest of all maxima of P(t) = E(t)/t, whatever E(t) is computed from.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "qbnet/base/scaled.hpp"
#include "qbnet/measure/piece.hpp"
#include "qbnet/solve/contour.hpp"

namespace qbnet {

struct PeakPower {
  std::size_t mode = 0;
  ScaledReal power;   ///< max_t E(t)/t in units of omega * rate; 0 for a mode that is never charged
  double time = 0;    ///< where it is reached; 0: from the first moment on, power only falls
  ScaledReal energy;  ///< E at that time
};

/// A mode on its way from the vacuum to its steady state, by an analytic f(t).
class ChargingCurve {
 public:
  /// E = |f|^2 for an amplitude, f for an energy.
  enum class Of { amplitude, energy };

  ChargingCurve(Of of, double fastest, bool fixed_digits)
      : of_(of), fastest_(fastest), fixed_digits_(fixed_digits) {}
  virtual ~ChargingCurve() = default;
  ChargingCurve(const ChargingCurve&) = delete;
  ChargingCurve& operator=(const ChargingCurve&) = delete;

  /// f at t > 0, if possible to this relative accuracy: Sample::error tells.
  virtual Sample at(double t, double accuracy) = 0;
  /// Of E at every time from t on.
  virtual ScaledReal bound_from(double t) = 0;
  /// Of E at every time until t, where early times may be left out; `at_t`: f there.
  virtual std::optional<ScaledReal> bound_until(double t, const Sample& at_t) = 0;
  /// Whether E is 0 at all times.
  virtual bool never_charged() = 0;
  /// dE/dt at t = 0.
  virtual ScaledReal power_at_start() const { return {}; }

  Of of() const { return of_; }
  double fastest() const { return fastest_; }  ///< no rate is faster
  /// Asked for more accuracy, at() has none.
  bool has_fixed_digits() const { return fixed_digits_; }
  ScaledReal energy(const ScaledComplex& f) const {
    return of_ == Of::amplitude ? norm(f) : real(f);
  }

 private:
  Of of_;
  double fastest_;
  bool fixed_digits_;
};

/// f(t) is held by polynomials, piece by piece, up to the time beyond which no later energy can
/// win; every maximum of P on them is found (docs/theory.md, section 6).
class PeakSearch {
 public:
  explicit PeakSearch(ChargingCurve& curve) : curve_(curve) {}

  /// False if the walk gets too long, or digits are too few.
  bool scan();
  /// What scan() failed for was that digits are too few.
  bool lacks_digits() const { return lacks_digits_; }
  /// The highest of the peaks, evaluated to full accuracy; its error in `error`.
  PeakPower highest(double accuracy, double& error);

 private:
  struct Peak {
    double time = 0;
    ScaledReal power;
  };
  // What a piece holds: f, or P itself where t = 0 is among its times.
  enum class Holds { f, power };

  int first_that_can_win(int first);
  ScaledComplex value(double t);
  bool resolve(double left, double right);
  bool begin(double until);
  void collect(const Piece& piece, Holds holds);
  bool beaten_after(double from, const ScaledReal& best);

  ChargingCurve& curve_;
  std::size_t pieces_ = 0;
  std::vector<Peak> peaks_;
  ScaledReal best_;
  ScaledReal largest_;  // |f| in this octave
  bool lacks_digits_ = false;
};

}  // namespace qbnet
