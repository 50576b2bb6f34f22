// The network file: TOML or JSON in, a Network out.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "qbnet/files/parameter_reader.hpp"
#include "qbnet/network/disorder.hpp"
#include "qbnet/network/network.hpp"
#include "qbnet/network/parametric.hpp"
#include "qbnet/network/protocol.hpp"

namespace qbnet {

struct NetworkFile {
  Network
      network;  ///< in this order: the family's modes, [[mode]]s, the mediators of [[triangle]]s
  Formulas formulas;              ///< how its numbers follow from the parameters that vary
  std::vector<Binding> bindings;  ///< which of them do
  std::vector<std::pair<std::string, double>> parameters;  ///< in the order of the file
  /// What the parameters that vary were set to, in the order of `vary`: how an expression among
  /// them follows from those before it.
  std::vector<Quantity> varied;
  std::vector<std::string> warnings;  ///< one sentence each, with FILE: or FILE:LINE:COL:
  std::string family;                 ///< "cascade", "parallel", or empty
  std::optional<Disorder> disorder;   ///< of the [disorder] table
  Protocol protocol;                  ///< its [[drive]]s and [[switch]]es
};

/// Reads the text of a network file (format version 1; JSON if its first character is {).
/// `file_name` is only for messages. A setting takes the place of the parameter's own value, before
/// the later ones are evaluated. Throws Error with one sentence: Refusal::input with FILE:LINE:COL
/// for what is wrong in the file, Refusal::usage for a setting, Refusal::too_large for a family
/// with too many batteries. `vary`: parameters whose values are inputs of the formulas, in this
/// order; what they are set to (or in the file) is the point at which the network is made.
/// `folder`: where the files of sampled drives are; without it, [[drive]] and [[switch]] are
/// refused: the caller has no use for a network that changes in time.
NetworkFile read_network_text(std::string_view text, const std::string& file_name,
                              const std::vector<Setting>& set = {},
                              const std::vector<std::string>& vary = {},
                              const std::optional<std::string>& folder = {});

/// The folder of a file; of standard input, the working one.
std::string folder_of(const std::string& path);

/// The same for a file of at most 256 MiB; "-" is standard input. Throws Error(Refusal::io) if it
/// cannot be read.
NetworkFile read_network_file(const std::string& path, const std::vector<Setting>& set = {},
                              const std::vector<std::string>& vary = {});

}  // namespace qbnet
