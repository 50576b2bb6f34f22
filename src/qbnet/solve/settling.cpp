#include "qbnet/solve/settling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "qbnet/resolvent/matrix.hpp"
#include "qbnet/resolvent/stability.hpp"
#include "qbnet/solve/spectrum.hpp"

namespace qbnet {
namespace {

// Then Re z^+ A z > 0 for every z: rows of squeezing are no larger than half of what modes lose.
bool loses_everywhere(const Network& network) {
  std::vector<double> fed(network.size());
  for (const Squeezer& squeezer : network.squeezers()) {
    fed[squeezer.first] += std::abs(squeezer.strength);
    if (squeezer.second != squeezer.first) fed[squeezer.second] += std::abs(squeezer.strength);
  }
  constexpr double rounding = 1 + 1e-12;
  for (std::size_t j = 0; j < network.size(); ++j) {
    const ModeRates& rates = network.rates(j);
    if (!(rates.loss > (rates.gain + 2 * fed[j]) * rounding)) return false;
  }
  return true;
}

}  // namespace

Settling does_settle(const Network& network) {
  if (!is_active(network)) {
    const Stability passive = stability(network);
    return {passive.status, passive.reason};
  }
  if (loses_everywhere(network)) {
    return {Status::ok, "stable by construction: every mode loses more than it is fed"};
  }
  const Spectrum found = spectrum(network);
  if (found.modes.empty()) return {Status::failed, found.message};
  constexpr double slow = 1e-14;
  double largest = 0;
  for (const NormalMode& mode : found.modes) largest = std::max(largest, std::abs(mode.eigenvalue));
  const NormalMode& first = found.modes.front();
  const double growth = -first.eigenvalue.real(), unsure = first.error + slow * largest;
  const std::string where =
      fmt::format("a normal mode, mostly of \"{}\",", network.name(first.right.most));
  if (growth > unsure) {
    return {Status::unstable,
            fmt::format(
                "{} grows at the rate {:.6g} (amplitude), {}", where, growth,
                first.eigenvalue.imag() == 0
                    ? std::string("resonant with the drive")
                    : fmt::format("at frequency {:.6g} from the drive", first.eigenvalue.imag())),
            growth};
  }
  if (growth >= -unsure) {
    return {Status::marginal, fmt::format("{} neither grows nor decays", where), growth};
  }
  return {Status::ok, fmt::format("stable: the slowest normal mode decays at {:.6g}", -growth),
          growth};
}

}  // namespace qbnet
