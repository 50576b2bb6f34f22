#include "qbnet/resolvent/solver.hpp"

#include <acb_mat.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "qbnet/network/reach.hpp"

namespace qbnet {
namespace {

constexpr double half_ulp = 0x1p-53;

// Amplitudes of this size leave room for their squares and for errors 2^-106 below them.
constexpr double small_double = 1e-120;
constexpr double large_double = 1e120;

std::complex<double> mantissa(std::complex<double> x) { return x; }
std::complex<double> mantissa(const ScaledComplex& x) { return x.mantissa(); }
std::int64_t exponent(std::complex<double>) { return 0; }
std::int64_t exponent(const ScaledComplex& x) { return x.exponent(); }
std::complex<double> mantissa(const Ranged& x) { return x.digits; }
std::int64_t exponent(const Ranged& x) { return x.step; }
void assign(std::complex<double>& x, std::complex<double> m, std::int64_t) { x = m; }
void assign(ScaledComplex& x, std::complex<double> m, std::int64_t e) { x = {m, e}; }
void assign(Ranged& x, std::complex<double> m, std::int64_t e) {
  x.digits = m;
  x.step = static_cast<std::int32_t>(e);
  x.normalise();
}

// m times 2^by or, for Ranged, 2^(512 by); by <= 0.
template <class T>
std::complex<double> shifted(std::complex<double> m, std::int64_t by) {
  if (by == 0) return m;
  if constexpr (std::is_same_v<T, Ranged>) return by < -1 ? 0.0 : m * (1 / Ranged::unit);
  if (by < -1000) return 0;
  const int e = static_cast<int>(by);
  return {std::ldexp(m.real(), e), std::ldexp(m.imag(), e)};
}

bool in_range(std::complex<double> v) {
  const double size = std::max(std::abs(v.real()), std::abs(v.imag()));
  return size > small_double && size < large_double;
}
bool in_range(const ScaledComplex& v) { return isfinite(v); }
bool in_range(const Ranged& v) {
  return std::isfinite(v.digits.real()) && std::isfinite(v.digits.imag());
}
// Exact zeros are expected where no drive reaches; anywhere else a zero is an underflow.
template <class T>
bool in_range(const Resolvent& resolvent, const std::vector<T>& x) {
  for (std::size_t j = 0; j < x.size(); ++j) {
    if (resolvent.reached[j] && !in_range(x[j])) return false;
  }
  return true;
}

double relative(std::complex<double> d, std::complex<double> x) {
  if (d == 0.0) return 0;
  return x == 0.0 ? std::numeric_limits<double>::infinity() : std::abs(d) / std::abs(x);
}
double relative(const Ranged& d, const Ranged& x) {
  if (d.is_zero()) return 0;
  if (d.step > x.step) return std::numeric_limits<double>::infinity();
  // Digits have squares, and what has none of a correction is nothing beside the solution.
  return std::sqrt(std::norm(d.digits_at(x.step)) / std::norm(x.digits));
}
double relative(const ScaledComplex& d, const ScaledComplex& x) {
  if (d.is_zero()) return 0;
  return x.is_zero() ? std::numeric_limits<double>::infinity() : (abs(d) / abs(x)).value();
}

}  // namespace

Resolvent::Resolvent(const Network& net)
    : network(net),
      stable(stability(net)),
      pattern(net, stable.order_class),
      m(drift_entries(net, pattern)),
      b(drive_vector(net, pattern)) {
  const std::vector<int> distance = distance_from_drives(net);
  for (const Pattern::Index mode : pattern.mode_at) {
    reached.push_back(distance[static_cast<std::size_t>(mode)] >= 0 ? 1 : 0);
  }
  constexpr double smallest = 1e-70, largest = 1e70;
  const auto fits = [&](double x) {
    return x == 0 || (std::abs(x) > smallest && std::abs(x) < largest);
  };
  for (const Mode& mode : net.modes()) {
    moderate = moderate && fits(mode.loss) && fits(mode.detuning) && fits(mode.drive.real()) &&
               fits(mode.drive.imag());
  }
  for (const Coupling& coupling : net.couplings()) moderate = moderate && fits(coupling.strength);
  for (const Dissipator& dissipator : net.dissipators()) {
    moderate = moderate && fits(dissipator.rate);
    for (const auto& [mode, weight] : dissipator.weights) {
      moderate = moderate && fits(weight.real()) && fits(weight.imag());
    }
  }
}

namespace {

// Sizes of mantissas and of rates: their squares are in range.
double size_of(std::complex<double> v) {
  return std::sqrt(v.real() * v.real() + v.imag() * v.imag());
}

template <class T, bool fused>
inline __attribute__((always_inline)) double residual_as(const Resolvent& resolvent,
                                                         std::complex<double> z,
                                                         const std::vector<T>& x,
                                                         std::vector<T>& r) {
  const Pattern& p = resolvent.pattern;
  double worst = 0;
  r.resize(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::size_t begin = p.row_start[i], end = p.row_start[i + 1];
    std::int64_t top = resolvent.b[i] == 0.0 ? Ranged::nothing : 0;
    for (std::size_t s = begin; s < end; ++s) {
      top = std::max(top, exponent(x[static_cast<std::size_t>(p.column[s])]));
    }
    WideComplex sum(shifted<T>(resolvent.b[i], -top));
    double size = std::abs(sum.re.high) + std::abs(sum.im.high);
    for (std::size_t s = begin; s < end; ++s) {
      const T& xj = x[static_cast<std::size_t>(p.column[s])];
      const std::complex<double> v = shifted<T>(mantissa(xj), exponent(xj) - top);
      subtract_product<fused>(sum, resolvent.m[s], v);
      double entry = size_of(resolvent.m[s].rounded());
      if (s == p.diagonal[i] && z != 0.0) {
        subtract_product<fused>(sum, WideComplex(z), v);
        entry += std::abs(z);
      }
      size += entry * size_of(v);
    }
    const std::complex<double> rest = sum.rounded();
    if (rest != 0.0) worst = std::max(worst, size_of(rest) / size);
    assign(r[i], rest, top);
  }
  return worst;
}

#ifdef __x86_64__
template <class T>
__attribute__((target("fma,avx2"))) double residual_fused(const Resolvent& resolvent,
                                                          std::complex<double> z,
                                                          const std::vector<T>& x,
                                                          std::vector<T>& r) {
  return residual_as<T, true>(resolvent, z, x, r);
}
#endif

}  // namespace

template <class T>
double residual(const Resolvent& resolvent, std::complex<double> z, const std::vector<T>& x,
                std::vector<T>& r) {
#ifdef __x86_64__
  static const bool fused = __builtin_cpu_supports("fma") && __builtin_cpu_supports("avx2");
  if (fused) return residual_fused(resolvent, z, x, r);
#endif
  return residual_as<T, fused_here>(resolvent, z, x, r);
}
template double residual(const Resolvent&, std::complex<double>,
                         const std::vector<std::complex<double>>&,
                         std::vector<std::complex<double>>&);
template double residual(const Resolvent&, std::complex<double>, const std::vector<ScaledComplex>&,
                         std::vector<ScaledComplex>&);
template double residual(const Resolvent&, std::complex<double>, const std::vector<Ranged>&,
                         std::vector<Ranged>&);

template <class T, class F>
Solver<T, F>::Solver(const Resolvent& resolvent)
    : resolvent_(resolvent), m_(resolvent.m), elimination_(resolvent.pattern) {}

template <class T, class F>
bool Solver<T, F>::solve(std::complex<double> z, std::vector<T>& x) {
  if (!elimination_.factor(m_, z)) return false;
  if (!std::is_same_v<T, F> && !elimination_.entries_in_range()) return false;
  x.assign(resolvent_.b.begin(), resolvent_.b.end());
  elimination_.solve(x);
  return in_range(resolvent_, x);
}

template <class T, class F>
void Solver<T, F>::first_correction(std::complex<double> z, const std::vector<T>& x,
                                    std::vector<double>& relative_size) {
  residual(resolvent_, z, x, correction_);
  elimination_.solve(correction_);
  relative_size.resize(x.size());
  for (std::size_t j = 0; j < x.size(); ++j) relative_size[j] = relative(correction_[j], x[j]);
}

template <class T, class F>
bool Solver<T, F>::refine(std::complex<double> z, std::vector<T>& x, std::vector<double>& error) {
  constexpr int most_steps = 10;
  double before = 1;
  for (int step = 0; step < most_steps; ++step) {
    first_correction(z, x, error);
    double largest = 0;
    for (std::size_t j = 0; j < x.size(); ++j) {
      x[j] += correction_[j];
      largest = std::max(largest, error[j]);
    }
    // What the next step would still change, with a factor of ten in hand. Where amplitudes nearly
    // cancel, the first correction may be all there is to them: the second shows how it goes on.
    const double shrink = largest == 0 ? 0 : 10 * largest / before;
    const bool first_is_large = step == 0 && std::isfinite(largest);
    if (!(shrink < 1) && !first_is_large) return false;
    if (shrink < 1 && largest * shrink <= half_ulp) {
      for (double& e : error) e = 2 * half_ulp + e * shrink;
      return in_range(resolvent_, x);
    }
    before = largest;
  }
  return false;
}

template class Solver<std::complex<double>>;
template class Solver<ScaledComplex>;
template class Solver<Ranged>;
template class Solver<Ranged, std::complex<double>>;

BallSolver::BallSolver(const Resolvent& resolvent)
    : resolvent_(resolvent), elimination_(resolvent.pattern) {}

bool BallSolver::solve(const Ball& z, std::vector<Ball>& x) {
  if (precision_ != Ball::precision()) {
    m_ = drift<Ball>(resolvent_.network, resolvent_.pattern);
    precision_ = Ball::precision();
  }
  if (!elimination_.factor(m_, z)) return solve_pivoted(z, x);
  x.assign(resolvent_.b.begin(), resolvent_.b.end());
  elimination_.solve(x);
  return true;
}

bool BallSolver::solve_pivoted(const Ball& z, std::vector<Ball>& x) const {
  constexpr std::size_t most_modes = 400;
  const Pattern& p = resolvent_.pattern;
  if (p.size() > most_modes) return false;
  const auto n = static_cast<slong>(p.size());
  acb_mat_t a, b;
  acb_mat_init(a, n, n);
  acb_mat_init(b, n, 1);
  for (std::size_t i = 0; i < p.size(); ++i) {
    const auto row = static_cast<slong>(i);
    for (std::size_t s = p.row_start[i]; s < p.row_start[i + 1]; ++s) {
      acb_set(acb_mat_entry(a, row, p.column[s]), m_[s].get());
    }
    acb_add(acb_mat_entry(a, row, row), acb_mat_entry(a, row, row), z.get(), Ball::precision());
    acb_set(acb_mat_entry(b, row, 0), Ball(resolvent_.b[i]).get());
  }
  const bool solved = acb_mat_solve(b, a, b, Ball::precision()) != 0;
  x.resize(p.size());
  for (slong j = 0; solved && j < n; ++j) {
    acb_set(x[static_cast<std::size_t>(j)].get(), acb_mat_entry(b, j, 0));
  }
  acb_mat_clear(b);
  acb_mat_clear(a);
  return solved;
}

}  // namespace qbnet
