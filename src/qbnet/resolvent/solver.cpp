#include "qbnet/resolvent/solver.hpp"

#include <acb_mat.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "qbnet/network/reach.hpp"
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

// At most 20 % too large.
double relative(std::complex<double> d, std::complex<double> x) {
  if (d == 0.0) return 0;
  return x == 0.0 ? std::numeric_limits<double>::infinity() : size_above(d) / size_below(x);
}
double relative(const Ranged& d, const Ranged& x) {
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

// Where no drive reaches, exact zeros are expected; anywhere else a zero can be an underflow.
template <class T, class F>
bool Solver<T, F>::all_in_range(const Pages<T>& x) const {
  for (std::size_t j = 0; j < x.size(); ++j) {
    if ((reached_.empty() || reached_[j] != 0) && !in_range(x[j])) return false;
  }
  return true;
}

template <class T, class F>
bool Solver<T, F>::solve(std::complex<double> z, Pages<T>& x) {
  if (!elimination_.factor(m_, z)) return false;
  if (!std::is_same_v<T, F> && !elimination_.entries_in_range()) return false;
  resolvent_.b.write_to(x, resolvent_.pattern.size());
  elimination_.solve(x);
  return all_in_range(x);
}

template <class T, class F>
void Solver<T, F>::first_correction(std::complex<double> z, const Pages<T>& x,
                                    Pages<double>& relative_size) {
  residual(resolvent_, z, x, correction_);
  elimination_.solve(correction_);
  relative_size.resize(x.size());
  for (std::size_t j = 0; j < x.size(); ++j) relative_size[j] = relative(correction_[j], x[j]);
}

template <class T, class F>
bool Solver<T, F>::refine(std::complex<double> z, Pages<T>& x, Pages<double>& error) {
  constexpr int most_steps = 10;
  // Errors of long chains grow with their length, and are no cancellation.
  const double easy = 1e-8 * std::max(1.0, 1e-5 * static_cast<double>(x.size()));
  double before = 1;
  for (int step = 0; step < most_steps; ++step) {
    first_correction(z, x, error);
    double largest = 0;
    for (std::size_t j = 0; j < x.size(); ++j) {
      x[j] += correction_[j];
      // Written so that a NaN is never taken for small.
      if (!(error[j] <= largest)) largest = error[j];
    }
    if (step == 0) much_cancels_ = !(largest < easy);
    // What the next step would still change, with a factor of ten in hand. Where amplitudes nearly
    // cancel, the first correction may be all there is to them: the second shows how it goes on.
    const double shrink = largest == 0 ? 0 : 10 * largest / before;
    const bool first_is_large = step == 0 && std::isfinite(largest);
    if (!(shrink < 1) && !first_is_large) return false;
    if (shrink < 1 && largest * shrink <= half_ulp) {
      for (double& e : error) e = 3 * half_ulp + e * shrink;
      // By luck it may be all, each time.
      if (std::ranges::any_of(x, [](const T& v) { return is_zero(v); })) much_cancels_ = true;
      if (much_cancels_) measure_what_stays(z, x, error);
      return all_in_range(x);
    }
    before = largest;
  }
  return false;
}

// By luck little is missed every third time or so, hence several rounds.
template <class T, class F>
void Solver<T, F>::missed(std::complex<double> z, const Pages<T>& x, Pages<double>& relative_size) {
  constexpr std::size_t rounds = 8;
  Pages<T> turned(x.size());
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
void Solver<T, F>::measure_what_stays(std::complex<double> z, const Pages<T>& x,
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
