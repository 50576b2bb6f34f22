#include "qbnet/solve/certified_steady.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "qbnet/base/memory.hpp"
#include "qbnet/base/size_text.hpp"
#include "qbnet/resolvent/matrix.hpp"
#include "qbnet/resolvent/solver.hpp"
#include "qbnet/solve/enclosure.hpp"

namespace qbnet {
namespace {

constexpr int first_precision = 128;  // bits

// Balls held, and products of two of them, by one elimination and solution.
struct Work {
  double balls = 0;
  double products = 0;
};

Work work_of(const Pattern& pattern) {
  Work work;
  for (std::size_t k = 0; k < pattern.size(); ++k) {
    const double right = pattern.upper_start[k + 1] - pattern.upper_start[k];
    work.products += right * right + 3 * right + 2;
  }
  const double n = static_cast<double>(pattern.size());
  work.balls = static_cast<double>(pattern.column.size() + pattern.factor_entries()) + 3 * n;
  return work;
}

// Refuses what takes too long or does not fit.
void check_work(const Work& work, std::size_t modes, int bits, double most_seconds) {
  // As measured at 128 bits; a product then grows about as its digits.
  constexpr double seconds_a_product = 2e-7;
  const double seconds = seconds_a_product * work.products * std::max(1.0, bits / 256.0);
  // Up to 128 bits lie inside an acb_t, longer ones beside it in two pieces.
  constexpr double allocation = 32;
  const double beside = bits > 128 ? 2 * (bits / 8 + allocation) : 0;
  const auto what = [&] { return fmt::format("certifying {} modes at {} bits", modes, bits); };
  constexpr const char* advice = "; without --certify errors are estimated at any size";
  require_memory(work.balls * (sizeof(Ball) + beside), what, advice);
  if (seconds <= most_seconds) return;
  throw Error(Refusal::too_large,
              fmt::format("{} must take at most {}, but would take about {}{}", what(),
                          duration_text(most_seconds), duration_text(seconds), advice));
}

// A double of at least this.
double rounded_up(const ScaledReal& x) {
  if (x.is_zero()) return 0;
  return std::nextafter(x.value(), std::numeric_limits<double>::infinity());
}

Ball exactly(const ScaledComplex& x) { return Ball::around(x, ScaledReal()); }

// What is told of one mode.
struct Enclosed {
  ScaledComplex amplitude;
  double relative = 0;
  ScaledReal amplitude_radius, energy_radius;
  double log10_energy_radius = 0;
};

Enclosed enclosed(const Ball& ball, bool as_zero) {
  Enclosed result;
  if (ball.is_zero()) return result;
  if (!as_zero) result.amplitude = ball.midpoint();
  result.amplitude_radius = (ball - exactly(result.amplitude)).upper_bound();
  const Ball energy = ball.squared_size();
  const ScaledReal given = norm(result.amplitude);
  result.energy_radius =
      (energy - exactly(ScaledComplex(given.mantissa(), given.exponent()))).upper_bound();
  if (as_zero) {
    result.log10_energy_radius = std::numeric_limits<double>::infinity();
    return result;
  }
  // Divided in doubles, each within an ulp: three of them hold that.
  constexpr double up = 1 + 3 * 0x1p-52;
  result.relative = rounded_up(result.amplitude_radius / abs(result.amplitude)) * up;
  result.log10_energy_radius =
      rounded_up((energy.decimal_logarithm() - Ball(log10(given))).upper_bound());
  return result;
}

}  // namespace

CertifiedSteady certified_steady(const Network& network, const CertifyOptions& options) {
  require_vacuum_baths(network);
  const Resolvent resolvent(network);
  const Work work = work_of(resolvent.pattern);
  if (resolvent.stable.status == Status::ok) {
    check_work(work, network.size(), first_precision, options.most_seconds);
  }
  CertifiedSteady result;
  SteadyOptions plain;
  plain.max_precision = options.max_precision;
  result.steady = steady(network, plain);
  Steady& told = result.steady;
  if (told.status != Status::ok || network.size() == 0) return result;

  const Enclosure solution =
      enclose(resolvent, options.accuracy, options.max_precision,
              [&](int bits) { check_work(work, network.size(), bits, options.most_seconds); });
  result.precision = solution.bits;
  if (!solution.accurate) {
    told.status = Status::inaccurate;
    told.message = fmt::format("{}; no proof to a relative radius of {:.1e} with {} bits",
                               resolvent.stable.reason, options.accuracy, result.precision);
    return result;
  }
  const std::size_t n = network.size();
  told.amplitude.resize(n);
  told.error.resize(n);
  result.amplitude_radius.resize(n);
  result.energy_radius.resize(n);
  result.log10_energy_radius.resize(n);
  const Ball::Precision precision(result.precision);
  for (std::size_t p = 0; p < n; ++p) {
    const auto mode = static_cast<std::size_t>(resolvent.pattern.mode_at[p]);
    const Enclosed found = enclosed(solution.x[p], solution.vanishes[p] != 0);
    told.amplitude[mode] = found.amplitude;
    told.error[mode] = found.relative;
    result.amplitude_radius[mode] = found.amplitude_radius;
    result.energy_radius[mode] = found.energy_radius;
    result.log10_energy_radius[mode] = found.log10_energy_radius;
  }
  told.status = Status::ok;
  told.arithmetic = fmt::format("balls of {} bits", result.precision);
  told.message = fmt::format("{}; certified in {}", resolvent.stable.reason, told.arithmetic);
  return result;
}

}  // namespace qbnet
