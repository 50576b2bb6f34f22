// What is known of a network without solving it, in JSON and for people.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "qbnet/cli/options.hpp"
#include "qbnet/files/read_network.hpp"
#include "qbnet/network/fluxes.hpp"
#include "qbnet/resolvent/stability.hpp"

namespace qbnet::cli {

struct Description {
  const NetworkFile& file;
  std::vector<std::size_t> modes;  ///< what is described: these
  /// Their energy limits, where there is one. Each takes a pass over the network: where 10^8 steps
  /// are not enough for all of them, or something changes in time, none is given.
  std::vector<std::optional<double>> limits;
  std::vector<Coupling> couplings;  ///< and what touches them
  std::vector<Dissipator> dissipators;
  std::vector<Squeezer> squeezers;
  std::vector<Loop> loops;
  Stability stability;  ///< of the whole network
};

/// `file` must outlive the description.
Description describe(const NetworkFile& file, std::vector<std::size_t> modes);

/// Its drives in time and switches: tables, and the keys "drives" and "switches".
std::string protocol_text(const NetworkFile& file);
void put_protocol(JsonWriter& json, const NetworkFile& file);

/// "qbnet-check/1", piece by piece.
void print_json(const Description& what, std::ostream& out);
/// Of more than 1000 modes the first 20, unless --mode chose them.
std::string to_text(const Description& what, const NetworkOptions& options);

}  // namespace qbnet::cli
