#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "qbnet/measure/energy.hpp"
#include "qbnet/measure/gradient.hpp"
#include "qbnet/measure/gradient_terms.hpp"
#include "qbnet/measure/moment_gradient.hpp"
#include "qbnet/network/reach.hpp"
#include "qbnet/solve/adjoint_in_time.hpp"

namespace qbnet {
namespace {

// The rule with the step that suits v_b, level 0, is the one that measures the error: so close to
// the saddle that of the rule with twice its step was met 50 times too small.
constexpr int first_level = 1, last_level = 3;

class TermsInTime : public BallTerms {
 public:
  TermsInTime(const Network& network, const Pattern& pattern, AmplitudeDerivatives& found)
      : BallTerms(network), pattern_(pattern), found_(found) {
    for (Ball& entry : found_.entry) entry /= found_.amplitude;
    for (Ball& source : found_.source) source /= found_.amplitude;
  }
  Ball entry(std::size_t row, std::size_t column) const override {
    return found_.entry[pattern_.slot(row, column)];
  }
  Ball source(std::size_t position) const override { return found_.source[position]; }

 private:
  const Pattern& pattern_;
  AmplitudeDerivatives& found_;
};

// Takes the best of several attempts.
class Attempts {
 public:
  Attempts(const Network& network, const Pattern& pattern, const GradientOptions& options)
      : network_(network), pattern_(pattern), options_(options), natural_(natural_rates(network)) {}

  // True if this one is good enough. `precision`: of the balls.
  bool take(std::optional<AmplitudeDerivatives> found, slong precision, const std::string& how) {
    last_ = std::numeric_limits<double>::infinity();
    if (!found || found->amplitude.contains_zero()) return false;
    const Ball::Precision working(precision);
    RateDerivatives<Derivative> log(network_);
    TermsInTime terms(network_, pattern_, *found);
    differentiate(network_, pattern_, terms, log);
    set_undriven_unknown(log);
    const double error = 2 * found->amplitude.relative_radius() + 0x1p-51;
    last_ = std::max(
        settle_derivatives(log, natural_, options_.accuracy_in_time, options_.floor_in_time),
        error / options_.accuracy_in_time);
    if (!any_ || last_ < worst_) {
      any_ = true;
      worst_ = last_;
      best_.log = std::move(log);
      best_.value = energy(found->amplitude.midpoint());
      best_.error = error;
      best_.arithmetic = how;
    }
    return worst_ <= 1;
  }

  double last() const { return last_; }
  bool good() const { return any_ && worst_ <= 1; }
  bool any() const { return any_; }
  double worst() const { return worst_; }
  const Gradient& best() const { return best_; }

 private:
  // Drives that are 0: their contour would be another one for each mode.
  void set_undriven_unknown(RateDerivatives<Derivative>& log) const {
    const Derivative unknown{{}, {}, false};
    for (std::size_t j = 0; j < network_.size(); ++j) {
      if (network_.rates(j).drive == 0.0) log.drive_re[j] = log.drive_im[j] = unknown;
    }
  }

  const Network& network_;
  const Pattern& pattern_;
  const GradientOptions& options_;
  RateDerivatives<double> natural_;
  Gradient best_;
  bool any_ = false;
  double worst_ = 0, last_ = 0;
};

Gradient dark_gradient(const Network& network, std::size_t mode, double time) {
  Gradient result;
  result.status = Status::ok;
  result.mode = mode;
  result.time = time;
  result.dark = true;
  result.log = RateDerivatives<Derivative>(network);
  return result;
}

// By contours, each with half the step of the one before, while that helps.
void try_contours(AdjointInTime& solved, Attempts& attempts, double time) {
  double before = std::numeric_limits<double>::infinity();
  for (int level = first_level; level <= last_level; ++level) {
    if (attempts.take(solved.contour(time, level), 128, "contour")) return;
    if (!(attempts.last() < before / 4)) return;
    before = attempts.last();
  }
}

// True if the amplitude turns out to be 0.
bool try_exponential(AdjointInTime& solved, Attempts& attempts, double time, int max_precision) {
  for (slong bits = 128; bits <= max_precision; bits *= 2) {
    bool dark = false;
    auto found = solved.exponential(time, bits, dark);
    if (dark && (2 * bits > max_precision || found.amplitude.is_zero())) return true;
    if (attempts.take(std::move(found), bits, fmt::format("balls of {} bits", bits))) return false;
  }
  return false;
}

}  // namespace

Gradient energy_gradient_at(const Network& network, std::size_t mode, double time,
                            const GradientOptions& options) {
  check_time(time);
  check_mode(network, mode);
  if (time > 0 && !stays_coherent(network)) {
    return moment_gradient_at(network, mode, time, EnergyPart::whole, options);
  }
  if (time == 0 || distance_from_drives(network)[mode] < 0) {
    Gradient result = dark_gradient(network, mode, time);
    result.message = time == 0 ? "nothing is stored at time 0" : "no drive reaches the mode";
    return result;
  }
  AdjointInTime solved(network, mode, options.max_precision, options.threads);
  Attempts attempts(network, solved.resolvent().pattern, options);
  const Stability& stable = solved.resolvent().stable;
  bool done = stable.status == Status::ok && attempts.take(solved.late(time), 128, "steady state");
  // A contour that takes longer than this many seconds is worth it only where nothing else goes.
  constexpr double patience = 600;
  const double by_contour = solved.contour_cost(time);
  const double by_exponential = solved.exponential_cost(time);
  const bool balls_first = by_exponential < by_contour;
  const auto by_balls = [&] {
    if (!std::isfinite(by_exponential)) return false;
    const bool dark = try_exponential(solved, attempts, time, options.max_precision);
    done = attempts.good();
    return dark;
  };
  bool dark = !done && balls_first && by_balls();
  if (!done && !dark && by_contour < patience) {
    try_contours(solved, attempts, time);
    done = attempts.good();
  }
  if (!done && !dark && !balls_first) dark = by_balls();
  if (dark) return dark_gradient(network, mode, time);
  Gradient result = attempts.best();
  result.mode = mode;
  result.time = time;
  if (!attempts.any()) {
    result.status = Status::failed;
    result.message = "neither a contour nor a matrix exponential could be computed";
    return result;
  }
  result.status = done ? Status::ok : Status::inaccurate;
  result.message = fmt::format("{}; {}", stable.reason, result.arithmetic);
  if (!done)
    result.message += fmt::format(": errors up to {:.1e} times what is allowed", attempts.worst());
  return result;
}

}  // namespace qbnet
