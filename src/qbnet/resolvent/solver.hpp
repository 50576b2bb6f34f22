// x(z) = (z + M)^-1 b with the relative error of every single component.
#pragma once

#include <complex>
#include <optional>
#include <vector>

#include "qbnet/base/scaled.hpp"
#include "qbnet/base/wide.hpp"
#include "qbnet/network/network.hpp"
#include "qbnet/resolvent/ball_factors.hpp"
#include "qbnet/resolvent/elimination.hpp"
#include "qbnet/resolvent/matrix.hpp"
#include "qbnet/resolvent/pattern.hpp"
#include "qbnet/resolvent/stability.hpp"

namespace qbnet {

/// Everything about a network that no shift changes.
struct Resolvent {
  explicit Resolvent(const Network& network);
  /// `stability`: its own, known already.
  Resolvent(const Network& network, Stability stability);
  /// With the pattern of another network, whose `numbers` here Pattern::numbers_of() has found, and
  /// what repeats, if that is known, too.
  Resolvent(const Network& network, Stability stability, Pattern kept, Pages<std::uint32_t> numbers,
            std::optional<Pages<std::uint32_t>> repeats);

  const Network& network;
  Stability stable;
  Pattern pattern;
  Entries m;                     ///< M, 106 bits
  Pages<std::uint32_t> repeats;  ///< repeating_rows() of both
  Sources b;                     ///< -i conj(xi), by position
  /// Rates and drives far enough from the ends of the double range for products of four of them.
  bool moderate = true;

  /// Those that a drive reaches; the others stay 0. By position.
  std::vector<char> reached() const;

 private:
  Resolvent(const Network& network, Stability&& stability, Pages<std::uint32_t> numbers);
};

/// r = b - (z + M) x in twice the precision; returns max_i |r_i| / (|z + M| |x| + |b|)_i, the
/// componentwise backward error (Oettli and Prager 1964), at most 20 % too large.
template <class T>
double residual(const Resolvent& resolvent, std::complex<double> z, const UnsetPages<T>& x,
                UnsetPages<T>& r);
/// Of the size that rounding can give r, with signs that follow no pattern.
template <class T>
void residual_rounding(const Resolvent& resolvent, std::complex<double> z, const UnsetPages<T>& x,
                       UnsetPages<T>& r);
/// The error that residual() returns, without r.
double backward_error(const Resolvent& resolvent, std::complex<double> z,
                      const UnsetPages<Ranged>& x);

/// Solves at one shift after another. T: std::complex<double>, ScaledComplex or Ranged, also with
/// factors in doubles: then solve() refuses where products of their entries could underflow.
template <class T, class Factor = T>
class Solver {
 public:
  explicit Solver(const Resolvent& resolvent);

  /// x(z) by position; false if elimination met a zero pivot or left the range of T.
  bool solve(std::complex<double> z, UnsetPages<T>& x);

  /// Extra-precise refinement of the last solution (Demmel and others, ACM TOMS 32, 325 (2006)):
  /// corrections until they no longer matter. Leaves in `error` the estimated relative error of
  /// every component; false if corrections do not shrink fast enough to be trusted.
  bool refine(std::complex<double> z, UnsetPages<T>& x, Pages<double>& error);

  /// Relative size, by component, of the correction that refine() would make first.
  void first_correction(std::complex<double> z, const UnsetPages<T>& x, Pages<double>& relative);
  /// Whether refine() has met terms that nearly cancel, so that corrections may miss something.
  bool much_cancels() const { return much_cancels_; }
  /// Amplitudes are turned, each for itself, and one correction must turn them back: what it
  /// misses, relative to |x|, by component. It misses as much of smaller changes, such as
  /// roundings, in proportion.
  void missed(std::complex<double> z, const UnsetPages<T>& x, Pages<double>& relative);
  /// What first_correction() found, by position: x + correction is right to about 100 bits after
  /// refine().
  const UnsetPages<T>& correction() const { return correction_; }

 private:
  using Forward = typename Elimination<Factor>::template Forward<T>;

  template <class Done>
  void correct(std::complex<double> z, const UnsetPages<T>& x, const Done& done);
  bool fits(std::size_t row, const T& v) const;
  bool is_small_beside_rows(const UnsetPages<T>& x, const Pages<double>& relative,
                            double most) const;
  void measure_what_stays(std::complex<double> z, const UnsetPages<T>& x, Pages<double>& error);

  const Resolvent& resolvent_;
  Entries::Rounded<Factor> m_;
  Elimination<Factor> elimination_;
  UnsetPages<T> correction_;
  bool much_cancels_ = false;
  std::vector<char> reached_;  // asked for where a zero can be an underflow
};

/// Solves in balls: a rigorous enclosure.
class BallSolver {
 public:
  explicit BallSolver(const Resolvent& resolvent);
  /// x(z) at Ball::precision(), drift assembled anew when that has changed. False where BallFactors
  /// fail.
  bool solve(const Ball& z, std::vector<Ball>& x);

 private:
  const Resolvent& resolvent_;
  slong precision_ = 0;
  std::vector<Ball> m_;
  BallFactors factors_;
};

}  // namespace qbnet
