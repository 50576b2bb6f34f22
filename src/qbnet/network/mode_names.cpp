#include "qbnet/network/mode_names.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <functional>

namespace qbnet {

void ModeNames::add(std::string_view name) {
  if (sections_.empty() || !sections_.back().prefix.empty()) {
    sections_.push_back({size_, {}, start_.size() - 1});
  }
  text_ += name;
  start_.push_back(text_.size());
  ++size_;
}

void ModeNames::add_numbered(std::string_view prefix, std::size_t count) {
  sections_.push_back({size_, std::string(prefix), 0});
  size_ += count;
}

const ModeNames::Section& ModeNames::section_of(std::size_t j) const {
  const auto after = std::upper_bound(
      sections_.begin(), sections_.end(), j,
      [](std::size_t mode, const Section& section) { return mode < section.first_mode; });
  return *(after - 1);
}

std::string ModeNames::operator[](std::size_t j) const {
  const Section& section = section_of(j);
  const std::size_t number = j - section.first_mode;
  if (section.prefix.empty()) return std::string(text(section.first_text + number));
  return section.prefix + std::to_string(number + 1);
}

std::size_t ModeNames::mode_of(std::size_t written) const {
  std::size_t mode = 0;
  for (const Section& section : sections_) {
    if (!section.prefix.empty() || section.first_text > written) continue;
    mode = section.first_mode + (written - section.first_text);
  }
  return mode;
}

std::optional<std::size_t> ModeNames::repeated() const { return Index(*this).repeated_; }

ModeNames::Index::Index(const ModeNames& names)
    : place_(std::bit_ceil(2 * names.start_.size() + 1)) {
  const std::size_t mask = place_.size() - 1;
  for (std::size_t k = 0; k + 1 < names.start_.size(); ++k) {
    std::size_t at = std::hash<std::string_view>()(names.text(k)) & mask;
    for (; place_[at] != 0; at = (at + 1) & mask) {
      if (!repeated_ && names.text(place_[at] - 1) == names.text(k)) repeated_ = names.mode_of(k);
    }
    place_[at] = static_cast<std::uint32_t>(k + 1);
  }
}

std::optional<std::size_t> ModeNames::Index::find(const ModeNames& names,
                                                  std::string_view name) const {
  for (std::size_t s = 0; s < names.sections_.size(); ++s) {
    const Section& section = names.sections_[s];
    const std::size_t end =
        s + 1 < names.sections_.size() ? names.sections_[s + 1].first_mode : names.size_;
    if (section.prefix.empty() || !name.starts_with(section.prefix)) continue;
    const std::string_view digits = name.substr(section.prefix.size());
    std::size_t number = 0;
    const auto [rest, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (digits.starts_with('0') || error != std::errc() || rest != digits.data() + digits.size()) {
      continue;
    }
    if (number >= 1 && number <= end - section.first_mode) return section.first_mode + number - 1;
  }
  if (place_.empty()) return std::nullopt;
  const std::size_t mask = place_.size() - 1;
  for (std::size_t at = std::hash<std::string_view>()(name) & mask; place_[at] != 0;
       at = (at + 1) & mask) {
    if (names.text(place_[at] - 1) == name) return names.mode_of(place_[at] - 1);
  }
  return std::nullopt;
}

}  // namespace qbnet
