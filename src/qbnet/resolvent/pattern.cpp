#include "qbnet/resolvent/pattern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "qbnet/base/status.hpp"
#include "qbnet/resolvent/order.hpp"

namespace qbnet {
namespace {

using Index = Pattern::Index;

constexpr std::size_t max_factor_entries = std::size_t{1} << 28;

std::pair<std::vector<Index>::iterator, std::vector<Index>::iterator> sort_row(Rows& rows,
                                                                               std::size_t j) {
  const auto first = rows.column.begin() + rows.start[j];
  const auto last = rows.column.begin() + rows.start[j + 1];
  if (!std::is_sorted(first, last)) std::sort(first, last);
  return {first, last};
}

// Off-diagonal neighbours, in both directions.
Rows neighbours(const Network& network) {
  const std::size_t n = network.size();
  std::size_t pairs = 2 * network.couplings().size();
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
  const auto each_pair = [&](const auto& visit) {
    for (const Coupling& coupling : network.couplings()) {
      visit(coupling.from, coupling.to);
      visit(coupling.to, coupling.from);
    }
    for (const Dissipator& dissipator : network.dissipators()) {
      for (const auto& [i, wi] : dissipator.weights) {
        for (const auto& [j, wj] : dissipator.weights) {
          if (i != j) visit(i, j);
        }
      }
    }
  };
  Rows rows;
  rows.start.assign(n + 1, 0);
  each_pair([&](std::size_t i, std::size_t) { ++rows.start[i + 1]; });
  std::partial_sum(rows.start.begin(), rows.start.end(), rows.start.begin());
  rows.column.resize(rows.start[n]);
  std::vector<std::uint32_t> next(rows.start.begin(), rows.start.end() - 1);
  each_pair([&](std::size_t i, std::size_t j) { rows.column[next[i]++] = static_cast<Index>(j); });
  if (network.dissipators().empty()) {  // no pair twice
    for (std::size_t j = 0; j < n; ++j) sort_row(rows, j);
    return rows;
  }
  std::uint32_t kept = 0;
  for (std::size_t j = 0; j < n; ++j) {
    const auto [first, last] = sort_row(rows, j);
    const auto end = std::unique(first, last);
    rows.start[j] = kept;
    for (auto it = first; it != end; ++it) rows.column[kept++] = *it;
  }
  rows.start[n] = kept;
  rows.column.resize(kept);
  return rows;
}

std::uint32_t slot(const Pattern& pattern, std::size_t row_mode, std::size_t column_mode) {
  const auto row = static_cast<std::size_t>(pattern.position[row_mode]);
  const Index column = pattern.position[column_mode];
  const auto first = pattern.column.begin() + pattern.row_start[row];
  const auto last = pattern.column.begin() + pattern.row_start[row + 1];
  return static_cast<std::uint32_t>(std::lower_bound(first, last, column) - pattern.column.begin());
}

// Rows of U: what row k of M holds right of the diagonal, united with what the rows that k is the
// first non-zero of leave behind (elimination tree).
void symbolic_elimination(Pattern& p) {
  const std::size_t n = p.size();
  // Children of a node in the elimination tree: the first, and from each the next.
  std::vector<Index> first_child(n, -1), sibling(n, -1), seen(n, -1);
  p.upper_start.reserve(n + 1);
  p.upper_start.push_back(0);
  p.upper_column.reserve(p.column.size() / 2);
  for (std::size_t k = 0; k < n; ++k) {
    const auto begin = static_cast<std::ptrdiff_t>(p.upper_column.size());
    const auto here = static_cast<Index>(k);
    const auto add = [&](Index j) {
      if (j > here && seen[static_cast<std::size_t>(j)] != here) {
        seen[static_cast<std::size_t>(j)] = here;
        p.upper_column.push_back(j);
      }
    };
    for (std::size_t s = p.row_start[k]; s < p.row_start[k + 1]; ++s) add(p.column[s]);
    for (Index child = first_child[k]; child >= 0;) {
      const auto c = static_cast<std::size_t>(child);
      for (std::size_t s = p.upper_start[c]; s < p.upper_start[c + 1]; ++s) add(p.upper_column[s]);
      child = sibling[c];
    }
    std::sort(p.upper_column.begin() + begin, p.upper_column.end());
    p.upper_start.push_back(static_cast<std::uint32_t>(p.upper_column.size()));
    if (p.upper_column.size() > max_factor_entries) {
      throw Error(
          Refusal::too_large,
          fmt::format("the factors must hold at most {} numbers, but need more: about {} GiB "
                      "at {} of {} modes",
                      2 * max_factor_entries, p.upper_column.size() * 64 >> 30, k, n));
    }
    if (p.upper_start[k + 1] > p.upper_start[k]) {
      const auto parent = static_cast<std::size_t>(p.upper_column[p.upper_start[k]]);
      sibling[k] = first_child[parent];
      first_child[parent] = here;
    }
  }
  p.lower_start.assign(n + 1, 0);
  for (const Index j : p.upper_column) ++p.lower_start[static_cast<std::size_t>(j) + 1];
  for (std::size_t j = 0; j < n; ++j) p.lower_start[j + 1] += p.lower_start[j];
  p.lower_column.resize(p.upper_column.size());
  std::vector<std::uint32_t> next(p.lower_start.begin(), p.lower_start.end() - 1);
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t s = p.upper_start[k]; s < p.upper_start[k + 1]; ++s) {
      p.lower_column[next[static_cast<std::size_t>(p.upper_column[s])]++] = static_cast<Index>(k);
    }
  }
}

}  // namespace

Pattern::Pattern(const Network& network, const std::vector<int>& order_class) {
  const std::size_t n = network.size();
  const Rows rows = neighbours(network);
  mode_at = elimination_order(rows, order_class);
  position.resize(n);
  for (std::size_t p = 0; p < n; ++p) {
    position[static_cast<std::size_t>(mode_at[p])] = static_cast<Index>(p);
  }
  row_start.reserve(n + 1);
  row_start.push_back(0);
  column.reserve(rows.column.size() + n);
  diagonal.reserve(n);
  for (std::size_t p = 0; p < n; ++p) {
    const auto mode = static_cast<std::size_t>(mode_at[p]);
    const auto first = static_cast<std::ptrdiff_t>(column.size());
    column.push_back(static_cast<Index>(p));
    for (std::uint32_t s = rows.start[mode]; s < rows.start[mode + 1]; ++s) {
      column.push_back(position[static_cast<std::size_t>(rows.column[s])]);
    }
    std::sort(column.begin() + first, column.end());
    row_start.push_back(static_cast<std::uint32_t>(column.size()));
    diagonal.push_back(slot(*this, mode, mode));
  }
  coupling_slot.reserve(2 * network.couplings().size());
  for (const Coupling& coupling : network.couplings()) {
    coupling_slot.push_back(slot(*this, coupling.to, coupling.from));
    coupling_slot.push_back(slot(*this, coupling.from, coupling.to));
  }
  for (const Dissipator& dissipator : network.dissipators()) {
    for (const auto& [i, wi] : dissipator.weights) {
      for (const auto& [j, wj] : dissipator.weights) {
        dissipator_slot.push_back(slot(*this, i, j));
      }
    }
  }
  symbolic_elimination(*this);
}

}  // namespace qbnet
