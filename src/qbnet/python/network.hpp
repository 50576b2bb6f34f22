// A network as Python holds it: what was read, and the text it was read from.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "qbnet/files/read_network.hpp"
#include "qbnet/resolvent/solver.hpp"

namespace qbnet::python {

/// Never changed once made; shared with the work that is done on it.
struct Held {
  std::string text, name;
  std::vector<Setting> settings;
  NetworkFile file;
  /// All that steady states need, for passive networks small enough to keep it.
  std::unique_ptr<const Resolvent> resolvent;

  const Network& network() const { return file.network; }
  /// As network(), for work that knows no change in time. Throws Error(Refusal::input) where there
  /// is.
  const Network& constant() const;
};
using HeldNetwork = std::shared_ptr<Held>;

/// The same file read with these parameters as inputs.
NetworkFile read_again(const Held& held, const std::vector<std::string>& vary);

}  // namespace qbnet::python
