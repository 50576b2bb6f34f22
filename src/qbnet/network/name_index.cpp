#include "qbnet/network/name_index.hpp"

#include <bit>
#include <functional>

#include "qbnet/network/network.hpp"

namespace qbnet {

NameIndex::NameIndex(const std::vector<Mode>& modes) : place_(std::bit_ceil(2 * modes.size() + 1)) {
  const std::size_t mask = place_.size() - 1;
  for (std::size_t j = 0; j < modes.size(); ++j) {
    std::size_t at = std::hash<std::string_view>()(modes[j].name) & mask;
    for (; place_[at] != 0; at = (at + 1) & mask) {
      if (!repeated_ && modes[place_[at] - 1].name == modes[j].name) repeated_ = j;
    }
    place_[at] = static_cast<std::uint32_t>(j + 1);
  }
}

std::optional<std::size_t> NameIndex::find(const std::vector<Mode>& modes,
                                           std::string_view name) const {
  if (place_.empty()) return std::nullopt;
  const std::size_t mask = place_.size() - 1;
  for (std::size_t at = std::hash<std::string_view>()(name) & mask; place_[at] != 0;
       at = (at + 1) & mask) {
    const std::size_t mode = place_[at] - 1;
    if (modes[mode].name == name) return mode;
  }
  return std::nullopt;
}

}  // namespace qbnet
