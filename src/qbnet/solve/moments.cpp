#include "qbnet/solve/moments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "qbnet/solve/settling.hpp"

namespace qbnet {
namespace {

void refuse_what_is_too_large(const Network& network) {
  const std::size_t size = network.size() * (has_squeezing(network) ? 2 : 1);
  if (size <= most_moment_modes) return;
  throw Error(Refusal::too_large,
              fmt::format("second moments are computed for at most {} modes (half as many where "
                          "something is squeezed), but the network has {}",
                          most_moment_modes, network.size()));
}

void conclude(const MomentOptions& options, const std::string& how, Moments& result) {
  const Agreed& numbers = result.numbers;
  result.status = Status::ok;
  result.message = fmt::format("{}; moment equations in {} bits", how, numbers.bits);
  if (numbers.ended && numbers.worst() <= options.accuracy) return;
  result.status = numbers.ended ? Status::inaccurate : Status::failed;
  result.message += numbers.ended ? fmt::format(": relative error up to {:.1e}", numbers.worst())
                                  : ": no end to the doublings";
}

}  // namespace

Ball MomentView::number(std::size_t i, std::size_t j) const {
  Ball entry;
  acb_set(entry.get(),
          acb_mat_entry(state_.covariance.m, static_cast<slong>(i), static_cast<slong>(j)));
  return entry;
}

Ball MomentView::anomalous(std::size_t i, std::size_t j) const {
  return drift_.doubled ? number(i, drift_.modes + j) : Ball();
}

Moments steady_moments(const Network& network, const Extract& extract,
                       const MomentOptions& options) {
  Moments result;
  refuse_what_is_too_large(network);
  const Settling settling = does_settle(network);
  result.status = settling.status;
  result.message = settling.reason;
  if (result.status != Status::ok) return result;
  result.numbers = in_agreement(
      [&] {
        const GaussianDrift drift(network);
        const GaussianFlow flow(drift);
        GaussianState state(drift.size);
        return flow.settle(state) ? extract({drift, state}) : std::vector<Quantified>();
      },
      options.accuracy, options.max_precision);
  conclude(options, settling.reason, result);
  return result;
}

Moments moments_at(const Network& network, const std::vector<double>& times, const Extract& extract,
                   const MomentOptions& options) {
  for (const double t : times) {
    if (!std::isfinite(t) || t < 0) {
      throw Error(Refusal::input,
                  fmt::format("times must be finite and at least 0, but one is {}", t));
    }
  }
  Moments result;
  refuse_what_is_too_large(network);
  std::vector<std::size_t> order(times.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t k) { return times[k]; });
  result.numbers = in_agreement(
      [&] {
        const GaussianDrift drift(network);
        const GaussianFlow flow(drift);
        GaussianState state(drift.size);
        GaussianFlow::Span span(drift.size), rest(drift.size);
        std::vector<std::vector<Quantified>> at(times.size());
        Ball now, made;  // made: the time of `span`
        const auto advance = [&](const Ball& step) {
          // Equal steps of a grid differ by roundings of its times.
          const Ball difference = step - made;
          const bool again = !made.is_zero() && flow.is_short(difference);
          if (!again) {
            flow.make(step, span);
            made = step;
          }
          flow.apply(span, state);
          if (!again || difference.is_zero()) return;
          flow.make(difference, rest);
          flow.apply(rest, state);
        };
        for (const std::size_t k : order) {
          const Ball step = Ball(times[k]) - now;
          if (!step.is_zero()) advance(step);
          now = Ball(times[k]);
          at[k] = extract({drift, state});
        }
        std::vector<Quantified> all;
        for (std::vector<Quantified>& each : at) {
          all.insert(all.end(), std::make_move_iterator(each.begin()),
                     std::make_move_iterator(each.end()));
        }
        return all;
      },
      options.accuracy, options.max_precision);
  conclude(options, "no time steps", result);
  return result;
}

}  // namespace qbnet
