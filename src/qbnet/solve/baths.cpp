#include "qbnet/solve/baths.hpp"

#include <algorithm>
#include <limits>

namespace qbnet {

Baths::Baths(const Network& network, const Pattern& pattern) {
  const Ball::Precision precision(128);  // products of two doubles are exact
  double coldest = std::numeric_limits<double>::infinity();
  for (std::size_t p = 0; p < pattern.size(); ++p) {
    const ModeRates& rates = network.rates(static_cast<std::size_t>(pattern.mode_at[p]));
    loss.push_back(rates.loss);
    rate.push_back(Ball(rates.loss) * Ball(rates.thermal));
    lossy = lossy && rates.loss > 0;
    if (!(rates.loss > 0)) continue;
    warmest = std::max(warmest, rates.thermal);
    coldest = std::min(coldest, rates.thermal);
    if (rates.thermal > 0) warm.push_back(p);
  }
  const bool shared = std::ranges::any_of(network.dissipators(),
                                          [](const Dissipator& bath) { return bath.rate > 0; });
  uniform = !shared && coldest == warmest;
}

std::vector<double> Baths::relative() const {
  const Ball::Precision precision(128);
  const Ball unit(warmest);
  std::vector<double> result;
  for (const Ball& heat : rate) result.push_back((heat / unit).real_midpoint().value());
  return result;
}

}  // namespace qbnet
