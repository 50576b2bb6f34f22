// Values of which networks have few different ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace qbnet {

/// Each different value once, however many modes or couplings have it. Only the values met last are
/// looked through, so that values which are all different cost little more than a vector.
template <class T>
class Kinds {
 public:
  /// The place of `value`, which is added unless it was met lately.
  std::uint32_t place_of(const T& value) {
    for (const std::uint32_t place : recent_) {
      if (place < values_.size() && values_[place] == value) return place;
    }
    const auto place = static_cast<std::uint32_t>(values_.size());
    values_.push_back(value);
    recent_[next_++ % remembered] = place;
    return place;
  }

  /// change(value) on each.
  template <class Change>
  void change(const Change& change) {
    for (T& value : values_) change(value);
  }

  std::size_t size() const { return values_.size(); }
  const T& operator[](std::size_t place) const { return values_[place]; }
  auto begin() const { return values_.begin(); }
  auto end() const { return values_.end(); }

 private:
  static constexpr std::size_t remembered = 8;
  std::vector<T> values_;
  std::uint32_t recent_[remembered] = {};
  std::size_t next_ = 0;
};

}  // namespace qbnet
