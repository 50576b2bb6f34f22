#include "qbnet/resolvent/pattern.hpp"

#include <camd.h>
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "qbnet/base/status.hpp"

namespace qbnet {
namespace {

using Index = Pattern::Index;

constexpr std::size_t max_factor_entries = std::size_t{1} << 28;

struct Rows {
  std::vector<std::size_t> start;
  std::vector<Index> column;
};

// Compressed rows from (row, column) pairs, columns ascending and each once.
Rows compress(std::size_t n, const std::vector<std::pair<Index, Index>>& entries) {
  Rows rows;
  rows.start.assign(n + 1, 0);
  for (const auto& [row, column] : entries) ++rows.start[static_cast<std::size_t>(row) + 1];
  for (std::size_t j = 0; j < n; ++j) rows.start[j + 1] += rows.start[j];
  rows.column.resize(entries.size());
  std::vector<std::size_t> next(rows.start.begin(), rows.start.end() - 1);
  for (const auto& [row, column] : entries)
    rows.column[next[static_cast<std::size_t>(row)]++] = column;
  std::size_t kept = 0;
  for (std::size_t j = 0; j < n; ++j) {
    const auto first = rows.column.begin() + static_cast<std::ptrdiff_t>(rows.start[j]);
    const auto last = rows.column.begin() + static_cast<std::ptrdiff_t>(rows.start[j + 1]);
    std::sort(first, last);
    const auto end = std::unique(first, last);
    rows.start[j] = kept;
    for (auto it = first; it != end; ++it) rows.column[kept++] = *it;
  }
  rows.start[n] = kept;
  rows.column.resize(kept);
  return rows;
}

// Off-diagonal neighbours, in both directions.
std::vector<std::pair<Index, Index>> neighbours(const Network& network) {
  std::vector<std::pair<Index, Index>> entries;
  entries.reserve(2 * network.couplings().size() + network.size());
  const auto add = [&entries](std::size_t i, std::size_t j) {
    entries.emplace_back(static_cast<Index>(i), static_cast<Index>(j));
  };
  for (const Coupling& coupling : network.couplings()) {
    add(coupling.from, coupling.to);
    add(coupling.to, coupling.from);
  }
  std::size_t pairs = 0;
  for (const Dissipator& dissipator : network.dissipators()) {
    pairs += dissipator.weights.size() * dissipator.weights.size();
    if (pairs > max_factor_entries) {
      throw Error(
          Refusal::too_large,
          fmt::format("shared dissipators must couple at most {} pairs of modes, but couple "
                      "more: about {} GiB",
                      max_factor_entries, pairs * 64 >> 30));
    }
    for (const auto& [i, wi] : dissipator.weights) {
      for (const auto& [j, wj] : dissipator.weights) {
        if (i != j) add(i, j);
      }
    }
  }
  return entries;
}

std::vector<Index> elimination_order(const Rows& rows, const std::vector<int>& order_class) {
  const std::size_t n = rows.start.size() - 1;
  if (n == 0) return {};
  // CAMD wants classes without gaps.
  std::vector<int> levels(order_class);
  std::sort(levels.begin(), levels.end());
  levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  std::vector<Index> classes(n), start(n + 1), order(n);
  for (std::size_t j = 0; j < n; ++j) {
    const auto it = std::lower_bound(levels.begin(), levels.end(), order_class[j]);
    classes[j] = static_cast<Index>(it - levels.begin());
  }
  std::transform(rows.start.begin(), rows.start.end(), start.begin(),
                 [](std::size_t s) { return static_cast<Index>(s); });
  if (rows.column.empty()) {  // CAMD refuses a null pointer
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](Index i, Index j) {
      return classes[static_cast<std::size_t>(i)] < classes[static_cast<std::size_t>(j)];
    });
    return order;
  }
  const int result = camd_order(static_cast<Index>(n), start.data(), rows.column.data(),
                                order.data(), nullptr, nullptr, classes.data());
  if (result != CAMD_OK && result != CAMD_OK_BUT_JUMBLED) {
    throw Error(Refusal::too_large,
                fmt::format("ordering {} modes needs more memory than there is", n));
  }
  return order;
}

std::size_t slot(const Pattern& pattern, std::size_t row_mode, std::size_t column_mode) {
  const auto row = static_cast<std::size_t>(pattern.position[row_mode]);
  const Index column = pattern.position[column_mode];
  const auto first = pattern.column.begin() + static_cast<std::ptrdiff_t>(pattern.row_start[row]);
  const auto last =
      pattern.column.begin() + static_cast<std::ptrdiff_t>(pattern.row_start[row + 1]);
  return static_cast<std::size_t>(std::lower_bound(first, last, column) - pattern.column.begin());
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
    p.upper_start.push_back(p.upper_column.size());
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
  std::vector<std::size_t> next(p.lower_start.begin(), p.lower_start.end() - 1);
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t s = p.upper_start[k]; s < p.upper_start[k + 1]; ++s) {
      p.lower_column[next[static_cast<std::size_t>(p.upper_column[s])]++] = static_cast<Index>(k);
    }
  }
}

}  // namespace

Pattern::Pattern(const Network& network, const std::vector<int>& order_class) {
  const std::size_t n = network.size();
  std::vector<std::pair<Index, Index>> entries = neighbours(network);
  mode_at = elimination_order(compress(n, entries), order_class);
  position.resize(n);
  for (std::size_t p = 0; p < n; ++p) {
    position[static_cast<std::size_t>(mode_at[p])] = static_cast<Index>(p);
  }
  for (auto& [row, col] : entries) {
    row = position[static_cast<std::size_t>(row)];
    col = position[static_cast<std::size_t>(col)];
  }
  for (std::size_t p = 0; p < n; ++p) {
    entries.emplace_back(static_cast<Index>(p), static_cast<Index>(p));
  }
  Rows rows = compress(n, entries);
  row_start = std::move(rows.start);
  column = std::move(rows.column);

  diagonal.resize(n);
  for (std::size_t p = 0; p < n; ++p) {
    const auto mode = static_cast<std::size_t>(mode_at[p]);
    diagonal[p] = slot(*this, mode, mode);
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
