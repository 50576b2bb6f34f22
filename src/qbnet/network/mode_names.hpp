// The names of a network's modes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace qbnet {

/// A name each, by the number of the mode. Names numbered one after another (b1, b2, ...) follow
/// from their rule and take no memory.
class ModeNames {
 public:
  void add(std::string_view name);
  /// prefix1, prefix2, ...: `count` names, at least one. The prefix must not end in a digit.
  void add_numbered(std::string_view prefix, std::size_t count);

  std::size_t size() const { return size_; }
  std::string operator[](std::size_t j) const;

  /// The first mode that is named as one before it.
  std::optional<std::size_t> repeated() const;
  /// Calls look(name) for every name written out, and for the first and the last of every rule:
  /// what holds for these holds for all.
  template <class Look>
  void look_through(const Look& look) const {
    for (std::size_t s = 0; s < sections_.size(); ++s) {
      const std::size_t first = sections_[s].first_mode, end = end_of(s);
      const bool written = sections_[s].prefix.empty();
      for (std::size_t j = first; j < end;
           j += written ? 1 : std::max<std::size_t>(1, end - first - 1)) {
        look((*this)[j]);
      }
    }
  }

  /// Finds modes by name: hash tables of the rules and of the names written out, 8 to 16 bytes
  /// each.
  class Index {
   public:
    Index() = default;
    explicit Index(const ModeNames& names);
    std::optional<std::size_t> find(const ModeNames& names, std::string_view name) const;

   private:
    friend class ModeNames;
    void note(std::optional<std::size_t> repeated);
    std::optional<std::size_t> by_rule(const ModeNames& names, std::string_view name) const;

    std::vector<std::uint32_t> place_;  // position + 1 of a name written out; 0: free
    std::unordered_map<std::string, std::size_t> rules_;  // the section of a prefix
    std::optional<std::size_t> repeated_;
  };

 private:
  // Modes one after another that are named alike: by a rule, or each by its text.
  struct Section {
    std::size_t first_mode = 0;
    std::string prefix;          // of a rule; empty: written out
    std::size_t first_text = 0;  // of the names written out from here on
  };

  const Section& section_of(std::size_t j) const;
  std::size_t end_of(std::size_t section) const {
    return section + 1 < sections_.size() ? sections_[section + 1].first_mode : size_;
  }
  void make_rule(std::string_view prefix);
  std::string_view text(std::size_t written) const {
    return std::string_view(text_).substr(start_[written], start_[written + 1] - start_[written]);
  }
  std::size_t mode_of(std::size_t written) const;

  std::vector<Section> sections_;
  std::string text_;
  std::vector<std::size_t> start_ = {0};
  std::size_t size_ = 0;
  std::size_t run_ = 0;  // so many names written out last are numbered 1, 2, ...
};

}  // namespace qbnet
