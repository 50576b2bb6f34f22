#include "qbnet/resolvent/entries.hpp"

namespace qbnet {
namespace {

bool same(const WideComplex& a, const WideComplex& b) {
  return a.re.high == b.re.high && a.im.high == b.im.high && a.re.low == b.re.low &&
         a.im.low == b.im.low;
}

}  // namespace

std::uint32_t Entries::place_of(const WideComplex& value) {
  for (const std::uint32_t place : recent_) {
    if (same(value_[place], value)) return place;
  }
  const auto place = static_cast<std::uint32_t>(value_.size());
  value_.push_back(value);
  recent_[next_recent_++ % remembered] = place;
  return place;
}

void Entries::add(std::size_t slot, const WideComplex& value) {
  if (place_[slot] == 0) return set(slot, value);
  WideComplex sum = (*this)[slot];
  sum += value;
  set(slot, sum);
}

}  // namespace qbnet
