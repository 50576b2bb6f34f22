// The network file: TOML or JSON in, a Network out.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "qbnet/network/disorder.hpp"
#include "qbnet/network/network.hpp"
#include "qbnet/network/parametric.hpp"

namespace qbnet {

/// A parameter's value from outside the file (--set NAME=EXPRESSION).
struct Setting {
  std::string name;
  std::string expression;  ///< of parameters that come before it in the file
};

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
};

/// Reads the text of a network file (format version 1; JSON if its first character is {).
/// `file_name` is only for messages. A setting takes the place of the parameter's own value, before
/// the later ones are evaluated. Throws Error with one sentence: Refusal::input with FILE:LINE:COL
/// for what is wrong in the file, Refusal::usage for a setting, Refusal::too_large for a family
/// with too many batteries. `vary`: parameters whose values are inputs of the formulas, in this
/// order; what they are set to (or in the file) is the point at which the network is made.
NetworkFile read_network_text(std::string_view text, const std::string& file_name,
                              const std::vector<Setting>& set = {},
                              const std::vector<std::string>& vary = {});

/// The same for a file of at most 256 MiB; "-" is standard input. Throws Error(Refusal::io) if it
/// cannot be read.
NetworkFile read_network_file(const std::string& path, const std::vector<Setting>& set = {},
                              const std::vector<std::string>& vary = {});

}  // namespace qbnet
