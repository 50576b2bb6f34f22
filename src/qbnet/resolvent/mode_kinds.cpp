#include "qbnet/resolvent/mode_kinds.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace qbnet {
namespace {

using Link = ModeKinds::Link;

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9e3779b97f4a7c15U;
  return hash ^ (hash >> 29U);
}

// Numbers for things that are equal, in the order in which they are met.
template <class Hash, class Equal>
std::vector<std::uint32_t> numbered(std::size_t count, const Hash& hash, const Equal& equal,
                                    std::vector<std::size_t>& first) {
  std::vector<std::uint32_t> number(count);
  std::vector<std::uint32_t> table(std::bit_ceil(2 * count + 1), 0);  // number + 1, by hash
  first.clear();
  for (std::size_t j = 0; j < count; ++j) {
    std::size_t place = hash(j) & (table.size() - 1);
    while (table[place] != 0 && !equal(first[table[place] - 1], j)) {
      place = (place + 1) & (table.size() - 1);
    }
    if (table[place] == 0) {
      first.push_back(j);
      table[place] = static_cast<std::uint32_t>(first.size());
    }
    number[j] = table[place] - 1;
  }
  return number;
}

}  // namespace

ModeKinds::ModeKinds(const Network& network) {
  const std::size_t n = network.size();
  std::vector<Kind> mode;
  mode.reserve(n);
  for (std::size_t j = 0; j < n; ++j) {
    const ModeRates& rates = network.rates(j);
    mode.push_back({static_cast<std::uint32_t>(j), rates.loss / 2, std::abs(rates.detuning)});
  }
  std::vector<std::uint32_t> begin(n + 1, 0);
  for (const Coupling& c : network.couplings()) {
    ++begin[c.from + 1];
    ++begin[c.to + 1];
  }
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  std::vector<Link> all(begin[n]);
  std::vector<std::uint32_t> next(begin.begin(), begin.end() - 1);
  for (const Coupling& c : network.couplings()) {
    const double strength = std::abs(c.strength);
    all[next[c.from]++] = {static_cast<std::uint32_t>(c.to), strength};
    all[next[c.to]++] = {static_cast<std::uint32_t>(c.from), strength};
  }
  const auto hash = [&](std::size_t j, const auto& class_of) {
    std::uint64_t result = mixed(std::bit_cast<std::uint64_t>(mode[j].decay),
                                 std::bit_cast<std::uint64_t>(mode[j].detuning));
    for (std::uint32_t s = begin[j]; s < begin[j + 1]; ++s) {
      result = mixed(result, std::bit_cast<std::uint64_t>(all[s].strength));
      result = mixed(result, class_of(all[s].other));
    }
    return result;
  };
  const auto alike = [&](std::size_t i, std::size_t j, const auto& class_of) {
    return mode[i].decay == mode[j].decay && mode[i].detuning == mode[j].detuning &&
           std::equal(all.begin() + begin[i], all.begin() + begin[i + 1], all.begin() + begin[j],
                      all.begin() + begin[j + 1], [&](const Link& a, const Link& b) {
                        return a.strength == b.strength && class_of(a.other) == class_of(b.other);
                      });
  };
  const auto any = [](std::uint32_t) { return 0U; };
  std::vector<std::size_t> first_of_class, first_of_kind;
  const auto classes_found = numbered(
      n, [&](std::size_t j) { return hash(j, any); },
      [&](std::size_t i, std::size_t j) { return alike(i, j, any); }, first_of_class);
  const auto class_of = [&](std::uint32_t j) { return classes_found[j]; };
  const bool few = first_of_class.size() < n / 8;
  if (few) {
    numbered(
        n, [&](std::size_t j) { return mixed(hash(j, class_of), classes_found[j]); },
        [&](std::size_t i, std::size_t j) {
          return classes_found[i] == classes_found[j] && alike(i, j, class_of);
        },
        first_of_kind);
  }
  if (!few || first_of_kind.size() > n / 4) {
    classes = n;
    kind = std::move(mode);
    start = std::move(begin);
    link = std::move(all);
    return;
  }
  classes = first_of_class.size();
  start.push_back(0);
  for (const std::size_t j : first_of_kind) {
    kind.push_back({classes_found[j], mode[j].decay, mode[j].detuning});
    for (std::uint32_t s = begin[j]; s < begin[j + 1]; ++s) {
      link.push_back({classes_found[all[s].other], all[s].strength});
    }
    start.push_back(static_cast<std::uint32_t>(link.size()));
  }
}

}  // namespace qbnet
