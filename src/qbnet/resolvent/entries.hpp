// The numbers of a drift matrix, each different one stored once.
#pragma once

#include <complex>
#include <cstdint>
#include <vector>

#include "qbnet/base/wide.hpp"

namespace qbnet {

/// Numbers in the slots of a Pattern. Families have few different ones however many batteries, so a
/// slot keeps the place of its number: 4 bytes in place of 32.
class Entries {
 public:
  explicit Entries(std::size_t slots = 0) : place_(slots, 0), value_(1) {}

  /// Sets an empty slot.
  void set(std::size_t slot, const WideComplex& value) { place_[slot] = place_of(value); }
  void add(std::size_t slot, const WideComplex& value);

  std::size_t size() const { return place_.size(); }
  const WideComplex& operator[](std::size_t slot) const { return value_[place_[slot]]; }

  /// The numbers rounded to T, read by slot: what Elimination::factor() takes.
  template <class T>
  class Rounded {
   public:
    explicit Rounded(const Entries& entries) : place_(&entries.place_) {
      for (const WideComplex& value : entries.value_) value_.emplace_back(value.rounded());
    }
    const T& operator[](std::size_t slot) const { return value_[(*place_)[slot]]; }

   private:
    const std::vector<std::uint32_t>* place_;
    std::vector<T> value_;
  };

 private:
  std::uint32_t place_of(const WideComplex& value);

  std::vector<std::uint32_t> place_;
  std::vector<WideComplex> value_;  // the first is zero
  // The numbers met last: those of a family come again and again.
  static constexpr std::size_t remembered = 16;
  std::uint32_t recent_[remembered] = {};
  std::size_t next_recent_ = 0;
};

}  // namespace qbnet
