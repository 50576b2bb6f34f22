// The names of a network's modes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qbnet {

/// A name each, by the number of the mode. Those of a family (b1, b2, ...) follow from their rule
/// and take no memory.
class ModeNames {
 public:
  void add(std::string_view name);
  /// prefix1, prefix2, ...: `count` names. The prefix must not end in a digit.
  void add_numbered(std::string_view prefix, std::size_t count);

  std::size_t size() const { return size_; }
  std::string operator[](std::size_t j) const;

  /// Of names written out: the first that stands for a second time.
  std::optional<std::size_t> repeated() const;

  /// Finds modes by name: a hash table of the names written out, 8 to 16 bytes each.
  class Index {
   public:
    Index() = default;
    explicit Index(const ModeNames& names);
    std::optional<std::size_t> find(const ModeNames& names, std::string_view name) const;

   private:
    friend class ModeNames;
    std::vector<std::uint32_t> place_;  // position + 1 of a name written out; 0: free
    std::optional<std::size_t> repeated_;
  };

 private:
  // Modes one after another that are named alike: by a rule, or each by its text.
  struct Section {
    std::size_t first_mode = 0;
    std::string prefix;          // of a rule; empty: written out
    std::size_t first_text = 0;  // of the names written out
  };

  const Section& section_of(std::size_t j) const;
  std::string_view text(std::size_t written) const {
    return std::string_view(text_).substr(start_[written], start_[written + 1] - start_[written]);
  }
  std::size_t mode_of(std::size_t written) const;

  std::vector<Section> sections_;
  std::string text_;
  std::vector<std::size_t> start_ = {0};
  std::size_t size_ = 0;
};

}  // namespace qbnet
