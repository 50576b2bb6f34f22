// Named values for expressions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "qbnet/base/formulas.hpp"

namespace qbnet {

/// A name is declared first (in order, before any is used) and
/// defined when its turn comes, so that an expression can tell a later name from an unknown one.
class Parameters {
 public:
  /// Throws Error(Refusal::input) unless the name is [A-Za-z_][A-Za-z0-9_]{0,63}, new, and neither
  /// a function nor pi.
  void declare(std::string_view name);
  /// Gives a declared name its value.
  void define(std::string_view name, const Quantity& value);
  void define(std::string_view name, double value) { define(name, Quantity{value}); }

  bool declared(std::string_view name) const { return index_.contains(std::string(name)); }
  /// The value of a defined parameter; it counts as used from then on.
  std::optional<Quantity> use(std::string_view name) const;
  /// In the order of declaration.
  std::vector<std::string> names() const;
  std::vector<std::pair<std::string, double>> defined() const;
  std::vector<std::string> unused() const;

 private:
  struct Entry {
    std::string name;
    std::optional<Quantity> value;
    mutable bool used = false;
  };
  std::vector<Entry> entries_;
  std::unordered_map<std::string, std::size_t> index_;
};

}  // namespace qbnet
