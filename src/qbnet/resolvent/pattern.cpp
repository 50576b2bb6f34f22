#include "qbnet/resolvent/pattern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

#include "qbnet/base/status.hpp"
#include "qbnet/resolvent/order.hpp"

namespace qbnet {
namespace {

using Index = Pattern::Index;

constexpr std::size_t max_factor_entries = std::size_t{1} << 28;

std::size_t index(Index j) { return static_cast<std::size_t>(j); }

// Sorts one row of M, columns with their numbers; equal columns keep their order. Most rows are
// short: those without a copy.
void sort_by_column(Index* column, std::uint32_t* number, std::size_t length) {
  if (is_long(length)) {
    std::vector<std::pair<Index, std::uint32_t>> row(length);
    for (std::size_t k = 0; k < length; ++k) row[k] = {column[k], number[k]};
    std::ranges::stable_sort(row, {}, &std::pair<Index, std::uint32_t>::first);
    for (std::size_t k = 0; k < length; ++k) std::tie(column[k], number[k]) = row[k];
    return;
  }
  for (std::size_t next = 1; next < length; ++next) {
    const Index at = column[next];
    const std::uint32_t of_slot = number[next];
    std::size_t to = next;
    for (; to > 0 && column[to - 1] > at; --to) {
      column[to] = column[to - 1];
      number[to] = number[to - 1];
    }
    column[to] = at;
    number[to] = of_slot;
  }
}

void check_pairs(const Network& network) {
  std::size_t pairs = 2 * network.data().links.size();
  for (const Dissipator& dissipator : network.dissipators()) {
    pairs += dissipator.weights.size() * dissipator.weights.size();
    if (pairs > max_factor_entries) break;
  }
  if (pairs > max_factor_entries) {
    throw Error(Refusal::too_large,
                fmt::format("couplings and shared dissipators must join at most {} pairs of modes, "
                            "but join more: about {} GiB",
                            max_factor_entries, pairs * 64 >> 30));
  }
}

// Who is joined to whom, by mode, in both directions.
struct Joined {
  explicit Joined(const Network& network) {
    const std::size_t n = network.size();
    const NetworkData& data = network.data();
    const auto each_entry = [&](const auto& visit) {
      for (const NetworkData::Link& link : data.links) {
        visit(link.to, link.from, number_of_coupling(data, link.kind, false));
        visit(link.from, link.to, number_of_coupling(data, link.kind, true));
      }
      for (const Dissipator& dissipator : network.dissipators()) {
        for (const auto& [i, wi] : dissipator.weights) {
          for (const auto& [j, wj] : dissipator.weights) {
            if (i != j) visit(i, j, 0);
          }
        }
      }
    };
    rows.start.assign(n + 1, 0);
    each_entry([&](std::size_t i, std::size_t, std::uint32_t) { ++rows.start[i + 1]; });
    std::partial_sum(rows.start.begin(), rows.start.end(), rows.start.begin());
    rows.column.resize(rows.start[n]);
    number.resize(rows.start[n]);
    each_entry([&](std::size_t i, std::size_t j, std::uint32_t of_slot) {
      const std::uint32_t slot = rows.start[i]++;  // starts move to the ends
      rows.column[slot] = static_cast<Index>(j);
      number[slot] = of_slot;
    });
    std::copy_backward(rows.start.begin(), rows.start.end() - 1, rows.start.end());
    rows.start[0] = 0;
    const bool each_once = network.dissipators().empty();
    std::uint32_t kept = 0;
    for (std::size_t j = 0; j < n; ++j) {
      const std::uint32_t first = rows.start[j], last = rows.start[j + 1];
      if (each_once && !is_long(last - first)) continue;
      sort_by_column(rows.column.data() + first, number.data() + first, last - first);
      if (each_once) continue;
      rows.start[j] = kept;
      for (std::uint32_t s = first; s < last; ++s) {
        // A coupling stands before dissipators.
        if (s > first && rows.column[s] == rows.column[s - 1]) continue;
        rows.column[kept] = rows.column[s];
        number[kept++] = number[s];
      }
    }
    if (each_once) return;
    rows.start[n] = kept;
    rows.column.resize(kept);
    number.resize(kept);
  }

