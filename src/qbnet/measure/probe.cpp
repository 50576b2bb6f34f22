#include "qbnet/measure/probe.hpp"

#include <algorithm>
#include <complex>
#include <optional>

#include "qbnet/resolvent/matrix.hpp"
#include "qbnet/solve/adjoint.hpp"
#include "qbnet/solve/fed_response.hpp"

namespace qbnet {

TransmissionPoint Probe::at(double frequency, What what) {
  TransmissionPoint point;
  point.solved = pass(from_, to_, frequency, point.forward) &&
                 (what == forward || pass(to_, from_, frequency, point.reverse));
  if (!point.solved || what != with_noise || point.forward.value.is_zero()) return point;
  const std::optional<Noise> added = noise(frequency);
  point.solved = added.has_value();
  if (!added) return point;
  point.added_noise = added->sum() / norm(point.forward.value);
  worst_noise_ = std::max(worst_noise_, added->error());
  return point;
}

bool Probe::pass(const Port& in, const Port& out, double frequency, Amplitude& s) {
  const Reading reading = scattering_reading(out, in);
  const auto found = reader().read(scattering_source(in), frequency, {&reading, 1});
  if (!found.empty()) s = found[0];
  return !found.empty();
}

void Noise::add(const Amplitude& s, const ScaledReal& quanta) {
  if (quanta.is_zero()) return;
  add_term(norm(s.value) * quanta, s.error);
}

void Noise::add_pairs(const Amplitude& s, const Amplitude& idler, const ScaledComplex& pairs) {
  if (pairs.is_zero()) return;
  const ScaledComplex conjugate(std::conj(idler.value.mantissa()), idler.value.exponent());
  const ScaledComplex across = s.value * conjugate * pairs;
  add_term(real(across) * ScaledReal(2), std::max(s.error, idler.error));
}

void Noise::add_term(const ScaledReal& term, double error) {
  sum_ += term;
  uncertain_ += abs(term) * ScaledReal(error);
}

double Noise::error() const {
  if (uncertain_.is_zero()) return 0;
  return (uncertain_ / abs(sum_)).value();
}

namespace {

// Warm and squeezed baths alone: a row of S by one solution of the reversed network.
class PassiveProbe : public Probe {
 public:
  // `backward`: of the reversed network, null where all baths are vacua.
  PassiveProbe(std::unique_ptr<ResponseReader> reader, const Resolvent* backward,
               const std::vector<Port>& ports, const Port& from, const Port& to,
               const ResponseOptions& options)
      : Probe(from, to), reader_(std::move(reader)) {
    if (backward == nullptr) return;
    backward_.emplace(*backward, options);
    for (const Port& port : ports) {
      if (port.quanta.is_zero() || same_port(port, from)) continue;
      // S_to,k = delta - sqrt(..) sum_l conj(w_kl) ((M^T - i w)^-1 w_to)_l
      Reading reading = scattering_reading(port, to);
      for (auto& [mode, weight] : reading.weights) weight = std::conj(weight);
      readings_.push_back(std::move(reading));
      quanta_.push_back(port.quanta);
    }
  }

 private:
  ResponseReader& reader() override { return *reader_; }
  std::optional<Noise> noise(double frequency) override {
    Noise result;
    if (readings_.empty()) return result;
    const std::vector<Amplitude> row = backward_->read(to_.weights, frequency, readings_);
    if (row.empty()) return std::nullopt;
    for (std::size_t k = 0; k < row.size(); ++k) result.add(row[k], quanta_[k]);
    return result;
  }

  std::unique_ptr<ResponseReader> reader_;
  std::optional<ResponseSolver> backward_;
  std::vector<Reading> readings_;
  std::vector<ScaledReal> quanta_;
};

// Gain and idlers bring quanta even from vacua: all of them by one solution back from `to`.
class FedProbe : public Probe {
 public:
  FedProbe(const Network& network, const std::vector<Port>& ports, const Port& from, const Port& to,
           const ResponseOptions& options)
      : Probe(from, to), ports_(ports), reader_(network, options) {
    for (const Port& port : ports) {
      Reading straight = scattering_reading(port, to);
      straight.weights = scattering_source(port);
      readings_.push_back(std::move(straight));
      if (!reader_.has_idlers()) continue;
      Reading idler{0, port.rate, to.rate, port.weights};
      for (auto& [row, weight] : idler.weights) row = reader_.idler_row(row);
      readings_.push_back(std::move(idler));
    }
    for (std::size_t j = 0; j < network.size(); ++j) {
      const double gain = network.rates(j).gain;
      if (gain != 0) readings_.push_back({0, gain, to.rate, {{j, 1.0}}});
    }
  }

 private:
  ResponseReader& reader() override { return reader_; }
  std::optional<Noise> noise(double frequency) override {
    Noise result;
    const std::vector<Amplitude> row = reader_.read_back(to_.weights, frequency, readings_);
    if (row.empty()) return std::nullopt;
    std::size_t k = 0;
    for (const Port& port : ports_) {
      const Amplitude& s = row[k++];
      if (!same_port(port, from_)) result.add(s, port.quanta);
      if (!reader_.has_idlers()) continue;
      const Amplitude& idler = row[k++];
      result.add(idler, port.quanta + ScaledReal(1));
      result.add_pairs(s, idler, port.pairs);
    }
    for (; k < row.size(); ++k) result.add(row[k], ScaledReal(1));
    return result;
  }

  const std::vector<Port>& ports_;
  FedResponse reader_;
  std::vector<Reading> readings_;
};

}  // namespace

struct Probes::Shared {
  Shared(const Network& network_of, const Port& from_port, const Port& to_port,
         const ResponseOptions& how)
      : network(network_of),
        from(from_port),
        to(to_port),
        options(how),
        readers(network, options),
        fed(is_active(network)) {
    if (stays_coherent(network)) return;
    ports = all_ports(network);
    if (fed || readers.status() != Status::ok) return;
    back = reversed(network, to.weights.front().first);
    backward.emplace(*back);
  }
  const Network& network;
  const Port& from;
  const Port& to;
  ResponseOptions options;
  Readers readers;
  bool fed;
  std::vector<Port> ports;
  std::optional<Network> back;
  std::optional<Resolvent> backward;
};

Probes::Probes(const Network& network, const Port& from, const Port& to,
               const ResponseOptions& options)
    : shared_(std::make_unique<Shared>(network, from, to, options)) {}
Probes::~Probes() = default;

Status Probes::status() const { return shared_->readers.status(); }
const std::string& Probes::reason() const { return shared_->readers.reason(); }

std::unique_ptr<Probe> Probes::make() const {
  const Shared& all = *shared_;
  if (all.fed) {
    return std::make_unique<FedProbe>(all.network, all.ports, all.from, all.to, all.options);
  }
  return std::make_unique<PassiveProbe>(all.readers.make(), all.backward ? &*all.backward : nullptr,
                                        all.ports, all.from, all.to, all.options);
}

}  // namespace qbnet
