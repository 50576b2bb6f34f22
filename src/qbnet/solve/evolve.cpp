#include "qbnet/solve/evolve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "qbnet/resolvent/matrix.hpp"
#include "qbnet/solve/transient.hpp"

namespace qbnet {
namespace {

void evolve_moments(const Network& network, const EvolveOptions& options, const Protocol& protocol,
                    Evolution& result) {
  const bool coherent = std::ranges::all_of(stages(network, protocol), stays_coherent);
  const Moments found = moments_at(
      network, result.times,
      [&](const MomentView& state) {
        std::vector<Quantified> all;
        if (options.supply) all.push_back({state.supplied(), ScaledReal()});
        for (const std::size_t mode : result.modes) {
          all.push_back({state.amplitude(mode), ScaledReal()});
          if (coherent) continue;
          for (Quantified& part : fluctuations_of(state, mode)) all.push_back(std::move(part));
        }
        return all;
      },
      {options.accuracy, std::min(options.max_precision, MomentOptions().max_precision),
       options.supply},
      protocol);
  result.status = found.status;
  result.message = found.message;
  const Agreed& numbers = found.numbers;
  result.arithmetic = fmt::format("{} bits", numbers.bits);
  result.error_bound = 2 * numbers.worst();
  if (options.supply) result.supplied.resize(result.times.size());
  if (!coherent) {
    result.parts.assign(result.modes.size(), std::vector<Fluctuations>(result.times.size()));
  }
  if (numbers.value.empty()) return;
  std::size_t next = 0;
  const auto take = [&] { return numbers.value[next++]; };
  for (std::size_t i = 0; i < result.times.size(); ++i) {
    if (options.supply) result.supplied[i] = real(take());
    for (std::size_t k = 0; k < result.modes.size(); ++k) {
      result.amplitude[k][i] = take();
      if (coherent) continue;
      result.parts[k][i].thermal = real(take());
      result.parts[k][i].squeezed = real(take());
    }
  }
}

}  // namespace

ScaledReal Evolution::energy(std::size_t k, std::size_t i) const {
  const ScaledReal coherent = norm(amplitude[k][i]);
  return parts.empty() ? coherent : coherent + parts[k][i].thermal + parts[k][i].squeezed;
}

std::optional<double> Evolution::efficiency(std::size_t k, std::size_t i) const {
  if (!(ScaledReal() < supplied[i])) return {};
  return (energy(k, i) / supplied[i]).value();
}

Evolution evolve(const Network& network, const std::vector<double>& times,
                 const EvolveOptions& options, const Protocol& protocol) {
  for (const double t : times) {
    if (!std::isfinite(t) || t < 0) {
      throw Error(Refusal::input,
                  fmt::format("times must be finite and at least 0, but one is {}", t));
    }
  }
  Evolution result;
  result.times = times;
  result.modes = options.modes;
  if (result.modes.empty()) {
    result.modes.resize(network.size());
    std::iota(result.modes.begin(), result.modes.end(), std::size_t{0});
  }
  result.amplitude.assign(result.modes.size(), std::vector<ScaledComplex>(times.size()));
  if (options.supply || !protocol.empty() || !stays_coherent(network)) {
    evolve_moments(network, options, protocol, result);
    return result;
  }
  result.status = Status::ok;
  if (!network.driven()) {
    result.message = "nothing is driven: every mode stays empty";
    result.arithmetic = "double";
    return result;
  }
  TransientOptions transient_options;
  transient_options.accuracy = options.accuracy;
  transient_options.max_precision = options.max_precision;
  transient_options.threads = options.threads;
  const auto first = std::find_if(times.begin(), times.end(), [](double t) { return t > 0; });
  if (first != times.end() &&
      std::all_of(first, times.end(), [&](double t) { return t == 0 || t == *first; })) {
    transient_options.only_time = *first;
  }
  Transient transient(network, result.modes, transient_options);
  std::vector<std::size_t> order(times.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return times[a] < times[b]; });
  double worst = 0;
  for (const std::size_t i : order) {
    if (times[i] == 0) continue;
    for (std::size_t k = 0; k < result.modes.size(); ++k) {
      const Sample sample = transient.at(k, times[i]);
      result.amplitude[k][i] = sample.amplitude;
      if (!(sample.error <= worst)) worst = sample.error;
    }
  }
  result.error_bound = 2 * worst;
  result.arithmetic = transient.arithmetic();
  result.solves = transient.solves();
  result.message = fmt::format("{}; contour integral in {} arithmetic",
                               transient.resolvent().stable.reason, result.arithmetic);
  if (!(worst <= options.accuracy)) {
    result.status = Status::inaccurate;
    result.message += fmt::format(": relative error up to {:.1e}", result.error_bound);
  }
  return result;
}

}  // namespace qbnet
