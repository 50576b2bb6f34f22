// "did you mean": the known word nearest to a mistyped one.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

namespace qbnet {

/// Least number of insertions, deletions, replacements and swaps of neighbours that turn one word
/// into the other (no letter edited twice).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// Whether two words of these lengths at this distance look like one word mistyped.
bool is_near(std::size_t distance, std::size_t length_a, std::size_t length_b);

/// The known word nearest to `word`, the first of equals; empty if none is near. `known` is any
/// range of strings. Words beyond 64 characters are never near anything.
template <class Range>
std::string nearest_word(std::string_view word, const Range& known) {
  std::string best;
  std::size_t least = std::numeric_limits<std::size_t>::max();
  for (const auto& entry : known) {
    const std::string_view candidate = entry;
    const std::size_t gap = word.size() > candidate.size() ? word.size() - candidate.size()
                                                           : candidate.size() - word.size();
    if (gap >= least || !is_near(gap, word.size(), candidate.size())) continue;
    const std::size_t distance = edit_distance(word, candidate);
    if (distance >= least || !is_near(distance, word.size(), candidate.size())) continue;
    best = std::string(candidate);
    least = distance;
  }
  return best;
}

/// "; did you mean \"loss\"?" for an error sentence, or nothing if no known word is near.
template <class Range>
std::string did_you_mean(std::string_view word, const Range& known) {
  const std::string nearest = nearest_word(word, known);
  return nearest.empty() ? "" : "; did you mean \"" + nearest + "\"?";
}

}  // namespace qbnet
