#include "qbnet/measure/scattering.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <complex>

#include "qbnet/base/memory.hpp"
#include "qbnet/base/parallel.hpp"
#include "qbnet/base/quote.hpp"
#include "qbnet/base/suggest.hpp"

namespace qbnet {
namespace {

constexpr std::string_view dissipator_word = "dissipator ";

bool does_something(const Dissipator& dissipator) {
  return dissipator.rate > 0 && std::ranges::any_of(dissipator.weights, [](const auto& weight) {
           return weight.second != 0.0;
         });
}

Port dissipator_port(const Network& network, std::size_t d) {
  const Dissipator& bath = network.dissipators()[d];
  return {fmt::format("{}{}", dissipator_word, d + 1),
          bath.rate,
          bath.weights,
          ScaledReal(bath.thermal),
          {}};
}

Port lossy_port(const Network& network, std::size_t mode) {
  const ModeRates& rates = network.rates(mode);
  Port port{network.name(mode), rates.loss, {{mode, 1.0}}, ScaledReal(rates.thermal), {}};
  const auto& [r, phase] = rates.squeezing;
  if (r != 0) {
    const ScaledReal sinh(std::sinh(r));
    port.quanta = ScaledReal(rates.thermal) * ScaledReal(std::cosh(2 * r)) + sinh * sinh;
    port.pairs = ScaledComplex(-(rates.thermal + 0.5) * std::polar(1.0, phase)) *
                 ScaledComplex(std::sinh(2 * r));
  }
  return port;
}

// Largest entry of |S S^+ - 1|.
double defect(const std::vector<Amplitude>& s, std::size_t n) {
  double worst = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      std::complex<double> sum = i == j ? -1 : 0;
      for (std::size_t k = 0; k < n; ++k) {
        sum += s[i * n + k].value.value() * std::conj(s[j * n + k].value.value());
      }
      worst = std::max(worst, std::abs(sum));
    }
  }
  return worst;
}

Scattering scattering_at(ResponseReader& reader, std::span<const Port> ports, double frequency,
                         const ResponseOptions& options) {
  Scattering result;
  const std::size_t n = ports.size();
  result.s.resize(n * n);
  double worst = 0;
  for (std::size_t from = 0; from < n; ++from) {
    std::vector<Reading> readings;
    for (const Port& to : ports) readings.push_back(scattering_reading(to, ports[from]));
    const std::vector<Amplitude> column =
        reader.read(scattering_source(ports[from]), frequency, readings);
    if (column.empty()) return {Status::failed, "elimination broke down", {}, false, 0};
    for (std::size_t to = 0; to < n; ++to) {
      result.s[to * n + from] = column[to];
      worst = std::max(worst, column[to].error);
    }
  }
  result.status = Status::ok;
  if (!(worst <= options.accuracy)) {
    result.status = Status::inaccurate;
    result.message = fmt::format("relative error up to {:.1e}", worst);
  }
  result.unitarity_defect = defect(result.s, n);
  return result;
}

// Whether these are all the ports there are.
bool is_complete(const Network& network, std::span<const Port> ports) {
  return std::ranges::all_of(all_ports(network), [&](const Port& each) {
    return std::ranges::any_of(ports, [&](const Port& port) { return same_port(port, each); });
  });
}

}  // namespace

std::vector<Port> all_ports(const Network& network) {
  std::vector<Port> ports;
  for (std::size_t j = 0; j < network.size(); ++j) {
    if (network.rates(j).loss > 0) ports.push_back(lossy_port(network, j));
  }
  for (std::size_t d = 0; d < network.dissipators().size(); ++d) {
    if (does_something(network.dissipators()[d])) ports.push_back(dissipator_port(network, d));
  }
  return ports;
}

Port mode_port(const Network& network, std::size_t mode) {
  if (!(network.rates(mode).loss > 0)) {
    throw Error(Refusal::input,
                fmt::format("loss of mode \"{}\" must be above 0 for it to be a port, but is 0",
                            network.name(mode)));
  }
  return lossy_port(network, mode);
}

Port named_port(const Network& network, const std::string& name, std::string_view what) {
  if (const auto mode = network.find(name)) return mode_port(network, *mode);
  if (name.starts_with(dissipator_word)) {
    std::size_t number = 0;
    const char* const end = name.data() + name.size();
    const auto parsed = std::from_chars(name.data() + dissipator_word.size(), end, number);
    if (parsed.ec == std::errc() && parsed.ptr == end && number >= 1 &&
        number <= network.dissipators().size()) {
      if (!does_something(network.dissipators()[number - 1])) {
        throw Error(Refusal::input,
                    fmt::format("rate and weights of {} must not all be 0 for it to be a port, "
                                "but are",
                                name));
      }
      return dissipator_port(network, number - 1);
    }
  }
  std::vector<std::string> known = network.names();
  for (std::size_t d = 0; d < network.dissipators().size(); ++d) {
    known.push_back(fmt::format("{}{}", dissipator_word, d + 1));
  }
  throw Error(Refusal::usage, fmt::format("{} must name a mode or dissipator, but {} is none{}",
                                          what, in_quotes(name), did_you_mean(name, known)));
}

bool same_port(const Port& a, const Port& b) { return a.name == b.name; }

Reading scattering_reading(const Port& to, const Port& from) {
  return {same_port(to, from) ? 1.0 : 0.0, from.rate, to.rate, to.weights};
}

Terms scattering_source(const Port& from) {
  Terms source = from.weights;
  for (auto& [mode, weight] : source) weight = std::conj(weight);
  return source;
}

std::vector<Scattering> scattering(const Network& network, std::span<const Port> ports,
                                   std::span<const double> frequencies, int threads,
                                   const ResponseOptions& options) {
  const double elements = static_cast<double>(ports.size()) * static_cast<double>(ports.size());
  require_memory(
      2 * sizeof(Amplitude) * elements * static_cast<double>(frequencies.size()),
      [&] {
        return fmt::format("{} scattering matrices of {} ports", frequencies.size(), ports.size());
      },
      "; fewer ports or frequencies would help");
  std::vector<Scattering> result(frequencies.size());
  const Readers readers(network, options);
  if (readers.status() != Status::ok) {
    for (Scattering& each : result) {
      each.status = readers.status();
      each.message = readers.reason();
    }
    return result;
  }
  const bool complete = !is_active(network) && is_complete(network, ports);
  const std::size_t pieces =
      std::min(frequencies.size(), static_cast<std::size_t>(std::max(threads, 1)));
  parallel_for(pieces, threads, [&](std::size_t piece) {
    const std::unique_ptr<ResponseReader> reader = readers.make();
    for (std::size_t k = piece; k < frequencies.size(); k += pieces) {
      result[k] = scattering_at(*reader, ports, frequencies[k], options);
      result[k].complete = complete;
    }
  });
  return result;
}

Scattering scattering(const Network& network, std::span<const Port> ports, double frequency,
                      const ResponseOptions& options) {
  return scattering(network, ports, {&frequency, 1}, 1, options).front();
}

}  // namespace qbnet
