#include "qbnet/resolvent/part.hpp"

#include <algorithm>

namespace qbnet {
namespace {

using Index = Pattern::Index;

std::size_t index(Index j) { return static_cast<std::size_t>(j); }

// Rows of `start` and `column` at the positions of a part, without columns outside.
template <class Starts, class Columns>
void restrict_rows(const Starts& start, const Columns& column, const std::vector<Index>& at,
                   const std::vector<Index>& place, Starts& part_start, Columns& part_column) {
  part_start.push_back(0);
  for (const Index p : at) {
    for (std::size_t s = start[index(p)]; s < start[index(p) + 1]; ++s) {
      const Index here = place[index(column[s])];
      if (here >= 0) part_column.push_back(here);
    }
    part_start.push_back(static_cast<std::uint32_t>(part_column.size()));
  }
}

}  // namespace

// Fill between two modes of a part goes along paths in the part, so the pattern of its factors is
// within that of the whole.
Part Surroundings::of(std::size_t position, std::size_t count) {
  const Pattern& p = whole_;
  Part part;
  part.at.push_back(static_cast<Index>(position));
  place_[position] = 0;
  for (std::size_t next = 0; next < part.at.size() && part.at.size() < count; ++next) {
    const std::size_t row = index(part.at[next]);
    for (std::size_t s = p.row_start[row]; s < p.row_start[row + 1] && part.at.size() < count;
         ++s) {
      if (place_[index(p.column[s])] >= 0) continue;
      place_[index(p.column[s])] = 0;
      part.at.push_back(p.column[s]);
    }
  }
  std::ranges::sort(part.at);
  for (std::size_t k = 0; k < part.at.size(); ++k)
    place_[index(part.at[k])] = static_cast<Index>(k);
  part.centre = index(place_[position]);

  Pattern& own = part.pattern;
  std::vector<Index> rim;
  own.row_start.push_back(0);
  for (const Index at : part.at) {
    const auto row = static_cast<std::uint32_t>(own.row_start.size() - 1);
    own.mode_at.push_back(static_cast<Index>(row));
    own.position.push_back(static_cast<Index>(row));
    for (std::uint32_t s = p.row_start[index(at)]; s < p.row_start[index(at) + 1]; ++s) {
      const Index here = place_[index(p.column[s])];
      if (here >= 0) {
        own.column.push_back(here);
        part.slot.push_back(s);
      } else {
        part.cuts.push_back({row, 0, s});
        rim.push_back(p.column[s]);
      }
    }
    own.row_start.push_back(static_cast<std::uint32_t>(own.column.size()));
  }
  restrict_rows(p.upper_start, p.upper_column, part.at, place_, own.upper_start, own.upper_column);
  restrict_rows(p.lower_start, p.lower_column, part.at, place_, own.lower_start, own.lower_column);
  for (const Index at : part.at) place_[index(at)] = -1;

  std::ranges::sort(rim);
  rim.erase(std::unique(rim.begin(), rim.end()), rim.end());
  part.rim = static_cast<std::uint32_t>(rim.size());
  for (Part::Cut& cut : part.cuts) {
    cut.outside =
        static_cast<std::uint32_t>(std::ranges::lower_bound(rim, p.column[cut.slot]) - rim.begin());
  }
  return part;
}

}  // namespace qbnet
