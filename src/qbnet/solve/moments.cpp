#include "qbnet/solve/moments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "qbnet/solve/driven_flow.hpp"
#include "qbnet/solve/settling.hpp"

namespace qbnet {
namespace {

void conclude(const MomentOptions& options, const std::string& how, Moments& result) {
  const Agreed& numbers = result.numbers;
  result.status = Status::ok;
  result.message = fmt::format("{}; moment equations in {} bits", how, numbers.bits);
  if (numbers.ended && numbers.worst() <= options.accuracy) return;
  result.status = numbers.ended ? Status::inaccurate : Status::failed;
  result.message += numbers.ended ? fmt::format(": relative error up to {:.1e}", numbers.worst())
                                  : ": no end to the doublings";
}

std::string how_carried(const Protocol& protocol) {
  if (protocol.empty()) return "no time steps";
  return fmt::format("exact propagators, drives in time: {}, switches: {}", protocol.pulses.size(),
                     protocol.switches.size());
}

}  // namespace

Ball MomentView::number(std::size_t i, std::size_t j) const { return state_.covariance.copy(i, j); }

Ball MomentView::anomalous(std::size_t i, std::size_t j) const {
  return drift_.doubled ? number(i, drift_.modes + j) : Ball();
}

Ball MomentView::energy(std::size_t i) const { return amplitude(i).squared_size() + number(i, i); }

// 2 Re conj(v) (b - A zeta) + D - 2 Re (A C)
Ball MomentView::energy_rate(std::size_t i) const {
  Ball force = force_[i], carried;
  for (std::size_t k = 0; k < drift_.size; ++k) {
    const Ball a = drift_.a.copy(i, k);
    force -= a * state_.mean[k];
    carried += a * state_.covariance.copy(k, i);
  }
  const Ball two(2.0);
  return real_part(two * conj(amplitude(i)) * force + drift_.d.copy(i, i) - two * carried);
}

void refuse_too_many_moments(const Network& network, std::string_view what) {
  const std::size_t size = network.size() * (has_squeezing(network) ? 2 : 1);
  if (size <= most_moment_modes) return;
  throw Error(Refusal::too_large,
              fmt::format("{} computed for at most {} modes (half as many where something is "
                          "squeezed), but the network has {}",
                          what, most_moment_modes, network.size()));
}

Moments steady_moments(const Network& network, const Extract& extract,
                       const MomentOptions& options) {
  Moments result;
  refuse_too_many_moments(network);
  const Settling settling = does_settle(network);
  result.status = settling.status;
  result.message = settling.reason;
  if (result.status != Status::ok) return result;
  result.numbers = in_agreement(
      [&] {
        const GaussianDrift drift(network);
        const GaussianFlow flow(drift);
        GaussianState state(drift.size);
        return flow.settle(state) ? extract({network, drift, state, drift.b})
                                  : std::vector<Quantified>();
      },
      options.accuracy, options.max_precision);
  conclude(options, settling.reason, result);
  return result;
}

Moments moments_at(const Network& network, const std::vector<double>& times, const Extract& extract,
                   const MomentOptions& options, const Protocol& protocol) {
  for (const double t : times) {
    if (!std::isfinite(t) || t < 0) {
      throw Error(Refusal::input,
                  fmt::format("times must be finite and at least 0, but one is {}", t));
    }
  }
  Moments result;
  check_protocol(network, protocol);
  const std::string_view what =
      protocol.empty() ? "second moments are" : "drives in time and switches are";
  for (const Network& stage : stages(network, protocol)) refuse_too_many_moments(stage, what);
  std::vector<std::size_t> order(times.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t k) { return times[k]; });
  result.numbers = in_agreement(
      [&] {
        DrivenFlow flow(network, protocol, options.supply);
        std::vector<std::vector<Quantified>> at(times.size());
        for (const std::size_t k : order) {
          flow.advance_to(times[k]);
          at[k] = extract({flow.network(), flow.drift(), flow.state(), flow.force()});
        }
        std::vector<Quantified> all;
        for (std::vector<Quantified>& each : at) {
          all.insert(all.end(), std::make_move_iterator(each.begin()),
                     std::make_move_iterator(each.end()));
        }
        return all;
      },
      options.accuracy, options.max_precision);
  conclude(options, how_carried(protocol), result);
  return result;
}

}  // namespace qbnet
