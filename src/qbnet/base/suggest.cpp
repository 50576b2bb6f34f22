#include "qbnet/base/suggest.hpp"

#include <algorithm>
#include <vector>

namespace qbnet {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  const std::size_t columns = b.size() + 1;
  std::vector<std::size_t> before(columns), previous(columns), current(columns);
  for (std::size_t j = 0; j < columns; ++j) current[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before.swap(previous);
    previous.swap(current);
    current[0] = i;
    for (std::size_t j = 1; j < columns; ++j) {
      const std::size_t replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) current[j] = std::min(current[j], before[j - 2] + 1);
    }
  }
  return current[b.size()];
}

bool is_near(std::size_t distance, std::size_t length_a, std::size_t length_b) {
  constexpr std::size_t longest_word = 64;
  const std::size_t length = std::max(length_a, length_b);
  return length <= longest_word && distance < length &&
         distance <= std::max<std::size_t>(1, length / 3);
}

}  // namespace qbnet
