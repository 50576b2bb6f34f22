#include "qbnet/theory/check.hpp"

#include <fmt/core.h>

#include <cmath>

#include "qbnet/base/status.hpp"

namespace qbnet::theory {
namespace {

void require_at_least_zero(const char* what, double value) {
  if (!(value >= 0) || !std::isfinite(value))
    throw Error(Refusal::input,
                fmt::format("{} must be finite and at least 0, but is {}", what, value));
}

void require_positive(const char* what, double value) {
  if (!(value > 0) || !std::isfinite(value))
    throw Error(Refusal::input,
                fmt::format("{} must be finite and above 0, but is {}", what, value));
}

}  // namespace

void require_batteries(std::size_t batteries) {
  if (batteries == 0) throw Error(Refusal::input, "batteries must be at least 1, but is 0");
}

void require_battery(std::size_t battery, std::size_t batteries) {
  require_batteries(batteries);
  if (battery == 0 || battery > batteries)
    throw Error(Refusal::input,
                fmt::format("battery must be from 1 to {}, but is {}", batteries, battery));
}

void require_rates(double coupling, double loss, double drive) {
  require_at_least_zero("coupling", coupling);
  require_positive("loss", loss);
  require_at_least_zero("drive amplitude", drive);
}

void require_rates(const Rates& rates) {
  require_batteries(rates.coupling.size());
  if (rates.battery_loss.size() != rates.coupling.size())
    throw Error(Refusal::input,
                fmt::format("battery losses must be as many as couplings, but are {} and {}",
                            rates.battery_loss.size(), rates.coupling.size()));
  for (const double g : rates.coupling) require_at_least_zero("coupling", g);
  for (const double loss : rates.battery_loss) require_positive("battery loss", loss);
  require_positive("charger loss", rates.charger_loss);
  require_at_least_zero("drive amplitude", rates.drive);
}

}  // namespace qbnet::theory