  Rows rows;
  Pages<std::uint32_t> number;  // of each column; 0: dissipators only
};

void check_fill(std::size_t entries, std::size_t at, std::size_t of) {
  if (entries <= max_factor_entries) return;
  throw Error(Refusal::too_large,
              fmt::format("the factors must hold at most {} numbers, but need more: about {} GiB "
                          "at {} of {} modes",
                          2 * max_factor_entries, entries * 64 >> 30, at, of));
}

// Rows of U. Those of modes with at most two neighbours left are these neighbours. Of the others:
// what the row of M holds right of the diagonal, united with what the rows that it is the first
// non-zero of leave behind (elimination tree).
void symbolic_elimination(const Order& order, Pattern& p) {
  const std::size_t n = p.size(), low = order.neighbours.size();
  p.upper_start.reserve(n + 1);
  p.upper_start.push_back(0);
  p.upper_column.reserve(2 * low);
  for (const auto& [first, second] : order.neighbours) {
    if (first >= 0) {
      const Index a = p.position[index(first)];
      if (second < 0) {
        p.upper_column.push_back(a);
      } else {
        const Index b = p.position[index(second)];
        p.upper_column.push_back(std::min(a, b));
        p.upper_column.push_back(std::max(a, b));
      }
    }
    p.upper_start.push_back(static_cast<std::uint32_t>(p.upper_column.size()));
  }
  // Children of a node in the elimination tree: the first, and from each the next.
  const std::size_t rest = order.rest.size();
  std::vector<Index> first_child(rest, -1), sibling(rest, -1), seen(rest, -1);
  const auto shift = static_cast<Index>(low);
  for (std::size_t k = 0; k < rest; ++k) {
    const auto begin = static_cast<std::ptrdiff_t>(p.upper_column.size());
    const auto here = static_cast<Index>(k);
    const auto add = [&](Index j) {
      if (j > here && seen[index(j)] != here) {
        seen[index(j)] = here;
        p.upper_column.push_back(j + shift);
      }
    };
    for (std::size_t s = order.rest.start[k]; s < order.rest.start[k + 1]; ++s) {
      add(order.rest.column[s]);
    }
    for (Index child = first_child[k]; child >= 0; child = sibling[index(child)]) {
      const std::size_t c = low + index(child);
      for (std::size_t s = p.upper_start[c]; s < p.upper_start[c + 1]; ++s) {
        add(p.upper_column[s] - shift);
      }
    }
    std::sort(p.upper_column.begin() + begin, p.upper_column.end());
    check_fill(p.upper_column.size(), low + k, n);
    p.upper_start.push_back(static_cast<std::uint32_t>(p.upper_column.size()));
    if (p.upper_start[low + k + 1] > p.upper_start[low + k]) {
      const std::size_t parent = index(p.upper_column[p.upper_start[low + k]] - shift);
      sibling[k] = first_child[parent];
      first_child[parent] = here;
    }
  }
}

// Rows of L, columns ascending.
void transpose_upper(Pattern& p) {
  const std::size_t n = p.size();
  p.lower_start.assign(n + 1, 0);
  for (const Index j : p.upper_column) ++p.lower_start[index(j) + 1];
  std::partial_sum(p.lower_start.begin(), p.lower_start.end(), p.lower_start.begin());
  p.lower_column.resize(p.upper_column.size());
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t s = p.upper_start[k]; s < p.upper_start[k + 1]; ++s) {
      p.lower_column[p.lower_start[index(p.upper_column[s])]++] = static_cast<Index>(k);
    }
  }
  std::copy_backward(p.lower_start.begin(), p.lower_start.end() - 1, p.lower_start.end());
  p.lower_start[0] = 0;
}

// Rows of M in the order of elimination.
void place_rows(const Network& network, const Joined& joined, Pattern& p,
                Pages<std::uint32_t>& numbers) {
  const std::size_t n = p.size();
  p.row_start.resize(n + 1);
  p.column.resize(joined.number.size() + n);
  numbers.resize(p.column.size());
  Index* const column = p.column.data();
  std::uint32_t* const number = numbers.data();
  std::uint32_t slot = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t begin = p.row_start[i] = slot;
    const std::size_t mode = index(p.mode_at[i]);
    column[slot] = static_cast<Index>(i);
    number[slot++] = number_of_mode(network.data().mode_kind[mode]);
    const std::uint32_t last = joined.rows.start[mode + 1];
    for (std::uint32_t s = joined.rows.start[mode]; s < last; ++s) {
      column[slot] = p.position[index(joined.rows.column[s])];
      number[slot++] = joined.number[s];
    }
    sort_by_column(column + begin, number + begin, slot - begin);
  }
  p.row_start[n] = slot;
}

}  // namespace

std::uint32_t Pattern::slot(std::size_t row, std::size_t at) const {
  const auto first = column.begin() + row_start[row];
  const auto last = column.begin() + row_start[row + 1];
  return static_cast<std::uint32_t>(std::lower_bound(first, last, static_cast<Index>(at)) -
                                    column.begin());
}

std::optional<Pages<std::uint32_t>> Pattern::numbers_of(const Network& other) const {
  if (other.size() != size()) return {};
  const NetworkData& data = other.data();
  Pages<std::uint32_t> numbers(column.size());
  std::vector<char> filled(column.size(), 0);
  std::size_t count = 0;
  const auto fill = [&](std::size_t row, std::size_t at, std::uint32_t number) {
    const std::uint32_t there = slot_of_modes(row, at);
    const bool known = there < row_start[index(position[row]) + 1] && column[there] == position[at];
    if (!known) return false;
    if (number != 0) numbers[there] = number;
    count += filled[there] == 0 ? 1 : 0;
    filled[there] = 1;
    return true;
  };
  for (std::size_t j = 0; j < size(); ++j) fill(j, j, number_of_mode(data.mode_kind[j]));
  for (const auto& [from, to, kind] : data.links) {
    if (!fill(to, from, number_of_coupling(data, kind, false)) ||
        !fill(from, to, number_of_coupling(data, kind, true))) {
      return {};
    }
  }
  for (const Dissipator& bath : other.dissipators()) {
    for (const auto& [row, row_weight] : bath.weights) {
      for (const auto& [at, weight] : bath.weights) {
        if (!fill(row, at, 0)) return {};
      }
    }
  }
  if (count != column.size()) return {};
  return numbers;
}

Pattern::Pattern(const Network& network, const std::vector<int>& order_class,
                 Pages<std::uint32_t>* numbers) {
  check_pairs(network);
  const Joined joined(network);
  {
    Order order = elimination_order(joined.rows, order_class);
    mode_at = std::move(order.mode_at);
    position.resize(mode_at.size());
    for (std::size_t p = 0; p < mode_at.size(); ++p) {
      position[index(mode_at[p])] = static_cast<Index>(p);
    }
    symbolic_elimination(order, *this);
  }
  Pages<std::uint32_t> unwanted;
  place_rows(network, joined, *this, numbers != nullptr ? *numbers : unwanted);
  transpose_upper(*this);
}

}  // namespace qbnet
