#include "qbnet/network/footprint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "qbnet/base/memory.hpp"
#include "qbnet/base/size_text.hpp"

namespace qbnet {

double most_batteries() {
  constexpr double addressable = 5e8;
  return std::min(addressable, std::floor(usable_part * usable_memory() / bytes_a_battery));
}

void check_footprint(const Network& network, const std::string& name) {
  auto pairs = static_cast<double>(network.couplings().size());
  for (const Dissipator& bath : network.dissipators()) {
    const auto joined = static_cast<double>(bath.weights.size());
    pairs += joined * joined / 2;
  }
  const auto modes = static_cast<double>(network.size());
  require_memory(bytes_to_solve(modes, pairs), [&] {
    return fmt::format("{}solving {} modes and {} coupled pairs", name, count_text(modes),
                       count_text(pairs));
  });
}

}  // namespace qbnet
