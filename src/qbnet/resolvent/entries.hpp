// The numbers of a drift matrix, each different one stored once.
#pragma once

#include <complex>
#include <cstdint>
#include <utility>
#include <vector>

#include "qbnet/base/pages.hpp"
#include "qbnet/base/wide.hpp"

namespace qbnet {

/// Numbers in the slots of a Pattern. Families have few different ones however many batteries, so a
/// slot keeps the place of its number: 4 bytes in place of 32.
class Entries {
 public:
  /// `place`: of every slot's number among `values`.
  Entries(Pages<std::uint32_t> place, std::vector<WideComplex> values)
      : place_(std::move(place)), value_(std::move(values)) {}

  void add(std::size_t slot, const WideComplex& value) {
    WideComplex sum = (*this)[slot];
    sum += value;
    place_[slot] = static_cast<std::uint32_t>(value_.size());
    value_.push_back(sum);
  }

  std::size_t size() const { return place_.size(); }
  const WideComplex& operator[](std::size_t slot) const { return value_[place_[slot]]; }
  const std::uint32_t* places() const { return place_.data(); }
  Pages<std::uint32_t> take_places() { return std::move(place_); }
  const std::vector<WideComplex>& values() const { return value_; }

  /// The numbers rounded to T, read by slot: what Elimination::factor() takes.
  template <class T>
  class Rounded {
   public:
    explicit Rounded(const Entries& entries) : place_(entries.place_.data()) {
      value_.reserve(entries.value_.size());
      for (const WideComplex& value : entries.value_) value_.emplace_back(value.rounded());
    }
    const T& operator[](std::size_t slot) const { return value_[place_[slot]]; }

   private:
    const std::uint32_t* place_;
    std::vector<T> value_;
  };

 private:
  Pages<std::uint32_t> place_;
  std::vector<WideComplex> value_;
};

}  // namespace qbnet
