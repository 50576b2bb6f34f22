#include "qbnet/resolvent/solver.hpp"

#include <acb_mat.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "qbnet/network/reach.hpp"
#include "qbnet/resolvent/each_residual.hpp"
#include "qbnet/resolvent/mantissas.hpp"
#include "qbnet/resolvent/repeats.hpp"

namespace qbnet {
namespace {

constexpr double half_ulp = 0x1p-53;

bool in_range(std::complex<double> v) {
  const double size = std::max(std::abs(v.real()), std::abs(v.imag()));
  return size > small_double && size < large_double;
}
bool in_range(const ScaledComplex& v) { return isfinite(v); }
bool in_range(const Ranged& v) {
  return std::isfinite(v.digits.real()) && std::isfinite(v.digits.imag());
}

// With roots, not branches: which part of a correction is the larger, nobody can foresee.
inline __attribute__((always_inline)) double relative(std::complex<double> d,
                                                      std::complex<double> x) {
  return d == 0.0 ? 0 : std::sqrt(std::norm(d) / std::norm(x));
}
inline __attribute__((always_inline)) double relative(const Ranged& d, const Ranged& x) {
  if (d.is_zero()) return 0;
  if (d.step > x.step) return std::numeric_limits<double>::infinity();
  // What has no digits beside the solution's is nothing beside it.
  return relative(d.digits_at(x.step), x.digits);
}
double relative(const ScaledComplex& d, const ScaledComplex& x) {
  if (d.is_zero()) return 0;
  return x.is_zero() ? std::numeric_limits<double>::infinity() : (abs(d) / abs(x)).value();
}

// Rates and drives whose products of four are in the range of doubles.
bool is_moderate(const Network& network) {
  constexpr double smallest = 1e-70, largest = 1e70;
  const auto fits = [&](double x) {
    return x == 0 || (std::abs(x) > smallest && std::abs(x) < largest);
  };
  const auto fit = [&](std::complex<double> x) { return fits(x.real()) && fits(x.imag()); };
  const NetworkData& data = network.data();
  return std::ranges::all_of(data.mode_kinds,
                             [&](const ModeRates& mode) {
                               return fits(mode.loss) && fits(mode.detuning) && fit(mode.drive);
                             }) &&
         std::ranges::all_of(data.coupling_kinds,
                             [&](const CouplingRates& rates) { return fits(rates.strength); }) &&
         std::ranges::all_of(data.dissipators, [&](const Dissipator& dissipator) {
           return fits(dissipator.rate) &&
                  std::ranges::all_of(dissipator.weights,
                                      [&](const auto& weight) { return fit(weight.second); });
         });
}

// Directions that follow no pattern.
std::complex<double> some_direction(std::uint64_t k) {
  constexpr double turn = 2 * std::numbers::pi;
  return std::polar(1.0,
                    turn * std::ldexp(static_cast<double>((k + 1) * 0x9e3779b97f4a7c15U), -64));
}

}  // namespace

Resolvent::Resolvent(const Network& net) : Resolvent(net, stability(net)) {}

Resolvent::Resolvent(const Network& net, Stability stability)
    : Resolvent(net, std::move(stability), Pages<std::uint32_t>()) {}

Resolvent::Resolvent(const Network& net, Stability&& stability, Pages<std::uint32_t> numbers)
    : network(net),
      stable(std::move(stability)),
      pattern(net, stable.order_class, &numbers),
      m(drift_entries(net, pattern, std::move(numbers))),
      repeats(repeating_rows(pattern, m)),
      b(drive_sources(net, pattern)),
      moderate(is_moderate(net)) {}

Resolvent::Resolvent(const Network& net, Stability stability, Pattern kept,
                     Pages<std::uint32_t> numbers, std::optional<Pages<std::uint32_t>> known)
    : network(net),
      stable(std::move(stability)),
      pattern(std::move(kept)),
      m(drift_entries(net, pattern, std::move(numbers))),
      repeats(known ? *std::move(known) : repeating_rows(pattern, m)),
      b(drive_sources(net, pattern)),
      moderate(is_moderate(net)) {}

std::vector<char> Resolvent::reached() const {
  const std::vector<int> distance = distance_from_drives(network);
  std::vector<char> result;
  for (const Pattern::Index mode : pattern.mode_at) {
    result.push_back(distance[static_cast<std::size_t>(mode)] >= 0 ? 1 : 0);
  }
  return result;
}

template <class T, class F>
Solver<T, F>::Solver(const Resolvent& resolvent)
    : resolvent_(resolvent), m_(resolvent.m), elimination_(resolvent.pattern, resolvent.repeats) {
  if (std::is_same_v<T, std::complex<double>>) reached_ = resolvent.reached();
}

template <class T, class F>
bool Solver<T, F>::solve(std::complex<double> z, UnsetPages<T>& x) {
  if (!elimination_.factor(m_, z)) return false;
  if (!std::is_same_v<T, F> && !elimination_.entries_in_range()) return false;
  const std::size_t size = resolvent_.pattern.size();
  x.resize(size);
  Forward forward(elimination_, x.data());
  resolvent_.b.each(size, [&](std::size_t i, std::complex<double> b) { forward.row(i, b); });
  bool good = true;
  elimination_.backward(x, [&](std::size_t i) { good = good && fits(i, x[i]); });
  return good;
}

// correction_ <- (z + M)^-1 (b - (z + M) x), every row used as soon as it is known: vectors of
// large networks are read from memory each time.
template <class T, class F>
template <class Done>
void Solver<T, F>::correct(std::complex<double> z, const UnsetPages<T>& x, const Done& done) {
  correction_.resize(x.size());
  Forward forward(elimination_, correction_.data());
  each_residual(
      resolvent_, z, x,
      [&](std::size_t i, std::complex<double> rest, double, std::int64_t top)
          __attribute__((always_inline)) {
            T r;
            assign(r, rest, top);
            forward.row(i, r);
          });
  elimination_.backward(correction_, done);
}

template <class T, class F>
void Solver<T, F>::first_correction(std::complex<double> z, const UnsetPages<T>& x,
                                    Pages<double>& relative_size) {
  relative_size.resize(x.size());
  correct(z, x, [&](std::size_t j) { relative_size[j] = relative(correction_[j], x[j]); });
}

template <class T, class F>
bool Solver<T, F>::refine(std::complex<double> z, UnsetPages<T>& x, Pages<double>& error) {
  constexpr int most_steps = 10;
  // Errors of long chains grow with their length, and are no cancellation.
  const double easy = 1e-8 * std::max(1.0, 1e-5 * static_cast<double>(x.size()));
  error.resize(x.size());
  double before = 1;
  for (int step = 0; step < most_steps; ++step) {
    double largest = 0;
    bool good = true, any_zero = false;
    correct(z, x, [&](std::size_t j) {
      const double size = relative(correction_[j], x[j]);
      error[j] = size;
      // Written so that a NaN is never taken for small.
      if (!(size <= largest)) largest = size;
      x[j] += correction_[j];
      good = good && fits(j, x[j]);
      any_zero = any_zero || is_zero(x[j]);
    });
    if (step == 0) much_cancels_ = !(largest < easy);
    // What the next step would still change, with a factor of ten in hand. Where amplitudes nearly
    // cancel, the first correction may be all there is to them: the second shows how it goes on.
    double shrink = largest == 0 ? 0 : 10 * largest / before;
    if (step == 0 && !much_cancels_ && largest * shrink > half_ulp &&
        is_small_beside_rows(x, error, half_ulp / (10 * largest))) {
      shrink = half_ulp / largest;
    }
    const bool first_is_large = step == 0 && std::isfinite(largest);
    if (!(shrink < 1) && !first_is_large) return false;
    if (shrink < 1 && largest * shrink <= half_ulp) {
      for (double& e : error) e = 3 * half_ulp + e * shrink;
      if (any_zero) much_cancels_ = true;  // by luck a correction may be all, each time
      if (much_cancels_) measure_what_stays(z, x, error);
      return good;
    }
    before = largest;
  }
  return false;
}

// Whether a correction, relative to x by component, is small beside what the rows of U add up. The
// next correction comes from what elimination rounds, at most so much beside |L| |U| |correction|
// as the first beside |L| |U| |x|: an amplitude that nearly cancels in its own row counts for
// little in all that it meets. Where more than a few are larger, a step costs no more than to look.
template <class T, class F>
bool Solver<T, F>::is_small_beside_rows(const UnsetPages<T>& x, const Pages<double>& relative_size,
                                        double most) const {
  if constexpr (!std::is_same_v<T, Ranged> || !std::is_same_v<F, std::complex<double>>) {
    return false;
  } else {
    constexpr std::size_t few = 100;
    const Pattern& p = resolvent_.pattern;
    const auto position = [](Pattern::Index j) { return static_cast<std::size_t>(j); };
    std::size_t large = 0;
    std::vector<std::size_t> rows;  // that hold a large one
    for (std::size_t j = 0; j < x.size(); ++j) {
      if (relative_size[j] <= most) continue;
      if (++large > few) return false;
      rows.push_back(j);
      for (std::uint32_t s = p.lower_start[j]; s < p.lower_start[j + 1]; ++s) {
        rows.push_back(position(p.lower_column[s]));
      }
    }
    return std::ranges::all_of(rows, [&](std::size_t row) {
      const std::uint32_t begin = p.upper_start[row], end = p.upper_start[row + 1];
      std::int32_t top = x[row].step;
      for (std::uint32_t s = begin; s < end; ++s) {
        top = std::max(top, x[position(p.upper_column[s])].step);
      }
      double corrections = 0, all = 0;
      const auto add = [&](double factor, std::size_t j) {
        const double size = factor * size_below(x[j].digits_at(top));
        all += size;
        corrections += size * relative_size[j];
      };
      add(1 / size_above(elimination_.reciprocal_pivot(row)), row);
      const std::complex<double>* upper = elimination_.right_of_diagonal(row);
      for (std::uint32_t s = begin; s < end; ++s) {
        add(size_below(*upper++), position(p.upper_column[s]));
      }
      return corrections <= most * all;
    });
  }
}

// By luck little is missed every third time or so, hence several rounds.
template <class T, class F>
void Solver<T, F>::missed(std::complex<double> z, const UnsetPages<T>& x,
                          Pages<double>& relative_size) {
  constexpr std::size_t rounds = 8;
  UnsetPages<T> turned(x.size());
  relative_size.assign(x.size(), 0);
  for (std::size_t round = 0; round < rounds; ++round) {
    for (std::size_t j = 0; j < x.size(); ++j) {
      turned[j] = product(x[j], T(some_direction(rounds * j + round)));
    }
    residual(resolvent_, z, turned, correction_);
    elimination_.solve(correction_);
    for (std::size_t j = 0; j < x.size(); ++j) {
      correction_[j] += turned[j];
      correction_[j] += product(x[j], T(-1));
      relative_size[j] = std::max(relative_size[j], relative(correction_[j], x[j]));
    }
  }
}

// Where much cancels. Solutions are rounded to doubles, each amplitude for itself, and a correction
// may miss what that makes of others, again and again in the same way. And what rounds a residual
// is amplified as the network does it, however well elimination goes.
template <class T, class F>
void Solver<T, F>::measure_what_stays(std::complex<double> z, const UnsetPages<T>& x,
                                      Pages<double>& error) {
  constexpr double in_hand = 3;
  Pages<double> stays, misses;
  first_correction(z, x, stays);
  missed(z, x, misses);
  residual_rounding(resolvent_, z, x, correction_);
  elimination_.solve(correction_);
  for (std::size_t j = 0; j < x.size(); ++j) {
    const double most = std::max({stays[j], half_ulp * misses[j], relative(correction_[j], x[j])});
    error[j] = std::max(error[j], in_hand * most);
  }
}

// Where no drive reaches, exact zeros are expected; anywhere else a zero can be an underflow.
template <class T, class F>
bool Solver<T, F>::fits(std::size_t row, const T& v) const {
  return in_range(v) || (!reached_.empty() && reached_[row] == 0);
}

template class Solver<std::complex<double>>;
template class Solver<ScaledComplex>;
template class Solver<Ranged>;
template class Solver<Ranged, std::complex<double>>;

BallSolver::BallSolver(const Resolvent& resolvent)
    : resolvent_(resolvent), factors_(resolvent.pattern, resolvent.repeats) {}

bool BallSolver::solve(const Ball& z, std::vector<Ball>& x) {
  if (precision_ != Ball::precision()) {
    m_ = drift_in_balls(resolvent_.network, resolvent_.pattern);
    precision_ = Ball::precision();
  }
  if (!factors_.factor(m_, z)) return false;
  resolvent_.b.write_to(x, resolvent_.pattern.size());
  return factors_.solve(x);
}

}  // namespace qbnet
