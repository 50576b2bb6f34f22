#include "qbnet/study/stretch.hpp"

#include <iterator>

namespace qbnet {

void StretchSet::add(Stretch stretch) {
  auto after = ends_.lower_bound(stretch.first);
  if (after != ends_.end() && after->first == stretch.end) {
    stretch.end = after->second;
    after = ends_.erase(after);
  }
  if (after != ends_.begin() && std::prev(after)->second == stretch.first) {
    std::prev(after)->second = stretch.end;
  } else {
    ends_.emplace_hint(after, stretch.first, stretch.end);
  }
}

bool StretchSet::meets(const Stretch& stretch) const {
  const auto after = ends_.lower_bound(stretch.first);
  if (after != ends_.end() && after->first < stretch.end) return true;
  return after != ends_.begin() && std::prev(after)->second > stretch.first;
}

Stretch StretchSet::front() const { return {ends_.begin()->first, ends_.begin()->second}; }

void StretchSet::drop_front(std::size_t count) {
  const Stretch first = front();
  ends_.erase(ends_.begin());
  if (count < first.count()) ends_.emplace(first.first + count, first.end);
}

std::size_t StretchSet::count() const {
  std::size_t items = 0;
  for (const auto& [first, end] : ends_) items += end - first;
  return items;
}

std::vector<Stretch> StretchSet::gaps(std::size_t items) const {
  std::vector<Stretch> missing;
  std::size_t at = 0;
  for (const auto& [first, end] : ends_) {
    if (at < first) missing.push_back({at, first});
    at = end;
  }
  if (at < items) missing.push_back({at, items});
  return missing;
}

}  // namespace qbnet
