// Transmission and scattering matrices in JSON and for people.
#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <vector>

#include "qbnet/measure/scattering.hpp"
#include "qbnet/measure/transmission.hpp"

namespace qbnet::cli {

struct TransmissionAnswer {
  const Port& from;
  const Port& to;
  std::span<const double> frequencies;
  const Transmission& result;
  bool show = true;  ///< false: the values are withheld
};

struct ScatteringAnswer {
  const std::vector<Port>& ports;
  std::span<const double> frequencies;
  const std::vector<Scattering>& result;
  Status status = Status::failed;
  bool show = true;
};

/// "qbnet-response/1", piece by piece. With an output file what goes by frequency is there.
void print_json(const TransmissionAnswer& answer, const std::string& output, std::ostream& out);
void print_json(const ScatteringAnswer& answer, const std::string& output, std::ostream& out);

/// The table and what is to be said below it.
std::string to_text(const TransmissionAnswer& answer);
std::string to_text(const ScatteringAnswer& answer);

}  // namespace qbnet::cli
