// A set of pairs of modes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace qbnet {

/// Open addressing, 8 to 32 bytes a pair: elimination asks for a pair at every mode it takes out.
class PairSet {
 public:
  void insert(std::int32_t a, std::int32_t b) {
    if (2 * (count_ + 1) > slot_.size()) grow();
    std::uint64_t& slot = slot_[find(key(a, b))];
    count_ += slot == 0 ? 1 : 0;
    slot = key(a, b);
  }
  bool contains(std::int32_t a, std::int32_t b) const {
    return count_ > 0 && slot_[find(key(a, b))] != 0;
  }
  /// visit(a, b), a < b, for every pair.
  template <class Visit>
  void each(const Visit& visit) const {
    for (const std::uint64_t key : slot_) {
      if (key != 0) visit(static_cast<std::int32_t>(key >> 32), static_cast<std::int32_t>(key));
    }
  }

 private:
  // The larger one in the low half is never 0, so that no key is.
  static std::uint64_t key(std::int32_t a, std::int32_t b) {
    const auto low = static_cast<std::uint32_t>(std::max(a, b));
    return std::uint64_t{static_cast<std::uint32_t>(std::min(a, b))} << 32 | low;
  }
  std::size_t find(std::uint64_t key) const {
    const std::size_t mask = slot_.size() - 1;
    std::size_t at = key * 0x9e3779b97f4a7c15U >> 32 & mask;
    while (slot_[at] != 0 && slot_[at] != key) at = (at + 1) & mask;
    return at;
  }
  void grow() {
    std::vector<std::uint64_t> old(std::max<std::size_t>(16, 2 * slot_.size()));
    old.swap(slot_);
    for (const std::uint64_t key : old) {
      if (key != 0) slot_[find(key)] = key;
    }
  }

  std::vector<std::uint64_t> slot_;  // 0: free
  std::size_t count_ = 0;
};

}  // namespace qbnet
