#include "qbnet/network/mode_names.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <functional>

namespace qbnet {

namespace {

// A rule must save more than its section takes.
constexpr std::size_t shortest_rule = 16;

struct Numbered {
  std::string_view prefix;
  std::size_t number = 0;  // 0: there is none
};

// The only way to read a name as a prefix that does not end in a digit, and a number from 1 on.
Numbered numbered(std::string_view name) {
  const std::size_t last = name.find_last_not_of("0123456789");
  if (last == std::string_view::npos) return {name, 0};
  const std::string_view digits = name.substr(last + 1);
  std::size_t number = 0;
  const auto [rest, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || digits.starts_with('0')) return {name, 0};
  return {name.substr(0, last + 1), number};
}

}  // namespace

void ModeNames::add(std::string_view name) {
  const Numbered as = numbered(name);
  if (!sections_.empty() && !sections_.back().prefix.empty() &&
      as.prefix == sections_.back().prefix &&
      as.number == size_ - sections_.back().first_mode + 1) {
    ++size_;
    return;
  }
  if (sections_.empty() || !sections_.back().prefix.empty()) {
    sections_.push_back({size_, {}, start_.size() - 1});
    run_ = 0;
  }
  const bool goes_on =
      run_ > 0 && as.number == run_ + 1 && numbered(text(start_.size() - 2)).prefix == as.prefix;
  run_ = goes_on ? run_ + 1 : as.number == 1 ? 1 : 0;
  text_ += name;
  start_.push_back(text_.size());
  ++size_;
  if (run_ == shortest_rule) make_rule(as.prefix);
}

// Of the names written out last.
void ModeNames::make_rule(std::string_view prefix) {
  start_.resize(start_.size() - run_);
  text_.resize(start_.back());
  const std::size_t first = size_ - run_;
  if (sections_.back().first_mode == first) sections_.pop_back();
  sections_.push_back({first, std::string(prefix), start_.size() - 1});
}

void ModeNames::add_numbered(std::string_view prefix, std::size_t count) {
  sections_.push_back({size_, std::string(prefix), start_.size() - 1});
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
  const auto after = std::upper_bound(
      sections_.begin(), sections_.end(), written,
      [](std::size_t text, const Section& section) { return text < section.first_text; });
  return (after - 1)->first_mode + (written - (after - 1)->first_text);
}

std::optional<std::size_t> ModeNames::repeated() const { return Index(*this).repeated_; }

void ModeNames::Index::note(std::optional<std::size_t> repeated) {
  if (repeated && (!repeated_ || *repeated < *repeated_)) repeated_ = repeated;
}

ModeNames::Index::Index(const ModeNames& names)
    : place_(std::bit_ceil(2 * names.start_.size() + 1)) {
  for (std::size_t s = 0; s < names.sections_.size(); ++s) {
    const Section& section = names.sections_[s];
    if (section.prefix.empty()) continue;
    if (!rules_.try_emplace(section.prefix, s).second) note(section.first_mode);
  }
  const std::size_t mask = place_.size() - 1;
  for (std::size_t k = 0; k + 1 < names.start_.size(); ++k) {
    const std::string_view name = names.text(k);
    if (const auto other = by_rule(names, name)) note(std::max(*other, names.mode_of(k)));
    std::size_t at = std::hash<std::string_view>()(name) & mask;
    for (; place_[at] != 0; at = (at + 1) & mask) {
      if (names.text(place_[at] - 1) == name) note(names.mode_of(k));
    }
    place_[at] = static_cast<std::uint32_t>(k + 1);
  }
}

std::optional<std::size_t> ModeNames::Index::by_rule(const ModeNames& names,
                                                     std::string_view name) const {
  if (rules_.empty()) return std::nullopt;
  const auto [prefix, number] = numbered(name);
  if (number == 0) return std::nullopt;
  const auto rule = rules_.find(std::string(prefix));
  if (rule == rules_.end()) return std::nullopt;
  const std::size_t first = names.sections_[rule->second].first_mode;
  if (number > names.end_of(rule->second) - first) return std::nullopt;
  return first + number - 1;
}

std::optional<std::size_t> ModeNames::Index::find(const ModeNames& names,
                                                  std::string_view name) const {
  if (const auto found = by_rule(names, name)) return found;
  if (place_.empty()) return std::nullopt;
  const std::size_t mask = place_.size() - 1;
  for (std::size_t at = std::hash<std::string_view>()(name) & mask; place_[at] != 0;
       at = (at + 1) & mask) {
    if (names.text(place_[at] - 1) == name) return names.mode_of(place_[at] - 1);
  }
  return std::nullopt;
}

}  // namespace qbnet
