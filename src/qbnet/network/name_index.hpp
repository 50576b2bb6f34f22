// Modes by name.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace qbnet {

struct Mode;

/// A hash table of the positions of modes, 8 to 16 bytes a mode; the names stay with the modes.
class NameIndex {
 public:
  NameIndex() = default;
  explicit NameIndex(const std::vector<Mode>& modes);

  std::optional<std::size_t> find(const std::vector<Mode>& modes, std::string_view name) const;
  /// The first mode that has the name of an earlier one.
  std::optional<std::size_t> repeated() const { return repeated_; }

 private:
  std::vector<std::uint32_t> place_;  // position + 1 of a mode; 0: free
  std::optional<std::size_t> repeated_;
};

}  // namespace qbnet
