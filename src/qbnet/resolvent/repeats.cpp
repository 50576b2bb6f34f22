#include "qbnet/resolvent/repeats.hpp"

#include <algorithm>

namespace qbnet {
namespace {

using Index = Pattern::Index;

// The rows of M, of L or of U.
struct Columns {
  Columns(const Pages<std::uint32_t>& starts, const Pages<Index>& columns)
      : start(starts.data()), column(columns.data()) {}

  std::uint32_t length(std::size_t row) const { return start[row + 1] - start[row]; }
  const Index* of(std::size_t row) const { return column + start[row]; }
  // Whether the next row has the same slots, each in its column or the one after.
  bool go_on(std::size_t row) const {
    const std::uint32_t slots = length(row);
    if (length(row + 1) != slots) return false;
    const Index *const here = of(row), *const next = of(row + 1);
    for (std::uint32_t k = 0; k < slots; ++k) {
      if (next[k] != here[k] && next[k] != here[k] + 1) return false;
    }
    return true;
  }
  // The same, where the steps have to be those from `first`.
  bool go_on_as(std::size_t first, std::size_t row) const {
    const std::uint32_t slots = length(row);
    if (length(row + 1) != slots) return false;
    const Index *const a = of(first), *const b = of(first + 1);
    const Index *const here = of(row), *const next = of(row + 1);
    for (std::uint32_t k = 0; k < slots; ++k) {
      if (next[k] - here[k] != b[k] - a[k]) return false;
    }
    return true;
  }
  // The step to the next row of the slot with this column.
  Index step(std::size_t row, Index at) const {
    const Index* const slot = std::lower_bound(of(row), of(row) + length(row), at);
    return slot[length(row)] - *slot;
  }

  const std::uint32_t* start;
  const Index* column;
};

class RowsOfAll {
 public:
  RowsOfAll(const Pattern& pattern, const Entries& entries)
      : m_(pattern.row_start, pattern.column),
        lower_(pattern.lower_start, pattern.lower_column),
        upper_(pattern.upper_start, pattern.upper_column),
        place_(entries.places()) {}

  bool first_two_repeat(std::size_t row) const {
    if (!(m_.go_on(row) && lower_.go_on(row) && upper_.go_on(row) && same_numbers(row))) {
      return false;
    }
    // What stands in a column of M has to stay in its slot of L or U.
    const Index* const column = m_.of(row);
    for (std::uint32_t k = 0; k < m_.length(row); ++k) {
      const Index step = column[m_.length(row) + k] - column[k];
      const auto here = static_cast<Index>(row);
      const Index factor_step = column[k] < here   ? lower_.step(row, column[k])
                                : column[k] > here ? upper_.step(row, column[k])
                                                   : 1;
      if (step != factor_step) return false;
    }
    return true;
  }
  bool repeats(std::size_t first, std::size_t row) const {
    return m_.go_on_as(first, row) && same_numbers(row) && lower_.go_on_as(first, row) &&
           upper_.go_on_as(first, row);
  }

 private:
  bool same_numbers(std::size_t row) const {
    const std::uint32_t* const place = place_ + m_.start[row];
    return std::equal(place, place + m_.length(row), place + m_.length(row));
  }

  Columns m_, lower_, upper_;
  const std::uint32_t* place_;
};

}  // namespace

Pages<std::uint32_t> repeating_rows(const Pattern& pattern, const Entries& entries) {
  const std::size_t n = pattern.size();
  const RowsOfAll rows(pattern, entries);
  Pages<std::uint32_t> first;
  for (std::size_t row = 0; row < n;) {
    first.push_back(static_cast<std::uint32_t>(row));
    std::size_t last = row;
    if (row + 1 < n && rows.first_two_repeat(row)) {
      for (++last; last + 1 < n && rows.repeats(row, last);) ++last;
    }
    row = last + 1;
  }
  if (2 * first.size() > n) return {};
  first.push_back(static_cast<std::uint32_t>(n));
  return first;
}

}  // namespace qbnet
