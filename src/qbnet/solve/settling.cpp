#include "qbnet/solve/settling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "qbnet/resolvent/matrix.hpp"
#include "qbnet/resolvent/stability.hpp"
#include "qbnet/solve/abscissa.hpp"
#include "qbnet/solve/spectrum.hpp"

namespace qbnet {
namespace {

// Then Re z^+ A z > 0 for every z: rows of squeezing are no larger than half of what modes lose.
bool loses_everywhere(const Network& network) {
  const std::vector<double> squeezing = squeezing_sums(network);
  for (std::size_t j = 0; j < network.size(); ++j) {
    if (!loses(network.rates(j), squeezing[j])) return false;
  }
  return true;
}

// A normal mode, and what is known of the rate at which it grows.
struct Growing {
  double rate = 0, frequency = 0;
  std::size_t mode = 0;
  double unsure = 0;  // what is nearer to 0 counts as 0
};

Settling from_fastest(const Network& network, const Growing& fastest) {
  const auto& [rate, frequency, mode, unsure] = fastest;
  const std::string where = fmt::format("a normal mode, mostly of \"{}\",", network.name(mode));
  if (rate > unsure) {
    return {Status::unstable,
            fmt::format("{} grows at the rate {:.6g} (amplitude), {}", where, rate,
                        std::abs(frequency) <= unsure
                            ? std::string("resonant with the drive")
                            : fmt::format("at frequency {:.6g} from the drive", frequency)),
            rate};
  }
  if (rate >= -unsure) {
    return {Status::marginal, fmt::format("{} neither grows nor decays", where), rate};
  }
  return {Status::ok, fmt::format("stable: the slowest normal mode decays at {:.6g}", -rate), rate};
}

Settling from_eigenvalues(const Network& network, const Spectrum& found) {
  constexpr double slow = 1e-14;
  double largest = 0;
  for (const NormalMode& mode : found.modes) largest = std::max(largest, std::abs(mode.eigenvalue));
  const NormalMode& first = found.modes.front();
  return from_fastest(network, {-first.eigenvalue.real(), first.eigenvalue.imag(), first.right.most,
                                first.error + slow * largest});
}

Settling from_counts(const Network& network, const FedDrift& drift) {
  const Abscissa found = spectral_abscissa(drift);
  constexpr double told = 1e-6;
  const double unsure = found.resolution;
  const bool exact = found.error <= told * std::abs(found.value);
  const bool at_zero = found.below >= -2 * unsure && found.above <= 2 * unsure;
  if (exact || at_zero) {
    return from_fastest(network, {found.value, found.frequency, found.mode, unsure});
  }
  if (found.below > unsure) {
    return {Status::unstable,
            fmt::format("a normal mode, mostly of \"{}\", grows at the rate {:.6g} or faster "
                        "(amplitude)",
                        network.name(found.mode), found.below),
            found.below};
  }
  if (found.above < -unsure) {
    return {Status::ok,
            fmt::format("stable: every normal mode decays at {:.6g} or faster", -found.above),
            found.above};
  }
  return {Status::failed,
          fmt::format("stability is not decided: after {} eliminations, the fastest normal mode "
                      "grows at a rate between {:.6g} and {:.6g}",
                      found.eliminations, found.below, found.above),
          found.value};
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
  if (drift_rows(network) <= most_fed_rows) {
    const Spectrum found = spectrum(network);
    if (found.proven) return from_eigenvalues(network, found);
  }
  return from_counts(network, FedDrift(network));
}

}  // namespace qbnet
