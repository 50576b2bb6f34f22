#include <fmt/format.h>

#include <algorithm>
#include <complex>
#include <utility>

#include "qbnet/measure/amplitude_gradient.hpp"
#include "qbnet/measure/gradient_terms.hpp"
#include "qbnet/measure/scattering.hpp"
#include "qbnet/resolvent/matrix.hpp"
#include "qbnet/solve/adjoint.hpp"
#include "qbnet/solve/response.hpp"

namespace qbnet {
namespace {

void check_ports(const Network& network, std::size_t from, std::size_t to, double frequency) {
  check_mode(network, from);
  check_mode(network, to);
  require_passive(network);
  check_frequency(frequency);
  if (same_port(mode_port(network, from), mode_port(network, to))) {
    throw Error(Refusal::input,
                fmt::format("the two ports must differ, but both are \"{}\"", network.name(from)));
  }
}

// b = 1 at one mode alone.
Network driven_at(const Network& network, std::size_t mode) {
  NetworkData data = network.data();
  drive_alone(data, mode);
  return Network(std::move(data), Network::KnownShape{});
}

// |S_to,from|^2 = loss(from) loss(to) |v_to|^2.
Gradient of_passing(const Network& network, std::size_t from, std::size_t to, double frequency,
                    const GradientOptions& options) {
  const AmplitudeAsked asked = {.mode = to,
                                .z = {0, -frequency},
                                .ports = {from, to},
                                .drives = false,
                                .moments = !stays_coherent(network)};
  return amplitude_gradient(driven_at(network, from), asked, options);
}

}  // namespace

Gradient transmission_gradient(const Network& network, std::size_t from, std::size_t to,
                               double frequency, const GradientOptions& options) {
  check_ports(network, from, to, frequency);
  return of_passing(network, from, to, frequency, options);
}

Gradient isolation_gradient(const Network& network, std::size_t from, std::size_t to,
                            double frequency, const GradientOptions& options) {
  check_ports(network, from, to, frequency);
  Gradient result = of_passing(network, from, to, frequency, options);
  const Gradient back = of_passing(network, to, from, frequency, options);
  const auto usable = [](const Gradient& each) {
    return each.status == Status::ok || each.status == Status::inaccurate;
  };
  if (!usable(result)) return result;
  if (!usable(back)) return back;
  if (result.dark || back.dark) {
    result.status = Status::failed;
    result.message = back.dark ? "nothing comes back: the isolation has no end"
                               : "nothing passes: the isolation has no logarithm";
    result.log = {};
    return result;
  }
  result.value = result.value / back.value;
  result.error += back.error;
  for (const auto kind : RateDerivatives<Derivative>::all) {
    auto& there = result.log.*kind;
    const auto& here = back.log.*kind;
    for (std::size_t k = 0; k < there.size(); ++k) {
      there[k].error +=
          here[k].error + (abs(there[k].value) + abs(here[k].value)) * ScaledReal(0x1p-52);
      there[k].value -= here[k].value;
    }
  }
  const double worst =
      settle_derivatives(result.log, natural_rates(network, !stays_coherent(network)),
                         options.accuracy, options.floor_in_time);
  if (back.status != Status::ok || !(worst <= 1)) {
    result.status = Status::inaccurate;
    result.message += "; what differs between there and back cancels too far";
  }
  return result;
}

}  // namespace qbnet
