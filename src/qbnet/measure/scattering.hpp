// Ways in and out of a network, and what comes out of one when something goes in at another.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "qbnet/base/scaled.hpp"
#include "qbnet/network/network.hpp"
#include "qbnet/solve/response.hpp"

namespace qbnet {

/// A bath seen as a waveguide: the loss of one mode, or a shared dissipator, with the jump
/// sqrt(rate) sum_j weight_j o_j.
struct Port {
  std::string name;  ///< of the mode, or "dissipator <number>" counted from 1
  double rate = 0;   ///< > 0
  Terms weights;
  /// Of what comes in: <v^+ v>, which is n cosh 2r + sinh^2 r, and <v v> of frequencies w and -w,
  /// -(n + 1/2) exp(i phase) sinh 2r; of any size.
  ScaledReal quanta;
  ScaledComplex pairs;
};

/// Every mode with loss, in order, then every shared dissipator that does something.
std::vector<Port> all_ports(const Network& network);
/// The loss of a mode. Error(Refusal::input) for a mode without.
Port mode_port(const Network& network, std::size_t mode);
/// By name. Error(Refusal::usage) with the nearest known word for a name that is none; `what`
/// begins the sentence ("--from").
Port named_port(const Network& network, const std::string& name, std::string_view what);
bool same_port(const Port& a, const Port& b);

/// How S_to,from is read off (M - i w)^-1 times the source of `from`.
Reading scattering_reading(const Port& to, const Port& from);
/// The source of a port: C^+ without its rate.
Terms scattering_source(const Port& from);

struct Scattering {
  Status status = Status::failed;
  std::string message;
  std::vector<Amplitude> s;  ///< S_to,from row by row (to); empty without an answer
  /// Whether every bath of a passive network is among the ports: then S is unitary.
  bool complete = false;
  /// Largest entry of |S S^+ - 1|: rounding if complete, else what leaves by other ports, or what
  /// gain and squeezers add.
  double unitarity_defect = 0;
};

/// S(w) = 1 - C (M - i w)^-1 C^+, C the jumps of the ports, one a row: out = in + C v where
/// dv/dt = -M v - C^+ in (Gardiner and Collett, Phys. Rev. A 31, 3761 (1985)). Since M + M^+ = C^+
/// C for all ports together, S S^+ = 1 then. One solve a port. Every element has the accuracy asked
/// for, but one that is 0 to 460 bits is 0. Errors as response().
Scattering scattering(const Network& network, std::span<const Port> ports, double frequency,
                      const ResponseOptions& options = {});
/// As above at one frequency after another, spread over threads. Error(Refusal::too_large) where
/// the matrices do not fit into memory.
std::vector<Scattering> scattering(const Network& network, std::span<const Port> ports,
                                   std::span<const double> frequencies, int threads,
                                   const ResponseOptions& options = {});

}  // namespace qbnet
