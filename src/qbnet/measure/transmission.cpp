#include "qbnet/measure/transmission.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numeric>

#include "qbnet/base/parallel.hpp"
#include "qbnet/measure/probe.hpp"

namespace qbnet {
namespace {

double decibels(const ScaledComplex& s) { return 20 * log10(abs(s)); }

using Evaluate = std::function<TransmissionPoint(double frequency, Probe::What what)>;

TransmissionBands find_bands(const Evaluate& at, std::span<const double> frequencies,
                             const std::vector<TransmissionPoint>& points) {
  const double half = 10 * std::log10(2.0);
  std::vector<std::size_t> order(frequencies.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t k) { return frequencies[k]; });
  std::vector<double> grid, passed, isolated;
  const auto isolation = [](const TransmissionPoint& point) {
    const double value = isolation_db(point);
    return std::isnan(value) ? 0.0 : value;
  };
  for (const std::size_t k : order) {
    grid.push_back(frequencies[k]);
    passed.push_back(decibels(points[k].forward.value));
    isolated.push_back(isolation(points[k]));
  }
  const Curve pass = [&](double w) { return decibels(at(w, Probe::forward).forward.value); };
  const Curve isolate = [&](double w) { return isolation(at(w, Probe::both_ways)); };
  TransmissionBands bands;
  bands.transmission = highest_peak(pass, grid, passed);
  bands.isolation = highest_peak(isolate, grid, isolated);
  if (std::isinf(bands.transmission.level)) {
    bands.transmission_3db.reason = "nothing passes";
    bands.isolation_3db.reason = bands.isolation_20db.reason = "nothing passes";
    return bands;
  }
  bands.transmission_3db =
      band_around(pass, bands.transmission, bands.transmission.level - half, grid, passed);
  if (std::isinf(bands.isolation.level)) {
    bands.isolation_3db.reason = "the isolation is infinite: nothing comes back at its peak";
  } else {
    bands.isolation_3db =
        band_around(isolate, bands.isolation, bands.isolation.level - half, grid, isolated);
  }
  bands.isolation_20db = band_around(isolate, bands.isolation, 20, grid, isolated);
  return bands;
}

}  // namespace

double isolation_db(const TransmissionPoint& point) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const ScaledComplex &there = point.forward.value, &back = point.reverse.value;
  if (there.is_zero() && back.is_zero()) return std::numeric_limits<double>::quiet_NaN();
  if (back.is_zero()) return infinity;
  if (there.is_zero()) return -infinity;
  return 20 * log10(abs(there) / abs(back));
}

double widest_frequency(const Network& network) {
  std::vector<double> radius(network.size());
  for (std::size_t j = 0; j < network.size(); ++j) {
    const ModeRates& rates = network.rates(j);
    radius[j] = std::abs(rates.detuning) + (rates.loss + rates.gain) / 2;
  }
  for (const Coupling& coupling : network.couplings()) {
    radius[coupling.from] += std::abs(coupling.strength);
    radius[coupling.to] += std::abs(coupling.strength);
  }
  for (const Squeezer& squeezer : network.squeezers()) {
    radius[squeezer.first] += std::abs(squeezer.strength);
    if (squeezer.second != squeezer.first) radius[squeezer.second] += std::abs(squeezer.strength);
  }
  for (const Dissipator& bath : network.dissipators()) {
    double sum = 0;
    for (const auto& [mode, weight] : bath.weights) sum += std::abs(weight);
    for (const auto& [mode, weight] : bath.weights) {
      radius[mode] += bath.rate * sum * std::abs(weight) / 2;
    }
  }
  return radius.empty() ? 0 : 1.5 * *std::ranges::max_element(radius);
}

Transmission transmission(const Network& network, const Port& from, const Port& to,
                          std::span<const double> frequencies, const TransmissionOptions& options) {
  if (same_port(from, to)) {
    throw Error(Refusal::input,
                fmt::format("the two ports must differ, but both are \"{}\"", from.name));
  }
  for (const double w : frequencies) {
    if (!std::isfinite(w)) {
      throw Error(Refusal::input, fmt::format("frequencies must be finite, but one is {}", w));
    }
  }
  Transmission result;
  const Probes all(network, from, to, options);
  result.status = all.status();
  result.message = all.reason();
  if (result.status != Status::ok) return result;

  const std::size_t count = frequencies.size();
  result.points.resize(count);
  const std::size_t pieces =
      std::min<std::size_t>(count, static_cast<std::size_t>(std::max(options.threads, 1)));
  std::vector<std::unique_ptr<Probe>> probes(pieces);
  parallel_for(pieces, options.threads, [&](std::size_t piece) {
    probes[piece] = all.make();
    for (std::size_t k = piece; k < count; k += pieces) {
      result.points[k] = probes[piece]->at(frequencies[k], Probe::with_noise);
    }
  });
  double worst = 0;
  bool solved = true;
  const auto judge = [&](const TransmissionPoint& point) {
    solved = solved && point.solved;
    worst = std::max({worst, point.forward.error, point.reverse.error});
  };
  for (const TransmissionPoint& point : result.points) judge(point);
  if (solved && options.bands && count > 1) {
    result.bands = find_bands(
        [&](double w, Probe::What what) {
          const TransmissionPoint point = probes[0]->at(w, what);
          judge(point);
          return point;
        },
        frequencies, result.points);
  }
  for (const auto& probe : probes) worst = std::max(worst, probe->worst_noise());
  result.error_bound = 2 * worst;
  if (!solved) {
    result.status = Status::failed;
    result.message = "elimination broke down";
    result.points.clear();
    result.bands.reset();
  } else if (!(worst <= options.accuracy)) {
    result.status = Status::inaccurate;
    result.message += fmt::format("; relative error up to {:.1e}", 2 * worst);
  }
  return result;
}

std::vector<double> chosen_frequencies(const Network& network) {
  constexpr int each_side = 200;
  const double widest = widest_frequency(network);
  if (!(widest > 0) || !std::isfinite(widest)) return {0};
  std::vector<double> frequencies;
  for (int k = -each_side; k <= each_side; ++k) {
    frequencies.push_back(widest * (k / static_cast<double>(each_side)));
  }
  return frequencies;
}

}  // namespace qbnet
