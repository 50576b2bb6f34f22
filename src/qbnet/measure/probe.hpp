// One thread's way to ask a network at one frequency after another.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "qbnet/measure/scattering.hpp"
#include "qbnet/measure/transmission.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet {

/// Quanta that come out without any going in, summed port by port.
class Noise {
 public:
  /// |S|^2 quanta.
  void add(const Amplitude& s, const ScaledReal& quanta);
  /// 2 Re(S conj(S') pairs): what S and the idler bring of a squeezed bath is one field.
  void add_pairs(const Amplitude& s, const Amplitude& idler, const ScaledComplex& pairs);
  const ScaledReal& sum() const { return sum_; }
  /// Relative.
  double error() const;

 private:
  void add_term(const ScaledReal& term, double error);

  ScaledReal sum_, uncertain_;
};

class Probe {
 public:
  /// Each includes those before it.
  enum What { forward, both_ways, with_noise };

  Probe(const Port& from, const Port& to) : from_(from), to_(to) {}
  virtual ~Probe() = default;
  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;

  TransmissionPoint at(double frequency, What what);
  /// Largest relative error that noise was summed with.
  double worst_noise() const { return worst_noise_; }

 protected:
  virtual ResponseReader& reader() = 0;
  /// Quanta that come out at `to` without any going in; empty where that broke down.
  virtual std::optional<Noise> noise(double frequency) = 0;

  const Port& from_;
  const Port& to_;

 private:
  bool pass(const Port& in, const Port& out, double frequency, Amplitude& s);

  double worst_noise_ = 0;
};

/// What the probes of a network have in common. Network and ports must outlive this, this its
/// probes.
class Probes {
 public:
  Probes(const Network& network, const Port& from, const Port& to, const ResponseOptions& options);
  ~Probes();

  Status status() const;
  const std::string& reason() const;
  std::unique_ptr<Probe> make() const;

 private:
  struct Shared;
  std::unique_ptr<const Shared> shared_;
};

}  // namespace qbnet
