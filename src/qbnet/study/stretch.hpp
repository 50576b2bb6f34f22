// Sets of items that are mostly whole stretches: what of a run is done, stored, or missing.
#pragma once

#include <cstddef>
#include <map>
#include <vector>

namespace qbnet {

/// Items first <= i < end.
struct Stretch {
  std::size_t first = 0;
  std::size_t end = 0;

  std::size_t count() const { return end - first; }
  bool operator==(const Stretch&) const = default;
};

class StretchSet {
 public:
  /// `stretch` must not be empty, nor meet what is there. Neighbours become one.
  void add(Stretch stretch);
  /// True if they share an item.
  bool meets(const Stretch& stretch) const;
  /// The first stretch. The set must not be empty.
  Stretch front() const;
  /// Takes `count` items out of the first stretch, which must have as many.
  void drop_front(std::size_t count);
  bool empty() const { return ends_.empty(); }
  /// Items.
  std::size_t count() const;
  /// What is missing of 0 <= i < items, in order.
  std::vector<Stretch> gaps(std::size_t items) const;

 private:
  std::map<std::size_t, std::size_t> ends_;  // by first
};

}  // namespace qbnet
