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

namespace {

void check(const Network& network, const std::string& work, double times) {
  auto pairs = static_cast<double>(network.couplings().size());
  for (const Dissipator& bath : network.dissipators()) {
    const auto joined = static_cast<double>(bath.weights.size());
    pairs += joined * joined / 2;
  }
  const auto modes = static_cast<double>(network.size());
  require_memory(times * bytes_to_solve(modes, pairs), [&] {
    return fmt::format("{} {} modes and {} coupled pairs", work, count_text(modes),
                       count_text(pairs));
  });
}

}  // namespace

void check_footprint(const Network& network, const std::string& name) {
  check(network, name + "solving", 1);
}

void check_footprint_in_time(const Network& network) {
  check(network, "charging in time", times_as_much_in_time);
}

}  // namespace qbnet
