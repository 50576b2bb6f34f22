// The [parameters] of a network file, with what the command line and switches make of them.
#pragma once

#include <string>
#include <vector>

#include "qbnet/files/value_reader.hpp"

namespace qbnet {

/// A parameter's value from outside the file (--set NAME=EXPRESSION).
struct Setting {
  std::string name;
  std::string expression;  ///< of parameters that come before it in the file
};

/// Declares and defines the parameters of the file for `reader`, in its order. In place of the
/// file's own value: the last of `switched` with that name, else a setting. Returns what those that
/// vary are set to, in the order of `vary`. Throws Error(Refusal::usage) for a setting.
std::vector<Quantity> read_parameters(ValueReader& reader, const Table& root,
                                      const std::vector<Setting>& settings,
                                      const std::vector<std::string>& vary,
                                      const std::vector<const Entry*>& switched = {});

}  // namespace qbnet
